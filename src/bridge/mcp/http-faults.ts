import { utf8 } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { headerValue } from '../headers.ts';
import type { RawResponse } from '../outcome.ts';
import { headerFault, isModernVersion, protocolVersionOf } from './mcp-headers.ts';
import type { ParamHeaders } from './param-headers.ts';
import { codes, errorReply, jsonReply } from './replies.ts';
import { clientCapabilitiesKey, protocolVersionKey, type RpcMessage } from './rpc-message.ts';

/** The version of the stateless era that is spoken here. */
export const modernVersion = '2026-07-28';

/** The versions with sessions, the oldest first. */
export const statefulVersions: ReadonlySet<string> = new Set(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25']);

/** Whether a message is of the stateless era: by its own envelope, or, lacking one, by the version header. */
export function isModern(message: RpcMessage, request: ExchangeRequest): boolean {
  if (protocolVersionKey in message.meta) return true;
  return message.method !== 'initialize' && isModernVersion(protocolVersionOf(request.headers));
}

/** What a Streamable HTTP server of 2026-07-28 refuses before it looks at the method. */
export function statelessFault(
  request: ExchangeRequest,
  message: RpcMessage,
  params?: ParamHeaders,
): RawResponse | undefined {
  const { id } = message;
  if (message.kind === 'response') return errorReply(400, codes.invalidRequest, 'Responses cannot be posted here.');
  if (message.kind === 'request') {
    const missing = [protocolVersionKey, clientCapabilitiesKey].find((key) => message.meta[key] === undefined);
    if (missing !== undefined) {
      return errorReply(400, codes.invalidParams, `Invalid params: _meta must have ${missing}`, { id });
    }
  }
  const fault =
    versionFault(request, message) ??
    headerFault(request.headers, message, message.kind === 'request') ??
    (message.method === 'tools/call' ? params?.fault(request.headers, message.params) : undefined);
  return fault === undefined ? undefined : errorReply(400, codes.headerMismatch, `Header mismatch: ${fault}`, { id });
}

/** A server on stdio settles its version once, when it starts; that each request names a good one is checked here. */
export function unsupportedVersion({ id, meta }: RpcMessage, supported: readonly unknown[]): RawResponse {
  const data = { supported, requested: meta[protocolVersionKey] };
  const error = { code: codes.unsupportedVersion, message: 'Unsupported protocol version', data };
  return jsonReply(400, utf8(JSON.stringify({ jsonrpc: '2.0', id: id ?? null, error })));
}

function versionFault(request: ExchangeRequest, message: RpcMessage): string | undefined {
  const claimed = message.meta[protocolVersionKey];
  const header = protocolVersionOf(request.headers);
  if (header === undefined)
    return message.kind === 'request' ? 'the header MCP-Protocol-Version is missing' : undefined;
  return claimed === undefined || claimed === header
    ? undefined
    : 'the header MCP-Protocol-Version and the body disagree';
}

/** What a Streamable HTTP server refuses by the media types of a POST alone. */
export function mediaFault(request: ExchangeRequest): RawResponse | undefined {
  const type = headerValue(request.headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') {
    return errorReply(415, codes.transport, 'Unsupported Media Type: Content-Type must be application/json');
  }
  if (accepts(request, 'application/json') && accepts(request, 'text/event-stream')) return undefined;
  return errorReply(
    406,
    codes.transport,
    'Not Acceptable: Client must accept both application/json and text/event-stream',
  );
}

/** Whether the client reads this media type. */
export function accepts(request: ExchangeRequest, type: string): boolean {
  const accept = headerValue(request.headers, 'accept')?.toLowerCase() ?? '';
  return accept.includes(type) || accept.includes('*/*');
}

/** The answer to an HTTP method that the server does not serve. */
export function methodNotAllowed(): RawResponse {
  return errorReply(405, codes.transport, 'Method not allowed.', { headers: [['allow', 'GET, POST, DELETE']] });
}
