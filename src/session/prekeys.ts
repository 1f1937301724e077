import {
  MeshError,
  newAgreementKey,
  type AgreementKey,
  type Did,
  type Millis,
  type Random,
  type SigningKey,
} from '../base/base.ts';
import {
  decodePrekeyState,
  encodePrekeyState,
  type OneTimePrekey,
  type PrekeyBundle,
  type PrekeyState,
  type SignedPrekey,
} from '../wire/wire.ts';

/** The prekeys of an agent. Immutable: each step makes the next ones, and the caller keeps them. */
export type Prekeys = PrekeyState;

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
export function createPrekeys(now: Millis, random: Random): Prekeys {
  return refillPrekeys({ signed: [], offered: [], fresh: [], nextId: 1 }, now, random);
}

/**
 * Rotates the signed prekey after 7 days, forgets those replaced 14 days ago, and makes new one-time
 * prekeys when fewer than 5 are left. Returns the same object when nothing was due. Call it at start,
 * hourly and after `takeBundle`; a refill takes some milliseconds.
 */
export function refillPrekeys(prekeys: Prekeys, now: Millis, random: Random): Prekeys {
  return refillOneTime(forgetSigned(rotateSigned(prekeys, now, random), now), random);
}

function rotateSigned(prekeys: Prekeys, now: Millis, random: Random): Prekeys {
  const [current, ...older] = prekeys.signed;
  if (current !== undefined && now - current.created < signedPrekeyLifeMs) return prekeys;
  const next: SignedPrekey = { ...newPair(prekeys.nextId, random), created: now, replaced: undefined };
  const replaced = current === undefined ? [] : [{ ...current, replaced: now }];
  return { ...prekeys, signed: [next, ...replaced, ...older], nextId: prekeys.nextId + 1 };
}

function forgetSigned(prekeys: Prekeys, now: Millis): Prekeys {
  const signed = prekeys.signed
    .filter(({ replaced }) => replaced === undefined || now - replaced < signedPrekeyGraceMs)
    .slice(0, maxSigned);
  return signed.length === prekeys.signed.length ? prekeys : { ...prekeys, signed };
}

function refillOneTime(prekeys: Prekeys, random: Random): Prekeys {
  if (prekeys.fresh.length >= freshFloor) return prekeys;
  const missing = freshTarget - prekeys.fresh.length;
  const made = Array.from({ length: missing }, (_, i) => newPair(prekeys.nextId + i, random));
  return { ...prekeys, fresh: [...prekeys.fresh, ...made], nextId: prekeys.nextId + missing };
}

function newPair(id: number, random: Random): OneTimePrekey {
  return { id, key: newAgreementKey(random) };
}

/** Whose bundle it is. */
export interface BundleIdentity {
  readonly did: Did;
  /** The current identity key; it signs the signed prekey, so that a rotated key needs no new prekeys. */
  readonly signing: SigningKey;
  /** X25519 form of the same key. */
  readonly agreement: AgreementKey;
}

/** A bundle of suite `agentmesh` with one one-time prekey, or none when none is left. Commit `prekeys` before it leaves. */
export function takeBundle(
  prekeys: Prekeys,
  identity: BundleIdentity,
  now: Millis,
): { readonly prekeys: Prekeys; readonly bundle: PrekeyBundle } {
  const [signed] = prekeys.signed;
  if (signed === undefined)
    throw new MeshError('internal', 'Prekeys hold no signed prekey; make them with createPrekeys.');
  const [oneTime, ...fresh] = prekeys.fresh;
  const bundle: PrekeyBundle = {
    did: identity.did,
    suite: 'agentmesh',
    identityKey: identity.agreement.publicKey,
    signedPrekeyId: signed.id,
    signedPrekey: signed.key.publicKey,
    signedPrekeySignature: identity.signing.sign(signed.key.publicKey),
    oneTimePrekey: oneTime && { id: oneTime.id, key: oneTime.key.publicKey },
    created: now,
  };
  if (oneTime === undefined) return { prekeys, bundle };
  return { prekeys: { ...prekeys, fresh, offered: [...prekeys.offered, oneTime].slice(-maxOffered) }, bundle };
}

/** Forgets a one-time prekey that a session used. Commit it with that session's state. */
export function consumePrekey(prekeys: Prekeys, id: number): Prekeys {
  return { ...prekeys, offered: prekeys.offered.filter((prekey) => prekey.id !== id) };
}

/** The signed prekey of an id while it is kept. */
export function findSignedPrekey(prekeys: Prekeys, id: number): SignedPrekey | undefined {
  return prekeys.signed.find((prekey) => prekey.id === id);
}

/** The one-time prekey of an id that was offered and not used. */
export function findOneTimePrekey(prekeys: Prekeys, id: number): OneTimePrekey | undefined {
  return prekeys.offered.find((prekey) => prekey.id === id);
}

/** The prekeys for the store; holds secrets. */
export const encodePrekeys: (prekeys: Prekeys) => Uint8Array = encodePrekeyState;

/** Reads what `encodePrekeys` made; throws MeshError('store-damaged') on anything else. */
export function decodePrekeys(bytes: Uint8Array): Prekeys {
  const verdict = decodePrekeyState(bytes);
  if (verdict.kind === 'accept' && verdict.value.signed.length > 0) return verdict.value;
  throw new MeshError(
    'store-damaged',
    'The prekeys could not be read from the store. Restore the data directory, or remove them so that new ones are made.',
  );
}
