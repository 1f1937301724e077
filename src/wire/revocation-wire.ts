import { limits, type Did, type Millis } from '../base/base.ts';
import {
  boundedBytes,
  boundedText,
  decodeCanonicalWith,
  did,
  fail,
  optionalBytes,
  safeInteger,
  time,
  withoutDefaults,
} from './field.ts';
import { parley } from './gen/parley.js';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** What a revocation ends: the whole agent, one of its keys, or one delegation that it gave. */
export type RevocationTarget =
  | { readonly kind: 'did' }
  /** An Ed25519 identity key, 32 bytes. */
  | { readonly kind: 'key'; readonly key: Uint8Array }
  /** The id of a delegation: SHA-256 of its payload. */
  | { readonly kind: 'delegation'; readonly id: Uint8Array };

/** Ends something for good. Travels as Signed of type `Revocation`, by a key of the agent's chain or by its organisation. */
export interface Revocation {
  /** The agent; of a delegation, the one that gave it. */
  readonly did: Did;
  readonly target: RevocationTarget;
  /** For people: why. */
  readonly reason: string;
  readonly seq: number;
  readonly revoked: Millis;
  /** Encoded Signed<AgentRecord> that shows the signer's right; empty when the genesis key signs. */
  readonly evidence: Uint8Array;
}

/** Encodes the payload of a Signed of type `Revocation`. */
export function encodeRevocation(revocation: Revocation): Uint8Array {
  const { target, revoked: revokedMs, ...rest } = revocation;
  const key = target.kind === 'key' ? target.key : null;
  const delegation = target.kind === 'delegation' ? target.id : null;
  return encoded(wire.Revocation, withoutDefaults({ ...rest, revokedMs, key, delegation }));
}

/** Decodes the payload of a Signed of type `Revocation`. */
export const decodeRevocation = decodeCanonicalWith(wire.Revocation, limits.maxRecordBytes, {
  read: (raw): Revocation => ({
    did: did(raw.did, 'did'),
    target: readTarget(raw),
    reason: boundedText(raw.reason, 'reason', 256),
    seq: safeInteger(raw.seq, 'seq'),
    revoked: time(raw.revokedMs, 'revoked'),
    evidence: boundedBytes(raw.evidence, limits.maxRecordBytes, 'evidence'),
  }),
  encode: encodeRevocation,
});

function readTarget(raw: parley.v1.Revocation): RevocationTarget {
  const key = optionalBytes(raw.key, 32, 'key');
  const id = optionalBytes(raw.delegation, 32, 'delegation');
  if (key !== undefined) return id === undefined ? { kind: 'key', key } : fail('two targets');
  return id === undefined ? { kind: 'did' } : { kind: 'delegation', id };
}
