import { accept, equalBytes, ignore, reject, type Did, type Verdict } from '../base/base.ts';
import { continuesLineage, type VerifiedRecord, type VerifiedRevocation } from '../identity/identity.ts';

/**
 * What is known of one agent: a join of everything heard of it. Merging is commutative, associative and
 * idempotent for records of one lineage (each committing to the keys that the others use), so nodes that
 * heard the same hold the same. Records that break the lineage are judged by what this node saw first:
 * nothing else can tell a thief's rotation from the owner's.
 */
export interface RegistryEntry {
  readonly did: Did;
  /**
   * The record of the highest seq, of those that of the most rotations, of those that of the lowest hash.
   * Undefined when only a revocation is known.
   */
  readonly record: VerifiedRecord | undefined;
  /** Another record of the same seq: with `record` the proof of equivocation. The agent is disputed. */
  readonly conflict: VerifiedRecord | undefined;
  /** Never removed. */
  readonly revocation: VerifiedRevocation | undefined;
}

/**
 * Merges a verified record. Accepts the entry to store; ignores what adds nothing (`record-too-old`,
 * `duplicate`, or `equivocation` when the dispute is proved already); rejects a record whose keys do not
 * carry on from those known (`key-mismatch`), one of another agent whose key hashes to the same DID
 * (`did-mismatch`), and one that follows only one side of a dispute (`equivocation`). A revoked agent's
 * records merge as well, so that order does not matter; `standing` stays revoked.
 */
export function mergeRecord(current: RegistryEntry | undefined, incoming: VerifiedRecord): Verdict<RegistryEntry> {
  const { did } = incoming.record;
  const held = current?.record;
  if (current !== undefined && current.did !== did) return reject('did-mismatch', 'the record is of another agent');
  if (current === undefined || held === undefined)
    return accept({ did, record: incoming, conflict: undefined, revocation: current?.revocation });
  if (!equalBytes(held.record.genesisKey, incoming.record.genesisKey))
    return reject('did-mismatch', 'two keys hash to this DID');
  if (incoming.record.seq < held.record.seq) return ignore('record-too-old');
  return incoming.record.seq === held.record.seq
    ? mergeSameSeq(current, held, incoming)
    : mergeNewer(current, held, incoming);
}

function mergeNewer(current: RegistryEntry, held: VerifiedRecord, incoming: VerifiedRecord): Verdict<RegistryEntry> {
  const follows = continuesLineage(held, incoming);
  if (current.conflict === undefined)
    return follows.kind === 'accept' ? accept({ ...current, record: incoming }) : follows;
  // A later record settles a dispute only if it follows from both sides: a restored backup can be mended,
  // a thief of the current key cannot have the key he committed to win.
  if (follows.kind !== 'accept' || continuesLineage(current.conflict, incoming).kind !== 'accept')
    return reject('equivocation', 'the record follows only one side of the dispute');
  return accept({ ...current, record: incoming, conflict: undefined });
}

function mergeSameSeq(current: RegistryEntry, held: VerifiedRecord, incoming: VerifiedRecord): Verdict<RegistryEntry> {
  const known = current.conflict === undefined ? [held] : [held, current.conflict];
  if (known.some((record) => equalBytes(record.hash, incoming.hash))) return ignore('duplicate');
  // A rotation wins: a key that was rotated away cannot put the key after it in dispute.
  if (incoming.keys.length > held.keys.length) return mergeNewer(current, held, incoming);
  if (incoming.keys.length < held.keys.length && continuesLineage(incoming, held).kind === 'accept')
    return ignore('record-too-old');
  if (!equalBytes(held.record.publicKey, incoming.record.publicKey))
    return reject('key-mismatch', 'the record is of another key than the one known for this seq');
  // The two lowest hashes: two prove it, and every node keeps the same two.
  const [record, conflict, third] = [...known, incoming].toSorted((a, b) => compareBytes(a.hash, b.hash));
  return third === incoming ? ignore('equivocation') : accept({ ...current, record, conflict });
}

/**
 * Merges a verified revocation, also of an agent that is not known yet. Of two, the higher seq is kept,
 * then the lower hash; the agent is revoked either way. Ignores what adds nothing (`duplicate`).
 */
export function applyRevocation(
  current: RegistryEntry | undefined,
  incoming: VerifiedRevocation,
): Verdict<RegistryEntry> {
  const { did } = incoming.revocation;
  if (current === undefined) return accept({ did, record: undefined, conflict: undefined, revocation: incoming });
  if (current.did !== did) return reject('did-mismatch', 'the revocation is of another agent');
  if (current.revocation !== undefined && !isAhead(incoming, current.revocation)) return ignore('duplicate');
  return accept({ ...current, revocation: incoming });
}

function isAhead(a: VerifiedRevocation, b: VerifiedRevocation): boolean {
  const difference = a.revocation.seq - b.revocation.seq;
  return difference > 0 || (difference === 0 && compareBytes(a.hash, b.hash) < 0);
}

/** Orders byte strings of one length as numbers. */
function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (const [i, byte] of a.entries()) {
    const difference = byte - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
