import {
  accept,
  concat,
  hkdfSha256,
  kem,
  newAgreementKey,
  reject,
  SecretKey,
  sha256,
  toAgreementPublicKey,
  u32be,
  utf8,
  type KemKey,
  type Verdict,
} from '../base/base.ts';
import {
  decodePqxdhBundle,
  decodePqxdhEstablishment,
  encodePqxdhBundle,
  encodePqxdhEstablishment,
  encodeRatchetState,
  type OneTimePrekey,
  type PqxdhBundle,
  type PqxdhEstablishment,
} from '../wire/wire.ts';
import { openBundle } from './bundle.ts';
import { pqxdhKdf } from './kdf.ts';
import { newKemExchange } from './kem-exchange.ts';
import { agreeAll, newSession, ones, weakKey, zeros } from './key-agreement.ts';
import * as prekeys from './prekeys.ts';
import { DoubleRatchet, withoutExpiredKeys, type RatchetSession } from './ratchet.ts';
import { decodeRatchetSession } from './ratchet-codec.ts';
import type { Initiated, InitiateOptions, PureSuite, Responded, RespondOptions } from './suite.ts';

const name = 'pqxdh';
const kind = { suite: name, withKem: true };
const ratchet = new DoubleRatchet(pqxdhKdf);

/**
 * Suite `pqxdh`: PQXDH (revision 3 of its specification) over X25519 and ML-KEM-768, the Double Ratchet with
 * ChaCha20-Poly1305 and random nonces, and fresh KEM secrets mixed into its root key. What differs from the
 * specification and why: docs/decisions/suite-pqxdh.md.
 */
export const pqxdh: PureSuite<RatchetSession, prekeys.KeyPrekeys> = {
  name,
  createPrekeys: (moment) => prekeys.createPrekeys(kind, moment),
  refillPrekeys: prekeys.refillPrekeys,
  takeBundle: (own, self, now) => prekeys.takeBundle(own, self, now, bundleBody),
  consumePrekey: prekeys.consumePrekey,
  encodePrekeys: prekeys.encodePrekeys,
  decodePrekeys: (bytes) => prekeys.decodePrekeys(kind, bytes),
  initiate,
  respond,
  prepare: (state, moment) => ratchet.prepare(state, moment),
  expire: (state, now) => withoutExpiredKeys(state, now),
  seal: (state, plaintext, moment) => ratchet.seal(state, plaintext, moment),
  open: (state, message, moment) => ratchet.open(state, message, moment),
  encodeState: encodeRatchetState,
  decodeState: (bytes) => decodeRatchetSession(bytes, name, true),
};

/** One KEM key a bundle: the one-time prekey's, else the last-resort key that rotates with the signed prekey. */
function bundleBody({ signed, oneTime }: prekeys.Offer): Uint8Array {
  return encodePqxdhBundle({
    signedPrekeyId: signed.id,
    signedPrekey: signed.key.publicKey,
    oneTimePrekey: oneTime && { id: oneTime.id, key: oneTime.key.publicKey },
    kemKey: kemKeyOf(oneTime ?? signed).publicKey,
  });
}

function kemKeyOf(prekey: OneTimePrekey): KemKey {
  if (prekey.kem === undefined) throw new RangeError('a prekey of suite pqxdh has no KEM key');
  return prekey.kem;
}

const secretInfo = utf8('Parley_PQXDH_CURVE25519_SHA-256_ML-KEM-768_v1');
const transcriptLabel = utf8('Parley_PQXDH_transcript_v1');

/** All that both sides know of the key agreement; public. */
interface Transcript {
  readonly associatedData: Uint8Array;
  /** Ed25519 identity keys. */
  readonly initiator: Uint8Array;
  readonly responder: Uint8Array;
  readonly bundle: PqxdhBundle;
  readonly ephemeralKey: Uint8Array;
  readonly kemCiphertext: Uint8Array;
}

/** Its hash. Every part has a fixed length, or its length in front. */
function hashTranscript({ associatedData, initiator, responder, bundle, ephemeralKey, kemCiphertext }: Transcript) {
  const { signedPrekeyId, signedPrekey, oneTimePrekey, kemKey } = bundle;
  return sha256(
    transcriptLabel,
    u32be(associatedData.length),
    associatedData,
    initiator,
    responder,
    u32be(signedPrekeyId),
    signedPrekey,
    u32be(oneTimePrekey?.id ?? 0),
    oneTimePrekey?.key ?? zeros,
    kemKey,
    ephemeralKey,
    kemCiphertext,
  );
}

/** The first root key: PQXDH, section 3.3, with the transcript in the info. Overwrites the results. */
function rootKeyOf(results: readonly Uint8Array[], transcript: Uint8Array): SecretKey {
  const ikm = concat(ones, ...results);
  const secret = SecretKey.own(hkdfSha256(ikm, zeros, concat(secretInfo, transcript), 32));
  for (const bytes of [ikm, ...results]) bytes.fill(0);
  return secret;
}

function initiate(options: InitiateOptions<prekeys.KeyPrekeys>): Verdict<Initiated<RatchetSession>> {
  const { self, peer, random, now } = options;
  const body = openBundle(name, options.bundle, peer, now);
  const decoded = body.kind === 'accept' ? decodePqxdhBundle(body.value) : body;
  if (decoded.kind !== 'accept') return decoded;
  const bundle = decoded.value;
  const identityKey = toAgreementPublicKey(peer.publicKey);
  const encapsulated = kem.encapsulate(bundle.kemKey, random);
  if (identityKey === undefined || encapsulated === undefined) return weakKey;
  const ephemeral = newAgreementKey(random);
  const results = agreeAll([
    [self.agreement, bundle.signedPrekey],
    [ephemeral, identityKey],
    [ephemeral, bundle.signedPrekey],
    ...(bundle.oneTimePrekey === undefined ? [] : [[ephemeral, bundle.oneTimePrekey.key] as const]),
  ]);
  ephemeral.privateKey.wipe();
  if (results === undefined) return weakKey;
  const shown = { ephemeralKey: ephemeral.publicKey, kemCiphertext: encapsulated.ciphertext };
  const transcript = hashTranscript({
    associatedData: options.associatedData,
    initiator: self.signing.publicKey,
    responder: peer.publicKey,
    bundle,
    ...shown,
  });
  const state = {
    ...newSession,
    suite: name,
    associatedData: transcript,
    rootKey: rootKeyOf([...results, encapsulated.secret], transcript),
    peerKey: bundle.signedPrekey,
    kem: newKemExchange(now),
  };
  const { signedPrekeyId, oneTimePrekey } = bundle;
  const establishment = encodePqxdhEstablishment({ ...shown, signedPrekeyId, oneTimePrekeyId: oneTimePrekey?.id });
  return accept({ state, establishment });
}

function respond(options: RespondOptions<prekeys.KeyPrekeys>): Verdict<Responded<RatchetSession>> {
  const decoded = decodePqxdhEstablishment(options.establishment);
  if (decoded.kind !== 'accept') return decoded;
  const { signedPrekeyId, oneTimePrekeyId } = decoded.value;
  const signed = prekeys.findSignedPrekey(options.prekeys, signedPrekeyId);
  if (signed === undefined) return reject('prekey-unknown', 'no such signed prekey');
  if (oneTimePrekeyId === undefined) return respondWith({ signed, oneTime: undefined }, decoded.value, options);
  const oneTime = prekeys.findOneTimePrekey(options.prekeys, oneTimePrekeyId);
  if (oneTime === undefined) return reject('prekey-unknown', 'no such one-time prekey');
  return respondWith({ signed, oneTime }, decoded.value, options);
}

function respondWith(
  { signed, oneTime }: prekeys.Offer,
  { ephemeralKey, kemCiphertext }: PqxdhEstablishment,
  { self, peer, associatedData }: RespondOptions<prekeys.KeyPrekeys>,
): Verdict<Responded<RatchetSession>> {
  const identityKey = toAgreementPublicKey(peer.publicKey);
  const kemKey = kemKeyOf(oneTime ?? signed);
  const secret = kemKey.decapsulate(kemCiphertext);
  if (identityKey === undefined || secret === undefined) return weakKey;
  const results = agreeAll([
    [signed.key, identityKey],
    [self.agreement, ephemeralKey],
    [signed.key, ephemeralKey],
    ...(oneTime === undefined ? [] : [[oneTime.key, ephemeralKey] as const]),
  ]);
  if (results === undefined) return weakKey;
  const oneTimePrekey = oneTime && { id: oneTime.id, key: oneTime.key.publicKey };
  const bundle = {
    signedPrekeyId: signed.id,
    signedPrekey: signed.key.publicKey,
    oneTimePrekey,
    kemKey: kemKey.publicKey,
  };
  const transcript = hashTranscript({
    associatedData,
    initiator: peer.publicKey,
    responder: self.signing.publicKey,
    bundle,
    ephemeralKey,
    kemCiphertext,
  });
  const state = {
    ...newSession,
    suite: name,
    associatedData: transcript,
    rootKey: rootKeyOf([...results, secret], transcript),
    self: signed.key,
    kem: newKemExchange(undefined),
  };
  return accept({ state, usedOneTimePrekey: oneTime?.id });
}
