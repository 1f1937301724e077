import { limits, millis, sha256, signingKeyFromSeed } from './base/base.ts';
import type { Millis, PeerId, SigningKey } from './base/base.ts';
import type { Config } from './config.ts';
import {
  authenticateRecord,
  createRecord,
  createSponsorship,
  type AgentIdentity,
  type VerifiedRecord,
} from './identity/identity.ts';
import type { KeyringSecrets, Store } from './store/store.ts';

/** How long a record of ours holds; it is published anew at every start and when half of it has passed. */
const recordLifeMs = limits.maxRecordLifeMs / 2;

/** What our record says that can change from one start to the next. */
export interface OwnFacts {
  readonly config: Pick<Config, 'name' | 'organisation' | 'capabilities' | 'agent' | 'mcp'>;
  readonly secrets: KeyringSecrets;
  readonly identity: AgentIdentity;
  readonly peerId: PeerId;
  readonly multiaddrs: readonly string[];
}

/**
 * Our agent's record for now, on disk before anyone sees it: two records of one seq would be taken for a
 * forgery (E0), so the seq grows in the same write that keeps the record.
 */
export async function publishRecord(store: Store, facts: OwnFacts, now: Millis): Promise<VerifiedRecord> {
  const previous = lastRecord(store);
  const record = verified(createRecord(facts.identity, draft(facts, previous, now)));
  await store.commit([{ kind: 'put', space: 'meta', key: 'own-record', value: record.bytes }]);
  return record;
}

/** Whether half of a record's life has passed. */
export function isStale(record: VerifiedRecord, now: Millis): boolean {
  return now - record.record.notBefore > recordLifeMs / 2;
}

function draft(
  { config, secrets, identity, peerId, multiaddrs }: OwnFacts,
  previous: VerifiedRecord | undefined,
  now: Millis,
) {
  const notBefore = millis(Math.max(0, now - limits.clockSkewMs));
  const expires = millis(now + recordLifeMs);
  const organisation = secrets.organisationSeed && signingKeyFromSeed(secrets.organisationSeed);
  return {
    // Seconds, so that a node whose folder was restored from a backup does not use a seq twice.
    seq: Math.max((previous?.record.seq ?? 0) + 1, Math.floor(now / 1000)),
    notBefore,
    expires,
    nextKeyHash: sha256(signingKeyFromSeed(secrets.nextIdentitySeed).publicKey),
    peerId,
    name: config.name,
    sponsorship: organisation === undefined ? new Uint8Array(0) : sponsor(organisation),
    multiaddrs,
    mailboxes: [],
    cardHash: undefined,
    capabilities: config.capabilities,
    protocols: [
      ...(config.agent.a2a === undefined ? [] : ['a2a']),
      ...Object.keys(config.mcp.servers).map((name) => `mcp/${name}`),
    ],
    previousHash: previous?.hash,
    status: 'active',
    rotations: previous?.record.rotations ?? [],
  } as const;

  function sponsor(key: SigningKey): Uint8Array {
    const organisationName = config.organisation ?? config.name;
    return createSponsorship({ did: identity.did, organisationName, notBefore, expires }, key);
  }
}

function lastRecord(store: Store): VerifiedRecord | undefined {
  const bytes = store.get('meta', 'own-record');
  return bytes === undefined ? undefined : verified(bytes);
}

function verified(bytes: Uint8Array): VerifiedRecord {
  const record = authenticateRecord(bytes);
  if (record.kind !== 'accept') throw new RangeError(`our own record does not verify: ${record.reason}`);
  return record.value;
}
