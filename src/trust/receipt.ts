import {
  accept,
  equalBytes,
  idToBytes,
  ignore,
  reject,
  sha256,
  signDomain,
  utf8,
  verifyDomain,
  type Did,
  type MessageId,
  type SigningKey,
  type Verdict,
} from '../base/base.ts';
import {
  decodeReceiptBody,
  claimedType,
  encodeAcceptance,
  encodeReceiptBody,
  maxCapabilityLength,
  signPayload,
  verifySigned,
  type Acceptance,
  type ReceiptBody,
  type Signed,
} from '../wire/wire.ts';
import { dimensions, type Dimension, type Severity } from './dimension.ts';
import type { Hour } from './ledger.ts';
import type { Parameters } from './parameters.ts';

/** What a rater says about one exchange, without the proof that it took place. */
export interface Rating {
  readonly dimension: Dimension;
  /** 0 to 100. */
  readonly outcome: number;
  readonly severity: Severity;
}

/** A receipt whose two signatures hold. */
export interface VerifiedReceipt {
  readonly body: ReceiptBody;
  /** As it travels: the payload is `encodeReceiptBody(body)`, byte for byte. */
  readonly signed: Signed;
  /** SHA-256 of the payload: names this very receipt, and is the `prev` of the next. */
  readonly id: Uint8Array;
}

/** The end of a rater's chain: what its next receipt has to follow. */
export interface ChainHead {
  readonly seq: number;
  readonly id: Uint8Array;
}

/** The head of a chain that has no receipt yet. */
export const emptyChain: ChainHead = { seq: 0, id: new Uint8Array(32) };

const acceptanceType = 'Acceptance';
const receiptType = 'Receipt';

/** Names one exchange by both sides' nonces: the id of the request, which its sender drew, and the nonce of who took it. */
export function exchangeId(request: MessageId, nonce: Uint8Array): Uint8Array {
  return sha256(utf8('parley/v1/exchange\0'), idToBytes(request), nonce);
}

/** The subject's signature under having taken a request. */
export function signAcceptance(key: SigningKey, acceptance: Acceptance): Uint8Array {
  return signDomain(key, acceptanceType, encodeAcceptance(acceptance));
}

/** Whether one of the subject's keys signed the acceptance; gives the key that did. */
export function keyOfAcceptance(
  acceptance: Acceptance,
  signature: Uint8Array,
  keys: readonly Uint8Array[],
): Uint8Array | undefined {
  const bytes = encodeAcceptance(acceptance);
  return keys.toReversed().find((key) => verifyDomain(key, acceptanceType, bytes, signature));
}

/** What `createReceipt` needs of an exchange. */
export interface ReceiptDraft extends Rating {
  readonly acceptance: Acceptance;
  readonly subjectSignature: Uint8Array;
  readonly subjectKey: Uint8Array;
}

/** Signs the next receipt of a chain. */
export function createReceipt(key: SigningKey, draft: ReceiptDraft, head: ChainHead): VerifiedReceipt {
  const { acceptance, subjectSignature, subjectKey, outcome, severity } = draft;
  const dimension = dimensions.indexOf(draft.dimension);
  const proof = { ...acceptance, subjectSignature, subjectKey };
  // Where nothing failed a severity says nothing, and two of them would be two forms of one receipt.
  const said = { dimension, outcome, severity: outcome === 100 ? 0 : severity };
  const body: ReceiptBody = { ...proof, ...said, seq: head.seq + 1, prev: head.id };
  const payload = encodeReceiptBody(body);
  return { body, signed: signPayload(key, receiptType, payload), id: sha256(payload) };
}

/** The keys an agent has had, first to current; undefined for one that is not known. */
export type KeysOf = (did: Did) => readonly Uint8Array[] | undefined;

/**
 * Verifies a receipt whatever the time: its form (`malformed`; one form only), that the parties are known
 * (`not-registered`, not the sender's fault), the rater's signature (`bad-signature`, `key-mismatch`), the subject's
 * (`bad-signature`), and that nobody rates itself (`malformed`).
 */
export function verifyReceipt(signed: Signed, keysOf: KeysOf): Verdict<VerifiedReceipt> {
  const decoded = decodeReceiptBody(signed.payload);
  if (decoded.kind !== 'accept') return decoded;
  const body = decoded.value;
  if (!equalBytes(encodeReceiptBody(body), signed.payload))
    return reject('malformed', 'not in the one form of receipts');
  if (body.rater === body.subject) return reject('malformed', 'nobody rates itself');
  if (body.outcome === 100 && body.severity !== 0) return reject('malformed', 'a success has no severity');
  const [raterKeys, subjectKeys] = [keysOf(body.rater), keysOf(body.subject)];
  if (raterKeys === undefined || subjectKeys === undefined) return ignore('not-registered', 'rater or subject');
  if (!raterKeys.some((key) => equalBytes(key, signed.key))) return reject('key-mismatch', 'of the rater');
  const payload = verifySigned(signed, receiptType);
  if (payload.kind !== 'accept') return payload;
  if (!subjectKeys.some((key) => equalBytes(key, body.subjectKey))) return reject('key-mismatch', 'of the subject');
  if (!verifyDomain(body.subjectKey, acceptanceType, encodeAcceptance(body), body.subjectSignature))
    return reject('bad-signature', 'of the subject');
  return accept({ body, signed, id: sha256(signed.payload) });
}

/** Whether a receipt's hour may be taken in at `nowHour`: at most an hour ahead, at most `maxAgeHours` old (`expired`). */
export function hourFits(hour: Hour, nowHour: Hour, parameters: Parameters): boolean {
  return hour <= nowHour + 1 && hour >= nowHour - parameters.maxAgeHours;
}

/** Whether two receipts prove that their rater forked its chain (E0): anyone can verify it from the two alone. */
export function isFork(a: VerifiedReceipt, b: VerifiedReceipt): boolean {
  return a.body.rater === b.body.rater && a.body.seq === b.body.seq && !equalBytes(a.id, b.id);
}

/** Whether bytes are a Signed of type `Receipt`, whatever is in it. */
export function isReceipt(bytes: Uint8Array): boolean {
  return claimedType(bytes) === receiptType;
}

/** A capability class as receipts carry it; empty for one that is too long. */
export function receiptClass(capabilityClass: string): string {
  return capabilityClass.length <= maxCapabilityLength ? capabilityClass : '';
}
