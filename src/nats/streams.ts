import type { JetStreamManager, StreamConfig } from '@nats-io/jetstream';
import { limits, MeshError, type PeerId } from '../base/base.ts';
import { apiCodeOf, storageError, whyOf } from './connection.ts';

/** The streams of one mailbox. */
export interface MailboxStreams {
  readonly letters: WantedStream;
  readonly grants: WantedStream;
}

/** A stream as it has to be. */
export type WantedStream = Pick<
  StreamConfig,
  | 'name'
  | 'subjects'
  | 'storage'
  | 'retention'
  | 'discard'
  | 'max_msgs_per_subject'
  | 'max_msgs'
  | 'max_bytes'
  | 'max_age'
  | 'num_replicas'
>;

/** What of the configuration the streams follow. */
export interface StreamBounds {
  readonly maxMessages: number;
  readonly maxBytes: number;
  readonly replicas: number;
}

/** What a stream keeps of a letter beside its bytes, at most: subject, headers, seal, numbers. */
const overheadBytes = 1024;
/**
 * Room for letters that the mailbox does not count: a write that nobody answered may be there all the same. They go
 * when they are fetched after a restart, or of age.
 */
const spareMessages = 1_000;
/** A letter outlives its message by so long at most, milliseconds: the mailbox deletes it before, when it runs. */
const afterlifeMs = 3_600_000;
/** Owners with a grant: as many as a mailbox has. */
const maxGrants = 10_000;
/** A signed grant has some 300 bytes. */
const maxGrantBytes = 2_048;
/** The error for a stream that is not there. */
const noSuchStream = 10_059;

/** The streams of the mailbox of a host. One host has one mailbox, and nobody else writes to its streams. */
export function streamsOf(host: PeerId, { maxMessages, maxBytes, replicas }: StreamBounds): MailboxStreams {
  const common = { storage: 'file', retention: 'limits', discard: 'new', num_replicas: replicas } as const;
  return {
    letters: {
      ...common,
      name: `parley-letters-${host}`,
      subjects: [`parley.letters.${host}.*.*`],
      // A letter that is left again is refused by its expected sequence, and never replaces the first.
      max_msgs_per_subject: 1,
      max_msgs: maxMessages + spareMessages,
      max_bytes: maxBytes + (maxMessages + spareMessages) * overheadBytes,
      max_age: (limits.messageTtlMs + afterlifeMs) * 1_000_000,
    },
    grants: {
      ...common,
      name: `parley-grants-${host}`,
      subjects: [`parley.grants.${host}.*`],
      max_msgs_per_subject: 1,
      max_msgs: maxGrants,
      max_bytes: maxGrants * maxGrantBytes,
      max_age: 0,
    },
  };
}

/** Makes a stream, or brings its bounds to what is wanted. Throws MeshError 'mailbox-storage' when it is not as wanted then. */
export async function ensureStream(manager: JetStreamManager, wanted: WantedStream): Promise<void> {
  const { name } = wanted;
  try {
    const config = await configOf(manager, wanted);
    const faults = faultsOf(config, wanted);
    if (faults.length > 0) throw storageError(`the stream ${name} is not as it has to be (${faults.join(', ')})`);
    if (bounds.some((bound) => config[bound] !== wanted[bound]))
      await manager.streams.update(name, { ...config, ...wanted });
  } catch (cause) {
    if (cause instanceof MeshError) throw cause;
    throw storageError(`the stream ${name} can be neither made nor brought to its bounds: ${whyOf(cause)}`, cause);
  }
}

async function configOf(manager: JetStreamManager, wanted: WantedStream): Promise<StreamConfig> {
  try {
    return (await manager.streams.info(wanted.name)).config;
  } catch (error) {
    if (apiCodeOf(error) !== noSuchStream) throw error;
    return (await manager.streams.add(wanted)).config;
  }
}

/** What follows the configuration, and may be changed. */
const bounds = ['max_msgs', 'max_bytes', 'max_age', 'num_replicas'] as const;
/** What may not. */
const fixed = ['storage', 'retention', 'discard', 'max_msgs_per_subject'] as const;

/**
 * Settings under which a letter that was acknowledged could be lost, replaced or kept for ever, or that are not ours.
 * Whether the server waits for its disk is not among them: no client can see it.
 */
function faultsOf(config: StreamConfig, wanted: WantedStream): readonly string[] {
  const { subjects } = wanted;
  const isOthers = config.subjects.length !== subjects.length || config.subjects.some((one, i) => one !== subjects[i]);
  const forbidden = {
    no_ack: config.no_ack,
    sealed: config.sealed,
    deny_delete: config.deny_delete,
    deny_purge: config.deny_purge,
    mirror: config.mirror,
    sources: config.sources,
    republish: config.republish,
    subject_transform: config.subject_transform,
    persist_mode: config.persist_mode === 'async',
  };
  const set = Object.entries(forbidden).filter(([, value]) => value !== undefined && value !== false);
  return [
    ...fixed.filter((name) => config[name] !== wanted[name]),
    ...set.map(([name]) => name),
    ...(isOthers ? ['subjects'] : []),
  ];
}
