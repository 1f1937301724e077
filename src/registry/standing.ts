import { accept, reject, type Millis, type Verdict } from '../base/base.ts';
import { recordInForce, type VerifiedRecord } from '../identity/identity.ts';
import { isKeyRevoked, type RegistryEntry } from './entry.ts';

/**
 * Whether an agent may be dealt with at `now`, and by which record. Fails closed, in this order: `revoked` (the
 * agent), `not-registered` (nothing known), `equivocation` (disputed), `revoked` (the key of its record),
 * `not-active` (suspended, expired or not valid yet), `not-sponsored` (its organisation's word has run out).
 */
export function standing(entry: RegistryEntry | undefined, now: Millis): Verdict<VerifiedRecord> {
  if (entry?.revocation !== undefined) return reject('revoked');
  const record = entry?.record;
  if (entry === undefined || record === undefined) return reject('not-registered');
  if (entry.dispute !== undefined) return reject('equivocation');
  if (isKeyRevoked(entry, record.record.publicKey)) return reject('revoked', 'the key of the record');
  if (record.record.status !== 'active') return reject('not-active', 'the record is suspended');
  return recordInForce(record, now);
}

/**
 * Whether what an agent signed with one of its keys still stands, as far as its entry says: refuses with `revoked` (the
 * agent or the key), `equivocation` or `not-active` (suspended). An agent that is not known, or whose record ran out,
 * is not refused: its signatures prove themselves. A key rotated away stands until it is revoked.
 */
export function signerStands(entry: RegistryEntry | undefined, key: Uint8Array): Verdict<true> {
  if (entry === undefined) return accept(true);
  if (entry.revocation !== undefined) return reject('revoked', 'the signer');
  if (entry.dispute !== undefined) return reject('equivocation', 'of the signer');
  if (isKeyRevoked(entry, key)) return reject('revoked', 'the key of the signer');
  if (entry.record !== undefined && entry.record.record.status !== 'active')
    return reject('not-active', 'the signer is suspended');
  return accept(true);
}
