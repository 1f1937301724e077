import { equalBytes, ignore, reject, accept, type Did, type Verdict } from '../base/base.ts';
import { continuesLineage, type VerifiedRecord, type VerifiedRevocation } from '../identity/identity.ts';
import { compareBytes } from './order.ts';

/** Two records of one agent that cannot both be honest: self-proving misbehaviour (trust.md, E0). `first` has the lower seq. */
export interface Dispute {
  readonly first: VerifiedRecord;
  readonly second: VerifiedRecord;
}

/**
 * What is known of one agent: a join of everything heard of it. Merging is commutative, associative and
 * idempotent over all that verifies, whoever signed it, so nodes that heard the same hold the same. (Records
 * of more than `maxSeqs` different seqs are the exception: of those only the newest are compared.)
 */
export interface RegistryEntry {
  readonly did: Did;
  /** The record of the highest seq, of those that of the lowest hash. Undefined when only a revocation is known. */
  readonly record: VerifiedRecord | undefined;
  /** Others that a later comer is compared with: of the `maxSeqs` highest seqs the two lowest hashes each, in order. */
  readonly others: readonly VerifiedRecord[];
  /** The agent is disputed, for ever: a key that was stolen can end it, not become it. */
  readonly dispute: Dispute | undefined;
  /** Ends the agent. Never removed. */
  readonly revocation: VerifiedRevocation | undefined;
  /** One for each key that was revoked, by key. Never removed. */
  readonly revokedKeys: readonly VerifiedRevocation[];
}

/** Seqs whose records are kept for comparison: a record holds for 30 days at most, and is renewed every few. */
export const maxSeqs = 4;
/**
 * Revoked keys of one agent that are kept: above the rotations there can be, so that an agent which has that many
 * forked its chain of keys. Those of the lowest keys stay, on every node the same.
 */
const maxRevokedKeys = 40;

function emptyEntry(did: Did): RegistryEntry {
  return { did, record: undefined, others: [], dispute: undefined, revocation: undefined, revokedKeys: [] };
}

/** Every record of the entry, newest first. */
export function recordsOf({ record, others }: RegistryEntry): readonly VerifiedRecord[] {
  return record === undefined ? [] : [record, ...others];
}

/**
 * Merges a verified record. Accepts the entry to store, also when the record puts the agent in dispute: it
 * contradicts one known (see `contradicts`). Ignores what adds nothing: `duplicate`, `record-too-old`, or
 * `equivocation` when the dispute is proved already. Rejects a record of another agent (`did-mismatch`). A
 * revoked agent's records merge as well, so that order does not matter.
 */
export function mergeRecord(current: RegistryEntry | undefined, incoming: VerifiedRecord): Verdict<RegistryEntry> {
  const { did } = incoming.record;
  const before = current ?? emptyEntry(did);
  if (before.did !== did) return reject('did-mismatch', 'the record is of another agent');
  const { dispute } = before;
  const known = [...recordsOf(before), ...(dispute === undefined ? [] : [dispute.first, dispute.second])];
  if (known.some((record) => equalBytes(record.hash, incoming.hash))) return ignore('duplicate');
  const found = known.filter((record) => contradicts(record, incoming)).map((record) => disputeOf(record, incoming));
  const proved = [dispute, ...found].filter((one) => one !== undefined).toSorted(compareDisputes)[0];
  const [record, ...others] = newest([...recordsOf(before), incoming]);
  const isKept = record === incoming || others.includes(incoming);
  if (!isKept && proved === dispute) return ignore(dispute === undefined ? 'record-too-old' : 'equivocation');
  return accept({ ...before, record, others, dispute: proved });
}

/**
 * Whether two records of one agent cannot both be honest: of one seq, of two first keys that hash to one DID,
 * of forked key chains, or the later one not under the key that the earlier one was under or committed to.
 */
function contradicts(a: VerifiedRecord, b: VerifiedRecord): boolean {
  if (a.record.seq === b.record.seq) return !equalBytes(a.hash, b.hash);
  const [older, newer] = a.record.seq < b.record.seq ? [a, b] : [b, a];
  return continuesLineage(older, newer).kind !== 'accept';
}

function disputeOf(a: VerifiedRecord, b: VerifiedRecord): Dispute {
  return compareAge(a, b) < 0 ? { first: a, second: b } : { first: b, second: a };
}

/** Oldest first: by seq, then by hash. */
function compareAge(a: VerifiedRecord, b: VerifiedRecord): number {
  return a.record.seq - b.record.seq || compareBytes(a.hash, b.hash);
}

/** Two records of one seq prove the most; of several proofs every node keeps the same. */
function compareDisputes(a: Dispute, b: Dispute): number {
  return (
    Number(a.first.record.seq !== a.second.record.seq) - Number(b.first.record.seq !== b.second.record.seq) ||
    compareAge(a.first, b.first) ||
    compareAge(a.second, b.second)
  );
}

/** The records worth keeping, newest first; of one seq that of the lowest hash first. */
function newest(records: readonly VerifiedRecord[]): readonly VerifiedRecord[] {
  const seqs = [...new Set(records.map(({ record }) => record.seq))].toSorted((a, b) => b - a).slice(0, maxSeqs);
  return seqs.flatMap((seq) =>
    records
      .filter(({ record }) => record.seq === seq)
      .toSorted((a, b) => compareBytes(a.hash, b.hash))
      .slice(0, 2),
  );
}

/**
 * Merges a verified revocation of an agent or of one of its keys, also of an agent that is not known yet. Of two
 * with one target the higher seq is kept, then the lower hash; it is revoked either way. Ignores what adds
 * nothing (`duplicate`, or `overloaded` once so many keys are revoked that every key counts as such). A delegation is
 * no part of an entry: one of it is refused (`malformed`).
 */
export function applyRevocation(
  current: RegistryEntry | undefined,
  incoming: VerifiedRevocation,
): Verdict<RegistryEntry> {
  const { did, target } = incoming.revocation;
  const before = current ?? emptyEntry(did);
  if (before.did !== did) return reject('did-mismatch', 'the revocation is of another agent');
  if (target.kind === 'delegation') return reject('malformed', 'a delegation is not revoked with an agent');
  if (target.kind === 'did')
    return isAhead(incoming, before.revocation) ? accept({ ...before, revocation: incoming }) : ignore('duplicate');
  const same = before.revokedKeys.find((known) => revokesKey(known, target.key));
  if (!isAhead(incoming, same)) return ignore('duplicate');
  const rest = before.revokedKeys.filter((known) => known !== same);
  const revokedKeys = [...rest, incoming].toSorted(compareRevokedKeys).slice(0, maxRevokedKeys);
  if (!revokedKeys.includes(incoming)) return ignore('overloaded', 'more keys revoked than an agent can have');
  return accept({ ...before, revokedKeys });
}

/** Whether a key of the agent was revoked. Every key is, where more were than an honest agent can have. */
export function isKeyRevoked({ revokedKeys }: RegistryEntry, key: Uint8Array): boolean {
  return revokedKeys.length >= maxRevokedKeys || revokedKeys.some((revoked) => revokesKey(revoked, key));
}

/** Whether this is a revocation of the key. */
function revokesKey({ revocation: { target } }: VerifiedRevocation, key: Uint8Array): boolean {
  return target.kind === 'key' && equalBytes(target.key, key);
}

function compareRevokedKeys(a: VerifiedRevocation, b: VerifiedRevocation): number {
  const [x, y] = [a.revocation.target, b.revocation.target];
  return x.kind === 'key' && y.kind === 'key' ? compareBytes(x.key, y.key) : 0;
}

function isAhead(a: VerifiedRevocation, b: VerifiedRevocation | undefined): boolean {
  if (b === undefined) return true;
  const difference = a.revocation.seq - b.revocation.seq;
  return difference > 0 || (difference === 0 && compareBytes(a.hash, b.hash) < 0);
}

/** Whether nothing but its end is known of the agent. */
export function isStranger(entry: RegistryEntry): boolean {
  return entry.record === undefined;
}

/** What ends an agent or one of its keys, encoded: its revocations, and both records of a dispute. */
export function endingsOf({ revocation, revokedKeys, dispute }: RegistryEntry): readonly Uint8Array[] {
  const revocations = revocation === undefined ? revokedKeys : [revocation, ...revokedKeys];
  const proof = dispute === undefined ? [] : [dispute.first, dispute.second];
  return [...revocations, ...proof].map(({ bytes }) => bytes);
}

/** Bytes of what ends an agent. */
export function entryBytes(entry: RegistryEntry): number {
  return endingsOf(entry).reduce((sum, bytes) => sum + bytes.length, 0);
}
