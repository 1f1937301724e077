import {
  accept,
  concat,
  kem,
  kemBytes,
  newKemKey,
  reject,
  SecretKey,
  u32be,
  type Millis,
  type Verdict,
} from '../base/base.ts';
import type { KemExchange } from '../wire/wire.ts';
import type { Moment } from './suite.ts';

/**
 * The exchange of fresh KEM secrets inside a session (docs/decisions/kem-exchange-in-the-ratchet.md):
 *
 *     offerer (initiator)                        answerer (responder)
 *     idle
 *      | due: makes a key pair
 *     offered   -- header: number, public key -->   idle
 *      |                                             | encapsulates
 *      |        <-- header: number, ciphertext --   answered
 *     agreed
 *      | next ratchet step mixes the secret in
 *     idle      -- headers of that chain: mixed -->   mixes it in too: idle
 *
 * Key and ciphertext are shown again until the other side has moved on, so that any loss, order or repetition of
 * messages does; each is read from authentic headers only.
 */

/** Messages of both directions after which a new exchange begins. */
const intervalMessages = 64;
/** Time after which a new exchange begins with the next message, milliseconds: what an observer may gain at most. */
const intervalMs = 3600_000;
/** While unanswered, key or ciphertext go with messages 0, 1, 2, 4, 8, ... and then with each 64th: +19 B a message. */
const showEvery = 64;

/** Length of a header extension with a public key: exchange number and key. */
export const offerBytes = 4 + kemBytes.publicKey;
/** Length of a header extension with a ciphertext. */
export const answerBytes = 4 + kemBytes.ciphertext;

/** Where a session's exchange starts. The initiator offers: `since` is its time, and undefined on the other side. */
export function newKemExchange(since: Millis | undefined): KemExchange {
  const offerer = since === undefined ? undefined : { since, messages: 0, isMixed: false };
  return { completed: 0, stage: { kind: 'idle' }, offerer };
}

/** Whether a header extension of `length` bytes may come from the other side. */
export function mayExtend(exchange: KemExchange, length: number): boolean {
  return length === (exchange.offerer === undefined ? offerBytes : answerBytes);
}

/** The exchange after a message was sealed, and what its header shows of it. */
export function onSeal(
  exchange: KemExchange,
  { now, random }: Moment,
): { readonly exchange: KemExchange; readonly extension: Uint8Array | undefined } {
  const begun = isDue(exchange, now)
    ? { ...exchange, stage: { kind: 'offered' as const, key: newKemKey(random), shown: 0 } }
    : exchange;
  const next = counted(begun);
  const { stage } = begun;
  if (stage.kind !== 'offered' && stage.kind !== 'answered') return { exchange: next, extension: undefined };
  const shown = { ...next, stage: { ...stage, shown: stage.shown + 1 } };
  if (!isShown(stage.shown)) return { exchange: shown, extension: undefined };
  const bytes = stage.kind === 'offered' ? stage.key.publicKey : stage.ciphertext;
  return { exchange: shown, extension: concat(u32be(exchange.completed + 1), bytes) };
}

function isDue({ offerer, stage }: KemExchange, now: Millis): boolean {
  if (offerer === undefined || stage.kind !== 'idle') return false;
  return offerer.messages >= intervalMessages || now - offerer.since >= intervalMs;
}

function isShown(n: number): boolean {
  return n < showEvery ? (n & (n - 1)) === 0 : n % showEvery === 0;
}

function counted(exchange: KemExchange): KemExchange {
  const { offerer } = exchange;
  if (offerer === undefined) return exchange;
  return { ...exchange, offerer: { ...offerer, messages: Math.min(offerer.messages + 1, intervalMessages) } };
}

/** Our ratchet step: the secret to mix in when one is agreed, and the exchange after the step. */
export function onOwnStep(
  exchange: KemExchange,
  now: Millis,
): { readonly exchange: KemExchange; readonly secret: SecretKey | undefined } {
  const { completed, stage, offerer } = exchange;
  if (offerer === undefined) return { exchange, secret: undefined };
  if (stage.kind !== 'agreed')
    return { exchange: { ...exchange, offerer: { ...offerer, isMixed: false } }, secret: undefined };
  const next = { since: now, messages: 0, isMixed: true };
  return {
    exchange: { completed: completed + 1, stage: { kind: 'idle' }, offerer: next },
    secret: stage.secret,
  };
}

/** The other side's ratchet step with a mix: our secret and the exchange after it; undefined when we have none. */
export function onPeerMix(
  exchange: KemExchange,
): { readonly exchange: KemExchange; readonly secret: SecretKey } | undefined {
  const { completed, stage } = exchange;
  if (stage.kind !== 'answered') return undefined;
  return { exchange: { ...exchange, completed: completed + 1, stage: { kind: 'idle' } }, secret: stage.secret };
}

/** The exchange after an authentic message was opened, whose header showed `extension` unless it is empty. */
export function onOpened(exchange: KemExchange, extension: Uint8Array, moment: Moment): Verdict<KemExchange> {
  const next = counted(exchange);
  if (extension.length === 0) return accept(next);
  const number = new DataView(extension.buffer, extension.byteOffset, 4).getUint32(0);
  // What was shown again after it was read, or overtaken by what came later.
  if (number !== exchange.completed + 1) return accept(next);
  const shown = extension.subarray(4);
  const { stage } = exchange;
  if (exchange.offerer === undefined) {
    if (stage.kind !== 'idle') return accept(next);
    const answer = kem.encapsulate(shown, moment.random);
    if (answer === undefined) return reject('weak-key', 'not an ML-KEM key');
    const { ciphertext } = answer;
    return accept({ ...next, stage: { kind: 'answered', ciphertext, secret: SecretKey.own(answer.secret), shown: 0 } });
  }
  const secret = stage.kind === 'offered' ? stage.key.decapsulate(shown) : undefined;
  return accept(secret === undefined ? next : { ...next, stage: { kind: 'agreed', secret: SecretKey.own(secret) } });
}
