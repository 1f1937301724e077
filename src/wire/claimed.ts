import { fromUtf8Lossy, limits, parseCanonicalDid, type Did } from '../base/base.ts';
import { BoundedReader } from './bounded-reader.ts';

// What becomes of a statement is decided by what it claims before anything of it is decoded, for a tenth of the price and no garbage.

/** Numbers of fields in proto/parley/v1/identity.proto. */
const fields = {
  signed: { payload: 1, type: 2, key: 3 },
  record: { did: 1, sponsorship: 10 },
} as const;

/** Whose a record says it is. */
export interface ClaimedRecord {
  readonly did: Did;
  /** An encoded Signed<Sponsorship>; empty when there is none. */
  readonly sponsorship: Uint8Array;
}

/** The type that bytes claim as a Signed, of which nothing else is looked at. Undefined where none can be read. */
export function claimedType(bytes: Uint8Array): string | undefined {
  const type = fieldOf(bytes, fields.signed.type);
  return type && fromUtf8Lossy(type);
}

/** The key that bytes claim to be signed by as a Signed. Undefined where none can be read. */
export function claimedKey(bytes: Uint8Array): Uint8Array | undefined {
  return fieldOf(bytes, fields.signed.key);
}

/** Whose bytes say they are as a Signed<AgentRecord>, of which nothing else is looked at. Undefined where that cannot be read. */
export function claimedRecord(bytes: Uint8Array): ClaimedRecord | undefined {
  if (claimedType(bytes) !== 'AgentRecord') return undefined;
  const payload = fieldOf(bytes, fields.signed.payload) ?? nothing;
  const did = parseCanonicalDid(fromUtf8Lossy(fieldOf(payload, fields.record.did) ?? nothing));
  return did && { did, sponsorship: fieldOf(payload, fields.record.sponsorship) ?? nothing };
}

const nothing = new Uint8Array(0);

/** The field of a number, bytes or text. In a canonical encoding fewer stand before it, as each does once and they ascend. */
function fieldOf(bytes: Uint8Array, number: number): Uint8Array | undefined {
  if (bytes.length > limits.maxRecordBytes) return undefined;
  try {
    const reader = new BoundedReader(bytes);
    for (let n = 0; n < number && reader.pos < reader.len; n++) {
      const tag = reader.tag();
      if (tag >>> 3 === number && (tag & 7) === 2) return reader.bytes();
      reader.skipType(tag & 7);
    }
  } catch {
    // It is malformed, which its decoder will say.
  }
  return undefined;
}
