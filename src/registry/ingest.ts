import { accept, equalBytes, ignore, reject, sha256, type Did, type Millis, type Verdict } from '../base/base.ts';
import { authenticateRecord, verifyRevocation, type VerifiedRevocation } from '../identity/identity.ts';
import { claimedRecord, decodeAgentRecord, decodeRevocation, decodeSigned, type ClaimedRecord } from '../wire/wire.ts';
import { applyRevocation, mergeRecord, recordsOf, type RegistryEntry } from './entry.ts';

/** What a node holds that a statement is compared with. */
export interface Holdings {
  entryOf(did: Did): RegistryEntry | undefined;
  /** The revocation of a delegation that is known, by the agent that says to have given it. */
  delegationRevocation(id: Uint8Array, issuer: Did): VerifiedRevocation | undefined;
  /** Whether a record, of which nothing is verified yet, would be kept if it held: what would not costs no signature and no decoding. */
  concerns(record: ClaimedRecord): boolean;
  /** Whether an agent revoked so many delegations that all it gives count as revoked. */
  hasRevokedAll(issuer: Did): boolean;
  readonly now: Millis;
}

/** What a statement that is news changes: the entry of an agent, or what is known of a delegation. */
export type Learnt =
  | { readonly kind: 'record' | 'revocation'; readonly did: Did; readonly entry: RegistryEntry }
  | { readonly kind: 'delegation'; readonly did: Did; readonly revocation: VerifiedRevocation };

/**
 * Whether an encoded Signed statement could be news, without looking at a signature: what is known costs nobody
 * a verification. Accepts the DID it is about. Ignores what is known (`duplicate`), past (`not-active`) or of no concern
 * here (`not-registered`), the latter before anything else about it is read;
 * rejects what is no statement (`malformed`, `frame-too-large`).
 */
export function glance(bytes: Uint8Array, held: Holdings): Verdict<Did> {
  const claimed = claimedRecord(bytes);
  if (claimed !== undefined && !held.concerns(claimed)) return ignore('not-registered');
  const signed = decodeSigned(bytes);
  if (signed.kind !== 'accept') return signed;
  const { type, payload } = signed.value;
  if (type === 'AgentRecord') return glanceAtRecord(payload, held);
  if (type === 'Revocation') return glanceAtRevocation(payload, held);
  return reject('malformed', 'neither a record nor a revocation');
}

function glanceAtRecord(payload: Uint8Array, held: Holdings): Verdict<Did> {
  const record = decodeAgentRecord(payload);
  if (record.kind !== 'accept') return record;
  const { did, expires } = record.value;
  if (expires <= held.now) return ignore('not-active', 'the record has expired');
  const entry = held.entryOf(did);
  return entry !== undefined && holds(entry, sha256(payload)) ? ignore('duplicate') : accept(did);
}

function holds(entry: RegistryEntry, hash: Uint8Array): boolean {
  const known = [...recordsOf(entry), entry.dispute?.first, entry.dispute?.second];
  return known.some((one) => one !== undefined && equalBytes(one.hash, hash));
}

function glanceAtRevocation(payload: Uint8Array, held: Holdings): Verdict<Did> {
  const revocation = decodeRevocation(payload);
  if (revocation.kind !== 'accept') return revocation;
  const { did, target } = revocation.value;
  if (target.kind === 'delegation' && held.hasRevokedAll(did)) return ignore('duplicate');
  const entry = held.entryOf(did);
  const hash = sha256(payload);
  const known =
    target.kind === 'delegation'
      ? [held.delegationRevocation(target.id, did)]
      : [entry?.revocation, ...(entry?.revokedKeys ?? [])];
  return known.some((one) => one !== undefined && equalBytes(one.hash, hash)) ? ignore('duplicate') : accept(did);
}

/**
 * The one verdict on a statement from the network, whichever way it came: accepts what it changes, to be stored
 * and passed on; ignores what is no news; rejects what does not verify, for which whoever passed it on is at
 * fault. Pure: the same statement and holdings give the same verdict.
 */
export function ingest(bytes: Uint8Array, held: Holdings): Verdict<Learnt> {
  const seen = glance(bytes, held);
  if (seen.kind !== 'accept') return seen;
  const did = seen.value;
  const record = isRecord(bytes) ? authenticateRecord(bytes) : undefined;
  if (record !== undefined) {
    const entry = record.kind === 'accept' ? mergeRecord(held.entryOf(did), record.value) : record;
    return entry.kind === 'accept' ? accept({ kind: 'record', did, entry: entry.value }) : entry;
  }
  const revocation = verifyRevocation(bytes);
  if (revocation.kind !== 'accept') return revocation;
  if (revocation.value.revocation.target.kind === 'delegation')
    return accept({ kind: 'delegation', did, revocation: revocation.value });
  const entry = applyRevocation(held.entryOf(did), revocation.value);
  return entry.kind === 'accept' ? accept({ kind: 'revocation', did, entry: entry.value }) : entry;
}

function isRecord(bytes: Uint8Array): boolean {
  const signed = decodeSigned(bytes);
  return signed.kind === 'accept' && signed.value.type === 'AgentRecord';
}
