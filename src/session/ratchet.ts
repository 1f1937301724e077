import {
  accept,
  aeadOpen,
  aeadSeal,
  concat,
  equalBytes,
  ignore,
  MeshError,
  newAgreementKey,
  reject,
  type AgreementKey,
  type Millis,
  type SecretKey,
  type Verdict,
} from '../base/base.ts';
import type { RatchetState } from '../wire/wire.ts';
import type { RatchetKdf } from './kdf.ts';
import { onOpened, onOwnStep, onPeerMix, onSeal } from './kem-exchange.ts';
import { encodeHeader, maxNumber, nonceBytes, parseMessage, type ParsedMessage } from './message-header.ts';
import {
  findSkipped,
  isIncomplete,
  maxPastKeys,
  skippedEntry,
  withoutExpired,
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

const nothing = new Uint8Array(0);
const undecryptable = reject('undecryptable');
const tooManySkipped = reject('too-many-skipped', `more than ${maxSkip} messages ahead`);

interface Sending extends RatchetSession {
  readonly self: AgreementKey;
  readonly sendChain: SecretKey;
}

function isSending(state: RatchetSession): state is Sending {
  return state.sendChain !== undefined && state.self !== undefined;
}

/** The Double Ratchet (with headers in the clear) under the derivations of a suite. It keeps nothing itself. */
export class DoubleRatchet {
  readonly #kdf: RatchetKdf;

  constructor(kdf: RatchetKdf) {
    this.#kdf = kdf;
  }

  // ---- sealing ---------------------------------------------------------------------------------------

  /** Seals a message. The first one after the other side's ratchet key changed starts a chain of its own. */
  seal(state: RatchetSession, plaintext: Uint8Array, moment: Moment): Sealed<RatchetSession> {
    const from = this.prepare(withoutExpiredKeys(state, moment.now), moment);
    const most = maxNumber(from.kem);
    if (from.sent > most)
      throw new MeshError('internal', `A session is used up after ${most + 1} messages of one chain; open a new one.`);
    const shown = from.kem && onSeal(from.kem, moment);
    const header = encodeHeader({
      ratchetKey: from.self.publicKey,
      previouslySent: from.previouslySent,
      n: from.sent,
      isMixed: from.kem?.offerer?.isMixed ?? false,
      extension: shown?.extension ?? nothing,
    });
    const { messageKey, chain } = this.#kdf.advance(from.sendChain);
    const nonce = moment.random(nonceBytes);
    const sealed = aeadSeal(messageKey, nonce, plaintext, concat(from.associatedData, header));
    messageKey.fill(0);
    const next = { ...from, sendChain: chain, sent: from.sent + 1, kem: shown?.exchange };
    return { state: next, header, ciphertext: concat(nonce, sealed) };
  }

  /**
   * Does the sending half of a ratchet step when one is due, so that the next seal need not; else the same state.
   * It is done when there is something to send: receiving costs half, and the key is younger.
   */
  prepare(state: RatchetSession, { now, random }: Moment): Sending {
    if (isSending(state)) return state;
    if (state.peerKey === undefined) {
      throw new MeshError(
        'internal',
        'The responder of a session sealed before it opened a message; open the first one.',
      );
    }
    const self = newAgreementKey(random);
    const mix = state.kem && onOwnStep(state.kem, now);
    const shared = self.agree(state.peerKey);
    if (shared === undefined) throw new MeshError('internal', 'A session holds a weak key; open a new one.');
    const { rootKey, chain } = this.#kdf.root(state.rootKey, shared, mix?.secret);
    return {
      ...state,
      rootKey,
      self,
      sendChain: chain,
      previouslySent: state.sent,
      sent: 0,
      kem: mix?.exchange,
    };
  }

  // ---- opening ---------------------------------------------------------------------------------------

  /** Opens a message. Everything is worked out beside `state`; nothing follows from a message whose tag does not hold. */
  open(given: RatchetSession, sealed: Message, moment: Moment): Verdict<Opened<RatchetSession>> {
    const message = parseMessage(sealed, given.kem);
    if (message === undefined) return reject('malformed', 'not a ratchet header with a sealed message');
    const state = withoutExpiredKeys(given, moment.now);
    const opened = this.#decrypt(state, message, moment.now);
    if (opened.kind !== 'accept') return opened;
    const exchange = state.kem && onOpened(opened.value.state.kem ?? state.kem, message.extension, moment);
    if (exchange === undefined) return opened;
    if (exchange.kind !== 'accept') return exchange;
    const { plaintext, state: next } = opened.value;
    return accept({ state: { ...next, kem: exchange.value }, plaintext });
  }

  #decrypt(state: RatchetSession, message: ParsedMessage, now: Millis): Verdict<Opened<RatchetSession>> {
    const isCurrent = state.peerKey !== undefined && equalBytes(state.peerKey, message.ratchetKey);
    if (isCurrent && message.n >= state.received) return this.#openAhead(state, message, now);
    const position = findSkipped(state.skipped, message.ratchetKey, message.n);
    if (position !== undefined) return openSkipped(state, message, position);
    const verdict = isCurrent ? undecryptable : this.#openNewChain(state, message, now);
    if (verdict.kind === 'accept' || isIncomplete(state.skipped, message.ratchetKey)) return verdict;
    return isCurrent || isPastKey(state, message.ratchetKey) ? ignore('duplicate') : verdict;
  }

  /** A message of the current chain, at its head or beyond. */
  #openAhead(state: RatchetSession, message: ParsedMessage, now: Millis): Verdict<Opened<RatchetSession>> {
    if (state.receiveChain === undefined) return undecryptable;
    if (message.n - state.received > maxSkip) return tooManySkipped;
    const { chain, entries } = this.#skip(state.receiveChain, { from: state.received, to: message.n, now });
    const step = this.#kdf.advance(chain);
    const plaintext = decrypt(state, message, step.messageKey);
    if (plaintext === undefined) return undecryptable;
    const next = {
      ...state,
      receiveChain: step.chain,
      received: message.n + 1,
      skipped: withSkipped(state.skipped, message.ratchetKey, entries),
    };
    return accept({ state: next, plaintext });
  }

  /** A message under a ratchet key not seen before: the receiving half of a ratchet step. */
  #openNewChain(state: RatchetSession, message: ParsedMessage, now: Millis): Verdict<Opened<RatchetSession>> {
    const left = state.receiveChain === undefined ? 0 : message.previouslySent - state.received;
    if (message.n > maxSkip || left > maxSkip) return tooManySkipped;
    const root = this.#peerStep(state, message);
    if (root.kind !== 'accept') return root;
    const { chain, entries } = this.#skip(root.value.chain, { from: 0, to: message.n, now });
    const step = this.#kdf.advance(chain);
    const plaintext = decrypt(state, message, step.messageKey);
    if (plaintext === undefined) return undecryptable;
    const closed = this.#closeChain(state, message.previouslySent, now);
    // Copied: the header is part of a frame that would be kept alive by it.
    const ratchetKey = new Uint8Array(message.ratchetKey);
    const next = {
      ...closed,
      rootKey: root.value.rootKey,
      peerKey: ratchetKey,
      sendChain: undefined,
      receiveChain: step.chain,
      received: message.n + 1,
      skipped: withSkipped(closed.skipped, ratchetKey, entries),
      kem: root.value.kem,
    };
    return accept({ state: next, plaintext });
  }

  /** The keys that follow from the other side's new ratchet key. */
  #peerStep(state: RatchetSession, { ratchetKey, isMixed }: ParsedMessage) {
    const mix = isMixed && state.kem !== undefined ? onPeerMix(state.kem) : undefined;
    if (state.self === undefined || (isMixed && mix === undefined)) return undecryptable;
    const shared = state.self.agree(ratchetKey);
    if (shared === undefined) return reject('weak-key', 'a ratchet key of small order');
    const { rootKey, chain } = this.#kdf.root(state.rootKey, shared, mix?.secret);
    return accept({ rootKey, chain, kem: mix?.exchange ?? state.kem });
  }

  /** Keeps what is left of the current receiving chain, now that the other side said how long it was. */
  #closeChain(state: RatchetSession, length: number, now: Millis): RatchetSession {
    const { peerKey, receiveChain, pastPeerKeys } = state;
    if (peerKey === undefined || receiveChain === undefined) return state;
    const { entries } = this.#skip(receiveChain, { from: state.received, to: length, now });
    const past = concat(peerKey.subarray(0, pastKeyBytes), pastPeerKeys).slice(0, maxPastKeys * pastKeyBytes);
    return { ...state, pastPeerKeys: past, skipped: withSkipped(state.skipped, peerKey, entries) };
  }

  /** Advances a chain to message `to`, keeping the message keys in between. */
  #skip(chain: SecretKey, way: { readonly from: number; readonly to: number; readonly now: Millis }) {
    const entries: Uint8Array[] = [];
    let current = chain;
    for (let n = way.from; n < way.to; n++) {
      const step = this.#kdf.advance(current);
      entries.push(skippedEntry(n, step.messageKey, way.now));
      step.messageKey.fill(0);
      current = step.chain;
    }
    return { chain: current, entries };
  }
}

/** The state without the skipped keys that have expired; the same state when there are none. */
export function withoutExpiredKeys(state: RatchetSession, now: Millis): RatchetSession {
  const skipped = withoutExpired(state.skipped, now);
  return skipped === state.skipped ? state : { ...state, skipped };
}

/** A message that was passed over. */
function openSkipped(
  state: RatchetSession,
  message: ParsedMessage,
  position: SkippedPosition,
): Verdict<Opened<RatchetSession>> {
  const plaintext = decrypt(state, message, position.messageKey);
  if (plaintext === undefined) return undecryptable;
  return accept({ state: { ...state, skipped: withoutSkipped(state.skipped, position) }, plaintext });
}

function decrypt(state: RatchetSession, message: ParsedMessage, messageKey: Uint8Array): Uint8Array | undefined {
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
