import { MeshError, SecretKey, type Millis } from '../base/base.ts';
import { signBundle, type Moment, type Prekeys, type SuiteIdentity, type TakenBundle } from '../session/session.ts';
import {
  decodeSignalPrekeys,
  encodeSignalBundle,
  encodeSignalPrekeys,
  type SignalOneTimePrekey,
  type SignalPrekeyState,
  type SignalSignedPrekey,
} from '../wire/wire.ts';
import type { PrivateKey } from '@signalapp/libsignal-client';
import type { Library } from './library.ts';
import { kyberRecords, oneTimeRecords, signedRecords } from './records.ts';
import type { Identities } from './signal-identity.ts';
import { suiteName } from './signal-session.ts';

/** The prekeys of an agent for this suite. Immutable: each step makes the next ones, and the caller keeps them. */
export interface SignalPrekeys extends SignalPrekeyState, Prekeys {}

const dayMs = 24 * 3600 * 1000;
/** As long as the other suites offer a signed prekey, and keep it once replaced. */
const signedPrekeyLifeMs = 7 * dayMs;
const signedPrekeyGraceMs = 14 * dayMs;
/** Fewer fresh one-time prekeys than this, and they are made anew. */
const freshFloor = 5;
/** One-time prekeys after a refill. Each takes 5 kB, Kyber's for the most part, and all are written with each session. */
const freshTarget = 20;
/** One-time prekeys offered and not used; beyond it the oldest offers lapse, so that fetching fills no store. */
const maxOffered = 100;
/** Signed prekeys kept at most: three weeks of weekly rotation, with room for a clock that jumped. */
const maxSigned = 8;

/** What making and showing prekeys works with. */
export interface PrekeyTools {
  readonly library: Library;
  readonly identities: Identities;
}

/** New prekeys, with a new identity key of this suite. */
export function createPrekeys(tools: PrekeyTools, moment: Moment): SignalPrekeys {
  const identity = SecretKey.own(tools.library.PrivateKey.generate().serialize());
  const none = { suite: suiteName, identity, signed: [], offered: [], fresh: [], nextId: 1 };
  return refillPrekeys(tools, none, moment);
}

/**
 * Rotates the signed prekey and its Kyber prekey of last resort after 7 days, forgets those replaced 14 days
 * ago, and makes new one-time prekeys when fewer than 5 are left. The same object when nothing was due.
 */
export function refillPrekeys(tools: PrekeyTools, prekeys: SignalPrekeys, { now }: Moment): SignalPrekeys {
  return refillOneTime(tools, forgetSigned(rotateSigned(tools, prekeys, now), now));
}

function rotateSigned({ library, identities }: PrekeyTools, prekeys: SignalPrekeys, now: Millis): SignalPrekeys {
  const [current, ...older] = prekeys.signed;
  if (current !== undefined && now - current.created < signedPrekeyLifeMs) return prekeys;
  const id = prekeys.nextId;
  const { privateKey } = identities.of(prekeys.identity).pair;
  const key = library.PrivateKey.generate();
  const publicKey = key.getPublicKey();
  const signature = privateKey.sign(publicKey.serialize());
  const record = library.SignedPreKeyRecord.new(id, now, publicKey, key, signature);
  const next: SignalSignedPrekey = {
    id,
    record: signedRecords.keep(record),
    kyberRecord: newKyberRecord(library, id, privateKey),
    created: now,
    replaced: undefined,
  };
  const replaced = current === undefined ? [] : [{ ...current, replaced: now }];
  return { ...prekeys, signed: [next, ...replaced, ...older], nextId: id + 1 };
}

function forgetSigned(prekeys: SignalPrekeys, now: Millis): SignalPrekeys {
  const signed = prekeys.signed
    .filter(({ replaced }) => replaced === undefined || now - replaced < signedPrekeyGraceMs)
    .slice(0, maxSigned);
  return signed.length === prekeys.signed.length ? prekeys : { ...prekeys, signed };
}

function refillOneTime({ library, identities }: PrekeyTools, prekeys: SignalPrekeys): SignalPrekeys {
  if (prekeys.fresh.length >= freshFloor) return prekeys;
  const missing = freshTarget - prekeys.fresh.length;
  const { privateKey } = identities.of(prekeys.identity).pair;
  const made = Array.from({ length: missing }, (_, i) => newOneTime(library, prekeys.nextId + i, privateKey));
  return { ...prekeys, fresh: [...prekeys.fresh, ...made], nextId: prekeys.nextId + missing };
}

function newOneTime(library: Library, id: number, identity: PrivateKey): SignalOneTimePrekey {
  const key = library.PrivateKey.generate();
  const record = library.PreKeyRecord.new(id, key.getPublicKey(), key);
  return { id, record: oneTimeRecords.keep(record), kyberRecord: newKyberRecord(library, id, identity) };
}

function newKyberRecord(library: Library, id: number, identity: PrivateKey): SecretKey {
  const pair = library.KEMKeyPair.generate();
  const signature = identity.sign(pair.getPublicKey().serialize());
  return kyberRecords.keep(library.KyberPreKeyRecord.new(id, 0, pair, signature));
}

/** A bundle with a one-time prekey and its Kyber prekey, or with the Kyber prekey of last resort. */
export function takeBundle(
  { library, identities }: PrekeyTools,
  prekeys: SignalPrekeys,
  self: SuiteIdentity,
  now: Millis,
): TakenBundle<SignalPrekeys> {
  const [signed] = prekeys.signed;
  if (signed === undefined)
    throw new MeshError('internal', 'Prekeys hold no signed prekey; make them with createPrekeys.');
  const [oneTime, ...fresh] = prekeys.fresh;
  const signedRecord = signedRecords.read(library, signed.record);
  const kyber = kyberRecords.read(library, (oneTime ?? signed).kyberRecord);
  const body = encodeSignalBundle({
    identityKey: identities.of(prekeys.identity).publicKey,
    signedPrekeyId: signed.id,
    signedPrekey: signedRecord.publicKey().serialize(),
    signedPrekeySignature: signedRecord.signature(),
    oneTimePrekey: oneTime && { id: oneTime.id, key: publicKeyOf(library, oneTime) },
    kyberPrekey: kyber.publicKey().serialize(),
    kyberPrekeySignature: kyber.signature(),
  });
  const bundle = signBundle(suiteName, body, self, now);
  if (oneTime === undefined) return { prekeys, bundle };
  return { prekeys: { ...prekeys, fresh, offered: [...prekeys.offered, oneTime].slice(-maxOffered) }, bundle };
}

function publicKeyOf(library: Library, { record }: SignalOneTimePrekey): Uint8Array {
  return oneTimeRecords.read(library, record).publicKey().serialize();
}

/** Forgets a one-time prekey that a session used, and its Kyber prekey. */
export function consumePrekey(prekeys: SignalPrekeys, id: number): SignalPrekeys {
  return { ...prekeys, offered: prekeys.offered.filter((prekey) => prekey.id !== id) };
}

/** The signed prekey of an id while it is kept. */
export function findSignedPrekey({ signed }: SignalPrekeyState, id: number): SignalSignedPrekey | undefined {
  return signed.find((prekey) => prekey.id === id);
}

/** The one-time prekey of an id that was offered and not used. */
export function findOneTimePrekey({ offered }: SignalPrekeyState, id: number): SignalOneTimePrekey | undefined {
  return offered.find((prekey) => prekey.id === id);
}

/** The prekeys for the store; holds secrets. */
export const encodePrekeys: (prekeys: SignalPrekeys) => Uint8Array = encodeSignalPrekeys;

/** Reads what `encodePrekeys` made; throws MeshError('store-damaged') on anything else. */
export function decodePrekeys(bytes: Uint8Array): SignalPrekeys {
  const verdict = decodeSignalPrekeys(bytes);
  if (verdict.kind === 'accept' && verdict.value.signed.length > 0) return { ...verdict.value, suite: suiteName };
  throw new MeshError(
    'store-damaged',
    'The prekeys of suite signal could not be read from the store. Restore the data directory, or remove them so that new ones are made.',
  );
}
