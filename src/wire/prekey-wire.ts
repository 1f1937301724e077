import { kem, kemBytes, type AgreementKey, type KemKey, type Millis } from '../base/base.ts';
import { encoded } from './encoded.ts';
import { boundedList, decodeCanonicalWith, safeInteger, time } from './field.ts';
import { parley } from './gen/parley.js';
import { optionalSecret, readKeyPair } from './secret-field.ts';

const wire = parley.v1;

/** A prekey whose public half is signed by the identity key when a bundle is made. */
export interface SignedPrekey extends OneTimePrekey {
  readonly created: Millis;
  /** When the next one took its place; undefined while it is the current one. */
  readonly replaced: Millis | undefined;
}

/** A prekey that one session may use. */
export interface OneTimePrekey {
  readonly id: number;
  readonly key: AgreementKey;
  /** The ML-KEM-768 key that goes with it in suite `pqxdh`. */
  readonly kem: KemKey | undefined;
}

/** All prekeys of an agent at rest; see state.proto. Never changed: each step makes the next one. */
export interface PrekeyState {
  /** Newest first; the first is the one that bundles offer. */
  readonly signed: readonly SignedPrekey[];
  /** One-time prekeys that were given out in a bundle and not used yet, oldest first. */
  readonly offered: readonly OneTimePrekey[];
  /** One-time prekeys that nobody has seen, lowest id first. */
  readonly fresh: readonly OneTimePrekey[];
  /** The id of the next prekey of either kind; from 1, never given twice. */
  readonly nextId: number;
}

/** Most prekeys of one kind in a stored state; the session room keeps fewer. */
const maxPrekeys = 4096;
/** Largest encoded prekeys, bytes: `maxPrekeys` of two kinds. */
const maxPrekeyStateBytes = 1024 * 1024;

/** Encodes prekeys for the store. */
export function encodePrekeyState(state: PrekeyState): Uint8Array {
  return encoded(wire.PrekeyState, {
    signed: state.signed.map((prekey) => ({
      ...rawOneTime(prekey),
      createdMs: prekey.created,
      replacedMs: prekey.replaced ?? 0,
    })),
    offered: state.offered.map(rawOneTime),
    fresh: state.fresh.map(rawOneTime),
    nextId: state.nextId,
  });
}

function rawOneTime(prekey: OneTimePrekey): parley.v1.OneTimePrekeyState.$Properties {
  const { id, key } = prekey;
  return {
    id,
    publicKey: key.publicKey,
    privateKey: key.privateKey.expose(),
    kemSeed: prekey.kem?.seed.expose() ?? null,
  };
}

/** Decodes what `encodePrekeyState` made, and nothing else. */
export const decodePrekeyState = decodeCanonicalWith(wire.PrekeyState, maxPrekeyStateBytes, {
  encode: encodePrekeyState,
  read: (raw): PrekeyState => ({
    signed: boundedList(raw.signed, maxPrekeys, 'signed', (prekey) => ({
      ...readOneTime(prekey),
      created: time(prekey.createdMs, 'created'),
      replaced: prekey.replacedMs ? time(prekey.replacedMs, 'replaced') : undefined,
    })),
    offered: boundedList(raw.offered, maxPrekeys, 'offered', readOneTime),
    fresh: boundedList(raw.fresh, maxPrekeys, 'fresh', readOneTime),
    nextId: safeInteger(raw.nextId, 'nextId'),
  }),
});

function readOneTime(raw: parley.v1.OneTimePrekeyState.$Properties): OneTimePrekey {
  const seed = optionalSecret(raw.kemSeed, 'kemSeed', kemBytes.seed);
  return {
    id: safeInteger(raw.id, 'id'),
    key: readKeyPair(raw.publicKey, raw.privateKey),
    kem: seed && kem.keyFromSeed(seed),
  };
}
