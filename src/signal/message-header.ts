/**
 * What libsignal's messages say in the clear, read before they are decrypted: how far ahead a message claims to be
 * decides what trying it costs. Stricter than libsignal's own reader, so that both read the same numbers: a field
 * twice, a group, or a number over 32 bits is refused. After wire.proto of libsignal and the message format of its
 * post-quantum ratchet (SPQR); the version byte in front and the MAC behind stand outside of the protobuf.
 */

/** The clear part of a SignalMessage. */
export interface SignalHeader {
  /** Key of the sending chain as libsignal serialises it, 33 bytes. */
  readonly ratchetKey: Uint8Array;
  /** Number in the chain, from 0. */
  readonly counter: number;
  /** Epoch of the post-quantum ratchet, from 1. */
  readonly epoch: number;
  /** Number within the epoch. */
  readonly index: number;
}

/** The clear part of a PreKeySignalMessage. */
export interface PrekeyHeader {
  /** Undefined when the bundle held no one-time prekey. */
  readonly oneTimePrekeyId: number | undefined;
  readonly signedPrekeyId: number;
  readonly kyberPrekeyId: number;
  readonly message: SignalHeader;
}

/** Version 4 of the protocol (PQXDH), as both nibbles of the byte in front. */
const versionByte = 0x44;
/** Version 1 of the post-quantum ratchet; another version would switch it off. */
const ratchetVersion = 1;
const macBytes = 8;
const publicKeyBytes = 33;

const signalFields = { ratchetKey: 1, counter: 2, pqRatchet: 5 } as const;
const prekeyFields = { oneTime: 1, message: 4, signed: 6, kyber: 7 } as const;

/** Reads a serialised SignalMessage; undefined when it is not one that this suite makes. */
export function readSignalHeader(serialized: Uint8Array): SignalHeader | undefined {
  if (serialized[0] !== versionByte || serialized.length < 1 + macBytes) return undefined;
  const fields = readFields(serialized.subarray(1, serialized.length - macBytes));
  const ratchetKey = fields?.get(signalFields.ratchetKey);
  const counter = fields?.get(signalFields.counter);
  const pqRatchet = fields?.get(signalFields.pqRatchet);
  if (!(ratchetKey instanceof Uint8Array) || ratchetKey.length !== publicKeyBytes) return undefined;
  if (typeof counter !== 'number' || !(pqRatchet instanceof Uint8Array)) return undefined;
  const position = readPosition(pqRatchet);
  return position && { ratchetKey, counter, ...position };
}

/** Reads a serialised PreKeySignalMessage; undefined when it is not one that this suite makes. */
export function readPrekeyHeader(serialized: Uint8Array): PrekeyHeader | undefined {
  if (serialized[0] !== versionByte) return undefined;
  const fields = readFields(serialized.subarray(1));
  const oneTimePrekeyId = fields?.get(prekeyFields.oneTime);
  const signedPrekeyId = fields?.get(prekeyFields.signed);
  const kyberPrekeyId = fields?.get(prekeyFields.kyber);
  const inner = fields?.get(prekeyFields.message);
  if (typeof signedPrekeyId !== 'number' || typeof kyberPrekeyId !== 'number') return undefined;
  if (oneTimePrekeyId instanceof Uint8Array || !(inner instanceof Uint8Array)) return undefined;
  const message = readSignalHeader(inner);
  return message && { oneTimePrekeyId, signedPrekeyId, kyberPrekeyId, message };
}

/** Where a message stands in the post-quantum ratchet. */
function readPosition(pqRatchet: Uint8Array): { readonly epoch: number; readonly index: number } | undefined {
  if (pqRatchet[0] !== ratchetVersion) return undefined;
  const cursor = new Cursor(pqRatchet, 1);
  const epoch = cursor.varint();
  const index = cursor.varint();
  return epoch === undefined || index === undefined ? undefined : { epoch, index };
}

type Fields = ReadonlyMap<number, number | Uint8Array>;

const varintType = 0;
const bytesType = 2;

/** The fields of a protobuf message of numbers and byte strings, each at most once. */
function readFields(bytes: Uint8Array): Fields | undefined {
  const fields = new Map<number, number | Uint8Array>();
  const cursor = new Cursor(bytes, 0);
  while (cursor.at < bytes.length) {
    const tag = cursor.varint();
    if (tag === undefined || fields.has(tag >>> 3)) return undefined;
    const value = cursor.varint();
    if (value === undefined) return undefined;
    const wireType = tag & 7;
    if (wireType === varintType) {
      fields.set(tag >>> 3, value);
    } else if (wireType === bytesType && value <= bytes.length - cursor.at) {
      fields.set(tag >>> 3, bytes.subarray(cursor.at, cursor.at + value));
      cursor.at += value;
    } else return undefined;
  }
  return fields;
}

/** A place in bytes that are read from front to back. */
class Cursor {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** A base-128 number of at most 32 bits; undefined when there is none. */
  varint(): number | undefined {
    let value = 0;
    for (let i = 0; i < 5; i++) {
      const byte = this.#bytes[this.at++];
      if (byte === undefined) return undefined;
      value += (byte & 0x7f) * 2 ** (7 * i);
      if (byte < 0x80) return value <= 0xffff_ffff ? value : undefined;
    }
    return undefined;
  }
}
