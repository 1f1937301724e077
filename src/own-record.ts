import { limits, MeshError, millis, type Millis, type PeerId, type Random } from './base/base.ts';
import { runsProtocol } from './bridge/bridge.ts';
import type { Config } from './config.ts';
import { InTurn } from './in-turn.ts';
import { createRecord, createRotation, type VerifiedRecord } from './identity/identity.ts';
import type { Letterbox } from './letterbox.ts';
import type { MeshClients } from './mesh-clients.ts';
import { sponsorshipFor } from './own-organisation.ts';
import type { OwnTokens } from './own-tokens.ts';
import { lastRecord, ownRecordKey, pendingRotationKey, verifiedOwn, type OwnKeys } from './own-keys.ts';
import type { KeyringSecrets, Operation, Store } from './store/store.ts';
import { putSuspension, suspensionIn, type Suspension } from './suspension.ts';
import { maxRotations } from './wire/wire.ts';

/** How long a record of ours holds; it is published anew at every start and when half of it has passed. */
const recordLifeMs = limits.maxRecordLifeMs / 2;

/** What our record says that can change from one start to the next. */
export interface OwnFacts {
  readonly config: Pick<Config, 'name' | 'organisation' | 'capabilities' | 'agent' | 'mcp'>;
  readonly keys: OwnKeys;
  readonly peerId: PeerId;
  readonly multiaddrs: readonly string[];
  readonly letterbox: Pick<Letterbox, 'publish'>;
  /** AgentMesh clients that this node serves; none when absent. */
  readonly clients?: MeshClients | undefined;
  /** Who the agent can prove to be elsewhere; nobody when absent. */
  readonly tokens?: Pick<OwnTokens, 'shown'> | undefined;
}

/**
 * Our agent's record for now, on disk before anyone sees it: two records of one seq would be taken for a
 * forgery (E0), so the seq grows in the same write that keeps the record. Ends a rotation that was cut off.
 */
export async function publishRecord(store: Store, facts: OwnFacts, now: Millis): Promise<VerifiedRecord> {
  return await turnOf(store).run(() => publish(store, facts, now));
}

async function publish(store: Store, facts: OwnFacts, now: Millis): Promise<VerifiedRecord> {
  const { keys } = facts;
  const draft = { facts, keys, rotation: keys.pending, suspension: suspensionIn(store) };
  const { record, operations } = draftRecord(store, draft, now);
  await store.commit(operations);
  keys.pending = undefined;
  return record;
}

/** What the operator decided about our agent as a whole. */
export interface Rest {
  /** The suspension that begins; undefined to end the one in force. */
  readonly suspension: Suspension | undefined;
  /** What goes into the same write; asked for when it is made. */
  also(): readonly Operation[];
}

/** Suspends our agent or lets it go on: the decision and the record that tells it are one write. */
export async function publishRest(store: Store, facts: OwnFacts, rest: Rest, now: Millis): Promise<VerifiedRecord> {
  return await turnOf(store).run(async () => {
    const { keys } = facts;
    const { suspension } = rest;
    const { record, operations } = draftRecord(store, { facts, keys, rotation: keys.pending, suspension }, now);
    await store.commit([putSuspension(suspension), ...operations, ...rest.also()]);
    keys.pending = undefined;
    return record;
  });
}

/**
 * Whether a record of ours is to be published anew: half of its life has passed, or our clock was ahead when it was made and
 * has been put right since, so that to others it does not hold yet, or the word of the organisation in it has run out.
 */
export function isStale({ record, organisation }: VerifiedRecord, now: Millis): boolean {
  const ageMs = now - record.notBefore;
  return ageMs < 0 || ageMs > recordLifeMs / 2 || (organisation !== undefined && now >= organisation.expires);
}

/** What a rotation needs besides the facts of the record. */
export interface RotationPorts {
  readonly store: Store;
  readonly random: Random;
  /** Replaces the keyring file; after a crash the old or the new one is there. */
  saveKeyring(secrets: KeyringSecrets): Promise<void>;
}

/**
 * Rotates our identity key to the one that our record committed to, and commits to a new one. Crash-safe at
 * every step, because each leaves something that the next start ends or drops:
 *
 *     1 store    the rotation, signed by the old key     a start finds the old keyring: dropped
 *     2 keyring  new key, and a new next one             a start finds the new keyring: goes on with 3
 *     3 store    the record that carries the rotation
 *
 * `put` is called when the record is on disk, and puts record and keys into use as one. Throws MeshError `refused` at the
 * most rotations that an identity can have.
 */
export async function rotateKeys(
  facts: OwnFacts,
  ports: RotationPorts,
  now: Millis,
  put: (record: VerifiedRecord) => void,
): Promise<VerifiedRecord> {
  return await turnOf(ports.store).run(() => rotate(facts, ports, { now, put }));
}

async function rotate(
  facts: OwnFacts,
  ports: RotationPorts,
  { now, put }: { readonly now: Millis; readonly put: (record: VerifiedRecord) => void },
): Promise<VerifiedRecord> {
  const { store, random } = ports;
  const { keys } = facts;
  const last = lastRecord(store);
  if (last === undefined) throw new MeshError('internal', 'There is no record to rotate from. Report this.');
  if (last.record.rotations.length >= maxRotations) throw tooManyRotations();
  const newKey = keys.nextKey();
  const rotation = createRotation({ did: keys.did, oldKey: keys.signing, newKey, seq: nextSeq(last, now) });
  await store.commit([{ kind: 'put', space: 'meta', key: pendingRotationKey, value: rotation }]);
  const successor = keys.successor(random);
  await ports.saveKeyring(successor.secrets);
  const draft = { facts, keys: successor.keys, rotation, suspension: suspensionIn(store) };
  const { record, operations } = draftRecord(store, draft, now);
  await store.commit(operations);
  keys.become(successor.keys);
  put(record);
  return record;
}

/** Records of one store are made one after another: two that were made at once would have one seq. */
const turns = new WeakMap<Store, InTurn>();

function turnOf(store: Store): InTurn {
  const turn = turns.get(store) ?? new InTurn();
  turns.set(store, turn);
  return turn;
}

/** Seconds, so that a node whose folder was restored from a backup does not use a seq twice. */
function nextSeq(previous: VerifiedRecord | undefined, now: Millis): number {
  return Math.max((previous?.record.seq ?? 0) + 1, Math.floor(now / 1000));
}

const forgetPending: readonly Operation[] = [{ kind: 'delete', space: 'meta', key: pendingRotationKey }];

function putRecord(record: VerifiedRecord): Operation {
  return { kind: 'put', space: 'meta', key: ownRecordKey, value: record.bytes };
}

interface Draft {
  readonly facts: OwnFacts;
  readonly keys: OwnKeys;
  /** An encoded Signed<Rotation> that led to these keys since the last record. */
  readonly rotation: Uint8Array | undefined;
  readonly suspension: Suspension | undefined;
}

/** What others can speak with our agent, beside plain messages. */
function protocolsOf({ config, clients }: OwnFacts): readonly string[] {
  return [
    ...(config.agent.a2a === undefined ? [] : ['a2a']),
    ...Object.keys(config.mcp.servers).map((name) => `mcp/${name}`),
    ...(clients === undefined ? [] : [runsProtocol]),
  ];
}

/** The record, and the writes that must be on disk before anyone sees it. */
function draftRecord(
  store: Store,
  { facts, keys, rotation, suspension }: Draft,
  now: Millis,
): { readonly record: VerifiedRecord; readonly operations: readonly Operation[] } {
  const { config, peerId, multiaddrs } = facts;
  const { operations, ...mailboxes } = facts.letterbox.publish(now);
  const previous = lastRecord(store);
  const notBefore = millis(Math.max(0, now - limits.clockSkewMs));
  const expires = millis(now + recordLifeMs);
  const organisationName = config.organisation ?? config.name;
  const rotations = previous?.record.rotations ?? [];
  const bytes = createRecord(keys, {
    seq: nextSeq(previous, now),
    notBefore,
    expires,
    nextKeyHash: keys.nextKeyHash,
    peerId,
    name: config.name,
    sponsorship: sponsorshipFor(store, { keys, organisationName, notBefore, expires, now }),
    multiaddrs,
    ...mailboxes,
    cardHash: undefined,
    capabilities: config.capabilities,
    protocols: protocolsOf(facts),
    previousHash: previous?.hash,
    status: suspension === undefined ? 'active' : 'suspended',
    hosted: facts.clients?.hosted() ?? [],
    attestations: facts.tokens?.shown ?? [],
    rotations: rotation === undefined ? rotations : [...rotations, rotation],
  });
  const record = verifiedOwn(bytes);
  return { record, operations: [putRecord(record), ...forgetPending, ...operations] };
}

function tooManyRotations(): MeshError {
  return new MeshError(
    'refused',
    `The identity was rotated ${maxRotations} times, which is the most its record can carry. Make a new node with \`parley init\` and new invitations.`,
  );
}
