import {
  equalBytes,
  limits,
  messageIdFromBytes,
  millis,
  parseMeshDid,
  parseCanonicalDid,
  parsePeerId,
  reject,
  accept,
  sessionIdFromBytes,
  withoutTrace,
  type Did,
  type MeshDid,
  type MessageId,
  type Millis,
  type PeerId,
  type SessionId,
  type Verdict,
} from '../base/base.ts';
import { BoundedReader } from './bounded-reader.ts';

/** Raised inside a decoder for a field out of its bounds; `decodeWith` turns it into a verdict, it never leaves this room. */
class FieldError extends Error {}

/** Fails the decoding of the surrounding message. */
export function fail(what: string): never {
  // A peer decides how often this happens, and a stack trace costs more than the decoding.
  throw withoutTrace(() => new FieldError(what));
}

/** The part of a generated message class that decoding needs. */
interface Decoder<R> {
  decode(reader: BoundedReader): R;
}

/**
 * Decodes bytes of at most `maxBytes` and reads the raw message into ours. Whatever is wrong becomes
 * `reject`: `frame-too-large` before parsing, `malformed` after.
 */
export function decodeWith<R, T>(
  type: Decoder<R>,
  maxBytes: number,
  read: (raw: R) => T,
): (bytes: Uint8Array) => Verdict<T> {
  return (bytes) => {
    if (bytes.length > maxBytes) return reject('frame-too-large', `${bytes.length} bytes, at most ${maxBytes}`);
    try {
      // A plain view: of a Buffer protobufjs makes Buffers, whose `slice` shares memory instead of copying it.
      const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
      return accept(read(type.decode(new BoundedReader(plain))));
    } catch (error) {
      return reject('malformed', error instanceof FieldError ? error.message : 'not protobuf');
    }
  };
}

/**
 * As `decodeWith`, for what is signed and named by its hash, and for states: bytes that are not exactly what `encode` makes of
 * the value they mean are `malformed`. So a thing has one encoding, and one hash.
 */
export function decodeCanonicalWith<R, T>(
  type: Decoder<R>,
  maxBytes: number,
  codec: { readonly read: (raw: R) => T; readonly encode: (value: T) => Uint8Array },
): (bytes: Uint8Array) => Verdict<T> {
  const decode = decodeWith(type, maxBytes, codec.read);
  return (bytes) => {
    const decoded = decode(bytes);
    if (decoded.kind !== 'accept' || equalBytes(codec.encode(decoded.value), bytes)) return decoded;
    return reject('malformed', 'not in its canonical encoding');
  };
}

/** The fields that differ from their default: proto3 in canonical form writes no others. */
export function withoutDefaults<T extends object>(fields: T): Partial<T> {
  const kept: Partial<T> = { ...fields };
  for (const name of Object.keys(fields)) if (isDefault(Reflect.get(fields, name))) Reflect.deleteProperty(kept, name);
  return kept;
}

function isDefault(value: unknown): boolean {
  if (value instanceof Uint8Array || Array.isArray(value)) return value.length === 0;
  return value === undefined || value === null || value === 0 || value === '' || value === false;
}

type Optional<T> = T | null | undefined;

/** Bytes of exactly `length`. */
export function fixedBytes(value: Optional<Uint8Array>, length: number, name: string): Uint8Array {
  if (value?.length !== length) return fail(`${name} must have ${length} bytes`);
  return value;
}

/** Bytes of at most `max`; absent is empty. */
export function boundedBytes(value: Optional<Uint8Array>, max: number, name: string): Uint8Array {
  const bytes = value ?? new Uint8Array(0);
  if (bytes.length > max) return fail(`${name} has more than ${max} bytes`);
  return bytes;
}

/** Bytes of `length`, or undefined when empty. */
export function optionalBytes(value: Optional<Uint8Array>, length: number, name: string): Uint8Array | undefined {
  return value === null || value === undefined || value.length === 0 ? undefined : fixedBytes(value, length, name);
}

/** Text of at most `max` UTF-16 units; absent is empty. */
export function boundedText(value: Optional<string>, name: string, max: number = limits.maxTextLength): string {
  const text = value ?? '';
  if (text.length > max) return fail(`${name} is longer than ${max}`);
  return text;
}

/** A list of at most `max` entries, each read by `read`. */
export function boundedList<R, T>(
  value: Optional<readonly R[]>,
  max: number,
  name: string,
  read: (raw: R) => T,
): readonly T[] {
  const list = value ?? [];
  if (list.length > max) return fail(`${name} has more than ${max} entries`);
  return list.map(read);
}

/** A list of short texts. */
export function textList(value: Optional<readonly string[]>, name: string): readonly string[] {
  return boundedList(value, limits.maxListLength, name, (text) => boundedText(text, name));
}

/** An unsigned integer no larger than 2^53 - 1. */
export function safeInteger(value: Optional<number>, name: string): number {
  const number = value ?? 0;
  if (!Number.isSafeInteger(number) || number < 0) return fail(`${name} is out of range`);
  return number;
}

/** A time. */
export function time(value: Optional<number>, name: string): Millis {
  return millis(safeInteger(value, name));
}

/** A DID in canonical form. */
export function did(value: Optional<string>, name: string): Did {
  return parseCanonicalDid(value ?? '') ?? fail(`${name} is not a DID`);
}

/** The DID of an AgentMesh agent. */
export function meshDid(value: string, name: string): MeshDid {
  return parseMeshDid(value) ?? fail(`${name} is not a did:mesh DID`);
}

/** A libp2p peer id in text form. */
export function peerId(value: Optional<string>, name: string): PeerId {
  return parsePeerId(value ?? '') ?? fail(`${name} is not a peer id`);
}

/** A message id of 16 bytes. */
export function messageId(value: Optional<Uint8Array>, name: string): MessageId {
  return messageIdFromBytes(value ?? new Uint8Array(0)) ?? fail(`${name} must have 16 bytes`);
}

/** A session id of 16 bytes. */
export function sessionId(value: Optional<Uint8Array>, name: string): SessionId {
  return sessionIdFromBytes(value ?? new Uint8Array(0)) ?? fail(`${name} must have 16 bytes`);
}
