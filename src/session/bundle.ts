import { accept, equalBytes, limits, reject, type Millis, type Verdict } from '../base/base.ts';
import {
  decodePrekeyBundle,
  decodeSigned,
  encodePrekeyBundle,
  encodeSigned,
  signPayload,
  verifySigned,
} from '../wire/wire.ts';
import type { SuiteIdentity, SuitePeer } from './suite.ts';

/** The signature's domain. */
const type = 'PrekeyBundle';
/** The oldest bundle that is used, milliseconds: a signed prekey is offered for 7 days and kept for 14 more. */
const maxBundleAgeMs = 14 * 24 * 3600 * 1000;

/** A suite's public prekeys as they travel: with our DID, the suite and the time, signed by our identity key. */
export function signBundle(suite: string, body: Uint8Array, self: SuiteIdentity, now: Millis): Uint8Array {
  const payload = encodePrekeyBundle({ did: self.did, suite, created: now, body });
  return encodeSigned(signPayload(self.signing, type, payload));
}

/**
 * The body of a bundle that the peer's identity key signed for this suite. Refuses `malformed`,
 * `key-mismatch`, `bad-signature`, `did-mismatch`, `no-common-suite` and `expired`.
 */
export function openBundle(suite: string, bundle: Uint8Array, peer: SuitePeer, now: Millis): Verdict<Uint8Array> {
  const signed = decodeSigned(bundle);
  if (signed.kind !== 'accept') return signed;
  if (!equalBytes(signed.value.key, peer.publicKey))
    return reject('key-mismatch', 'the prekeys are signed by another key');
  const payload = verifySigned(signed.value, type);
  if (payload.kind !== 'accept') return payload;
  const decoded = decodePrekeyBundle(payload.value);
  if (decoded.kind !== 'accept') return decoded;
  const { did, suite: offered, created, body } = decoded.value;
  if (did !== peer.did) return reject('did-mismatch', 'the prekeys are of another agent');
  if (offered !== suite) return reject('no-common-suite', 'the prekey bundle is of another suite');
  const age = now - created;
  if (age > maxBundleAgeMs || age < -limits.clockSkewMs) return reject('expired', 'the prekey bundle');
  return accept(body);
}
