import { agreementKeyFromPair, SecretKey, type AgreementKey, type Millis } from '../base/base.ts';
import { boundedBytes, boundedList, decodeWith, fail, fixedBytes, optionalBytes, safeInteger, time } from './field.ts';
import { parley } from './gen/parley.js';

const wire = parley.v1;

/** Message keys of one receiving chain that were passed over. */
export interface SkippedChain {
  /** The other side's ratchet key of that chain, 32 bytes. */
  readonly ratchetKey: Uint8Array;
  /** Entries of `skippedEntryBytes`, oldest first: message number as u32be, then the message key. */
  readonly keys: SecretKey;
  /** Whether keys gave way to newer ones: a message without a key is then not known to be a duplicate. */
  readonly isIncomplete: boolean;
}

/** Length of one entry of `SkippedChain.keys`. */
export const skippedEntryBytes = 36;

/** A Double Ratchet session at rest; see state.proto. Never changed: each message makes the next one. */
export interface RatchetState {
  /** Application associated data || identity key of the initiator || identity key of the responder. */
  readonly associatedData: Uint8Array;
  readonly rootKey: SecretKey;
  /** Undefined until the first message is sealed (initiator). */
  readonly self: AgreementKey | undefined;
  /** The other side's ratchet key; undefined until its first message (responder). */
  readonly peerKey: Uint8Array | undefined;
  /** Undefined when the next message sealed starts a new chain. */
  readonly sendChain: SecretKey | undefined;
  readonly receiveChain: SecretKey | undefined;
  /** Messages in the sending chain. */
  readonly sent: number;
  /** Messages in the receiving chain, skipped ones included. */
  readonly received: number;
  /** Messages in the sending chain before this one. */
  readonly previouslySent: number;
  /** The first 4 bytes of each of the last ratchet keys the other side used before `peerKey`, newest first. */
  readonly pastPeerKeys: Uint8Array;
  /** Oldest chain first. */
  readonly skipped: readonly SkippedChain[];
}

/** Largest associated data, bytes: two DIDs and two keys need about 150. */
const maxAssociatedDataBytes = 4096;
/** Most chains with skipped keys: 2000 keys, each in a chain of its own, and the chains that lost theirs. */
const maxSkippedChains = 2048;
/** Largest encoded session: 2000 skipped keys, each in a chain of its own, need 150 kB. */
const maxRatchetStateBytes = 256 * 1024;

/** Encodes a session for the store. */
export function encodeRatchetState(state: RatchetState): Uint8Array {
  return wire.RatchetState.encode({
    associatedData: state.associatedData,
    rootKey: state.rootKey.expose(),
    selfPublicKey: state.self?.publicKey ?? null,
    selfPrivateKey: state.self?.privateKey.expose() ?? null,
    peerKey: state.peerKey ?? null,
    sendChain: state.sendChain?.expose() ?? null,
    receiveChain: state.receiveChain?.expose() ?? null,
    sent: state.sent,
    received: state.received,
    previouslySent: state.previouslySent,
    pastPeerKeys: state.pastPeerKeys,
    skipped: state.skipped.map((chain) => ({ ...chain, keys: chain.keys.expose() })),
  }).finish();
}

/** Decodes what `encodeRatchetState` made. */
export const decodeRatchetState = decodeWith(wire.RatchetState, maxRatchetStateBytes, (raw): RatchetState => {
  const hasSelf = (raw.selfPublicKey?.length ?? 0) > 0;
  return {
    associatedData: boundedBytes(raw.associatedData, maxAssociatedDataBytes, 'associatedData'),
    rootKey: SecretKey.own(fixedBytes(raw.rootKey, 32, 'rootKey')),
    self: hasSelf ? readKeyPair(raw.selfPublicKey, raw.selfPrivateKey) : undefined,
    peerKey: optionalBytes(raw.peerKey, 32, 'peerKey'),
    sendChain: optionalSecret(raw.sendChain, 'sendChain'),
    receiveChain: optionalSecret(raw.receiveChain, 'receiveChain'),
    sent: safeInteger(raw.sent, 'sent'),
    received: safeInteger(raw.received, 'received'),
    previouslySent: safeInteger(raw.previouslySent, 'previouslySent'),
    pastPeerKeys: boundedBytes(raw.pastPeerKeys, 256, 'pastPeerKeys'),
    skipped: boundedList(raw.skipped, maxSkippedChains, 'skipped', readSkippedChain),
  };
});

type Bytes = Uint8Array | null | undefined;

function readKeyPair(publicKey: Bytes, privateKey: Bytes): AgreementKey {
  const secret = SecretKey.own(fixedBytes(privateKey, 32, 'privateKey'));
  return agreementKeyFromPair(secret, fixedBytes(publicKey, 32, 'publicKey'));
}

function optionalSecret(raw: Bytes, name: string): SecretKey | undefined {
  const bytes = optionalBytes(raw, 32, name);
  return bytes && SecretKey.own(bytes);
}

function readSkippedChain(raw: parley.v1.SkippedChain.$Properties): SkippedChain {
  const keys = boundedBytes(raw.keys, maxRatchetStateBytes, 'keys');
  if (keys.length % skippedEntryBytes !== 0) return fail('keys has another length');
  const ratchetKey = fixedBytes(raw.ratchetKey, 32, 'ratchetKey');
  return { ratchetKey, keys: SecretKey.own(keys), isIncomplete: raw.isIncomplete ?? false };
}

/** A prekey whose public half is signed by the identity key when a bundle is made. */
export interface SignedPrekey {
  readonly id: number;
  readonly key: AgreementKey;
  readonly created: Millis;
  /** When the next one took its place; undefined while it is the current one. */
  readonly replaced: Millis | undefined;
}

/** A prekey that one session may use. */
export interface OneTimePrekey {
  readonly id: number;
  readonly key: AgreementKey;
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
  return wire.PrekeyState.encode({
    signed: state.signed.map((prekey) => ({
      ...rawOneTime(prekey),
      createdMs: prekey.created,
      replacedMs: prekey.replaced ?? 0,
    })),
    offered: state.offered.map(rawOneTime),
    fresh: state.fresh.map(rawOneTime),
    nextId: state.nextId,
  }).finish();
}

function rawOneTime(prekey: OneTimePrekey): parley.v1.OneTimePrekeyState.$Properties {
  return { id: prekey.id, publicKey: prekey.key.publicKey, privateKey: prekey.key.privateKey.expose() };
}

/** Decodes what `encodePrekeyState` made. */
export const decodePrekeyState = decodeWith(wire.PrekeyState, maxPrekeyStateBytes, (raw): PrekeyState => ({
  signed: boundedList(raw.signed, maxPrekeys, 'signed', (prekey) => ({
    ...readOneTime(prekey),
    created: time(prekey.createdMs, 'created'),
    replaced: prekey.replacedMs ? time(prekey.replacedMs, 'replaced') : undefined,
  })),
  offered: boundedList(raw.offered, maxPrekeys, 'offered', readOneTime),
  fresh: boundedList(raw.fresh, maxPrekeys, 'fresh', readOneTime),
  nextId: safeInteger(raw.nextId, 'nextId'),
}));

function readOneTime(raw: parley.v1.OneTimePrekeyState.$Properties): OneTimePrekey {
  return { id: safeInteger(raw.id, 'id'), key: readKeyPair(raw.publicKey, raw.privateKey) };
}
