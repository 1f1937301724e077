import type { Millis } from '../base/base.ts';
import type { VerifiedRecord, VerifiedRevocation } from '../identity/identity.ts';
import type { VerifiedDelegation } from './delegation.ts';
import { recordsOf, type RegistryEntry } from './entry.ts';
import type { SetItem } from './order-tree.ts';

/** A signed statement as an element of the set that repair compares, with what is sent when the other side lacks it. */
export interface HeldStatement extends SetItem {
  /** The encoded Signed, as it travels. */
  readonly bytes: Uint8Array;
  /** From when on it is held no more; undefined for what never ends. */
  readonly expires: Millis | undefined;
}

const hourMs = 3_600_000;

/**
 * The statements that an entry consists of at `now`: its records that have not expired, those of a dispute among
 * them, and its revocations. Nodes with equal entries have equal statements; one may be listed twice.
 */
export function heldStatements(entry: RegistryEntry, now: Millis): readonly HeldStatement[] {
  const { dispute, revocation, revokedKeys } = entry;
  const proof = dispute === undefined ? [] : [dispute.first, dispute.second];
  const records = [...recordsOf(entry), ...proof].filter(({ record }) => record.expires > now);
  const revocations = revocation === undefined ? revokedKeys : [revocation, ...revokedKeys];
  return [...records.map(recordStatement), ...revocations.map(revocationStatement)];
}

/**
 * A record as a statement. Its hour is the one that its signer gave, because every node must put it in the same
 * place; an honest signer publishes at once, so it is also the hour in which the first node accepted it.
 */
function recordStatement({ record, hash, bytes }: VerifiedRecord): HeldStatement {
  return { hour: Math.floor(record.notBefore / hourMs), id: hash, bytes, expires: record.expires };
}

/** A delegation as a statement: under the hour that its issuer gave, and held until it ends. */
export function delegationStatement({ delegation, id, bytes }: VerifiedDelegation): HeldStatement {
  return { hour: Math.floor(delegation.notBefore / hourMs), id, bytes, expires: delegation.expires };
}

/** A revocation as a statement: also under the hour that its signer gave. */
export function revocationStatement({ revocation, hash, bytes }: VerifiedRevocation): HeldStatement {
  return { hour: Math.floor(revocation.revoked / hourMs), id: hash, bytes, expires: undefined };
}
