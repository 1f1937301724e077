import { utf8 } from '../../base/base.ts';
import type { ExchangeRequest, Header } from '../../wire/wire.ts';
import { headerValue } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import { readAnswer } from '../mcp/answer.ts';
import { modernVersion } from '../mcp/http-faults.ts';
import { encodeHeaderText } from '../mcp/mcp-headers.ts';
import { ParamHeaders } from '../mcp/param-headers.ts';
import {
  clientCapabilitiesKey,
  isObject,
  protocolVersionKey,
  type RpcId,
  type RpcMessage,
} from '../mcp/rpc-message.ts';
import type { Carry } from '../outcome.ts';
import { answerTo } from './refused.ts';

/** Pages of a list of tools: more tools than a model can choose from. */
const maxPages = 16;
/** How long a list of tools counts, milliseconds: what is called is judged anew all the same. */
const listLifeMs = 30_000;
const maxDrainedBytes = 64 * 1024;
const statefulVersion = '2025-11-25';

/** A tool as its server lists it. */
export type Tool = Readonly<Record<string, unknown>> & { readonly name: string };

type Params = Readonly<Record<string, unknown>>;

export interface McpCallOptions {
  readonly signal: AbortSignal;
  /** Told of each notification of progress. */
  readonly onProgress?: (params: Params) => void;
}

/** The line of an MCP client to one remote server, in the era that the server speaks: without state, or in a session. */
export class McpLine {
  readonly #server: string;
  readonly #carry: Carry;
  readonly #params = new ParamHeaders();
  /** Undefined until the server has told its era; then the headers of a session, none in the stateless era. */
  #opened: Promise<readonly Header[] | 'stateless'> | undefined;
  #listed: { readonly tools: readonly Tool[]; readonly until: number } | undefined;
  #nextId = 1;

  constructor(server: string, carry: Carry) {
    this.#server = server;
    this.#carry = carry;
  }

  /** The tools that the server shows us. Throws `RefusedThere`, or an Error when there is no list. */
  async tools(signal: AbortSignal): Promise<readonly Tool[]> {
    if (this.#listed !== undefined && performance.now() < this.#listed.until) return this.#listed.tools;
    const tools: Tool[] = [];
    let cursor: unknown;
    for (let page = 0; page < maxPages; page++) {
      const { result } = await this.ask('tools/list', cursor === undefined ? {} : { cursor }, { signal });
      this.#params.learn(result);
      if (!Array.isArray(result['tools'])) throw new Error('The MCP server gives no list of tools.');
      tools.push(...result['tools'].filter(isTool));
      cursor = result['nextCursor'];
      if (cursor === undefined) break;
    }
    this.#listed = { tools, until: performance.now() + listLifeMs };
    return tools;
  }

  /** The response to a request, result or error. Throws `RefusedThere`, or an Error when there is no response. */
  async ask(method: string, params: Params, options: McpCallOptions): Promise<RpcMessage> {
    const first = await this.#ask(method, params, options);
    if (first !== 'gone') return first;
    // The server has forgotten the session.
    this.#opened = undefined;
    const second = await this.#ask(method, params, options);
    if (second === 'gone') throw new Error('The MCP server forgets its sessions.');
    return second;
  }

  async #ask(method: string, params: Params, options: McpCallOptions): Promise<RpcMessage | 'gone'> {
    this.#opened ??= this.#open(options.signal);
    let era: readonly Header[] | 'stateless';
    try {
      era = await this.#opened;
    } catch (error) {
      this.#opened = undefined;
      throw error;
    }
    const sent = this.#request(method, params, { era, isProgressing: options.onProgress !== undefined });
    const answer = await this.#answer(sent, options);
    if (answer.status === 404 && era !== 'stateless') return 'gone';
    if (answer.message === undefined) throw new Error(`The MCP server answers with status ${answer.status}.`);
    return answer.message;
  }

  /** Asks in the stateless era first, as a server of the older ones answers that with an error. */
  async #open(signal: AbortSignal): Promise<readonly Header[] | 'stateless'> {
    const discover = this.#request('server/discover', {}, { era: 'stateless', isProgressing: false });
    const { message } = await this.#answer(discover, { signal });
    const versions = message?.result['supportedVersions'];
    if (Array.isArray(versions) && versions.includes(modernVersion)) return 'stateless';
    const clientInfo = { name: 'parley', version: '1' };
    const params = { protocolVersion: statefulVersion, capabilities: {}, clientInfo };
    const opening = await this.#answer(this.#request('initialize', params, { era: [], isProgressing: false }), {
      signal,
    });
    const version = opening.message?.result['protocolVersion'];
    if (typeof version !== 'string') throw new Error('The MCP server does not say which version it speaks.');
    const session: readonly Header[] = opening.session === undefined ? [] : [['Mcp-Session-Id', opening.session]];
    const era: readonly Header[] = [...session, ['MCP-Protocol-Version', version]];
    const told = { jsonrpc: '2.0', method: 'notifications/initialized' };
    const { body } = await answerTo(this.#carry, this.#post(told, era), signal);
    await collectBody(body, maxDrainedBytes);
    return era;
  }

  #request(
    method: string,
    given: Params,
    { era, isProgressing }: { readonly era: readonly Header[] | 'stateless'; readonly isProgressing: boolean },
  ): { readonly id: RpcId; readonly request: ExchangeRequest } {
    const id = this.#nextId++;
    const progress = isProgressing ? { progressToken: id } : {};
    const modern = era === 'stateless' ? { [protocolVersionKey]: modernVersion, [clientCapabilitiesKey]: {} } : {};
    const meta = { ...progress, ...modern };
    const params = Object.keys(meta).length === 0 ? given : { ...given, _meta: meta };
    const headers = era === 'stateless' ? this.#modernHeaders(method, given) : era;
    return { id, request: this.#post({ jsonrpc: '2.0', id, method, params }, headers) };
  }

  #modernHeaders(method: string, params: Params): readonly Header[] {
    const { name } = params;
    return [
      ['MCP-Protocol-Version', modernVersion],
      ['Mcp-Method', method],
      ...(typeof name === 'string' ? [['Mcp-Name', encodeHeaderText(name)] as const] : []),
      ...(method === 'tools/call' ? this.#params.headersOf(params) : []),
    ];
  }

  #post(message: Params, headers: readonly Header[]): ExchangeRequest {
    const own: readonly Header[] = [
      ['Content-Type', 'application/json'],
      ['Accept', 'application/json, text/event-stream'],
    ];
    const body = utf8(JSON.stringify(message));
    return {
      kind: 'request',
      protocol: 'mcp',
      target: this.#server,
      method: 'POST',
      path: '',
      headers: [...own, ...headers],
      body,
    };
  }

  async #answer({ id, request }: { readonly id: RpcId; readonly request: ExchangeRequest }, options: McpCallOptions) {
    const response = await answerTo(this.#carry, request, options.signal);
    let found: RpcMessage | undefined;
    await readAnswer(response, (message) => {
      if (message.method === 'notifications/progress') options.onProgress?.(message.params);
      if (message.kind === 'response' && message.id === id) found = message;
      return found !== undefined;
    });
    return { status: response.status, session: headerValue(response.headers, 'mcp-session-id'), message: found };
  }
}

function isTool(value: unknown): value is Tool {
  return isObject(value) && typeof value['name'] === 'string' && value['name'] !== '';
}
