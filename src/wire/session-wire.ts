import { kemBytes, limits, type Did, type Millis } from '../base/base.ts';
import {
  boundedBytes,
  boundedText,
  decodeCanonicalWith,
  did,
  fail,
  fixedBytes,
  optionalBytes,
  safeInteger,
  time,
} from './field.ts';
import { parley } from './gen/parley.js';
import { encoded } from './encoded.ts';

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
  return encoded(wire.PrekeyBundle, { did, suite, createdMs: created, body });
}

/** Decodes the payload of a Signed of type `PrekeyBundle`. */
export const decodePrekeyBundle = decodeCanonicalWith(wire.PrekeyBundle, limits.maxRecordBytes, {
  encode: encodePrekeyBundle,
  read: (raw): PrekeyBundle => ({
    did: did(raw.did, 'did'),
    suite: boundedText(raw.suite, 'suite', 32),
    created: time(raw.createdMs, 'created'),
    body: boundedBytes(raw.body, limits.maxRecordBytes, 'body'),
  }),
});

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
  return encoded(wire.X3dhBundle, {
    ...bundle,
    oneTimePrekeyId: oneTimePrekey?.id ?? null,
    oneTimePrekey: oneTimePrekey?.key ?? null,
  });
}

/** Decodes the body of a bundle of suite `agentmesh`. */
export const decodeX3dhBundle = decodeCanonicalWith(wire.X3dhBundle, 512, {
  encode: encodeX3dhBundle,
  read: (raw): X3dhBundle => ({
    identityKey: fixedBytes(raw.identityKey, 32, 'identityKey'),
    signedPrekeyId: prekeyId(raw.signedPrekeyId),
    signedPrekey: fixedBytes(raw.signedPrekey, 32, 'signedPrekey'),
    signedPrekeySignature: fixedBytes(raw.signedPrekeySignature, 64, 'signedPrekeySignature'),
    oneTimePrekey: readOffered(raw),
  }),
});

/** The one-time prekey of a raw bundle. */
function readOffered(raw: {
  oneTimePrekeyId?: number | null;
  oneTimePrekey?: Uint8Array | null;
}): OfferedPrekey | undefined {
  const key = optionalBytes(raw.oneTimePrekey, 32, 'oneTimePrekey');
  return key && { id: prekeyId(raw.oneTimePrekeyId), key };
}

/** The id of a prekey, from 1. */
function prekeyId(raw: number | null | undefined): number {
  return safeInteger(raw, 'prekeyId') || fail('a prekey has no id');
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
  const oneTimePrekeyId = establishment.oneTimePrekeyId ?? null;
  return encoded(wire.X3dhEstablishment, { ...establishment, oneTimePrekeyId });
}

/** Decodes an establishment of suite `agentmesh`. One-time prekey ids start at 1. */
export const decodeX3dhEstablishment = decodeCanonicalWith(wire.X3dhEstablishment, 256, {
  encode: encodeX3dhEstablishment,
  read: (raw): X3dhEstablishment => ({
    identityKey: fixedBytes(raw.identityKey, 32, 'identityKey'),
    ephemeralKey: fixedBytes(raw.ephemeralKey, 32, 'ephemeralKey'),
    signedPrekeyId: prekeyId(raw.signedPrekeyId),
    oneTimePrekeyId: safeInteger(raw.oneTimePrekeyId, 'oneTimePrekeyId') || undefined,
  }),
});

/** The public prekeys of suite `pqxdh`. */
export interface PqxdhBundle {
  readonly signedPrekeyId: number;
  readonly signedPrekey: Uint8Array;
  /** Undefined when none were left. */
  readonly oneTimePrekey: OfferedPrekey | undefined;
  /** ML-KEM-768: of the one-time prekey, or without one of the signed prekey. */
  readonly kemKey: Uint8Array;
}

/** Encodes the body of a bundle of suite `pqxdh`. */
export function encodePqxdhBundle(bundle: PqxdhBundle): Uint8Array {
  const { oneTimePrekey } = bundle;
  return encoded(wire.PqxdhBundle, {
    ...bundle,
    oneTimePrekeyId: oneTimePrekey?.id ?? null,
    oneTimePrekey: oneTimePrekey?.key ?? null,
  });
}

/** Decodes the body of a bundle of suite `pqxdh`. */
export const decodePqxdhBundle = decodeCanonicalWith(wire.PqxdhBundle, 2048, {
  encode: encodePqxdhBundle,
  read: (raw): PqxdhBundle => ({
    signedPrekeyId: prekeyId(raw.signedPrekeyId),
    signedPrekey: fixedBytes(raw.signedPrekey, 32, 'signedPrekey'),
    oneTimePrekey: readOffered(raw),
    kemKey: fixedBytes(raw.kemKey, kemBytes.publicKey, 'kemKey'),
  }),
});

/** The key agreement of suite `pqxdh`. */
export interface PqxdhEstablishment {
  readonly ephemeralKey: Uint8Array;
  readonly signedPrekeyId: number;
  /** Undefined when the bundle had none. */
  readonly oneTimePrekeyId: number | undefined;
  readonly kemCiphertext: Uint8Array;
}

/** Encodes an establishment of suite `pqxdh`. */
export function encodePqxdhEstablishment(establishment: PqxdhEstablishment): Uint8Array {
  const oneTimePrekeyId = establishment.oneTimePrekeyId ?? null;
  return encoded(wire.PqxdhEstablishment, { ...establishment, oneTimePrekeyId });
}

/** Decodes an establishment of suite `pqxdh`. One-time prekey ids start at 1. */
export const decodePqxdhEstablishment = decodeCanonicalWith(wire.PqxdhEstablishment, 2048, {
  encode: encodePqxdhEstablishment,
  read: (raw): PqxdhEstablishment => ({
    ephemeralKey: fixedBytes(raw.ephemeralKey, 32, 'ephemeralKey'),
    signedPrekeyId: prekeyId(raw.signedPrekeyId),
    oneTimePrekeyId: safeInteger(raw.oneTimePrekeyId, 'oneTimePrekeyId') || undefined,
    kemCiphertext: fixedBytes(raw.kemCiphertext, kemBytes.ciphertext, 'kemCiphertext'),
  }),
});
