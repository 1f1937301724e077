import { utf8 } from '../../base/base.ts';
import type { ExchangeRequest, Header } from '../../wire/wire.ts';
import { cardPath } from '../a2a/a2a-path.ts';
import { headerValue } from '../headers.ts';
import { collectBody } from '../http-body.ts';
import { maxCardBytes } from '../a2a/ingress-card.ts';
import { readAnswer } from '../mcp/answer.ts';
import type { RpcMessage } from '../mcp/rpc-message.ts';
import type { Carry } from '../outcome.ts';
import { isJsonObject, listAt, objectAt, readStrictJson, textAt, type JsonObject } from '../strict-json.ts';
import { answerTo } from './refused.ts';

type Json = Readonly<Record<string, unknown>>;

/** How long a card counts, milliseconds. */
const cardLifeMs = 30_000;

/** What a remote agent says of itself, as far as it is called from here. */
export interface AgentKnown {
  readonly name: string;
  readonly description: string;
  readonly isStreaming: boolean;
  readonly skills: readonly JsonObject[];
  /** Where its JSON-RPC stands below its mount. */
  readonly path: string;
}

/** The line of an A2A client (1.0, JSON-RPC) to one remote agent. */
export class A2aLine {
  readonly #carry: Carry;
  #known: { readonly agent: AgentKnown; readonly until: number } | undefined;

  constructor(carry: Carry) {
    this.#carry = carry;
  }

  /** What the agent's card says. Throws `RefusedThere`, or an Error when there is no card that can be used. */
  async agent(signal: AbortSignal): Promise<AgentKnown> {
    if (this.#known !== undefined && performance.now() < this.#known.until) return this.#known.agent;
    const request: ExchangeRequest = {
      ...plain,
      method: 'GET',
      path: cardPath,
      headers: [version, accept('application/json')],
    };
    const response = await answerTo(this.#carry, request, signal);
    const bytes = await collectBody(response.body, maxCardBytes);
    const read = bytes && readStrictJson(bytes);
    if (response.status !== 200 || read?.kind !== 'accept' || !isJsonObject(read.value))
      throw new Error('The agent gives no card.');
    const agent = readAgent(read.value, headerValue(response.headers, 'content-location') ?? '');
    this.#known = { agent, until: performance.now() + cardLifeMs };
    return agent;
  }

  /** Makes a call; `hear` is told of each result as it comes. Resolves to the error of the call, if there is one. */
  async call(
    method: string,
    params: Json,
    to: { readonly signal: AbortSignal; readonly hear: (result: Json) => void },
  ): Promise<Json | undefined> {
    const { path } = await this.agent(to.signal);
    const body = utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
    const headers = [
      version,
      ['Content-Type', 'application/json'],
      accept('application/json, text/event-stream'),
    ] as const;
    const response = await answerTo(this.#carry, { ...plain, method: 'POST', path, headers, body }, to.signal);
    let error: Json | undefined;
    let heard = 0;
    await readAnswer(response, (message) => {
      if (message.kind !== 'response') return;
      heard++;
      if (message.errorCode === undefined) to.hear(message.result);
      else error = errorIn(message);
    });
    return heard === 0 ? { message: `The agent answers with status ${response.status}.` } : error;
  }
}

const plain = { kind: 'request', protocol: 'a2a', target: '', body: new Uint8Array(0) } as const;
const version: Header = ['A2A-Version', '1.0'];
const accept = (types: string): Header => ['Accept', types];

function errorIn({ bytes }: RpcMessage): Json {
  const read = readStrictJson(bytes);
  const message = read.kind === 'accept' && isJsonObject(read.value) ? read.value : {};
  return objectAt(message, 'error') ?? {};
}

/** The interface that is used: JSON-RPC of 1.0, below the path of the agent's own URL. */
function readAgent(card: JsonObject, location: string): AgentKnown {
  const prefix = location.endsWith(cardPath) ? location.slice(0, -cardPath.length) : '';
  const offered = listAt(card, 'supportedInterfaces').filter(isJsonObject);
  const found = offered.find(
    (one) => one['protocolBinding'] === 'JSONRPC' && textAt(one, 'protocolVersion')?.startsWith('1.') === true,
  );
  const at = textAt(found ?? {}, 'url') ?? '';
  const url = URL.canParse(at) ? new URL(at) : undefined;
  const path = url === undefined ? undefined : `${url.pathname === '/' ? '' : url.pathname}${url.search}`;
  if (path === undefined || !path.startsWith(prefix)) throw new Error('The agent has no JSON-RPC of A2A 1.0.');
  return {
    name: textAt(card, 'name') ?? 'agent',
    description: textAt(card, 'description') ?? '',
    isStreaming: objectAt(card, 'capabilities')?.['streaming'] === true,
    skills: listAt(card, 'skills').filter(isJsonObject),
    path: path.slice(prefix.length),
  };
}
