import { systemRandom, toHex, utf8 } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { headerValue } from '../headers.ts';
import {
  accepts,
  isModern,
  mediaFault,
  methodNotAllowed,
  modernVersion,
  statefulVersions,
  statelessFault,
  unsupportedVersion,
} from '../mcp/http-faults.ts';
import { ReplyStream } from '../mcp/reply-stream.ts';
import { codes, emptyReply, errorReply, jsonReply, statusOfError, streamReply } from '../mcp/replies.ts';
import { asRpcId, idKey, isObject, protocolVersionKey, readRpcBody, type RpcMessage } from '../mcp/rpc-message.ts';
import type { RawResponse } from '../outcome.ts';
import { renderRefusal } from '../refusal.ts';
import type { A2aLine, AgentKnown } from './a2a-line.ts';
import { RefusedThere } from './refused.ts';
import { rpcResult } from './rpc-result.ts';
import { AgentAnswer, messageOf, skillTools } from './skill-tool.ts';

type Json = Readonly<Record<string, unknown>>;

/** How long the cancellation of a task may take, milliseconds: nobody waits for it. */
const cancelTimeoutMs = 10_000;

interface Call {
  readonly request: ExchangeRequest;
  readonly message: RpcMessage;
  readonly isModern: boolean;
  readonly signal: AbortSignal;
}

/**
 * A remote A2A agent as an MCP server of both eras: the skills of its card are the tools, a call sends a message,
 * updates of the task are notifications of progress, and what the agent gave is the result.
 */
export class SkillsServer {
  readonly #line: A2aLine;
  /** Calls under way in the eras with sessions, which cancel by a message. */
  readonly #calls = new Map<string, AbortController>();

  constructor(line: A2aLine) {
    this.#line = line;
  }

  /** Answers one request; aborting `signal` cancels the task that it began. */
  async perform(request: ExchangeRequest, signal: AbortSignal): Promise<RawResponse> {
    if (!/^\/?(?:\?|$)/.test(request.path)) return emptyReply(404);
    if (request.method === 'DELETE') return emptyReply(200);
    if (request.method !== 'POST') return methodNotAllowed();
    const fault = mediaFault(request);
    if (fault !== undefined) return fault;
    const body = readRpcBody(request.body);
    if (body === 'not-json') return errorReply(400, codes.parseError, 'Parse error');
    const [message] = body === 'not-rpc' || body.batch ? [] : body.messages;
    if (message === undefined) return errorReply(400, codes.invalidRequest, 'The body is not one JSON-RPC message.');
    const call = { request, message, isModern: isModern(message, request), signal };
    if (message.kind !== 'request') return this.#told(call);
    return (call.isModern ? versionWrong(call) : undefined) ?? (await this.#answer(call));
  }

  /** Cancels what is under way. */
  close(): void {
    for (const call of this.#calls.values()) call.abort();
  }

  #told({ request, message }: Call): RawResponse {
    const id = message.method === 'notifications/cancelled' ? asRpcId(message.params['requestId']) : undefined;
    if (id !== undefined) this.#calls.get(callKey(request, id))?.abort();
    return emptyReply(202);
  }

  async #answer(call: Call): Promise<RawResponse> {
    const { message, request, signal } = call;
    try {
      switch (message.method) {
        case 'initialize':
          return await this.#initialize(call);
        case 'server/discover':
          return this.#result(call, {
            supportedVersions: [modernVersion],
            ...describe(await this.#line.agent(signal)),
          });
        case 'ping':
          return this.#result(call, {});
        case 'tools/list': {
          const tools = skillTools((await this.#line.agent(signal)).skills);
          return this.#result(call, { tools: tools.map(({ definition }) => definition) });
        }
        case 'tools/call':
          return await this.#call(call);
        default:
          return errorReply(
            call.isModern ? statusOfError(codes.methodNotFound) : 200,
            codes.methodNotFound,
            'Method not found',
            message,
          );
      }
    } catch (error) {
      if (signal.aborted) throw error;
      return localReply(request, error);
    }
  }

  async #initialize(call: Call): Promise<RawResponse> {
    const asked = call.message.params['protocolVersion'];
    const protocolVersion = typeof asked === 'string' && statefulVersions.has(asked) ? asked : '2025-11-25';
    const agent = await this.#line.agent(call.signal);
    const serverInfo = { name: agent.name, version: '1' };
    const body = rpcResult(call.message.id, { protocolVersion, serverInfo, ...describe(agent) });
    // Tells apart the ids of clients; nothing is kept under it.
    return jsonReply(200, body, [['Mcp-Session-Id', toHex(systemRandom(16))]]);
  }

  async #call(call: Call): Promise<RawResponse> {
    const { message, request, signal } = call;
    const agent = await this.#line.agent(signal);
    const { name, arguments: given } = message.params;
    const tool = skillTools(agent.skills).find(({ definition }) => definition.name === name);
    const sent = tool && messageOf(tool.skill, isObject(given) ? given : {});
    if (sent === undefined)
      return errorReply(
        200,
        codes.invalidParams,
        tool === undefined ? 'Unknown tool' : 'The message is missing',
        message,
      );
    const stop = new AbortController();
    const stopping = AbortSignal.any([signal, stop.signal]);
    const key = callKey(request, message.id ?? '');
    this.#calls.set(key, stop);
    const token = asRpcId(message.meta['progressToken']);
    const stream = token !== undefined && accepts(request, 'text/event-stream') ? openStream() : undefined;
    const onStep = stream && ((text: string, progress: number) => stream.push(step(token, progress, text)));
    const done = this.#ask({ agent, sent, signal: stopping, onStep }).finally(() => this.#calls.delete(key));
    if (stream === undefined) return this.#result(call, await done);
    // The answer begins before it is known: what goes wrong from here on is its last event.
    const end = (last: Uint8Array): void => {
      stream.push(last);
      stream.end();
    };
    void done.then(
      (result) => end(rpcResult(message.id, this.#complete(call, result))),
      (error: unknown) => end(refusalOf(request, error).body),
    );
    return streamReply(stream);
  }

  async #ask(to: {
    readonly agent: AgentKnown;
    readonly sent: Json;
    readonly signal: AbortSignal;
    readonly onStep: ((text: string, progress: number) => void) | undefined;
  }): Promise<Json> {
    const answer = new AgentAnswer(to.sent['taskId']);
    let progress = 0;
    const hear = (result: Json): void => {
      const text = answer.take(result);
      if (text !== undefined) to.onStep?.(text, ++progress);
    };
    // By a stream the task is known at once, and can be cancelled; one that is gone on with is known already.
    const streams = to.agent.isStreaming && (to.onStep !== undefined || answer.taskId === undefined);
    const method = streams ? 'SendStreamingMessage' : 'SendMessage';
    try {
      const error = await this.#line.call(method, { message: to.sent }, { signal: to.signal, hear });
      if (error === undefined) return answer.result;
      const text = typeof error['message'] === 'string' ? error['message'] : 'The agent refuses the message.';
      return { content: [{ type: 'text', text }], isError: true };
    } catch (error) {
      if (to.signal.aborted) this.#cancel(answer.taskId);
      throw error;
    }
  }

  /** In A2A a task goes on when its client goes away, so it is told to end. */
  #cancel(id: string | undefined): void {
    if (id === undefined) return;
    const signal = AbortSignal.timeout(cancelTimeoutMs);
    this.#line.call('CancelTask', { id }, { signal, hear: () => {} }).catch(() => undefined);
  }

  #result(call: Call, result: Json): RawResponse {
    return jsonReply(200, rpcResult(call.message.id, this.#complete(call, result)));
  }

  /** What every result of the stateless era has. */
  #complete({ isModern: modern, message }: Call, result: Json): Json {
    if (!modern) return result;
    const isList = message.method === 'tools/list' || message.method === 'server/discover';
    return { ...result, resultType: 'complete', ...(isList ? { ttlMs: 0, cacheScope: 'private' } : {}) };
  }
}

function versionWrong({ request, message }: Call): RawResponse | undefined {
  const wrong = statelessFault(request, message);
  if (wrong !== undefined) return wrong;
  return message.meta[protocolVersionKey] === modernVersion ? undefined : unsupportedVersion(message, [modernVersion]);
}

function describe({ description }: AgentKnown): Json {
  return { capabilities: { tools: {} }, ...(description === '' ? {} : { instructions: description }) };
}

function callKey({ headers }: ExchangeRequest, id: string | number): string {
  return `${headerValue(headers, 'mcp-session-id') ?? ''} ${idKey(id)}`;
}

function openStream(): ReplyStream {
  return new ReplyStream({ detached: () => {}, drained: () => {} });
}

function step(progressToken: unknown, progress: number, message: string): Uint8Array {
  return utf8(
    JSON.stringify({ jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken, progress, message } }),
  );
}

function refusalOf(request: ExchangeRequest, error: unknown): ReturnType<typeof renderRefusal> {
  if (error instanceof RefusedThere) return renderRefusal(request, error.refused);
  return renderRefusal(request, { kind: 'refused', reason: 'agent-failed', messageId: undefined, side: 'remote' });
}

function localReply(request: ExchangeRequest, error: unknown): RawResponse {
  const { status, body } = refusalOf(request, error);
  return jsonReply(status, body);
}
