import { limits, type Did, type Millis } from '../base/base.ts';
import { boundedBytes, boundedText, decodeWith, did, fixedBytes, optionalBytes, safeInteger, time } from './field.ts';
import { parley } from './gen/parley.js';

const wire = parley.v1;

/** The prekeys of one suite. Travels as Signed of type `PrekeyBundle`, by the agent's identity key. */
export interface PrekeyBundle {
  readonly did: Did;
  readonly suite: string;
  readonly created: Millis;
  /** Encoded by the suite. */
  readonly body: Uint8Array;
}

/** Encodes the payload of a Signed of type `PrekeyBundle`. */
export function encodePrekeyBundle(bundle: PrekeyBundle): Uint8Array {
  const { did, suite, created, body } = bundle;
  return wire.PrekeyBundle.encode({ did, suite, createdMs: created, body }).finish();
}

/** Decodes the payload of a Signed of type `PrekeyBundle`. */
export const decodePrekeyBundle = decodeWith(wire.PrekeyBundle, limits.maxRecordBytes, (raw): PrekeyBundle => ({
  did: did(raw.did, 'did'),
  suite: boundedText(raw.suite, 'suite', 32),
  created: time(raw.createdMs, 'created'),
  body: boundedBytes(raw.body, limits.maxRecordBytes, 'body'),
}));

/** A one-time prekey in a bundle. */
export interface OfferedPrekey {
  /** From 1. */
  readonly id: number;
  /** X25519, 32 bytes. */
  readonly key: Uint8Array;
}

/** The public prekeys of suite `agentmesh`. */
export interface X3dhBundle {
  /** X25519 form of the identity key. */
  readonly identityKey: Uint8Array;
  readonly signedPrekeyId: number;
  readonly signedPrekey: Uint8Array;
  /** Ed25519 over the raw 32 bytes of `signedPrekey`. */
  readonly signedPrekeySignature: Uint8Array;
  /** Undefined when none were left. */
  readonly oneTimePrekey: OfferedPrekey | undefined;
}

/** Encodes the body of a bundle of suite `agentmesh`. */
export function encodeX3dhBundle(bundle: X3dhBundle): Uint8Array {
  const { oneTimePrekey } = bundle;
  return wire.X3dhBundle.encode({
    ...bundle,
    oneTimePrekeyId: oneTimePrekey?.id ?? 0,
    oneTimePrekey: oneTimePrekey?.key ?? null,
  }).finish();
}

/** Decodes the body of a bundle of suite `agentmesh`. */
export const decodeX3dhBundle = decodeWith(wire.X3dhBundle, 512, (raw): X3dhBundle => ({
  identityKey: fixedBytes(raw.identityKey, 32, 'identityKey'),
  signedPrekeyId: safeInteger(raw.signedPrekeyId, 'signedPrekeyId'),
  signedPrekey: fixedBytes(raw.signedPrekey, 32, 'signedPrekey'),
  signedPrekeySignature: fixedBytes(raw.signedPrekeySignature, 64, 'signedPrekeySignature'),
  oneTimePrekey: readOffered(raw),
}));

/** The one-time prekey of a raw bundle. */
function readOffered(raw: {
  oneTimePrekeyId?: number | null;
  oneTimePrekey?: Uint8Array | null;
}): OfferedPrekey | undefined {
  const key = optionalBytes(raw.oneTimePrekey, 32, 'oneTimePrekey');
  return key && { id: safeInteger(raw.oneTimePrekeyId, 'oneTimePrekeyId'), key };
}

/** The key agreement of suite `agentmesh` (X3DH). */
export interface X3dhEstablishment {
  readonly identityKey: Uint8Array;
  readonly ephemeralKey: Uint8Array;
  readonly signedPrekeyId: number;
  /** Undefined when the bundle had none. */
  readonly oneTimePrekeyId: number | undefined;
}

/** Encodes an establishment of suite `agentmesh`. */
export function encodeX3dhEstablishment(establishment: X3dhEstablishment): Uint8Array {
  const oneTimePrekeyId = establishment.oneTimePrekeyId ?? 0;
  return wire.X3dhEstablishment.encode({ ...establishment, oneTimePrekeyId }).finish();
}

/** Decodes an establishment of suite `agentmesh`. One-time prekey ids start at 1. */
export const decodeX3dhEstablishment = decodeWith(wire.X3dhEstablishment, 256, (raw): X3dhEstablishment => ({
  identityKey: fixedBytes(raw.identityKey, 32, 'identityKey'),
  ephemeralKey: fixedBytes(raw.ephemeralKey, 32, 'ephemeralKey'),
  signedPrekeyId: safeInteger(raw.signedPrekeyId, 'signedPrekeyId'),
  oneTimePrekeyId: safeInteger(raw.oneTimePrekeyId, 'oneTimePrekeyId') || undefined,
}));
