import { reject, type Millis, type Verdict } from '../base/base.ts';
import { recordInForce, type VerifiedRecord } from '../identity/identity.ts';
import type { RegistryEntry } from './entry.ts';

/**
 * Whether an agent may be dealt with at `now`, and by which record. Fails closed, in this order:
 * `revoked`, `not-registered` (nothing known), `equivocation` (disputed), `not-active` (suspended, expired
 * or not valid yet), `not-sponsored` (its organisation's word has run out).
 */
export function standing(entry: RegistryEntry | undefined, now: Millis): Verdict<VerifiedRecord> {
  if (entry?.revocation !== undefined) return reject('revoked');
  if (entry?.record === undefined) return reject('not-registered');
  if (entry.conflict !== undefined) return reject('equivocation');
  if (entry.record.record.status !== 'active') return reject('not-active', 'the record is suspended');
  return recordInForce(entry.record, now);
}
