import {
  idToBytes,
  limits,
  parseReason,
  type Did,
  type MessageId,
  type Millis,
  type Reason,
  type SessionId,
} from '../base/base.ts';
import {
  boundedBytes,
  boundedList,
  boundedText,
  decodeCanonicalWith,
  decodeWith,
  did,
  fail,
  fixedBytes,
  messageId,
  safeInteger,
  sessionId,
  textList,
  time,
} from './field.ts';
import { parley } from './gen/parley.js';
import { readTicket, type AcceptanceTicket } from './receipt-wire.ts';
import { readSigned, type Signed } from './signed.ts';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** The sealed form of one envelope. */
export interface Packet {
  readonly id: MessageId;
  readonly session: SessionId;
  readonly header: Uint8Array;
  readonly ciphertext: Uint8Array;
}

/** What became of a packet at its recipient. */
export type AckOutcome = 'delivered' | 'denied' | 'rejected';

export interface Ack {
  readonly id: MessageId;
  readonly outcome: AckOutcome;
  /** Undefined when delivered. */
  readonly reason: Reason | undefined;
  /** The recipient's signature under having taken a request; on its first acknowledgement only. */
  readonly ticket?: AcceptanceTicket | undefined;
  /** Of a denied run of frames those that were refused, where that is not all, or not for one reason. */
  readonly refused?: readonly RefusedFrame[] | undefined;
}

/** A frame of a run that was refused while others were taken, or for another reason. */
export interface RefusedFrame {
  /** 0 for the first. */
  readonly index: number;
  readonly reason: Reason;
}

/** A checkpoint that a peer asks us to cosign. */
export interface CosignRequest {
  /** Text: old size, consistency proof, signed checkpoint (c2sp.org/tlog-witness). */
  readonly body: Uint8Array;
}

/** The answer: a cosignature, or the size of the last checkpoint cosigned, or why not. */
export interface CosignReply {
  /** A signature line; empty when there is none. */
  readonly cosignature: string;
  readonly size: number;
  readonly reason: Reason | undefined;
}

/** Receipts are asked for by their rater, above a number. */
export interface ReceiptHead {
  readonly rater: Did;
  readonly seq: number;
}

/** Which receipts are asked for: above these numbers, and those of raters that are not named when `others` says so. */
export interface ReceiptsAfter {
  readonly heads: readonly ReceiptHead[];
  readonly others: boolean;
}

/** A frame of /parley/mesh/1. */
export type Frame =
  | { readonly kind: 'packet'; readonly packet: Packet }
  | { readonly kind: 'acks'; readonly acks: readonly Ack[] }
  | { readonly kind: 'prekey-request'; readonly request: number; readonly suite: string }
  | {
      readonly kind: 'prekey-reply';
      readonly request: number;
      readonly bundle: Uint8Array;
      readonly reason: Reason | undefined;
    }
  | { readonly kind: 'knock'; readonly knock: Signed }
  | { readonly kind: 'knock-reply'; readonly reply: Signed }
  | { readonly kind: 'session-end'; readonly end: Signed }
  | { readonly kind: 'statements'; readonly statements: readonly Uint8Array[] }
  | ({ readonly kind: 'receipts-after' } & ReceiptsAfter)
  | { readonly kind: 'ping'; readonly token: number }
  | { readonly kind: 'pong'; readonly token: number }
  | { readonly kind: 'credit'; readonly exchange: MessageId; readonly taken: number }
  | ({ readonly kind: 'cosign-request' } & CosignRequest)
  | ({ readonly kind: 'cosign-reply' } & CosignReply);

/** Largest checkpoint with its proof, bytes: 63 hashes and a note with some hundred signatures. */
const maxCosignBytes = 32 * 1024;
/** Most acks in one frame. */
const maxAcks = 1024;
/** Frames of one run; see `maxRunFrames` of the bridge. */
const maxRefused = 64;

/** Most raters in one frame. */
export const maxReceiptHeads = 256;

/** Most records and revocations in one frame. */
export const maxStatements = 64;

/** Encodes a frame. */
export function encodeFrame(frame: Frame): Uint8Array {
  return encoded(wire.Frame, rawFrame(frame));
}

function rawFrame(frame: Frame): parley.v1.Frame.$Properties {
  if ('token' in frame) return { [frame.kind]: frame.token };
  if ('request' in frame) return rawPrekeys(frame);
  if (isRare(frame)) return rawRareFrame(frame);
  switch (frame.kind) {
    case 'packet':
      return { packet: rawPacket(frame.packet) };
    case 'acks':
      return { acks: { ack: frame.acks.map(rawAck) } };
    case 'knock':
    case 'knock-reply':
    case 'session-end':
      return rawSession(frame);
    case 'statements':
      return { statements: { statement: [...frame.statements] } };
  }
}

type RareFrame = Extract<Frame, { kind: 'cosign-request' | 'cosign-reply' | 'credit' | 'receipts-after' }>;
const rareKinds: ReadonlySet<string> = new Set<RareFrame['kind']>([
  'cosign-request',
  'cosign-reply',
  'credit',
  'receipts-after',
]);

function isRare(frame: Frame): frame is RareFrame {
  return rareKinds.has(frame.kind);
}

function rawSession(
  frame: Extract<Frame, { kind: 'knock' | 'knock-reply' | 'session-end' }>,
): parley.v1.Frame.$Properties {
  if (frame.kind === 'knock') return { knock: frame.knock };
  return frame.kind === 'knock-reply' ? { knockReply: frame.reply } : { sessionEnd: frame.end };
}

function rawPrekeys(frame: Extract<Frame, { kind: 'prekey-request' | 'prekey-reply' }>): parley.v1.Frame.$Properties {
  const { request } = frame;
  if (frame.kind === 'prekey-request') return { prekeyRequest: { request, suite: frame.suite } };
  return { prekeyReply: { request, bundle: frame.bundle, reason: frame.reason ?? '' } };
}

function rawRareFrame(frame: RareFrame): parley.v1.Frame.$Properties {
  if (frame.kind === 'receipts-after') return { receiptsAfter: { head: [...frame.heads], others: frame.others } };
  if (frame.kind === 'credit') return { credit: { exchange: idToBytes(frame.exchange), taken: frame.taken } };
  if (frame.kind === 'cosign-request') return { cosignRequest: { body: frame.body } };
  return { cosignReply: { cosignature: frame.cosignature, size: frame.size, reason: frame.reason ?? '' } };
}

/** A packet as the generated code wants it. */
export function rawPacket(packet: Packet): parley.v1.Packet.$Properties {
  return { ...packet, id: idToBytes(packet.id), session: idToBytes(packet.session) };
}

const outcomes = [
  ['delivered', wire.Outcome.OUTCOME_DELIVERED],
  ['denied', wire.Outcome.OUTCOME_DENIED],
  ['rejected', wire.Outcome.OUTCOME_REJECTED],
] as const;

/** An ack as the generated code wants it. */
export function rawAck(ack: Ack): parley.v1.Ack.$Properties {
  const outcome = outcomes.find(([name]) => name === ack.outcome)?.[1] ?? wire.Outcome.OUTCOME_REJECTED;
  const { ticket, refused } = ack;
  const raw = { id: idToBytes(ack.id), outcome, reason: ack.reason ?? '', ...(ticket === undefined ? {} : { ticket }) };
  return refused === undefined ? raw : { ...raw, refused: refused.map((frame) => ({ ...frame })) };
}

/** Decodes a frame of at most `limits.maxFrameBytes`. */
export const decodeFrame = decodeWith(wire.Frame, limits.maxFrameBytes, (raw): Frame => {
  if (raw.packet) return { kind: 'packet', packet: readPacket(raw.packet) };
  if (raw.acks) return { kind: 'acks', acks: boundedList(raw.acks.ack, maxAcks, 'acks', readAck) };
  if (raw.prekeyRequest) {
    const suite = boundedText(raw.prekeyRequest.suite, 'suite', 32);
    return { kind: 'prekey-request', request: safeInteger(raw.prekeyRequest.request, 'request'), suite };
  }
  if (raw.prekeyReply) {
    return {
      kind: 'prekey-reply',
      request: safeInteger(raw.prekeyReply.request, 'request'),
      bundle: boundedBytes(raw.prekeyReply.bundle, limits.maxRecordBytes, 'bundle'),
      reason: readReason(raw.prekeyReply.reason),
    };
  }
  return readRareFrame(raw);
});

function readRareFrame(raw: parley.v1.Frame): Frame {
  if (raw.knock) return { kind: 'knock', knock: readSigned(raw.knock) };
  if (raw.knockReply) return { kind: 'knock-reply', reply: readSigned(raw.knockReply) };
  if (raw.sessionEnd) return { kind: 'session-end', end: readSigned(raw.sessionEnd) };
  if (raw.statements) {
    const { statement } = raw.statements;
    const read = (bytes: Uint8Array): Uint8Array => boundedBytes(bytes, limits.maxRecordBytes, 'statement');
    return { kind: 'statements', statements: boundedList(statement, maxStatements, 'statements', read) };
  }
  if (raw.receiptsAfter) {
    const { head, others } = raw.receiptsAfter;
    return {
      kind: 'receipts-after',
      heads: boundedList(head, maxReceiptHeads, 'heads', readReceiptHead),
      others: others === true,
    };
  }
  if (raw.credit) {
    const { exchange, taken } = raw.credit;
    return { kind: 'credit', exchange: messageId(exchange, 'exchange'), taken: safeInteger(taken, 'taken') };
  }
  if (typeof raw.ping === 'number') return { kind: 'ping', token: safeInteger(raw.ping, 'ping') };
  if (typeof raw.pong === 'number') return { kind: 'pong', token: safeInteger(raw.pong, 'pong') };
  if (raw.cosignRequest)
    return { kind: 'cosign-request', body: boundedBytes(raw.cosignRequest.body, maxCosignBytes, 'body') };
  if (raw.cosignReply) return readCosignReply(raw.cosignReply);
  return fail('no such frame');
}

function readReceiptHead(raw: parley.v1.ReceiptHead.$Properties): ReceiptHead {
  return { rater: did(raw.rater, 'rater'), seq: safeInteger(raw.seq, 'seq') };
}

function readCosignReply(raw: parley.v1.CosignReply.$Properties): Frame {
  return {
    kind: 'cosign-reply',
    cosignature: boundedText(raw.cosignature, 'cosignature'),
    size: safeInteger(raw.size, 'size'),
    reason: readReason(raw.reason),
  };
}

/** Reads the fields of a packet that stands inside another message. */
export function readPacket(raw: parley.v1.Packet.$Properties): Packet {
  return {
    id: messageId(raw.id, 'id'),
    session: sessionId(raw.session, 'session'),
    header: boundedBytes(raw.header, 4096, 'header'),
    ciphertext: boundedBytes(raw.ciphertext, limits.maxFrameBytes, 'ciphertext'),
  };
}

/** Reads the fields of an ack that stands inside another message. */
export function readAck(raw: parley.v1.Ack.$Properties): Ack {
  const outcome = outcomes.find(([, value]) => value === raw.outcome)?.[0] ?? fail('outcome is unknown');
  const ack = { id: messageId(raw.id, 'id'), outcome, reason: readReason(raw.reason) };
  if (raw.ticket) return { ...ack, ticket: readTicket(raw.ticket) };
  if (outcome !== 'denied' || !raw.refused || raw.refused.length === 0) return ack;
  return { ...ack, refused: boundedList(raw.refused, maxRefused, 'refused', readRefused) };
}

function readRefused(raw: parley.v1.RefusedFrame.$Properties): RefusedFrame {
  const reason = readReason(raw.reason) ?? fail('a frame was refused without a reason');
  return { index: safeInteger(raw.index, 'index'), reason };
}

function readReason(raw: string | null | undefined): Reason | undefined {
  const text = boundedText(raw, 'reason', 64);
  return text === '' ? undefined : parseReason(text);
}

export interface Intent {
  readonly action: string;
  readonly description: string;
  readonly capabilities: readonly string[];
  /** 0..1000 */
  readonly minScore: number;
}

/** Asks for a session. Travels as Signed of type `Knock`. */
export interface Knock {
  readonly id: SessionId;
  readonly from: Did;
  readonly to: Did;
  readonly timestamp: Millis;
  readonly intent: Intent;
  readonly suite: string;
  readonly establishment: Uint8Array;
  /** Proves the keys: a sealed envelope of kind hello. */
  readonly hello: Packet;
}

/** Encodes the payload of a Signed of type `Knock`. */
export function encodeKnock(knock: Knock): Uint8Array {
  return encoded(wire.Knock, {
    ...knock,
    id: idToBytes(knock.id),
    timestampMs: knock.timestamp,
    intent: { ...knock.intent, capabilities: [...knock.intent.capabilities] },
    hello: rawPacket(knock.hello),
  });
}

/** Decodes the payload of a Signed of type `Knock`. */
export const decodeKnock = decodeCanonicalWith(wire.Knock, limits.maxRecordBytes, {
  encode: encodeKnock,
  read: (raw): Knock => ({
    id: sessionId(raw.id, 'id'),
    from: did(raw.from, 'from'),
    to: did(raw.to, 'to'),
    timestamp: time(raw.timestampMs, 'timestamp'),
    intent: {
      action: boundedText(raw.intent?.action, 'action', 128),
      description: boundedText(raw.intent?.description, 'description'),
      capabilities: textList(raw.intent?.capabilities, 'capabilities'),
      minScore: Math.min(1000, safeInteger(raw.intent?.minScore, 'minScore')),
    },
    suite: boundedText(raw.suite, 'suite', 32),
    establishment: boundedBytes(raw.establishment, 8192, 'establishment'),
    hello: readPacket(raw.hello ?? fail('no hello')),
  }),
});

/** Limits the receiver puts on a session; undefined or empty is no limit of that kind. */
export interface Conditions {
  readonly maxMessages: number | undefined;
  readonly maxSeconds: number | undefined;
  readonly actions: readonly string[];
}

/** Conditions as the generated code wants them. */
export function rawConditions(conditions: Conditions): parley.v1.Conditions.$Properties {
  return {
    maxMessages: conditions.maxMessages ?? 0,
    maxSeconds: conditions.maxSeconds ?? 0,
    actions: [...conditions.actions],
  };
}

/** Reads the fields of conditions that stand inside another message; absent means none. */
export function readConditions(raw: parley.v1.Conditions.$Properties | null | undefined): Conditions {
  return {
    maxMessages: safeInteger(raw?.maxMessages, 'maxMessages') || undefined,
    maxSeconds: safeInteger(raw?.maxSeconds, 'maxSeconds') || undefined,
    actions: textList(raw?.actions, 'actions'),
  };
}

/** Answers a knock. Travels as Signed of type `KnockReply`. */
export interface KnockReply {
  readonly id: SessionId;
  readonly from: Did;
  readonly to: Did;
  readonly timestamp: Millis;
  /** SHA-256 of the knock's payload. */
  readonly knockHash: Uint8Array;
  readonly answer:
    | { readonly accepted: true; readonly conditions: Conditions; readonly hello: Packet }
    | { readonly accepted: false; readonly reason: Reason };
}

/** Encodes the payload of a Signed of type `KnockReply`. */
export function encodeKnockReply(reply: KnockReply): Uint8Array {
  const head = {
    id: idToBytes(reply.id),
    from: reply.from,
    to: reply.to,
    timestampMs: reply.timestamp,
    knockHash: reply.knockHash,
  };
  const { answer } = reply;
  if (!answer.accepted) return encoded(wire.KnockReply, { ...head, accepted: false, reason: answer.reason });
  return encoded(wire.KnockReply, {
    ...head,
    accepted: true,
    hello: rawPacket(answer.hello),
    conditions: rawConditions(answer.conditions),
  });
}

/** Decodes the payload of a Signed of type `KnockReply`. */
export const decodeKnockReply = decodeCanonicalWith(wire.KnockReply, limits.maxRecordBytes, {
  encode: encodeKnockReply,
  read: (raw): KnockReply => ({
    id: sessionId(raw.id, 'id'),
    from: did(raw.from, 'from'),
    to: did(raw.to, 'to'),
    timestamp: time(raw.timestampMs, 'timestamp'),
    knockHash: fixedBytes(raw.knockHash, 32, 'knockHash'),
    answer: raw.accepted
      ? {
          accepted: true,
          conditions: readConditions(raw.conditions),
          hello: readPacket(raw.hello ?? fail('no hello')),
        }
      : { accepted: false, reason: readReason(raw.reason) ?? fail('no reason') },
  }),
});

/** Ends a session that was judged again. Travels as Signed of type `SessionEnd`. */
export interface SessionEnd {
  readonly id: SessionId;
  readonly from: Did;
  readonly to: Did;
  readonly timestamp: Millis;
  readonly reason: Reason;
}

/** Encodes the payload of a Signed of type `SessionEnd`. */
export function encodeSessionEnd(end: SessionEnd): Uint8Array {
  return encoded(wire.SessionEnd, { ...end, id: idToBytes(end.id), timestampMs: end.timestamp });
}

/** Decodes the payload of a Signed of type `SessionEnd`. */
export const decodeSessionEnd = decodeCanonicalWith(wire.SessionEnd, limits.maxRecordBytes, {
  encode: encodeSessionEnd,
  read: (raw): SessionEnd => ({
    id: sessionId(raw.id, 'id'),
    from: did(raw.from, 'from'),
    to: did(raw.to, 'to'),
    timestamp: time(raw.timestampMs, 'timestamp'),
    reason: readReason(raw.reason) ?? fail('no reason'),
  }),
});
