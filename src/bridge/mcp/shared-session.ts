import type { Did } from '../../base/base.ts';
import { utf8 } from '../../base/base.ts';
import type { ExchangeRequest, Header } from '../../wire/wire.ts';
import { TargetError, type Target } from '../egress-target.ts';
import { headerValue, withHeader, withoutHeaders } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import type { RawResponse } from '../outcome.ts';
import { responseIn } from './answer.ts';
import type { RpcMessage } from './rpc-message.ts';

/** The session of a client on the shared mount. */
export interface SharedSessionOptions {
  readonly id: string;
  readonly caller: Did;
  /** The request by which the client opened it, which opens the session of each server too. */
  readonly opening: { readonly request: ExchangeRequest; readonly message: RpcMessage };
  readonly version: string;
}

/** The session of one server behind it. */
interface Inner {
  /** Undefined for a server that keeps none. */
  readonly id: string | undefined;
  readonly version: string;
}

/** Longest answer read only to its end. */
const maxDrainedBytes = 64 * 1024;

/**
 * A client's session of the eras up to 2025-11-25 with several servers: each gets a session of its own, opened with
 * the client's own words when it is first needed.
 */
export class SharedSession {
  readonly id: string;
  readonly caller: Did;
  readonly version: string;
  readonly #opening: SharedSessionOptions['opening'];
  readonly #inner = new Map<Target, Promise<Inner>>();

  constructor({ id, caller, opening, version }: SharedSessionOptions) {
    this.id = id;
    this.caller = caller;
    this.version = version;
    this.#opening = opening;
  }

  /** The servers that this session has been to. */
  get servers(): Iterable<Target> {
    return this.#inner.keys();
  }

  /** As `Target.perform`, within the session of the server; one that the server forgot is opened anew. */
  async perform(target: Target, request: ExchangeRequest, signal: AbortSignal): Promise<RawResponse> {
    const inner = await this.#open(target, signal);
    const answer = await target.perform(within(request, inner), this.caller, signal);
    if (answer.status !== 404 || inner.id === undefined) return answer;
    await collectBody(answer.body, maxDrainedBytes);
    this.#inner.delete(target);
    return await target.perform(within(request, await this.#open(target, signal)), this.caller, signal);
  }

  /** Ends the session of each server. */
  async close(): Promise<void> {
    const open = [...this.#inner];
    this.#inner.clear();
    await Promise.all(open.map(async ([target, inner]) => await this.#end(target, inner).catch(() => undefined)));
  }

  async #end(target: Target, opened: Promise<Inner>): Promise<void> {
    const inner = await opened;
    if (inner.id === undefined) return;
    const request = { ...this.#opening.request, method: 'DELETE', body: new Uint8Array(0) };
    const headers = withoutHeaders(request.headers, aboutBody);
    const signal = AbortSignal.timeout(endTimeoutMs);
    const answer = await target.perform(within({ ...request, headers }, inner), this.caller, signal);
    await collectBody(answer.body, maxDrainedBytes);
  }

  async #open(target: Target, signal: AbortSignal): Promise<Inner> {
    const known = this.#inner.get(target);
    if (known !== undefined) return await known;
    const opening = this.#initialize(target, signal);
    this.#inner.set(target, opening);
    try {
      return await opening;
    } catch (error) {
      if (this.#inner.get(target) === opening) this.#inner.delete(target);
      throw error;
    }
  }

  async #initialize(target: Target, signal: AbortSignal): Promise<Inner> {
    const { request } = this.#opening;
    const answer = await target.perform(request, this.caller, signal);
    const id = headerValue(answer.headers, 'mcp-session-id');
    const version = (await responseIn(answer))?.result['protocolVersion'];
    if (typeof version !== 'string')
      throw new TargetError('agent-failed', 'The MCP server does not speak the protocol version of this client.');
    const inner = { id, version };
    const body = utf8('{"jsonrpc":"2.0","method":"notifications/initialized"}');
    const told = await target.perform(within({ ...request, body }, inner), this.caller, signal);
    await collectBody(told.body, maxDrainedBytes);
    return inner;
  }
}

/** How long a server may take to end a session, milliseconds: nobody waits for it. */
const endTimeoutMs = 5_000;

const aboutBody: ReadonlySet<string> = new Set(['content-length', 'content-type']);
const aboutSession: ReadonlySet<string> = new Set(['mcp-session-id', 'mcp-protocol-version', 'last-event-id']);

function within(request: ExchangeRequest, { id, version }: Inner): ExchangeRequest {
  const own: readonly Header[] = [
    ...(id === undefined ? [] : ([['Mcp-Session-Id', id]] as const)),
    ['MCP-Protocol-Version', version],
  ];
  return { ...request, headers: [...withoutHeaders(request.headers, aboutSession), ...own] };
}

/** The answer of a server as that of the shared mount: in the client's session. */
export function inSession(response: RawResponse, session: SharedSession | undefined): RawResponse {
  const headers = withoutHeaders(response.headers, new Set(['mcp-session-id']));
  if (session === undefined) return { ...response, headers };
  return { ...response, headers: withHeader(headers, ['Mcp-Session-Id', session.id]) };
}
