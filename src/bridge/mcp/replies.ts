import type { Header } from '../../wire/wire.ts';
import type { RawResponse } from '../outcome.ts';
import type { ReplyStream } from './reply-stream.ts';
import { rpcError, type RpcId } from './rpc-message.ts';

/** JSON-RPC error codes that MCP gives a meaning. */
export const codes = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  /** What SDKs answer for faults of the transport. */
  transport: -32000,
  sessionNotFound: -32001,
  /** 2026-07-28: headers and body disagree. */
  headerMismatch: -32020,
  missingCapability: -32021,
  unsupportedVersion: -32022,
} as const;

/** HTTP status of an error of revision 2026-07-28 (Streamable HTTP, request metadata); 200 for every other code. */
const errorStatus: ReadonlyMap<number, number> = new Map([
  [codes.parseError, 400],
  [codes.invalidRequest, 400],
  [codes.methodNotFound, 404],
  [codes.headerMismatch, 400],
  [codes.missingCapability, 400],
  [codes.unsupportedVersion, 400],
]);

/** The HTTP status for the answer to a request of revision 2026-07-28. */
export function statusOfError(code: number | undefined): number {
  return code === undefined ? 200 : (errorStatus.get(code) ?? 200);
}

/** An answer that is one JSON text. */
export function jsonReply(status: number, body: Uint8Array, headers: readonly Header[] = []): RawResponse {
  const head: Header[] = [['content-type', 'application/json'], ['content-length', String(body.length)], ...headers];
  return { status, headers: head, body: once(body) };
}

/** An answer that is a JSON-RPC error. */
export function errorReply(
  status: number,
  code: number,
  message: string,
  more: { readonly id?: RpcId | undefined; readonly headers?: readonly Header[] } = {},
): RawResponse {
  return jsonReply(status, rpcError(more.id ?? null, code, message), more.headers ?? []);
}

/** An answer without a body. */
export function emptyReply(status: number, headers: readonly Header[] = []): RawResponse {
  return { status, headers: [...headers, ['content-length', '0']], body: once() };
}

/** An answer that is a stream of server-sent events. */
export function streamReply(stream: ReplyStream, headers: readonly Header[] = []): RawResponse {
  const head: Header[] = [
    ['content-type', 'text/event-stream'],
    ['cache-control', 'no-cache, no-transform'],
    ['x-accel-buffering', 'no'],
    ...headers,
  ];
  return { status: 200, headers: head, body: stream.body() };
}

async function* once(...parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  yield* parts;
}
