import { limits, type Did } from '../base/base.ts';
import { encoded } from './encoded.ts';
import { boundedBytes, boundedList, decodeWith, did } from './field.ts';
import { parley } from './gen/parley.js';

const wire = parley.v1;

/** What a node stores of one agent; every part is signed by others and can be verified again. */
export interface StoredRegistryEntry {
  readonly did: Did;
  /** Encoded Signed<AgentRecord>, newest first. */
  readonly records: readonly Uint8Array[];
  /** Two encoded Signed<AgentRecord> that contradict each other, or none. */
  readonly proof: readonly Uint8Array[];
  /** Encoded Signed<Revocation> of the agent and of its keys. */
  readonly revocations: readonly Uint8Array[];
}

/** Encodes an entry for the store. */
export function encodeStoredRegistryEntry(entry: StoredRegistryEntry): Uint8Array {
  const { did: agent, records, proof, revocations } = entry;
  const fields = { did: agent, records: [...records], proof: [...proof], revocations: [...revocations] };
  return encoded(wire.RegistryEntry, fields);
}

/** Statements of each kind in one entry: above what the registry keeps, so that a damaged store cannot ask for more. */
const maxStatements = 64;
/** Every statement at its largest, and the lengths between them. */
const maxEntryBytes = 2 * maxStatements * limits.maxRecordBytes;

/** Decodes what `encodeStoredRegistryEntry` made; the signatures inside are not checked here. */
export const decodeStoredRegistryEntry = decodeWith(wire.RegistryEntry, maxEntryBytes, (raw): StoredRegistryEntry => ({
  did: did(raw.did, 'did'),
  records: boundedList(raw.records, maxStatements, 'records', readStatement),
  proof: boundedList(raw.proof, 2, 'proof', readStatement),
  revocations: boundedList(raw.revocations, maxStatements, 'revocations', readStatement),
}));

function readStatement(bytes: Uint8Array): Uint8Array {
  return boundedBytes(bytes, limits.maxRecordBytes, 'statement');
}
