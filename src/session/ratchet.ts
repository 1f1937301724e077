import {
  accept,
  aeadOpen,
  aeadSeal,
  concat,
  equalBytes,
  hkdfSha256,
  hmacSha256,
  ignore,
  MeshError,
  newAgreementKey,
  reject,
  SecretKey,
  utf8,
  type AgreementKey,
  type Random,
  type Verdict,
} from '../base/base.ts';
import type { RatchetState } from '../wire/wire.ts';
import {
  findSkipped,
  isIncomplete,
  maxPastKeys,
  skippedEntry,
  withoutSkipped,
  withSkipped,
  type SkippedPosition,
} from './skipped-keys.ts';
import type { Message, Moment, Opened, Sealed, SessionState } from './suite.ts';

/** A session of the Double Ratchet between two messages. */
export interface RatchetSession extends RatchetState, SessionState {}

/** Message keys passed over at once in one chain: a forged header costs that many hashes (AgentMesh: 100). */
const maxSkip = 100;
/** Bytes kept of each former ratchet key; a chance match only makes a forgery look like a duplicate. */
const pastKeyBytes = 4;

const ratchetInfo = utf8('AgentMesh_Ratchet_v1');
const messageKeyInput = Uint8Array.of(1);
const chainKeyInput = Uint8Array.of(2);

const headerBytes = 40;
const nonceBytes = 12;
const tagBytes = 16;
const maxCount = 0xffff_ffff;

/** KDF_RK of the Double Ratchet: the next root key and a chain key. */
function rootStep(rootKey: SecretKey, key: AgreementKey, publicKey: Uint8Array) {
  const shared = key.agree(publicKey);
  if (shared === undefined) return undefined;
  const out = hkdfSha256(shared, rootKey.expose(), ratchetInfo, 64);
  shared.fill(0);
  return { rootKey: SecretKey.own(out.slice(0, 32)), chain: SecretKey.own(out.slice(32)) };
}

/** KDF_CK: the message key, which the caller overwrites after use. */
function messageKeyOf(chain: SecretKey): Uint8Array {
  return hmacSha256(chain.expose(), messageKeyInput);
}

/** KDF_CK: the next chain key. */
function nextChain(chain: SecretKey): SecretKey {
  return SecretKey.own(hmacSha256(chain.expose(), chainKeyInput));
}

// ---- sealing -----------------------------------------------------------------------------------------

interface Sending extends RatchetSession {
  readonly self: AgreementKey;
  readonly sendChain: SecretKey;
}

function isSending(state: RatchetSession): state is Sending {
  return state.sendChain !== undefined && state.self !== undefined;
}

/** Seals a message. The first one after the other side's ratchet key changed starts a chain of its own. */
export function sealMessage(state: RatchetSession, plaintext: Uint8Array, moment: Moment): Sealed<RatchetSession> {
  const from = prepareMessage(state, moment);
  if (from.sent > maxCount)
    throw new MeshError('internal', 'A session is used up after 2^32 messages; open a new one.');
  const header = encodeHeader(from.self.publicKey, from.previouslySent, from.sent);
  const messageKey = messageKeyOf(from.sendChain);
  const nonce = moment.random(nonceBytes);
  const sealed = aeadSeal(messageKey, nonce, plaintext, concat(from.associatedData, header));
  messageKey.fill(0);
  const next = { ...from, sendChain: nextChain(from.sendChain), sent: from.sent + 1 };
  return { state: next, header, ciphertext: concat(nonce, sealed) };
}

/** Does the sending half of a ratchet step when one is due, so that the next seal need not; else the same state. */
export function prepareMessage(state: RatchetSession, { random }: Moment): Sending {
  return isSending(state) ? state : startSending(state, random);
}

/** The sending half of a ratchet step, done when there is something to send: receiving costs half, the key is younger. */
function startSending(state: RatchetSession, random: Random): Sending {
  if (state.peerKey === undefined) {
    throw new MeshError(
      'internal',
      'The responder of a session sealed before it opened a message; open the first one.',
    );
  }
  const self = newAgreementKey(random);
  const step = rootStep(state.rootKey, self, state.peerKey);
  if (step === undefined) throw new MeshError('internal', 'A session holds a weak key; open a new one.');
  return {
    ...state,
    rootKey: step.rootKey,
    self,
    sendChain: step.chain,
    previouslySent: state.sent,
    sent: 0,
  };
}

// ---- opening -----------------------------------------------------------------------------------------

interface Parsed extends Message {
  readonly ratchetKey: Uint8Array;
  readonly previouslySent: number;
  readonly n: number;
}

/** Opens a message. Everything is worked out beside `state`; nothing follows from a message whose tag does not hold. */
export function openMessage(state: RatchetSession, { header, ciphertext }: Message): Verdict<Opened<RatchetSession>> {
  const message = readMessage(header, ciphertext);
  if (message === undefined) return reject('malformed', 'not a ratchet header with a sealed message');
  const isCurrent = state.peerKey !== undefined && equalBytes(state.peerKey, message.ratchetKey);
  if (isCurrent && message.n >= state.received) return openAhead(state, message);
  const position = findSkipped(state.skipped, message.ratchetKey, message.n);
  if (position !== undefined) return openSkipped(state, message, position);
  const verdict = isCurrent ? undecryptable : openNewChain(state, message);
  if (verdict.kind === 'accept' || isIncomplete(state.skipped, message.ratchetKey)) return verdict;
  return isCurrent || isPastKey(state, message.ratchetKey) ? ignore('duplicate') : verdict;
}

const undecryptable = reject('undecryptable');
const tooManySkipped = reject('too-many-skipped', `more than ${maxSkip} messages ahead`);

/** A message of the current chain, at its head or beyond. */
function openAhead(state: RatchetSession, message: Parsed): Verdict<Opened<RatchetSession>> {
  if (state.receiveChain === undefined) return undecryptable;
  if (message.n - state.received > maxSkip) return tooManySkipped;
  const { chain, entries } = skip(state.receiveChain, state.received, message.n);
  const plaintext = decrypt(state, message, messageKeyOf(chain));
  if (plaintext === undefined) return undecryptable;
  const next = {
    ...state,
    receiveChain: nextChain(chain),
    received: message.n + 1,
    skipped: withSkipped(state.skipped, message.ratchetKey, entries),
  };
  return accept({ state: next, plaintext });
}

/** A message that was passed over. */
function openSkipped(
  state: RatchetSession,
  message: Parsed,
  position: SkippedPosition,
): Verdict<Opened<RatchetSession>> {
  const plaintext = decrypt(state, message, position.messageKey);
  if (plaintext === undefined) return undecryptable;
  return accept({ state: { ...state, skipped: withoutSkipped(state.skipped, position) }, plaintext });
}

/** A message under a ratchet key not seen before: the receiving half of a ratchet step. */
function openNewChain(state: RatchetSession, message: Parsed): Verdict<Opened<RatchetSession>> {
  if (state.self === undefined) return undecryptable;
  const left = state.receiveChain === undefined ? 0 : message.previouslySent - state.received;
  if (message.n > maxSkip || left > maxSkip) return tooManySkipped;
  const step = rootStep(state.rootKey, state.self, message.ratchetKey);
  if (step === undefined) return reject('weak-key', 'a ratchet key of small order');
  const { chain, entries } = skip(step.chain, 0, message.n);
  const plaintext = decrypt(state, message, messageKeyOf(chain));
  if (plaintext === undefined) return undecryptable;
  const closed = closeChain(state, message.previouslySent);
  // Copied: the header is part of a frame that would be kept alive by it.
  const ratchetKey = new Uint8Array(message.ratchetKey);
  const next = {
    ...closed,
    rootKey: step.rootKey,
    peerKey: ratchetKey,
    sendChain: undefined,
    receiveChain: nextChain(chain),
    received: message.n + 1,
    skipped: withSkipped(closed.skipped, ratchetKey, entries),
  };
  return accept({ state: next, plaintext });
}

/** Keeps what is left of the current receiving chain, now that the other side said how long it was. */
function closeChain(state: RatchetSession, length: number): RatchetSession {
  const { peerKey, receiveChain, pastPeerKeys } = state;
  if (peerKey === undefined || receiveChain === undefined) return state;
  const { entries } = skip(receiveChain, state.received, length);
  const past = concat(peerKey.subarray(0, pastKeyBytes), pastPeerKeys).slice(0, maxPastKeys * pastKeyBytes);
  return { ...state, pastPeerKeys: past, skipped: withSkipped(state.skipped, peerKey, entries) };
}

/** Advances a chain to message `to`, keeping the message keys in between. */
function skip(chain: SecretKey, from: number, to: number) {
  const entries: Uint8Array[] = [];
  let current = chain;
  for (let n = from; n < to; n++) {
    entries.push(skippedEntry(n, messageKeyOf(current)));
    current = nextChain(current);
  }
  return { chain: current, entries };
}

function decrypt(state: RatchetSession, message: Parsed, messageKey: Uint8Array): Uint8Array | undefined {
  const { header, ciphertext } = message;
  const nonce = ciphertext.subarray(0, nonceBytes);
  const plaintext = aeadOpen(messageKey, nonce, ciphertext.subarray(nonceBytes), concat(state.associatedData, header));
  messageKey.fill(0);
  return plaintext;
}

function isPastKey(state: RatchetSession, ratchetKey: Uint8Array): boolean {
  const { pastPeerKeys } = state;
  const start = ratchetKey.subarray(0, pastKeyBytes);
  for (let at = 0; at < pastPeerKeys.length; at += pastKeyBytes) {
    if (equalBytes(pastPeerKeys.subarray(at, at + pastKeyBytes), start)) return true;
  }
  return false;
}

// ---- header ------------------------------------------------------------------------------------------

function encodeHeader(ratchetKey: Uint8Array, previouslySent: number, n: number): Uint8Array {
  const header = new Uint8Array(headerBytes);
  header.set(ratchetKey);
  const view = new DataView(header.buffer);
  view.setUint32(32, previouslySent);
  view.setUint32(36, n);
  return header;
}

function readMessage(header: Uint8Array, ciphertext: Uint8Array): Parsed | undefined {
  if (header.length !== headerBytes || ciphertext.length < nonceBytes + tagBytes) return undefined;
  const view = new DataView(header.buffer, header.byteOffset, headerBytes);
  return {
    ratchetKey: header.subarray(0, 32),
    previouslySent: view.getUint32(32),
    n: view.getUint32(36),
    header,
    ciphertext,
  };
}
