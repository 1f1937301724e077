import { MeshError, newAgreementKey, newKemKey, type Millis, type Random } from '../base/base.ts';
import {
  decodePrekeyState,
  encodePrekeyState,
  type OneTimePrekey,
  type PrekeyState,
  type SignedPrekey,
} from '../wire/wire.ts';
import { signBundle } from './bundle.ts';
import type { Moment, Prekeys, SuiteIdentity, TakenBundle } from './suite.ts';

/** The prekeys of an agent for one of the suites of this room. */
export interface KeyPrekeys extends PrekeyState, Prekeys {
  /** Whether each has an ML-KEM key as well. */
  readonly withKem: boolean;
}

const dayMs = 24 * 3600 * 1000;
/** A signed prekey is offered for 7 days: without one-time prekeys, what it protects hangs on it alone. */
const signedPrekeyLifeMs = 7 * dayMs;
/** A replaced signed prekey is kept for 14 days: bundles made with it may still be in use. */
const signedPrekeyGraceMs = 14 * dayMs;
/** Fewer fresh one-time prekeys than this, and they are made anew (AgentMesh refills below 5). */
const freshFloor = 5;
/** One-time prekeys after a refill: a hundred sessions between refills, and 7 kB to write with each. */
const freshTarget = 100;
/** One-time prekeys offered and not used; beyond it the oldest offers lapse, so that fetching fills no store. */
const maxOffered = 500;
/** Signed prekeys kept at most: three weeks of weekly rotation, with room for a clock that jumped. */
const maxSigned = 8;

/** New prekeys, to be committed before the first bundle leaves. */
export function createPrekeys(kind: Pick<KeyPrekeys, 'suite' | 'withKem'>, moment: Moment): KeyPrekeys {
  return refillPrekeys({ ...kind, signed: [], offered: [], fresh: [], nextId: 1 }, moment);
}

/**
 * Rotates the signed prekey after 7 days, forgets those replaced 14 days ago, and makes new one-time
 * prekeys when fewer than 5 are left. Returns the same object when nothing was due.
 */
export function refillPrekeys(prekeys: KeyPrekeys, { now, random }: Moment): KeyPrekeys {
  return refillOneTime(forgetSigned(rotateSigned(prekeys, now, random), now), random);
}

function rotateSigned(prekeys: KeyPrekeys, now: Millis, random: Random): KeyPrekeys {
  const [current, ...older] = prekeys.signed;
  if (current !== undefined && now - current.created < signedPrekeyLifeMs) return prekeys;
  const next: SignedPrekey = { ...newPrekey(prekeys, prekeys.nextId, random), created: now, replaced: undefined };
  const replaced = current === undefined ? [] : [{ ...current, replaced: now }];
  return { ...prekeys, signed: [next, ...replaced, ...older], nextId: prekeys.nextId + 1 };
}

function forgetSigned(prekeys: KeyPrekeys, now: Millis): KeyPrekeys {
  const signed = prekeys.signed
    .filter(({ replaced }) => replaced === undefined || now - replaced < signedPrekeyGraceMs)
    .slice(0, maxSigned);
  return signed.length === prekeys.signed.length ? prekeys : { ...prekeys, signed };
}

function refillOneTime(prekeys: KeyPrekeys, random: Random): KeyPrekeys {
  if (prekeys.fresh.length >= freshFloor) return prekeys;
  const missing = freshTarget - prekeys.fresh.length;
  const made = Array.from({ length: missing }, (_, i) => newPrekey(prekeys, prekeys.nextId + i, random));
  return { ...prekeys, fresh: [...prekeys.fresh, ...made], nextId: prekeys.nextId + missing };
}

function newPrekey({ withKem }: KeyPrekeys, id: number, random: Random): OneTimePrekey {
  return { id, key: newAgreementKey(random), kem: withKem ? newKemKey(random) : undefined };
}

/** What a bundle shows: the current signed prekey and a one-time prekey while there is one. */
export interface Offer {
  readonly signed: SignedPrekey;
  readonly oneTime: OneTimePrekey | undefined;
}

/** Takes a one-time prekey, or none when none is left, and signs the bundle that `bodyOf` makes. */
export function takeBundle(
  prekeys: KeyPrekeys,
  self: SuiteIdentity,
  now: Millis,
  bodyOf: (offer: Offer, self: SuiteIdentity) => Uint8Array,
): TakenBundle<KeyPrekeys> {
  const [signed] = prekeys.signed;
  if (signed === undefined)
    throw new MeshError('internal', 'Prekeys hold no signed prekey; make them with createPrekeys.');
  const [oneTime, ...fresh] = prekeys.fresh;
  const bundle = signBundle(prekeys.suite, bodyOf({ signed, oneTime }, self), self, now);
  if (oneTime === undefined) return { prekeys, bundle };
  return { prekeys: { ...prekeys, fresh, offered: [...prekeys.offered, oneTime].slice(-maxOffered) }, bundle };
}

/** Forgets a one-time prekey that a session used. */
export function consumePrekey(prekeys: KeyPrekeys, id: number): KeyPrekeys {
  return { ...prekeys, offered: prekeys.offered.filter((prekey) => prekey.id !== id) };
}

/** The signed prekey of an id while it is kept. */
export function findSignedPrekey(prekeys: PrekeyState, id: number): SignedPrekey | undefined {
  return prekeys.signed.find((prekey) => prekey.id === id);
}

/** The one-time prekey of an id that was offered and not used. */
export function findOneTimePrekey(prekeys: PrekeyState, id: number): OneTimePrekey | undefined {
  return prekeys.offered.find((prekey) => prekey.id === id);
}

/** The prekeys for the store; holds secrets. */
export const encodePrekeys: (prekeys: KeyPrekeys) => Uint8Array = encodePrekeyState;

/** Reads what `encodePrekeys` made; throws MeshError('store-damaged') on anything else. */
export function decodePrekeys(kind: Pick<KeyPrekeys, 'suite' | 'withKem'>, bytes: Uint8Array): KeyPrekeys {
  const verdict = decodePrekeyState(bytes);
  if (verdict.kind === 'accept' && isWhole(verdict.value, kind.withKem)) return { ...verdict.value, ...kind };
  throw new MeshError(
    'store-damaged',
    'The prekeys could not be read from the store. Restore the data directory, or remove them so that new ones are made.',
  );
}

function isWhole({ signed, offered, fresh }: PrekeyState, withKem: boolean): boolean {
  return signed.length > 0 && [...signed, ...offered, ...fresh].every(({ kem }) => (kem !== undefined) === withKem);
}
