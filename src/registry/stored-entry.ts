import { accept, reject, type Verdict } from '../base/base.ts';
import {
  authenticateRecord,
  verifyRevocation,
  type VerifiedRecord,
  type VerifiedRevocation,
} from '../identity/identity.ts';
import { decodeStoredRegistryEntry, encodeStoredRegistryEntry } from '../wire/wire.ts';
import type { RegistryEntry } from './entry.ts';

const nothing = new Uint8Array(0);

/** Encodes an entry for the store: the signed bytes as they came. */
export function encodeRegistryEntry(entry: RegistryEntry): Uint8Array {
  return encodeStoredRegistryEntry({
    did: entry.did,
    record: entry.record?.bytes ?? nothing,
    conflict: entry.conflict?.bytes ?? nothing,
    revocation: entry.revocation?.bytes ?? nothing,
  });
}

/** Decodes what `encodeRegistryEntry` made and verifies every signature again. Anything amiss means the store is damaged. */
export function decodeRegistryEntry(bytes: Uint8Array): Verdict<RegistryEntry> {
  const stored = decodeStoredRegistryEntry(bytes);
  if (stored.kind !== 'accept') return stored;
  const { did } = stored.value;
  const record = unlessEmpty(stored.value.record, authenticateRecord);
  if (record.kind !== 'accept') return record;
  const conflict = unlessEmpty(stored.value.conflict, authenticateRecord);
  if (conflict.kind !== 'accept') return conflict;
  const revocation = unlessEmpty(stored.value.revocation, verifyRevocation);
  if (revocation.kind !== 'accept') return revocation;
  const entry = { did, record: record.value, conflict: conflict.value, revocation: revocation.value };
  return isOfOneAgent(entry) ? accept(entry) : reject('did-mismatch', 'the parts are of different agents');
}

function unlessEmpty<T extends VerifiedRecord | VerifiedRevocation>(
  bytes: Uint8Array,
  verify: (bytes: Uint8Array) => Verdict<T>,
): Verdict<T | undefined> {
  return bytes.length === 0 ? accept(undefined) : verify(bytes);
}

function isOfOneAgent({ did, record, conflict, revocation }: RegistryEntry): boolean {
  const dids = [record?.record.did, conflict?.record.did, revocation?.revocation.did];
  return dids.every((other) => other === undefined || other === did);
}
