import {
  accept,
  concat,
  equalBytes,
  hkdfSha256,
  newAgreementKey,
  reject,
  SecretKey,
  toAgreementPublicKey,
  utf8,
  verifyEd25519,
  type Reject,
  type Verdict,
} from '../base/base.ts';
import {
  decodeX3dhBundle,
  decodeX3dhEstablishment,
  encodeX3dhBundle,
  encodeX3dhEstablishment,
  type X3dhBundle,
  type X3dhEstablishment,
} from '../wire/wire.ts';
import { openBundle } from './bundle.ts';
import { agreeAll, newSession, ones, weakKey, zeros } from './key-agreement.ts';
import { findOneTimePrekey, findSignedPrekey, type KeyPrekeys, type Offer } from './prekeys.ts';
import type { RatchetSession } from './ratchet.ts';
import type { Initiated, InitiateOptions, Responded, RespondOptions, SuiteIdentity, SuitePeer } from './suite.ts';

/**
 * How the shared secret is derived from the Diffie-Hellman results: `spec` as AgentMesh's text and
 * current clients do, `npm4` as its npm package did up to 4.0.0. The two do not interoperate.
 */
export type KdfVariant = 'spec' | 'npm4';

const info = utf8('AgentMesh_X3DH_v1');
function sharedSecret(results: readonly Uint8Array[], variant: KdfVariant): SecretKey {
  const ikm = variant === 'spec' ? concat(ones, ...results) : concat(...results);
  const secret = SecretKey.own(hkdfSha256(ikm, variant === 'spec' ? zeros : ones, info, 32));
  for (const bytes of [ikm, ...results]) bytes.fill(0);
  return secret;
}

/** The body of a bundle: what AgentMesh publishes of an agent's prekeys. */
export function bundleBody({ signed, oneTime }: Offer, self: SuiteIdentity): Uint8Array {
  return encodeX3dhBundle({
    identityKey: self.agreement.publicKey,
    signedPrekeyId: signed.id,
    signedPrekey: signed.key.publicKey,
    signedPrekeySignature: self.signing.sign(signed.key.publicKey),
    oneTimePrekey: oneTime && { id: oneTime.id, key: oneTime.key.publicKey },
  });
}

/** The initiator's half of X3DH (section 3.3) with a bundle as it travelled between nodes. */
export function initiate(
  options: InitiateOptions<KeyPrekeys>,
  suite: string,
  variant: KdfVariant,
): Verdict<Initiated<RatchetSession>> {
  const body = openBundle(suite, options.bundle, options.peer, options.now);
  const bundle = body.kind === 'accept' ? decodeX3dhBundle(body.value) : body;
  if (bundle.kind !== 'accept') return bundle;
  const begun = initiateWith(bundle.value, options, suite, variant);
  if (begun.kind !== 'accept') return begun;
  const { state, establishment } = begun.value;
  return accept({ state, establishment: encodeX3dhEstablishment(establishment) });
}

/** Who agrees on keys with whom, whatever the shape in which their prekeys travelled. */
export interface KeyAgreement {
  readonly self: Pick<SuiteIdentity, 'agreement'>;
  readonly peer: Pick<SuitePeer, 'publicKey'>;
  readonly associatedData: Uint8Array;
}

/** The initiator's half of X3DH with a bundle from anywhere. The first `sealMessage` makes the first ratchet key. */
export function initiateWith(
  bundle: X3dhBundle,
  options: KeyAgreement & Pick<InitiateOptions, 'random'>,
  suite: string,
  variant: KdfVariant,
): Verdict<{ readonly state: RatchetSession; readonly establishment: X3dhEstablishment }> {
  const self = options.self.agreement;
  const fault = checkBundle(bundle, options.peer.publicKey);
  if (fault !== undefined) return fault;
  const ephemeral = newAgreementKey(options.random);
  const oneTime = bundle.oneTimePrekey;
  const results = agreeAll([
    [self, bundle.signedPrekey],
    [ephemeral, bundle.identityKey],
    [ephemeral, bundle.signedPrekey],
    ...(oneTime === undefined ? [] : [[ephemeral, oneTime.key] as const]),
  ]);
  ephemeral.privateKey.wipe();
  if (results === undefined) return weakKey;
  const establishment = {
    identityKey: self.publicKey,
    ephemeralKey: ephemeral.publicKey,
    signedPrekeyId: bundle.signedPrekeyId,
    oneTimePrekeyId: oneTime?.id,
  };
  const state = {
    ...newSession,
    suite,
    associatedData: concat(options.associatedData, self.publicKey, bundle.identityKey),
    rootKey: sharedSecret(results, variant),
    peerKey: bundle.signedPrekey,
  };
  return accept({ state, establishment });
}

function checkBundle(bundle: X3dhBundle, peerKey: Uint8Array): Reject | undefined {
  const fault = checkIdentity(bundle.identityKey, peerKey);
  if (fault !== undefined) return fault;
  const genuine = verifyEd25519(peerKey, bundle.signedPrekey, bundle.signedPrekeySignature);
  return genuine ? undefined : reject('bad-signature', 'of the signed prekey');
}

function checkIdentity(identityKey: Uint8Array, peerKey: Uint8Array): Reject | undefined {
  const expected = toAgreementPublicKey(peerKey);
  if (expected === undefined) return weakKey;
  if (equalBytes(identityKey, expected)) return undefined;
  return reject('key-mismatch', 'the X25519 identity key is not that of the Ed25519 identity key');
}

/** The responder's half of X3DH (section 3.4). The signed prekey is its first ratchet key. */
export function respond(
  options: RespondOptions<KeyPrekeys>,
  suite: string,
  variant: KdfVariant,
): Verdict<Responded<RatchetSession>> {
  const decoded = decodeX3dhEstablishment(options.establishment);
  return decoded.kind === 'accept' ? respondWith(decoded.value, options, suite, variant) : decoded;
}

/** The responder's half of X3DH with an establishment from anywhere. */
export function respondWith(
  establishment: X3dhEstablishment,
  options: KeyAgreement & { readonly prekeys: KeyPrekeys },
  suite: string,
  variant: KdfVariant,
): Verdict<Responded<RatchetSession>> {
  const { prekeys } = options;
  const self = options.self.agreement;
  const { identityKey, ephemeralKey, signedPrekeyId, oneTimePrekeyId } = establishment;
  const fault = checkIdentity(identityKey, options.peer.publicKey);
  if (fault !== undefined) return fault;
  const signed = findSignedPrekey(prekeys, signedPrekeyId);
  if (signed === undefined) return reject('prekey-unknown', 'no such signed prekey');
  const oneTime = oneTimePrekeyId === undefined ? undefined : findOneTimePrekey(prekeys, oneTimePrekeyId);
  if (oneTimePrekeyId !== undefined && oneTime === undefined)
    return reject('prekey-unknown', 'no such one-time prekey');
  const results = agreeAll([
    [signed.key, identityKey],
    [self, ephemeralKey],
    [signed.key, ephemeralKey],
    ...(oneTime === undefined ? [] : [[oneTime.key, ephemeralKey] as const]),
  ]);
  if (results === undefined) return weakKey;
  const state = {
    ...newSession,
    suite,
    associatedData: concat(options.associatedData, identityKey, self.publicKey),
    rootKey: sharedSecret(results, variant),
    self: signed.key,
  };
  return accept({ state, usedOneTimePrekey: oneTimePrekeyId });
}
