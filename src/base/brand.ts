import { fromHex, toHex } from './bytes.ts';

declare const brand: unique symbol;

/** A value of type T that passed the parser of brand B. Only the parsers below write `as`. */
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** A decentralised identifier in its canonical form, `did:agentmesh:<base58btc>`. */
export type Did = Brand<string, 'Did'>;
/** The DID of an AgentMesh client: `did:mesh:` and the first 32 hexadecimal digits of SHA-256 of its Ed25519 key. */
export type MeshDid = Brand<string, 'MeshDid'>;
/** A libp2p peer id in its text form. */
export type PeerId = Brand<string, 'PeerId'>;
/** 16 bytes as 32 lower-case hexadecimal digits: names an envelope, its packet and its story. */
export type MessageId = Brand<string, 'MessageId'>;
/** 16 bytes as 32 lower-case hexadecimal digits: names a session; the id of the knock that opened it. */
export type SessionId = Brand<string, 'SessionId'>;
/** Milliseconds since the Unix epoch, a non-negative safe integer. */
export type Millis = Brand<number, 'Millis'>;
/** An integer from 0 to 1000. */
export type TrustScore = Brand<number, 'TrustScore'>;

/** The canonical syntax of a DID; whether a key hashes to it is for `identity` to say. */
const didPattern = /^did:agentmesh:[1-9A-HJ-NP-Za-km-z]{20,28}$/;

/** Parses the canonical form of a DID; undefined when the text has another form. */
export function parseCanonicalDid(text: string): Did | undefined {
  return didPattern.test(text) ? (text as Did) : undefined;
}

const meshDidPattern = /^did:mesh:[0-9a-f]{32}$/;

/** Parses the DID of an AgentMesh client; undefined when it has another form. */
export function parseMeshDid(text: string): MeshDid | undefined {
  return meshDidPattern.test(text) ? (text as MeshDid) : undefined;
}

const peerIdPattern = /^[1-9A-HJ-NP-Za-km-z]{32,64}$/;

/** Parses the base58btc text form of a libp2p peer id; undefined when it has another form. */
export function parsePeerId(text: string): PeerId | undefined {
  return peerIdPattern.test(text) ? (text as PeerId) : undefined;
}

const idPattern = /^[0-9a-f]{32}$/;

/** Parses 32 lower-case hexadecimal digits; undefined otherwise. */
export function parseMessageId(text: string): MessageId | undefined {
  return idPattern.test(text) ? (text as MessageId) : undefined;
}

/** Reads a message id from its 16 bytes; undefined when the length differs. */
export function messageIdFromBytes(bytes: Uint8Array): MessageId | undefined {
  return bytes.length === 16 ? (toHex(bytes) as MessageId) : undefined;
}

/** Reads a session id from its 16 bytes; undefined when the length differs. */
export function sessionIdFromBytes(bytes: Uint8Array): SessionId | undefined {
  return bytes.length === 16 ? (toHex(bytes) as SessionId) : undefined;
}

/** Parses 32 lower-case hexadecimal digits; undefined otherwise. */
export function parseSessionId(text: string): SessionId | undefined {
  return idPattern.test(text) ? (text as SessionId) : undefined;
}

/** The 16 bytes of a message or session id. */
export function idToBytes(id: MessageId | SessionId): Uint8Array {
  return fromHex(id);
}

/** A new message id: 48 bits of `now`, then 80 random bits, so that ids sort by time. */
export function newMessageId(now: Millis, random: (length: number) => Uint8Array): MessageId {
  return (Math.trunc(now).toString(16).padStart(12, '0') + toHex(random(10))) as MessageId;
}

/** Brands a number of milliseconds; throws RangeError unless it is a non-negative safe integer. */
export function millis(value: number): Millis {
  if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not a time in milliseconds: ${value}`);
  return value as Millis;
}

/** Brands a trust score, clamped to 0..1000 and rounded down. */
export function trustScore(value: number): TrustScore {
  return Math.max(0, Math.min(1000, Math.floor(value))) as TrustScore;
}
