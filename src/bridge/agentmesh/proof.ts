import {
  accept,
  millis,
  reject,
  toAgreementPublicKey,
  utf8,
  verifyEd25519,
  type Millis,
  type Verdict,
  parseMeshDid,
  type MeshDid,
} from '../../base/base.ts';
import { bytesOf } from './bundle.ts';
import { base64, type ConnectFrame } from './frame.ts';
import { isOneIdentity, meshDidOf } from './mesh-did.ts';

/** How far the time of a proof may be from ours, either way, milliseconds (the wire protocol's). */
export const proofWindowMs = 5 * 60_000;

/** Who connects, and when the proof was made: it works once, because the next must be later. */
export interface Proved {
  readonly did: MeshDid;
  /** Ed25519. */
  readonly key: Uint8Array;
  readonly at: Millis;
}

const base64Pattern = /^[A-Za-z0-9+/]+={0,2}$/;

/**
 * Checks the proof in a `connect` frame: the DID is that of the key, the time with an offset within five minutes, the
 * signature over its text. Rejects `malformed`, `did-mismatch`, `expired`, `bad-signature`.
 */
export function checkConnect(frame: ConnectFrame, now: Millis): Verdict<Proved> {
  const { from = '', public_key: keyText = '', timestamp = '', signature: signatureText = '' } = frame;
  const did = parseMeshDid(from);
  if (did === undefined || !base64Pattern.test(keyText) || !base64Pattern.test(signatureText))
    return reject('malformed', 'from, public_key, timestamp or signature is missing or ill-formed');
  const key = base64(keyText);
  if (!isKeyOf(did, key)) return reject('did-mismatch', 'the DID is not of this key');
  const at = timeOf(timestamp, now);
  if (at.kind !== 'accept') return at;
  if (!verifyEd25519(key, utf8(timestamp), base64(signatureText))) return reject('bad-signature', 'over the timestamp');
  return accept({ did, key, at: at.value });
}

/**
 * Checks the proof of a registration: Ed25519 over the texts of key and time, one after the other. Rejects as
 * `checkConnect`.
 */
export function checkRegistration(
  given: { readonly public_key: string; readonly proof: string; readonly proof_timestamp: string },
  now: Millis,
): Verdict<Proved> {
  const key = bytesOf(given.public_key, 32);
  const proof = bytesOf(given.proof, 64);
  if (key === undefined || proof === undefined) return reject('malformed', 'a key or proof of another length');
  const did = meshDidOf(key);
  if (!isKeyOf(did, key)) return reject('weak-key', 'of the registration');
  const at = timeOf(given.proof_timestamp, now);
  if (at.kind !== 'accept') return at;
  const signed = utf8(given.public_key + given.proof_timestamp);
  return verifyEd25519(key, signed, proof) ? accept({ did, key, at: at.value }) : reject('bad-signature', 'the proof');
}

const scheme = 'Ed25519-Timestamp ';

/**
 * Checks an `Authorization: Ed25519-Timestamp <did> <time> <signature>`. Undefined without one; rejects as
 * `checkConnect`, and `not-registered` when `keyOf` knows no key of the DID.
 */
export function checkAuthorization(
  header: string | undefined,
  keyOf: (did: MeshDid) => Uint8Array | undefined,
  now: Millis,
): Verdict<Proved> | undefined {
  if (header?.startsWith(scheme) !== true) return undefined;
  const [didText = '', timestamp = '', signatureText = '', ...more] = header.slice(scheme.length).split(' ');
  const did = parseMeshDid(didText);
  const signature = bytesOf(signatureText, 64);
  if (did === undefined || signature === undefined || more.length > 0) return reject('malformed', 'Authorization');
  const key = keyOf(did);
  if (key === undefined) return reject('not-registered', 'the agent of the Authorization');
  const at = timeOf(timestamp, now);
  if (at.kind !== 'accept') return at;
  return verifyEd25519(key, utf8(timestamp), signature)
    ? accept({ did, key, at: at.value })
    : reject('bad-signature', 'over the timestamp');
}

function isKeyOf(did: MeshDid, key: Uint8Array): boolean {
  const image = key.length === 32 ? toAgreementPublicKey(key) : undefined;
  return image !== undefined && isOneIdentity(did, key, image);
}

/** ISO 8601 with an offset: a time without one is another time elsewhere. */
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;

function timeOf(text: string, now: Millis): Verdict<Millis> {
  const at = isoTime.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(at) || at < 0) return reject('malformed', 'the time is not ISO 8601 with an offset');
  return Math.abs(at - now) <= proofWindowMs ? accept(millis(at)) : reject('expired', 'the time is too far from ours');
}
