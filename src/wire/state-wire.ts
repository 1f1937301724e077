import { kem, kemBytes, SecretKey, type AgreementKey, type KemKey, type Millis } from '../base/base.ts';
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
import { optionalSecret, readKeyPair } from './secret-field.ts';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** Message keys of one receiving chain that were passed over. */
export interface SkippedChain {
  /** The other side's ratchet key of that chain, 32 bytes. */
  readonly ratchetKey: Uint8Array;
  /** Entries of `skippedEntryBytes`, oldest first: message number and second of skipping as u32be, message key. */
  readonly keys: SecretKey;
  /** Whether keys gave way to newer ones or expired: a message without a key is then not known to be a duplicate. */
  readonly isIncomplete: boolean;
}

/** Length of one entry of `SkippedChain.keys`. */
export const skippedEntryBytes = 40;

/**
 * Where the exchange of a fresh KEM secret stands. The initiator of a session offers a key, the responder
 * answers with a ciphertext, and the initiator mixes the secret into the root key with its next ratchet step.
 */
export type KemStage =
  | { readonly kind: 'idle' }
  /** Offerer: the key is shown until an answer comes. */
  | { readonly kind: 'offered'; readonly key: KemKey; readonly shown: number }
  /** Offerer: the secret is known to both and waits for our next ratchet step. */
  | { readonly kind: 'agreed'; readonly secret: SecretKey }
  /** Answerer: the ciphertext is shown until the other side mixed the secret in. */
  | {
      readonly kind: 'answered';
      readonly ciphertext: Uint8Array;
      readonly secret: SecretKey;
      /** Messages sealed since. */
      readonly shown: number;
    };

/** The exchange of fresh KEM secrets of a session of suite `pqxdh`. */
export interface KemExchange {
  /** Exchanges mixed into the root key so far. */
  readonly completed: number;
  readonly stage: KemStage;
  /** What the side that offers keeps; undefined on the other. */
  readonly offerer: KemOfferer | undefined;
}

/** What decides when a new exchange is due. */
export interface KemOfferer {
  /** When the last one was mixed in, or the session began. */
  readonly since: Millis;
  /** Messages of both directions since then. */
  readonly messages: number;
  /** Whether our sending chain began with a mix: each header of the chain says so. */
  readonly isMixed: boolean;
}

/** A Double Ratchet session at rest; see state.proto. Never changed: each message makes the next one. */
export interface RatchetState {
  /** What every message is bound to besides its header. */
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
  /** Undefined in suites without one. */
  readonly kem: KemExchange | undefined;
}

/** Largest associated data, bytes: two DIDs and two keys need about 150. */
const maxAssociatedDataBytes = 4096;
/** Most chains with skipped keys: 2000 keys, each in a chain of its own, and the chains that lost theirs. */
const maxSkippedChains = 2048;
/** Largest encoded session: 2000 skipped keys, each in a chain of its own, need 150 kB. */
const maxRatchetStateBytes = 256 * 1024;

/** Encodes a session for the store. */
export function encodeRatchetState(state: RatchetState): Uint8Array {
  return encoded(wire.RatchetState, {
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
    kem: state.kem === undefined ? null : rawKemExchange(state.kem),
  });
}

function rawKemExchange({ completed, stage, offerer }: KemExchange): parley.v1.KemExchangeState.$Properties {
  return {
    completed,
    sinceMs: offerer?.since ?? 0,
    messages: offerer?.messages ?? 0,
    isOfferer: offerer !== undefined,
    isMixed: offerer?.isMixed ?? false,
    ...rawKemStage(stage),
  };
}

function rawKemStage(stage: KemStage): parley.v1.KemExchangeState.$Properties {
  switch (stage.kind) {
    case 'idle':
      return {};
    case 'offered':
      return { seed: stage.key.seed.expose(), shown: stage.shown };
    case 'agreed':
      return { secret: stage.secret.expose() };
    case 'answered':
      return { ciphertext: stage.ciphertext, secret: stage.secret.expose(), shown: stage.shown };
  }
}

/** Decodes what `encodeRatchetState` made, and nothing else. */
export const decodeRatchetState = decodeCanonicalWith(wire.RatchetState, maxRatchetStateBytes, {
  encode: encodeRatchetState,
  read: readRatchetState,
});

function readRatchetState(raw: parley.v1.RatchetState): RatchetState {
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
    kem: raw.kem ? readKemExchange(raw.kem) : undefined,
  };
}

function readKemExchange(raw: parley.v1.KemExchangeState.$Properties): KemExchange {
  const stage = readKemStage(raw);
  const offers = stage.kind === 'offered' || stage.kind === 'agreed';
  const isOfferer = raw.isOfferer ?? false;
  if (stage.kind !== 'idle' && offers !== isOfferer) return fail('the stage is of the other side');
  const offerer = {
    since: time(raw.sinceMs, 'since'),
    messages: safeInteger(raw.messages, 'messages'),
    isMixed: raw.isMixed ?? false,
  };
  return { completed: safeInteger(raw.completed, 'completed'), stage, offerer: isOfferer ? offerer : undefined };
}

function readKemStage(raw: parley.v1.KemExchangeState.$Properties): KemStage {
  const seed = optionalSecret(raw.seed, 'seed', kemBytes.seed);
  const ciphertext = optionalBytes(raw.ciphertext, kemBytes.ciphertext, 'ciphertext');
  const secret = optionalSecret(raw.secret, 'secret');
  const shown = safeInteger(raw.shown, 'shown');
  if (seed !== undefined) return { kind: 'offered', key: kem.keyFromSeed(seed), shown };
  if (secret === undefined) return { kind: 'idle' };
  return ciphertext === undefined ? { kind: 'agreed', secret } : { kind: 'answered', ciphertext, secret, shown };
}

function readSkippedChain(raw: parley.v1.SkippedChain.$Properties): SkippedChain {
  const keys = boundedBytes(raw.keys, maxRatchetStateBytes, 'keys');
  if (keys.length % skippedEntryBytes !== 0) return fail('keys has another length');
  const ratchetKey = fixedBytes(raw.ratchetKey, 32, 'ratchetKey');
  return { ratchetKey, keys: SecretKey.own(keys), isIncomplete: raw.isIncomplete ?? false };
}
