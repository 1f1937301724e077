import { accept, limits, reject, type Verdict } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import type { McpRequestFacts, RequestContext } from '../facts.ts';
import { headerValue } from '../headers.ts';
import { unreadableEncoding } from '../request-encoding.ts';
import { isJsonArray, isJsonObject, readStrictJson, type JsonObject, type JsonValue } from '../strict-json.ts';
import { headerFault } from './mcp-headers.ts';
import { maxBatch } from './rpc-message.ts';
import { sharedMount, splitSharedName } from './shared-name.ts';

/** Longest URI of a resource, UTF-16 units: as long as a path may be. */
const maxUriLength = 8192;

type ServerAction = Exclude<McpRequestFacts['action'], 'mcp.call' | 'mcp.read' | 'mcp.prompt'>;

/** Methods about a server as a whole, by revisions 2024-11-05 to 2026-07-28; any other method is `mcp.other`. */
const serverActions: ReadonlyMap<string, ServerAction> = new Map([
  ['initialize', 'mcp.initialize'],
  ['server/discover', 'mcp.initialize'],
  ['ping', 'mcp.initialize'],
  ['tools/list', 'mcp.list'],
  ['resources/list', 'mcp.list'],
  ['resources/templates/list', 'mcp.list'],
  ['prompts/list', 'mcp.list'],
  ['completion/complete', 'mcp.complete'],
  ['subscriptions/listen', 'mcp.listen'],
  ['resources/subscribe', 'mcp.listen'],
  ['resources/unsubscribe', 'mcp.listen'],
  ['logging/setLevel', 'mcp.listen'],
]);

/**
 * Reads what an MCP request over Streamable HTTP asks, one entry per JSON-RPC message in it: the bytes are
 * parsed beside the exchange and never rebuilt. A GET listens, a DELETE ends a session. Rejects with `facts-invalid`
 * what cannot be read without doubt, and headers `Mcp-Method` or `Mcp-Name` that disagree with the body.
 */
export function readMcpFacts(request: ExchangeRequest): Verdict<readonly McpRequestFacts[]> {
  // The path of an MCP server is its mount; a request elsewhere on the same host would be judged as what it is not.
  if (!/^\/?(?:\?|$)/.test(request.path)) return reject('facts-invalid', 'the path is not that of the MCP server');
  if (request.method === 'POST') return readPost(request);
  if (request.body.length > 0) return reject('facts-invalid', 'only a POST has a body');
  const action = request.method === 'GET' ? 'mcp.listen' : request.method === 'DELETE' ? 'mcp.initialize' : 'mcp.other';
  return accept([{ action, resource: { kind: 'server', name: request.target }, context: contextOf(request) }]);
}

function readPost(request: ExchangeRequest): Verdict<readonly McpRequestFacts[]> {
  if (request.body.length > limits.maxBodyBytes) return reject('facts-invalid', 'the body is too large');
  const encoding = unreadableEncoding(request);
  if (encoding !== undefined) return reject('facts-invalid', encoding);
  const parsed = readStrictJson(request.body);
  if (parsed.kind !== 'accept') return parsed;
  const messages = isJsonArray(parsed.value) ? parsed.value : [parsed.value];
  if (messages.length === 0 || messages.length > maxBatch) {
    return reject('facts-invalid', 'the batch is empty or has too many messages');
  }
  const out: McpRequestFacts[] = [];
  for (const message of messages) {
    const facts = readMessage(request, message);
    if (facts.kind !== 'accept') return facts;
    out.push(facts.value);
  }
  return accept(out);
}

function readMessage(request: ExchangeRequest, message: JsonValue): Verdict<McpRequestFacts> {
  if (!isJsonObject(message) || message['jsonrpc'] !== '2.0') return reject('facts-invalid', 'not a JSON-RPC message');
  if (!('method' in message) && ('result' in message || 'error' in message)) {
    const resource = { kind: 'server', name: request.target } as const;
    return accept({ action: 'mcp.notify', resource, context: contextOf(request) });
  }
  const method = boundedText(message['method'], limits.maxTextLength);
  if (method === undefined) return reject('facts-invalid', 'a JSON-RPC message without a usable method');
  const params = message['params'] ?? {};
  if (!isJsonObject(params)) return reject('facts-invalid', 'the params of an MCP message are an object');
  const fault = headerFault(request.headers, { method, params }, false);
  if (fault !== undefined) return reject('facts-invalid', fault);
  if (!('id' in message)) return readNotification(request, method);
  return isRpcId(message['id']) ? readRequest(request, method, params) : reject('facts-invalid', 'an id of no use');
}

function isRpcId(value: JsonValue | undefined): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function readNotification(request: ExchangeRequest, method: string): Verdict<McpRequestFacts> {
  // A request sent as a notification runs at some servers all the same, only without an answer.
  if (!method.startsWith('notifications/')) return reject('facts-invalid', 'a request without an id');
  const context = contextOf(request, method);
  return accept({ action: 'mcp.notify', resource: { kind: 'server', name: request.target }, context });
}

function readRequest(request: ExchangeRequest, method: string, params: JsonObject): Verdict<McpRequestFacts> {
  const server = request.target;
  switch (method) {
    case 'tools/call': {
      const named = namedBy(request, params);
      if (named === undefined) return reject('facts-invalid', 'tools/call names no tool');
      const context = contextOf(request, method, params['arguments']);
      return accept({ action: 'mcp.call', resource: { kind: 'tool', ...named }, context });
    }
    case 'prompts/get': {
      const named = namedBy(request, params);
      if (named === undefined) return reject('facts-invalid', 'prompts/get names no prompt');
      const context = contextOf(request, method, params['arguments']);
      return accept({ action: 'mcp.prompt', resource: { kind: 'prompt', ...named }, context });
    }
    case 'resources/read': {
      const uri = boundedText(params['uri'], maxUriLength);
      if (uri === undefined) return reject('facts-invalid', 'resources/read names no resource');
      const context = contextOf(request, method);
      return accept({ action: 'mcp.read', resource: { kind: 'mcp-resource', server, uri }, context });
    }
    default: {
      const action = serverActions.get(method) ?? 'mcp.other';
      const { _meta, ...rest } = params;
      const context = contextOf(request, method, rest);
      return accept({ action, resource: { kind: 'server', name: server }, context });
    }
  }
}

/** The tool or prompt that is used, and its server: on the shared mount the name tells both. */
function namedBy(
  { target: server }: ExchangeRequest,
  params: JsonObject,
): { readonly server: string; readonly name: string } | undefined {
  const name = boundedText(params['name'], limits.maxTextLength);
  if (name === undefined) return undefined;
  return server === sharedMount ? splitSharedName(name) : { server, name };
}

function contextOf(request: ExchangeRequest, method?: string, given?: JsonValue): RequestContext {
  const contentType = headerValue(request.headers, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return {
    protocol: 'mcp',
    sizeBytes: request.body.length,
    ...(method === undefined ? {} : { method }),
    ...(contentType === undefined || contentType === '' ? {} : { contentType }),
    ...(given === undefined ? {} : { arguments: given }),
  };
}

function boundedText(value: JsonValue | undefined, maxLength: number): string | undefined {
  return typeof value === 'string' && value !== '' && value.length <= maxLength ? value : undefined;
}
