import { utf8 } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { headerValue } from '../headers.ts';
import { errorReply, jsonReply } from '../mcp/replies.ts';
import type { RawResponse, Refused } from '../outcome.ts';
import { renderRefusal } from '../refusal.ts';
import { isJsonObject, objectAt, readStrictJson, textAt, type JsonObject, type JsonValue } from '../strict-json.ts';

/** JSON-RPC error codes of A2A 1.0, section 5.4, beside those of JSON-RPC itself. */
export const a2aCodes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internal: -32603,
  taskNotFound: -32001,
  taskNotCancelable: -32002,
  pushNotSupported: -32003,
  unsupported: -32004,
  versionNotSupported: -32009,
} as const;

/** A call of an A2A client (1.0, JSON-RPC). */
export interface A2aCall {
  readonly id: JsonValue;
  readonly method: string;
  readonly params: JsonObject;
}

/** Reads a call for an agent that a node itself plays; the answer to what is none. */
export function readA2aCall(request: ExchangeRequest): A2aCall | RawResponse {
  const body = readStrictJson(request.body);
  if (body.kind !== 'accept') return errorReply(200, a2aCodes.parseError, 'Parse error');
  const message = isJsonObject(body.value) ? body.value : {};
  const { id = null } = message;
  const method = textAt(message, 'method');
  if (message['jsonrpc'] !== '2.0' || method === undefined)
    return a2aError(null, a2aCodes.invalidRequest, 'Invalid request');
  if (headerValue(request.headers, 'a2a-version')?.trim() !== '1.0')
    return a2aError(id, a2aCodes.versionNotSupported, 'Only A2A 1.0 is spoken here');
  return { id, method, params: objectAt(message, 'params') ?? {} };
}

/** Whether a path is that of the JSON-RPC interface: the mount itself. */
export function isRpcPath(path: string): boolean {
  return /^\/?(?:\?|$)/.test(path);
}

/** A JSON-RPC error. */
export function a2aError(id: unknown, code: number, message: string): RawResponse {
  return jsonReply(200, utf8(JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error: { code, message } })));
}

/** A node's refusal as the answer to a request. */
export function refusedReply(request: ExchangeRequest, refused: Refused): RawResponse {
  const { status, headers, body } = renderRefusal(request, refused);
  const only = async function* (): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(body);
  };
  return { status, headers, body: only() };
}
