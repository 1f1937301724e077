import {
  concat,
  idToBytes,
  limits,
  parseReason,
  sha256,
  type Did,
  type MessageId,
  type Millis,
  type PeerId,
  type Reason,
  type Verdict,
} from '../base/base.ts';
import {
  boundedBytes,
  boundedList,
  boundedText,
  decodeWith,
  did,
  fail,
  fixedBytes,
  messageId,
  peerId,
  safeInteger,
  time,
} from './field.ts';
import { parley } from './gen/parley.js';
import { rawAck, rawPacket, readAck, readPacket, type Ack, type Packet } from './mesh-wire.ts';
import { readSigned, type Signed } from './signed.ts';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** An owner's leave to keep so much for it. Travels as Signed of type `MailboxGrant`. */
export interface MailboxGrant {
  readonly owner: Did;
  /** The libp2p host of the mailbox it is for. */
  readonly mailbox: PeerId;
  readonly maxBytes: number;
  readonly maxMessages: number;
  readonly notBefore: Millis;
  readonly expires: Millis;
}

/** Something left at a mailbox. */
export interface Deposit {
  readonly owner: Did;
  /** 16 bytes. */
  readonly id: Uint8Array;
  readonly letter: Uint8Array;
}

/** A frame of /parley/mailbox/1. */
export type MailboxFrame =
  | ({ readonly kind: 'deposit' } & Deposit)
  /** `reason` is undefined when it is on the mailbox's disk. */
  | { readonly kind: 'deposit-reply'; readonly id: Uint8Array; readonly reason: Reason | undefined }
  | { readonly kind: 'grant'; readonly grant: Signed }
  | { readonly kind: 'grant-reply'; readonly reason: Reason | undefined }
  | { readonly kind: 'fetch'; readonly after: number; readonly limit: number }
  | { readonly kind: 'item'; readonly seq: number; readonly letter: Uint8Array }
  | { readonly kind: 'fetched'; readonly more: boolean; readonly reason: Reason | undefined }
  | { readonly kind: 'taken'; readonly seqs: readonly number[] }
  | { readonly kind: 'taken-reply' };

/** Most items asked for at once, and most named as taken in one frame. */
export const maxFetched = 256;

/** Encodes a frame. */
export function encodeMailboxFrame(frame: MailboxFrame): Uint8Array {
  return encoded(wire.MailboxFrame, rawFrame(frame));
}

function rawFrame(frame: MailboxFrame): parley.v1.MailboxFrame.$Properties {
  switch (frame.kind) {
    case 'deposit':
      return { deposit: { owner: frame.owner, id: frame.id, letter: frame.letter } };
    case 'deposit-reply':
      return { depositReply: { id: frame.id, reason: frame.reason ?? '' } };
    case 'grant':
      return { grant: frame.grant };
    case 'grant-reply':
      return { grantReply: { reason: frame.reason ?? '' } };
    case 'fetch':
    case 'item':
    case 'fetched':
    case 'taken':
    case 'taken-reply':
      return rawFetching(frame);
  }
}

function rawFetching(
  frame: Extract<MailboxFrame, { kind: 'fetch' | 'item' | 'fetched' | 'taken' | 'taken-reply' }>,
): parley.v1.MailboxFrame.$Properties {
  switch (frame.kind) {
    case 'fetch':
      return { fetch: { after: frame.after, limit: frame.limit } };
    case 'item':
      return { item: { seq: frame.seq, letter: frame.letter } };
    case 'fetched':
      return { fetched: { more: frame.more, reason: frame.reason ?? '' } };
    case 'taken':
      return { taken: { seq: [...frame.seqs] } };
    case 'taken-reply':
      return { takenReply: {} };
  }
}

/** Decodes a frame of at most `limits.maxFrameBytes`. */
export const decodeMailboxFrame = decodeWith(wire.MailboxFrame, limits.maxFrameBytes, (raw): MailboxFrame => {
  if (raw.deposit) {
    const { owner, id, letter } = raw.deposit;
    return { kind: 'deposit', owner: did(owner, 'owner'), id: fixedBytes(id, 16, 'id'), letter: readLetter(letter) };
  }
  if (raw.depositReply)
    return {
      kind: 'deposit-reply',
      id: fixedBytes(raw.depositReply.id, 16, 'id'),
      reason: readReason(raw.depositReply.reason),
    };
  if (raw.item) return { kind: 'item', seq: safeInteger(raw.item.seq, 'seq'), letter: readLetter(raw.item.letter) };
  return readOwnersFrame(raw);
});

function readOwnersFrame(raw: parley.v1.MailboxFrame): MailboxFrame {
  if (raw.grant) return { kind: 'grant', grant: readSigned(raw.grant) };
  if (raw.grantReply) return { kind: 'grant-reply', reason: readReason(raw.grantReply.reason) };
  if (raw.fetch) {
    const limit = safeInteger(raw.fetch.limit, 'limit');
    return { kind: 'fetch', after: safeInteger(raw.fetch.after, 'after'), limit: Math.min(limit, maxFetched) };
  }
  if (raw.fetched) return { kind: 'fetched', more: raw.fetched.more === true, reason: readReason(raw.fetched.reason) };
  if (raw.taken) {
    const seqs = boundedList(raw.taken.seq, maxFetched, 'taken', (seq) => safeInteger(seq, 'seq'));
    return { kind: 'taken', seqs };
  }
  if (raw.takenReply) return { kind: 'taken-reply' };
  return fail('no such frame');
}

function readLetter(raw: Uint8Array | null | undefined): Uint8Array {
  return boundedBytes(raw, limits.maxFrameBytes, 'letter');
}

function readReason(raw: string | null | undefined): Reason | undefined {
  const text = boundedText(raw, 'reason', 64);
  return text === '' ? undefined : parseReason(text);
}

/** Encodes the payload of a Signed of type `MailboxGrant`. */
export function encodeMailboxGrant(grant: MailboxGrant): Uint8Array {
  const { notBefore: notBeforeMs, expires: expiresMs, ...rest } = grant;
  return encoded(wire.MailboxGrant, { ...rest, notBeforeMs, expiresMs });
}

/** Decodes the payload of a Signed of type `MailboxGrant`. */
export const decodeMailboxGrant = decodeWith(wire.MailboxGrant, 1024, (raw): MailboxGrant => ({
  owner: did(raw.owner, 'owner'),
  mailbox: peerId(raw.mailbox, 'mailbox'),
  maxBytes: safeInteger(raw.maxBytes, 'maxBytes'),
  maxMessages: safeInteger(raw.maxMessages, 'maxMessages'),
  notBefore: time(raw.notBeforeMs, 'notBefore'),
  expires: time(raw.expiresMs, 'expires'),
}));

/** What became of a packet at its recipient, and which sealing of the message it is about (`packetName`). */
export interface DeliveryReceipt {
  readonly ack: Ack;
  /** 16 bytes. */
  readonly packet: Uint8Array;
}

/** The message before another one in its stream. */
export interface Before {
  readonly id: MessageId;
  /** When this one, and every one before it, is too old to be taken. */
  readonly until: Millis;
}

/** What is inside a sealed letter: a packet, or what became of packets of the recipient's, or both. */
export interface Letter {
  readonly from: Did;
  readonly to: Did;
  readonly written: Millis;
  readonly packet: Packet | undefined;
  readonly receipts: readonly DeliveryReceipt[];
  /** What has to have its end at the recipient before the packet is taken; undefined when nothing is before it. */
  readonly before: Before | undefined;
  /** Messages of the recipient's for which others wait at the writer, who did not get them. */
  readonly missing: readonly MessageId[];
}

/** Most receipts in one letter. */
export const maxReceipts = 256;
/** Most messages that one letter names as missing. */
export const maxMissing = 64;

/** Encodes the payload of a Signed of type `Letter`. */
export function encodeLetter({ from, to, written, packet, receipts, before, missing }: Letter): Uint8Array {
  return encoded(wire.Letter, {
    from,
    to,
    writtenMs: written,
    receipts: receipts.map((receipt) => ({ ack: rawAck(receipt.ack), packet: receipt.packet })),
    missing: missing.map((id) => idToBytes(id)),
    ...(packet === undefined ? {} : { packet: rawPacket(packet) }),
    ...(before === undefined ? {} : { before: { id: idToBytes(before.id), untilMs: before.until } }),
  });
}

/** Decodes the payload of a Signed of type `Letter`. */
export const decodeLetter = decodeWith(wire.Letter, limits.maxFrameBytes, (raw): Letter => ({
  from: did(raw.from, 'from'),
  to: did(raw.to, 'to'),
  written: time(raw.writtenMs, 'written'),
  packet: raw.packet ? readPacket(raw.packet) : undefined,
  receipts: boundedList(raw.receipts, maxReceipts, 'receipts', (receipt) => ({
    ack: readAck(receipt.ack ?? fail('no ack')),
    packet: fixedBytes(receipt.packet, 16, 'packet'),
  })),
  before: raw.before ? { id: messageId(raw.before.id, 'before'), until: time(raw.before.untilMs, 'until') } : undefined,
  missing: boundedList(raw.missing, maxMissing, 'missing', (id) => messageId(id, 'missing')),
}));

/** Encodes a signed letter; it is as long as a packet, where other signed statements are short. */
export function encodeSignedLetter(signed: Signed): Uint8Array {
  return encoded(wire.Signed, signed);
}

/** Decodes a signed letter; the signature is not checked here. */
export const decodeSignedLetter: (bytes: Uint8Array) => Verdict<Signed> = decodeWith(
  wire.Signed,
  limits.maxFrameBytes,
  (raw) => readSigned(raw, limits.maxFrameBytes),
);

/** Names one sealing of a message: the first 16 bytes of SHA-256(session || header || ciphertext). */
export function packetName({ session, header, ciphertext }: Packet): Uint8Array {
  return sha256(concat(idToBytes(session), header, ciphertext)).subarray(0, 16);
}
