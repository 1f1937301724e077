import { accept, reject, type Verdict } from '../base/base.ts';
import { authenticateRecord, verifyRevocation } from '../identity/identity.ts';
import { decodeStoredRegistryEntry, encodeStoredRegistryEntry } from '../wire/wire.ts';
import { applyRevocation, mergeRecord, recordsOf, type RegistryEntry } from './entry.ts';

/** Encodes an entry for the store: the signed bytes as they came. Equal entries have equal bytes. */
export function encodeRegistryEntry(entry: RegistryEntry): Uint8Array {
  const { did, dispute, revocation, revokedKeys } = entry;
  const revocations = revocation === undefined ? revokedKeys : [revocation, ...revokedKeys];
  return encodeStoredRegistryEntry({
    did,
    records: recordsOf(entry).map(({ bytes }) => bytes),
    proof: dispute === undefined ? [] : [dispute.first.bytes, dispute.second.bytes],
    revocations: revocations.map(({ bytes }) => bytes),
  });
}

/**
 * Decodes what `encodeRegistryEntry` made: verifies every signature and merges everything again, so that a
 * changed store cannot say what no merge would have come to. Anything amiss means the store is damaged.
 */
export function decodeRegistryEntry(bytes: Uint8Array): Verdict<RegistryEntry> {
  const stored = decodeStoredRegistryEntry(bytes);
  if (stored.kind !== 'accept') return stored;
  const { did, records, proof, revocations } = stored.value;
  let entry: RegistryEntry | undefined;
  // The proof first: among newer records alone its two would be too old to be compared.
  for (const signed of [...proof, ...records]) {
    const record = authenticateRecord(signed);
    const merged = record.kind === 'accept' ? mergeRecord(entry, record.value) : record;
    if (merged.kind === 'reject') return merged;
    if (merged.kind === 'accept') entry = merged.value;
  }
  for (const signed of revocations) {
    const revocation = verifyRevocation(signed);
    const merged = revocation.kind === 'accept' ? applyRevocation(entry, revocation.value) : revocation;
    if (merged.kind === 'reject') return merged;
    if (merged.kind === 'accept') entry = merged.value;
  }
  if (entry === undefined) return reject('malformed', 'the entry is empty');
  return entry.did === did ? accept(entry) : reject('did-mismatch', 'the parts are of different agents');
}
