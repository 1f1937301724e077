import { SecretKey, type Millis } from '../base/base.ts';
import {
  boundedBytes,
  boundedList,
  decodeCanonicalWith,
  fail,
  fixedBytes,
  optionalBytes,
  safeInteger,
  time,
} from './field.ts';
import { parley } from './gen/parley.js';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** Length of a public key on the curve as libsignal serialises it. */
const publicKeyBytes = 33;
/** Length of a Kyber-1024 public key as libsignal serialises it. */
const kyberKeyBytes = 1569;
const signatureBytes = 64;

/** The public prekeys of suite `signal`; see signal.proto. */
export interface SignalBundle {
  /** The suite's own identity key. */
  readonly identityKey: Uint8Array;
  readonly signedPrekeyId: number;
  readonly signedPrekey: Uint8Array;
  readonly signedPrekeySignature: Uint8Array;
  /** Undefined when none were left. */
  readonly oneTimePrekey: { readonly id: number; readonly key: Uint8Array } | undefined;
  /** Has the id of the one-time prekey, or that of the signed one when there is none. */
  readonly kyberPrekey: Uint8Array;
  readonly kyberPrekeySignature: Uint8Array;
}

/** Encodes the body of a bundle of suite `signal`. */
export function encodeSignalBundle(bundle: SignalBundle): Uint8Array {
  const { oneTimePrekey } = bundle;
  return encoded(wire.SignalBundle, {
    ...bundle,
    oneTimePrekeyId: oneTimePrekey?.id ?? 0,
    oneTimePrekey: oneTimePrekey?.key ?? null,
  });
}

/** Decodes the body of a bundle of suite `signal`. */
export const decodeSignalBundle = decodeCanonicalWith(wire.SignalBundle, 4096, {
  encode: encodeSignalBundle,
  read: (raw): SignalBundle => {
    const oneTime = optionalBytes(raw.oneTimePrekey, publicKeyBytes, 'oneTimePrekey');
    return {
      identityKey: fixedBytes(raw.identityKey, publicKeyBytes, 'identityKey'),
      signedPrekeyId: prekeyId(raw.signedPrekeyId),
      signedPrekey: fixedBytes(raw.signedPrekey, publicKeyBytes, 'signedPrekey'),
      signedPrekeySignature: fixedBytes(raw.signedPrekeySignature, signatureBytes, 'signedPrekeySignature'),
      oneTimePrekey: oneTime && { id: prekeyId(raw.oneTimePrekeyId), key: oneTime },
      kyberPrekey: fixedBytes(raw.kyberPrekey, kyberKeyBytes, 'kyberPrekey'),
      kyberPrekeySignature: fixedBytes(raw.kyberPrekeySignature, signatureBytes, 'kyberPrekeySignature'),
    };
  },
});

/** What the initiator of suite `signal` puts into its knock; see signal.proto. */
export interface SignalEstablishment {
  /** The initiator's identity key of this suite. */
  readonly identityKey: Uint8Array;
  /** Its signature by the initiator's Ed25519 identity key. */
  readonly binding: Uint8Array;
  readonly signedPrekeyId: number;
  /** Undefined when the bundle had none. */
  readonly oneTimePrekeyId: number | undefined;
}

/** Encodes an establishment of suite `signal`. */
export function encodeSignalEstablishment(establishment: SignalEstablishment): Uint8Array {
  const oneTimePrekeyId = establishment.oneTimePrekeyId ?? 0;
  return encoded(wire.SignalEstablishment, { ...establishment, oneTimePrekeyId });
}

/** Decodes an establishment of suite `signal`. */
export const decodeSignalEstablishment = decodeCanonicalWith(wire.SignalEstablishment, 256, {
  encode: encodeSignalEstablishment,
  read: (raw): SignalEstablishment => ({
    identityKey: fixedBytes(raw.identityKey, publicKeyBytes, 'identityKey'),
    binding: fixedBytes(raw.binding, signatureBytes, 'binding'),
    signedPrekeyId: prekeyId(raw.signedPrekeyId),
    oneTimePrekeyId: raw.oneTimePrekeyId ? prekeyId(raw.oneTimePrekeyId) : undefined,
  }),
});

/** Ids count from 1: 0 is an absent field. */
function prekeyId(raw: number | null | undefined): number {
  return safeInteger(raw, 'prekey id') || fail('a prekey id is missing');
}

/** How far one sending chain of the other side was followed. */
export interface SignalChain {
  readonly ratchetKey: Uint8Array;
  /** Number after the highest one opened. */
  readonly next: number;
  /** How many before it were opened. */
  readonly opened: number;
}

/** How far one epoch of the other side's post-quantum ratchet was followed. */
export interface SignalEpoch {
  readonly epoch: number;
  readonly highest: number;
}

/** A signed prekey with its Kyber prekey of last resort. */
export interface SignalSignedPrekey {
  readonly id: number;
  /** libsignal's SignedPreKeyRecord. */
  readonly record: SecretKey;
  /** libsignal's KyberPreKeyRecord of the same id. */
  readonly kyberRecord: SecretKey;
  readonly created: Millis;
  /** When the next one took its place; undefined while it is the current one. */
  readonly replaced: Millis | undefined;
}

/** A one-time prekey with its Kyber prekey. */
export interface SignalOneTimePrekey {
  readonly id: number;
  /** libsignal's PreKeyRecord. */
  readonly record: SecretKey;
  /** libsignal's KyberPreKeyRecord of the same id. */
  readonly kyberRecord: SecretKey;
}

/** The private keys with which a responder opens the first message. */
export interface SignalResponder {
  /** Our identity key of this suite. */
  readonly identity: SecretKey;
  readonly signed: SignalSignedPrekey;
  readonly oneTime: SignalOneTimePrekey | undefined;
}

/** One side of a session of suite `signal` at rest; see signal.proto. */
export interface SignalSessionState {
  /** libsignal's SessionRecord; undefined until the first message was opened (responder). */
  readonly record: SecretKey | undefined;
  readonly peerIdentity: Uint8Array;
  /** Ours, then the other side's; 16 bytes each. */
  readonly addresses: Uint8Array;
  /** Oldest first. */
  readonly chains: readonly SignalChain[];
  /** Oldest first. */
  readonly epochs: readonly SignalEpoch[];
  /** When messages were passed over last; undefined when none ever were. */
  readonly passedOver: Millis | undefined;
  /** Undefined once the first message was opened, and for the initiator. */
  readonly responder: SignalResponder | undefined;
}

/** Largest stored session, bytes: libsignal keeps 2 000 skipped keys, twice (chain and post-quantum ratchet), in 40 bytes each. */
const maxStateBytes = 1024 * 1024;
/** Most chains and epochs in a stored session; the suite keeps fewer. */
const maxFollowed = 64;
/** Largest record of a prekey, bytes: 4.8 kB with a Kyber-1024 pair. */
const maxPrekeyRecordBytes = 8 * 1024;

/** Encodes a session of suite `signal` for the store. */
export function encodeSignalState(state: SignalSessionState): Uint8Array {
  const { record, responder } = state;
  return encoded(wire.SignalState, {
    record: record?.expose() ?? null,
    peerIdentity: state.peerIdentity,
    addresses: state.addresses,
    chains: [...state.chains],
    epochs: [...state.epochs],
    responder: responder ? rawResponder(responder) : null,
    passedOverMs: state.passedOver ?? 0,
  });
}

function rawResponder({ identity, signed, oneTime }: SignalResponder): parley.v1.SignalResponder.$Properties {
  return {
    identity: identity.expose(),
    signed: rawSigned(signed),
    oneTime: oneTime ? rawOneTime(oneTime) : null,
  };
}

/** Decodes what `encodeSignalState` made. */
export const decodeSignalState = decodeCanonicalWith(wire.SignalState, maxStateBytes, {
  encode: encodeSignalState,
  read: (raw): SignalSessionState => {
    const record = boundedBytes(raw.record, maxStateBytes, 'record');
    if (record.length === 0 && !raw.responder) return fail('neither a record nor the keys for one');
    return {
      record: record.length === 0 ? undefined : SecretKey.own(record),
      peerIdentity: fixedBytes(raw.peerIdentity, publicKeyBytes, 'peerIdentity'),
      addresses: fixedBytes(raw.addresses, 32, 'addresses'),
      chains: boundedList(raw.chains, maxFollowed, 'chains', (chain) => ({
        ratchetKey: fixedBytes(chain.ratchetKey, publicKeyBytes, 'ratchetKey'),
        next: safeInteger(chain.next, 'next'),
        opened: safeInteger(chain.opened, 'opened'),
      })),
      epochs: boundedList(raw.epochs, maxFollowed, 'epochs', ({ epoch, highest }) => ({
        epoch: safeInteger(epoch, 'epoch'),
        highest: safeInteger(highest, 'highest'),
      })),
      responder: raw.responder ? readResponder(raw.responder) : undefined,
      passedOver: raw.passedOverMs ? time(raw.passedOverMs, 'passedOver') : undefined,
    };
  },
});

function readResponder(raw: parley.v1.SignalResponder.$Properties): SignalResponder {
  return {
    identity: SecretKey.own(fixedBytes(raw.identity, 32, 'identity')),
    signed: raw.signed ? readSigned(raw.signed) : fail('signed is missing'),
    oneTime: raw.oneTime ? readOneTime(raw.oneTime) : undefined,
  };
}

/** All prekeys of suite `signal` at rest; see signal.proto. */
export interface SignalPrekeyState {
  /** Our identity key of this suite: a private key on the curve. */
  readonly identity: SecretKey;
  /** Newest first; the first is the one that bundles offer. */
  readonly signed: readonly SignalSignedPrekey[];
  /** Given out in a bundle and not used yet, oldest first. */
  readonly offered: readonly SignalOneTimePrekey[];
  /** Nobody has seen these; lowest id first. */
  readonly fresh: readonly SignalOneTimePrekey[];
  /** The id of the next prekey of any kind; from 1, never given twice. */
  readonly nextId: number;
}

/** Most prekeys of one kind in a stored state; the suite keeps fewer. */
const maxPrekeys = 512;
/** Largest stored prekeys, bytes: 200 one-time prekeys of 5 kB. */
const maxPrekeyStateBytes = 2 * 1024 * 1024;

/** Encodes prekeys of suite `signal` for the store. */
export function encodeSignalPrekeys(state: SignalPrekeyState): Uint8Array {
  return encoded(wire.SignalPrekeyState, {
    identity: state.identity.expose(),
    signed: state.signed.map(rawSigned),
    offered: state.offered.map(rawOneTime),
    fresh: state.fresh.map(rawOneTime),
    nextId: state.nextId,
  });
}

/** Decodes what `encodeSignalPrekeys` made. */
export const decodeSignalPrekeys = decodeCanonicalWith(wire.SignalPrekeyState, maxPrekeyStateBytes, {
  encode: encodeSignalPrekeys,
  read: (raw): SignalPrekeyState => ({
    identity: SecretKey.own(fixedBytes(raw.identity, 32, 'identity')),
    signed: boundedList(raw.signed, maxPrekeys, 'signed', readSigned),
    offered: boundedList(raw.offered, maxPrekeys, 'offered', readOneTime),
    fresh: boundedList(raw.fresh, maxPrekeys, 'fresh', readOneTime),
    nextId: safeInteger(raw.nextId, 'nextId'),
  }),
});

function rawOneTime(prekey: SignalOneTimePrekey): parley.v1.SignalOneTimePrekey.$Properties {
  return { id: prekey.id, record: prekey.record.expose(), kyberRecord: prekey.kyberRecord.expose() };
}

function rawSigned(prekey: SignalSignedPrekey): parley.v1.SignalSignedPrekey.$Properties {
  return { ...rawOneTime(prekey), createdMs: prekey.created, replacedMs: prekey.replaced ?? 0 };
}

function readOneTime(raw: parley.v1.SignalOneTimePrekey.$Properties): SignalOneTimePrekey {
  return {
    id: prekeyId(raw.id),
    record: SecretKey.own(boundedBytes(raw.record, maxPrekeyRecordBytes, 'record')),
    kyberRecord: SecretKey.own(boundedBytes(raw.kyberRecord, maxPrekeyRecordBytes, 'kyberRecord')),
  };
}

function readSigned(raw: parley.v1.SignalSignedPrekey.$Properties): SignalSignedPrekey {
  const replaced = raw.replacedMs ? time(raw.replacedMs, 'replaced') : undefined;
  return { ...readOneTime(raw), created: time(raw.createdMs, 'created'), replaced };
}
