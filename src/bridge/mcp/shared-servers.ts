import { systemRandom, toHex, utf8, type Did } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { TargetError, type Target } from '../egress-target.ts';
import { headerValue, withHeader } from '../headers.ts';
import type { RawResponse } from '../outcome.ts';
import { responseIn, withMessages } from './answer.ts';
import type { ListGate } from './gated-target.ts';
import {
  isModern,
  mediaFault,
  methodNotAllowed,
  modernVersion,
  statefulVersions,
  statelessFault,
  unsupportedVersion,
} from './http-faults.ts';
import { spanAt, splice } from './json-span.ts';
import { encodeHeaderText } from './mcp-headers.ts';
import { codes, emptyReply, errorReply, jsonReply, statusOfError } from './replies.ts';
import { protocolVersionKey, readRpcBody, readRpcMessage, type RpcMessage } from './rpc-message.ts';
import { mergedResult, readCursor, readPage, type ResultRest, type ServerPage } from './shared-list.ts';
import { isShareable, sharedName, splitSharedName } from './shared-name.ts';
import { inSession, SharedSession } from './shared-session.ts';

export interface SharedServersOptions {
  /** The servers by name, each gated as on its own mount. */
  readonly servers: ReadonlyMap<string, Target>;
  /** The agent behind this node, whose servers they are. */
  readonly owner: Did;
  readonly gate: Pick<ListGate, 'mayUse'>;
  /** What the mount calls itself. */
  readonly info: { readonly name: string; readonly version: string };
}

/** Sessions at once: an agent has a handful of clients. The one used longest ago makes room. */
const maxSessions = 256;
const maxSessionsPerCaller = 16;
/** How long one server may take for its part of a list, milliseconds; a later one is left out. */
const listTimeoutMs = 10_000;

const lists: ReadonlyMap<string, { readonly member: string; readonly kind: 'tool' | 'prompt' }> = new Map([
  ['tools/list', { member: 'tools', kind: 'tool' }],
  ['prompts/list', { member: 'prompts', kind: 'prompt' }],
]);
/** Methods that name what they use, which says for which server they are. */
const uses: ReadonlySet<string> = new Set(['tools/call', 'prompts/get']);

/** A request on its way to a server. */
interface Passage {
  readonly request: ExchangeRequest;
  readonly message: RpcMessage;
  readonly caller: Did;
  /** Undefined in the stateless era. */
  readonly session: SharedSession | undefined;
  readonly signal: AbortSignal;
}

/**
 * Every MCP server behind a node as one: tools and prompts by `<server>__<name>`, each call handed to its server as it
 * came but for the name. Both eras are served; a server that does not answer in a client's era is not there for it. What
 * has no name to tell the server by (resources, subscriptions, completion, logging) is on the mounts of the servers.
 */
export function sharedServers(options: SharedServersOptions): Target {
  return new SharedServers(options);
}

class SharedServers implements Target {
  readonly #options: SharedServersOptions;
  readonly #servers: ReadonlyMap<string, Target>;
  readonly #sessions = new Map<string, SharedSession>();

  constructor(options: SharedServersOptions) {
    this.#options = options;
    const shareable = [...options.servers].filter(([name]) => isShareable(name));
    this.#servers = new Map(shareable.map(([name, target]) => [name, addressed(name, target)]));
  }

  async perform(request: ExchangeRequest, caller: Did, signal: AbortSignal): Promise<RawResponse> {
    if (!/^\/?(?:\?|$)/.test(request.path)) return emptyReply(404);
    if (request.method === 'DELETE') return await this.#delete(request, caller);
    if (request.method !== 'POST') return methodNotAllowed();
    const fault = mediaFault(request);
    if (fault !== undefined) return fault;
    const body = readRpcBody(request.body);
    if (body === 'not-json') return errorReply(400, codes.parseError, 'Parse error');
    const [message] = body === 'not-rpc' || body.batch ? [] : body.messages;
    if (message === undefined) return errorReply(400, codes.invalidRequest, 'The body is not one JSON-RPC message.');
    const passage = { request, message, caller, session: undefined, signal };
    return isModern(message, request) ? await this.#postStateless(passage) : await this.#postStateful(passage);
  }

  /** The servers are closed by who opened them. */
  async close(): Promise<void> {
    const sessions = [...this.#sessions.values()];
    this.#sessions.clear();
    await Promise.all(sessions.map((session) => session.close()));
  }

  async #postStateless(passage: Passage): Promise<RawResponse> {
    const { request, message } = passage;
    const fault = statelessFault(request, message);
    if (fault !== undefined) return fault;
    if (message.kind === 'notification') return emptyReply(202);
    if (message.meta[protocolVersionKey] !== modernVersion) return unsupportedVersion(message, [modernVersion]);
    if (message.method === 'server/discover') return this.#result(passage, { supportedVersions: [modernVersion] });
    return await this.#request(passage);
  }

  async #postStateful(passage: Passage): Promise<RawResponse> {
    const { request, message, caller } = passage;
    if (message.method === 'initialize' && message.kind === 'request') return this.#initialize(passage);
    const session = this.#session(request, caller);
    if (!(session instanceof SharedSession)) return session;
    const within = { ...passage, session };
    if (message.kind === 'response') return await this.#answerServer(within, session);
    if (message.kind === 'notification') return await this.#tellServers(within, session);
    if (message.method === 'ping') return this.#reply(within, 200, '{}');
    return inSession(await this.#request(within), session);
  }

  async #request(passage: Passage): Promise<RawResponse> {
    const { message } = passage;
    const list = lists.get(message.method);
    if (list !== undefined) return await this.#list(passage, list);
    if (uses.has(message.method)) return await this.#use(passage);
    const status = passage.session === undefined ? statusOfError(codes.methodNotFound) : 200;
    return errorReply(status, codes.methodNotFound, 'Method not found on the mount of all servers', message);
  }

  #initialize({ request, message, caller }: Passage): RawResponse {
    const asked = message.params['protocolVersion'];
    const version = typeof asked === 'string' && statefulVersions.has(asked) ? asked : '2025-11-25';
    const session = new SharedSession({ id: toHex(systemRandom(16)), caller, opening: { request, message }, version });
    this.#makeRoom(caller);
    this.#sessions.set(session.id, session);
    const { info: serverInfo } = this.#options;
    const result = { protocolVersion: version, capabilities: { tools: {}, prompts: {} }, serverInfo };
    return inSession(jsonReply(200, resultOf(message, JSON.stringify(result))), session);
  }

  #makeRoom(caller: Did): void {
    const all = [...this.#sessions.values()];
    const own = all.filter((session) => session.caller === caller);
    const [oldest] = own.length >= maxSessionsPerCaller ? own : all.length >= maxSessions ? all : [];
    if (oldest === undefined) return;
    this.#sessions.delete(oldest.id);
    void oldest.close();
  }

  /** The session that a request names, if it is this caller's; otherwise the refusal. */
  #session(request: ExchangeRequest, caller: Did): SharedSession | RawResponse {
    const id = headerValue(request.headers, 'mcp-session-id');
    if (id === undefined) return errorReply(400, codes.transport, 'Bad Request: Mcp-Session-Id header is required');
    const session = this.#sessions.get(id);
    if (session?.caller !== caller) return errorReply(404, codes.sessionNotFound, 'Session not found');
    // To the end of the line.
    this.#sessions.delete(id);
    this.#sessions.set(id, session);
    return session;
  }

  async #delete(request: ExchangeRequest, caller: Did): Promise<RawResponse> {
    const session = this.#session(request, caller);
    if (!(session instanceof SharedSession)) return session;
    this.#sessions.delete(session.id);
    await session.close();
    return emptyReply(200);
  }

  /** Asks every server that has more for its next page; one that fails is left out, unless all do. */
  async #list(passage: Passage, { member, kind }: { member: string; kind: 'tool' | 'prompt' }): Promise<RawResponse> {
    const { message, caller } = passage;
    const { cursor } = message.params;
    const cursors = cursor === undefined ? undefined : typeof cursor === 'string' ? readCursor(cursor) : new Map();
    if (cursor !== undefined && (cursors === undefined || cursors.size === 0))
      return errorReply(200, codes.invalidParams, 'Invalid cursor', message);
    const { gate, owner } = this.#options;
    const context = { protocol: 'mcp', sizeBytes: 0, method: `${kind}s/list` } as const;
    const asked = [...this.#servers].filter(
      ([name]) =>
        (cursors?.has(name) ?? true) &&
        gate.mayUse(caller, owner, { action: 'mcp.list', resource: { kind: 'server', name }, context }),
    );
    const pages = await Promise.all(
      asked.map(
        async ([name, target]) => await this.#page(passage, { name, target, member, cursor: cursors?.get(name) }),
      ),
    );
    const read = pages.filter((page) => page !== undefined);
    if (read.length === 0 && asked.length > 0)
      throw new TargetError('agent-failed', 'None of the MCP servers answers with a list.');
    return this.#result(passage, {}, (rest) => mergedResult(read, member, { ...rest, ...ttlOf(passage, read) }));
  }

  async #page(
    passage: Passage,
    of: {
      readonly name: string;
      readonly target: Target;
      readonly member: string;
      readonly cursor: string | undefined;
    },
  ): Promise<ServerPage | undefined> {
    const signal = AbortSignal.any([passage.signal, AbortSignal.timeout(listTimeoutMs)]);
    const request =
      of.cursor === undefined ? passage.request : withText(passage.request, ['params', 'cursor'], of.cursor);
    try {
      const answer = await responseIn(await forward(of.target, { ...passage, request, signal }));
      return answer === undefined ? undefined : readPage(of.name, answer, of.member);
    } catch (error) {
      if (error instanceof TargetError && !passage.signal.aborted) return undefined;
      throw error;
    }
  }

  /** Hands a call to the server that its name names. */
  async #use(passage: Passage): Promise<RawResponse> {
    const { request, message } = passage;
    const { name } = message.params;
    const place = typeof name === 'string' ? splitSharedName(name) : undefined;
    const target = place && this.#servers.get(place.server);
    if (place === undefined || target === undefined)
      return errorReply(200, codes.invalidParams, 'No server of that name is on this mount', message);
    const named = withText(request, ['params', 'name'], place.name);
    const isRepeated = headerValue(request.headers, 'mcp-name') !== undefined;
    const headers = isRepeated ? withHeader(named.headers, ['Mcp-Name', encodeHeaderText(place.name)]) : named.headers;
    const answer = await forward(target, { ...passage, request: { ...named, headers } });
    return passage.session === undefined ? answer : withMessages(answer, (sent) => asOf(place.server, sent));
  }

  /** What a server asked of the client is answered to that server. */
  async #answerServer(passage: Passage, session: SharedSession): Promise<RawResponse> {
    const { message, request } = passage;
    const place = typeof message.id === 'string' ? splitSharedName(message.id) : undefined;
    const target = place && this.#servers.get(place.server);
    const at = spanAt(request.body, ['id']);
    const id = place && readId(place.name);
    if (target === undefined || at === undefined || id === undefined) return emptyReply(202);
    const body = splice(request.body, [{ span: at, bytes: utf8(JSON.stringify(id)) }]);
    return inSession(await forward(target, { ...passage, request: { ...request, body } }), session);
  }

  /** Ids of requests are the client's own, so that of a cancelled one means nothing to the other servers. */
  async #tellServers(passage: Passage, session: SharedSession): Promise<RawResponse> {
    if (passage.message.method === 'notifications/initialized') return inSession(emptyReply(202), session);
    const told = [...session.servers].map(async (target) => await responseIn(await forward(target, passage)));
    await Promise.allSettled(told);
    return inSession(emptyReply(202), session);
  }

  /** A result of the mount itself, with what its era has in every result. */
  #result(passage: Passage, own: ResultRest, write: (rest: ResultRest) => string = JSON.stringify): RawResponse {
    if (passage.session !== undefined) return this.#reply(passage, 200, write(own));
    const discovered = passage.message.method === 'server/discover' ? { capabilities: { tools: {}, prompts: {} } } : {};
    const _meta = { 'io.modelcontextprotocol/serverInfo': this.#options.info };
    const rest = { ...own, ...discovered, resultType: 'complete', ttlMs: 0, cacheScope: 'private', _meta };
    return this.#reply(passage, 200, write(rest));
  }

  #reply({ message, session }: Passage, status: number, result: string): RawResponse {
    return inSession(jsonReply(status, resultOf(message, result)), session);
  }
}

/** The server as on its own mount: what it is asked there names it. */
function addressed(name: string, target: Target): Target {
  return {
    perform: async (request, caller, signal) => await target.perform({ ...request, target: name }, caller, signal),
    close: async () => await target.close(),
  };
}

function resultOf({ id }: RpcMessage, result: string): Uint8Array {
  return utf8(`{"jsonrpc":"2.0","id":${JSON.stringify(id ?? null)},"result":${result}}`);
}

async function forward(target: Target, { request, caller, session, signal }: Passage): Promise<RawResponse> {
  return session === undefined
    ? await target.perform(request, caller, signal)
    : await session.perform(target, request, signal);
}

/** The request with another text in one place of its body; every other byte stays. */
function withText(request: ExchangeRequest, path: readonly string[], text: string): ExchangeRequest {
  const span = spanAt(request.body, path);
  if (span === undefined) throw new TargetError('facts-invalid', 'A member of the request is named twice.');
  return { ...request, body: splice(request.body, [{ span, bytes: utf8(JSON.stringify(text)) }]) };
}

/** A page may be kept as long as the part of it that may be kept shortest. */
function ttlOf({ session }: Passage, pages: readonly ServerPage[]): ResultRest {
  if (session !== undefined) return {};
  return { ttlMs: pages.length === 0 ? 0 : Math.min(...pages.map(({ ttlMs }) => ttlMs ?? 0)) };
}

/** A request of a server under an id that tells which server asked. */
function asOf(server: string, bytes: Uint8Array): Uint8Array {
  const message = readRpcMessage(bytes);
  const span = message?.kind === 'request' ? spanAt(bytes, ['id']) : undefined;
  if (message === undefined || span === undefined) return bytes;
  const id = sharedName(server, JSON.stringify(message.id));
  return splice(bytes, [{ span, bytes: utf8(JSON.stringify(id)) }]);
}

function readId(text: string): string | number | undefined {
  try {
    const id: unknown = JSON.parse(text);
    return typeof id === 'string' || typeof id === 'number' ? id : undefined;
  } catch {
    return undefined;
  }
}
