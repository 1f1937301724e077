import { fromUtf8, utf8 } from '../../base/base.ts';
import { elementSpans, onOneLine, rootSpan, spanAt } from './json-span.ts';

/** The id of a JSON-RPC request. */
export type RpcId = string | number;

/** One JSON-RPC message: its bytes as they came, on one line, and what was read of it beside them. */
export interface RpcMessage {
  readonly bytes: Uint8Array;
  readonly kind: 'request' | 'notification' | 'response';
  /** Empty for a response. */
  readonly method: string;
  /** Absent for a notification, and for an error that answers no readable request. */
  readonly id: RpcId | undefined;
  readonly params: Readonly<Record<string, unknown>>;
  /** `params._meta`, empty when there is none. */
  readonly meta: Readonly<Record<string, unknown>>;
  /** Code of the error of a response. */
  readonly errorCode: number | undefined;
  /** The result of a response. */
  readonly result: Readonly<Record<string, unknown>>;
}

/** Messages in one HTTP body: revision 2025-03-26 allowed a batch, the others one message. */
export interface RpcBody {
  readonly batch: boolean;
  readonly messages: readonly RpcMessage[];
}

/** Elements of one batch: more are refused before anything of it is passed on. */
export const maxBatch = 64;

/** `_meta` key that names the protocol version of one request, from revision 2026-07-28 on. */
export const protocolVersionKey = 'io.modelcontextprotocol/protocolVersion';
/** `_meta` key under which one request asks for log messages. */
export const logLevelKey = 'io.modelcontextprotocol/logLevel';
/** `_meta` key that says which `subscriptions/listen` a notification belongs to. */
export const subscriptionIdKey = 'io.modelcontextprotocol/subscriptionId';
/** `_meta` key of what the client of one request can do. */
export const clientCapabilitiesKey = 'io.modelcontextprotocol/clientCapabilities';

/** Whether the value is an object of JSON. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads one JSON-RPC message; undefined when the bytes are none. The caller has bounded their number. */
export function readRpcMessage(bytes: Uint8Array): RpcMessage | undefined {
  const value = parseJson(bytes);
  return value === undefined ? undefined : messageOf(bytes, value);
}

/** Reads the body of a POST: `not-json`, `not-rpc`, or its messages. The caller has bounded its size. */
export function readRpcBody(bytes: Uint8Array): RpcBody | 'not-json' | 'not-rpc' {
  const value = parseJson(bytes);
  if (value === undefined) return 'not-json';
  if (!Array.isArray(value)) {
    const message = messageOf(bytes, value);
    return message === undefined ? 'not-rpc' : { batch: false, messages: [message] };
  }
  const spans = elementSpans(bytes, rootSpan(bytes), maxBatch);
  if (spans === undefined || spans.length !== value.length || spans.length === 0) return 'not-rpc';
  const messages = spans.flatMap(({ start, end }, i) => messageOf(bytes.slice(start, end), value[i]) ?? []);
  return messages.length === spans.length ? { batch: true, messages } : 'not-rpc';
}

/**
 * The ids of the requests that bytes mean to answer although they are no JSON-RPC message: not UTF-8, a key named
 * twice, another version. A client that waits for such an answer would wait in vain. The caller has bounded the bytes.
 */
export function idsMeant(bytes: Uint8Array): readonly RpcId[] {
  const value = parseText(new TextDecoder().decode(bytes));
  const answers = Array.isArray(value) ? value : [value];
  return answers.flatMap((answer: unknown) => {
    if (!isObject(answer) || 'method' in answer || !('result' in answer || 'error' in answer)) return [];
    return asRpcId(answer['id']) ?? [];
  });
}

/** A text that is equal for equal ids and differs between a number and a string. */
export function idKey(id: RpcId): string {
  return typeof id === 'number' ? `n${id}` : `s${id}`;
}

/** The id or progress token in an unknown value; undefined when it is neither a text nor a number. */
export function asRpcId(value: unknown): RpcId | undefined {
  return typeof value === 'string' || typeof value === 'number' ? value : undefined;
}

/** A JSON-RPC error response. */
export function rpcError(id: RpcId | null, code: number, message: string): Uint8Array {
  return utf8(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }));
}

function parseJson(bytes: Uint8Array): unknown {
  const text = fromUtf8(bytes);
  return text === undefined ? undefined : parseText(text);
}

function parseText(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

function messageOf(raw: Uint8Array, value: unknown): RpcMessage | undefined {
  if (!isObject(value) || value['jsonrpc'] !== '2.0') return undefined;
  // A key named twice could mean one thing here and another to the server, so its place must be certain.
  const doubtful = ['id', 'method'].some((key) => key in value && spanAt(raw, [key]) === undefined);
  if (doubtful) return undefined;
  const bytes = onOneLine(raw);
  return typeof value['method'] === 'string' ? askOf(bytes, value['method'], value) : answerOf(bytes, value);
}

function askOf(bytes: Uint8Array, method: string, value: Readonly<Record<string, unknown>>): RpcMessage | undefined {
  const id = asRpcId(value['id']);
  if ('id' in value && id === undefined) return undefined;
  const params = objectOr(value['params']);
  const kind = id === undefined ? 'notification' : 'request';
  return { bytes, kind, method, id, params, meta: objectOr(params['_meta']), errorCode: undefined, result: {} };
}

function answerOf(bytes: Uint8Array, value: Readonly<Record<string, unknown>>): RpcMessage | undefined {
  if (!('result' in value) && !isObject(value['error'])) return undefined;
  const code = objectOr(value['error'])['code'];
  const errorCode = typeof code === 'number' ? code : undefined;
  const result = objectOr(value['result']);
  return { bytes, kind: 'response', method: '', id: asRpcId(value['id']), params: {}, meta: {}, errorCode, result };
}

function objectOr(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : {};
}
