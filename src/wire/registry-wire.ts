import { limits, type Did } from '../base/base.ts';
import { boundedBytes, decodeWith, did } from './field.ts';
import { parley } from './gen/parley.js';

const wire = parley.v1;

/** What a node stores of one agent; every part is signed by others and can be verified again. */
export interface StoredRegistryEntry {
  readonly did: Did;
  /** Encoded Signed<AgentRecord>; empty when only a revocation is known. */
  readonly record: Uint8Array;
  /** Encoded Signed<AgentRecord> of the same seq and another hash; empty when there is none. */
  readonly conflict: Uint8Array;
  /** Encoded Signed<Revocation>; empty when there is none. */
  readonly revocation: Uint8Array;
}

/** Encodes an entry for the store. */
export function encodeStoredRegistryEntry(entry: StoredRegistryEntry): Uint8Array {
  return wire.RegistryEntry.encode(entry).finish();
}

/** Three signed statements and the lengths between them. */
const maxEntryBytes = 3 * limits.maxRecordBytes + 256;

/** Decodes what `encodeStoredRegistryEntry` made; the signatures inside are not checked here. */
export const decodeStoredRegistryEntry = decodeWith(wire.RegistryEntry, maxEntryBytes, (raw): StoredRegistryEntry => ({
  did: did(raw.did, 'did'),
  record: boundedBytes(raw.record, limits.maxRecordBytes, 'record'),
  conflict: boundedBytes(raw.conflict, limits.maxRecordBytes, 'conflict'),
  revocation: boundedBytes(raw.revocation, limits.maxRecordBytes, 'revocation'),
}));
