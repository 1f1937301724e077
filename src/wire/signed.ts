import { accept, limits, reject, signDomain, verifyDomain, type SigningKey, type Verdict } from '../base/base.ts';
import { encoded } from './encoded.ts';
import { boundedBytes, boundedText, decodeCanonicalWith, fixedBytes, withoutDefaults } from './field.ts';
import { parley } from './gen/parley.js';

const wire = parley.v1;

/**
 * A signed statement: `payload` is kept as the exact bytes that travelled, because those are what was
 * signed. The type is the signature's domain, so a signature of one kind is never valid as another.
 */
export interface Signed {
  readonly payload: Uint8Array;
  readonly type: string;
  /** Ed25519 public key, 32 bytes. */
  readonly key: Uint8Array;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** Signs a payload under a type. */
export function signPayload(key: SigningKey, type: string, payload: Uint8Array): Signed {
  return { payload, type, key: key.publicKey, signature: signDomain(key, type, payload) };
}

/** Whether the statement is of this type and its signature holds for the key it names. */
export function verifySigned(signed: Signed, type: string): Verdict<Uint8Array> {
  if (signed.type !== type)
    return reject('bad-signature', `signed as ${type === '' ? 'nothing' : 'another type'}, expected ${type}`);
  if (!verifyDomain(signed.key, type, signed.payload, signed.signature)) return reject('bad-signature', `of ${type}`);
  return accept(signed.payload);
}

/** Reads the fields of a Signed that stands inside another message. */
export function readSigned(raw: parley.v1.Signed.$Properties, maxBytes: number = limits.maxRecordBytes): Signed {
  return {
    payload: boundedBytes(raw.payload, maxBytes, 'payload'),
    type: boundedText(raw.type, 'type', 64),
    key: fixedBytes(raw.key, 32, 'key'),
    signature: fixedBytes(raw.signature, 64, 'signature'),
  };
}

/** Encodes a signed statement. */
export function encodeSigned(signed: Signed): Uint8Array {
  return encoded(wire.Signed, withoutDefaults(signed));
}

/** Decodes a signed statement of at most `limits.maxRecordBytes`; the signature is not checked here. */
export const decodeSigned = decodeCanonicalWith(wire.Signed, limits.maxRecordBytes, {
  read: (raw) => readSigned(raw),
  encode: encodeSigned,
});
