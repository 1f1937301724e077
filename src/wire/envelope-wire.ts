import {
  idToBytes,
  limits,
  parseReason,
  type Did,
  type MeshDid,
  type MessageId,
  type Millis,
  type Reason,
} from '../base/base.ts';
import {
  boundedBytes,
  boundedList,
  boundedText,
  decodeWith,
  did,
  fail,
  fixedBytes,
  meshDid,
  messageId,
  safeInteger,
  time,
} from './field.ts';
import { parley } from './gen/parley.js';
import { encoded } from './encoded.ts';

const wire = parley.v1;

/** An HTTP header as it came: name and value, order and repetition kept. */
export type Header = readonly [name: string, value: string];

/** What an envelope carries. */
export type Body =
  | { readonly kind: 'hello' }
  | PlainMessage
  | Part
  | Withdrawn
  | ExchangeRequest
  | ExchangeResponse
  | ExchangeChunk
  | ExchangeEnd;

/** A message of the native bridge. */
export interface PlainMessage {
  readonly kind: 'message';
  readonly topic: string;
  readonly contentType: string;
  readonly body: Uint8Array;
  readonly replyTo: MessageId | undefined;
  /** What its body is, when that travels in parts before it; `body` is empty then. */
  readonly whole?: Whole | undefined;
  /** The AgentMesh agent that it is from or for, where the encryption of AgentMesh ends here. Never between nodes. */
  readonly agent?: MeshDid | undefined;
}

/** A body that travels in parts. */
export interface Whole {
  /** 1 to `limits.maxParts`. */
  readonly parts: number;
  /** Bytes of the body. */
  readonly size: number;
  /** SHA-256 of the body; 32 bytes. */
  readonly digest: Uint8Array;
}

/** A piece of the body of a message that comes after it. */
export interface Part {
  readonly kind: 'part';
  /** The message. */
  readonly of: MessageId;
  /** 0 for the first. */
  readonly index: number;
  readonly body: Uint8Array;
}

/** Says of a plain message that it came to its end at its sender, without a word of the recipient. */
export interface Withdrawn {
  readonly kind: 'withdrawn';
  readonly message: MessageId;
}

/** The protocols whose exchanges are carried raw. */
export const exchangeProtocols = ['a2a', 'mcp', 'agentmesh'] as const;
export type ExchangeProtocol = (typeof exchangeProtocols)[number];

/** An HTTP request, raw, for an agent or server behind the other node. */
export interface ExchangeRequest {
  readonly kind: 'request';
  readonly protocol: ExchangeProtocol;
  /** Name of the MCP server; empty for A2A. */
  readonly target: string;
  readonly method: string;
  /** Path and query below the mount: empty, or starting with `/` or `?`. */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

/** The head of an answer with the first part of its body. */
export interface ExchangeResponse {
  readonly kind: 'response';
  readonly exchange: MessageId;
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
  readonly last: boolean;
}

/** A further part of an answer. */
export interface ExchangeChunk {
  readonly kind: 'chunk';
  readonly exchange: MessageId;
  /** 1 for the first chunk after the response. */
  readonly index: number;
  readonly body: Uint8Array;
  readonly last: boolean;
}

/** Ends an exchange early: a cancellation from the caller's node, a failure from the other. */
export interface ExchangeEnd {
  readonly kind: 'end';
  readonly exchange: MessageId;
  readonly reason: Reason;
}

/** One message in clear inside the pipeline. */
export interface Envelope {
  readonly id: MessageId;
  readonly from: Did;
  readonly to: Did;
  readonly created: Millis;
  readonly expires: Millis;
  /** W3C trace context, or empty. */
  readonly traceparent: string;
  readonly body: Body;
}

/** Encodes an envelope. */
export function encodeEnvelope(envelope: Envelope): Uint8Array {
  return encoded(wire.Envelope, {
    id: idToBytes(envelope.id),
    from: envelope.from,
    to: envelope.to,
    createdMs: envelope.created,
    expiresMs: envelope.expires,
    traceparent: envelope.traceparent,
    ...rawBody(envelope.body),
  });
}

function rawBody(body: Body): parley.v1.Envelope.$Properties {
  switch (body.kind) {
    case 'hello':
      return { hello: {} };
    case 'message':
      return { message: rawMessage(body) };
    case 'part':
      return { part: { ...body, of: idToBytes(body.of) } };
    case 'withdrawn':
      return { withdrawn: { message: idToBytes(body.message) } };
    case 'request':
      return { request: { ...body, headers: body.headers.map(rawHeader) } };
    case 'response':
      return { response: { ...body, exchange: idToBytes(body.exchange), headers: body.headers.map(rawHeader) } };
    case 'chunk':
      return { chunk: { ...body, exchange: idToBytes(body.exchange) } };
    case 'end':
      return { end: { exchange: idToBytes(body.exchange), reason: body.reason } };
  }
}

function rawMessage({ replyTo, whole, agent, ...rest }: PlainMessage): parley.v1.Message.$Properties {
  return {
    ...rest,
    ...(agent === undefined ? {} : { agent }),
    replyTo: replyTo === undefined ? null : idToBytes(replyTo),
    ...(whole === undefined ? {} : { whole }),
  };
}

function rawHeader([name, value]: Header): parley.v1.Header.$Properties {
  return { name, value };
}

/** Bytes of an envelope besides its body: names, headers, ids. */
const maxAroundBytes = 128 * 1024;

/** Decodes an envelope: of at most a frame from the wire, with a whole large body from the store. */
export const decodeEnvelope = decodeWith(wire.Envelope, limits.maxMessageBytes + maxAroundBytes, (raw): Envelope => ({
  id: messageId(raw.id, 'id'),
  from: did(raw.from, 'from'),
  to: did(raw.to, 'to'),
  created: time(raw.createdMs, 'created'),
  expires: time(raw.expiresMs, 'expires'),
  traceparent: boundedText(raw.traceparent, 'traceparent', 64),
  body: readBody(raw),
}));

function readBody(raw: parley.v1.Envelope): Body {
  if (raw.request) return readRequest(raw.request);
  if (raw.response) return readResponse(raw.response);
  if (raw.chunk) return readChunk(raw.chunk);
  if (raw.message) return readMessage(raw.message);
  if (raw.part) return readPart(raw.part);
  if (raw.end) {
    const reason = parseReason(boundedText(raw.end.reason, 'reason', 64));
    return { kind: 'end', exchange: messageId(raw.end.exchange, 'exchange'), reason };
  }
  if (raw.withdrawn) return { kind: 'withdrawn', message: messageId(raw.withdrawn.message, 'message') };
  if (raw.hello) return { kind: 'hello' };
  return fail('no such body');
}

function readMessage(raw: parley.v1.Message.$Properties): PlainMessage {
  const replyTo = raw.replyTo ?? new Uint8Array(0);
  return {
    kind: 'message',
    topic: boundedText(raw.topic, 'topic', 256),
    contentType: boundedText(raw.contentType, 'contentType', 256),
    body: boundedBytes(raw.body, limits.maxMessageBytes, 'body'),
    replyTo: replyTo.length === 0 ? undefined : messageId(replyTo, 'replyTo'),
    ...(raw.whole ? { whole: readWhole(raw.whole) } : {}),
    ...(raw.agent ? { agent: meshDid(raw.agent, 'agent') } : {}),
  };
}

function readWhole(raw: parley.v1.Whole.$Properties): Whole {
  const parts = safeInteger(raw.parts, 'parts');
  const size = safeInteger(raw.size, 'size');
  if (parts < 1 || parts > limits.maxParts) return fail('parts is out of range');
  if (size > limits.maxMessageBytes) return fail('size is out of range');
  return { parts, size, digest: fixedBytes(raw.digest, 32, 'digest') };
}

function readPart(raw: parley.v1.Part.$Properties): Part {
  const index = safeInteger(raw.index, 'index');
  if (index >= limits.maxParts) return fail('index is out of range');
  const body = boundedBytes(raw.body, limits.partBytes, 'body');
  return { kind: 'part', of: messageId(raw.of, 'of'), index, body };
}

function readRequest(raw: parley.v1.ExchangeRequest.$Properties): ExchangeRequest {
  const path = boundedText(raw.path, 'path', 8192);
  if (path !== '' && !/^[/?]/.test(path)) return fail('path must start with / or ?');
  return {
    kind: 'request',
    protocol: exchangeProtocols.find((name) => name === raw.protocol) ?? fail('protocol is unknown'),
    target: boundedText(raw.target, 'target', 128),
    method: boundedText(raw.method, 'method', 16),
    path,
    headers: readHeaders(raw.headers),
    body: boundedBytes(raw.body, limits.maxBodyBytes, 'body'),
  };
}

function readResponse(raw: parley.v1.ExchangeResponse.$Properties): ExchangeResponse {
  const status = safeInteger(raw.status, 'status');
  if (status < 100 || status > 999) return fail('status is out of range');
  return {
    kind: 'response',
    exchange: messageId(raw.exchange, 'exchange'),
    status,
    headers: readHeaders(raw.headers),
    body: boundedBytes(raw.body, limits.maxBodyBytes, 'body'),
    last: raw.last ?? false,
  };
}

function readChunk(raw: parley.v1.ExchangeChunk.$Properties): ExchangeChunk {
  return {
    kind: 'chunk',
    exchange: messageId(raw.exchange, 'exchange'),
    index: safeInteger(raw.index, 'index'),
    body: boundedBytes(raw.body, limits.maxBodyBytes, 'body'),
    last: raw.last ?? false,
  };
}

/** Token characters of RFC 9110; a value without control characters: nothing can be smuggled into a head. */
const headerName = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const headerValue = /^[\t\x20-\x7e\x80-\xff]*$/;

function readHeaders(raw: readonly parley.v1.Header.$Properties[] | null | undefined): readonly Header[] {
  let bytes = 0;
  return boundedList(raw, limits.maxHeaders, 'headers', (header): Header => {
    const name = header.name ?? '';
    const value = header.value ?? '';
    bytes += name.length + value.length;
    if (bytes > limits.maxHeaderBytes) return fail('headers are too large');
    if (!headerName.test(name) || !headerValue.test(value)) return fail('a header is not valid');
    return [name, value];
  });
}
