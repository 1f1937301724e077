import { utf8, type Verdict } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { isCardPath } from '../a2a/a2a-path.ts';
import type { CardSigner } from '../a2a/ingress-card.ts';
import type { RpcMessage } from '../mcp/rpc-message.ts';
import { jsonReply, emptyReply, streamReply } from '../mcp/replies.ts';
import type { RawResponse } from '../outcome.ts';
import { objectAt, textAt, type JsonObject } from '../strict-json.ts';
import { a2aCodes, a2aError, isRpcPath, readA2aCall, refusedReply } from './a2a-call.ts';
import { partsOf } from './content.ts';
import type { McpLine, Tool } from './mcp-line.ts';
import { RefusedThere } from './refused.ts';
import { rpcResult } from './rpc-result.ts';
import { readToolAsked, type ToolAsked } from './tool-message.ts';
import { ToolTask } from './tool-task.ts';

export interface ToolsAgentOptions {
  /** What the agent is called: the server, and whose it is. */
  readonly name: string;
  readonly line: McpLine;
  readonly signCard: CardSigner | undefined;
}

/** Tasks remembered: under way, and the last that ended. */
const maxTasks = 256;

interface Call {
  readonly request: ExchangeRequest;
  readonly id: unknown;
  readonly params: JsonObject;
  readonly signal: AbortSignal;
}

/**
 * A remote MCP server as an A2A agent (1.0, JSON-RPC): its tools are the skills of the card, a message calls one of
 * them, notifications of progress are steps of the task, and the result is its artifact.
 */
export class ToolsAgent {
  readonly #options: ToolsAgentOptions;
  readonly #tasks = new Map<string, ToolTask>();

  constructor(options: ToolsAgentOptions) {
    this.#options = options;
  }

  /** Answers one request; `baseUrl` is where the client found the agent. */
  async perform(request: ExchangeRequest, baseUrl: string, signal: AbortSignal): Promise<RawResponse> {
    if (request.method === 'GET')
      return isCardPath(request.path) ? await this.#card(request, baseUrl, signal) : emptyReply(404);
    if (request.method !== 'POST' || !isRpcPath(request.path)) return emptyReply(404);
    return await this.#post(request, signal);
  }

  /** Cancels what is under way. */
  close(): void {
    for (const task of this.#tasks.values()) task.cancel();
  }

  async #post(request: ExchangeRequest, signal: AbortSignal): Promise<RawResponse> {
    const call = readA2aCall(request);
    return 'status' in call ? call : await this.#call(call.method, { ...call, request, signal });
  }

  async #call(method: string, call: Call): Promise<RawResponse> {
    switch (method) {
      case 'SendMessage':
      case 'SendStreamingMessage':
        return await this.#send(call, method === 'SendStreamingMessage');
      case 'GetTask':
      case 'CancelTask':
      case 'SubscribeToTask':
        return this.#ofTask(method, call);
      case 'ListTasks': {
        const tasks = [...this.#tasks.values()].toReversed().map(({ shown }) => shown);
        const size = tasks.length;
        return jsonReply(200, rpcResult(call.id, { tasks, nextPageToken: '', pageSize: size, totalSize: size }));
      }
      default:
        return a2aError(call.id, a2aCodes.methodNotFound, 'Method not found');
    }
  }

  async #card(request: ExchangeRequest, baseUrl: string, signal: AbortSignal): Promise<RawResponse> {
    const { name, signCard, line } = this.#options;
    const tools = await this.#orRefusal(request, async () => await line.tools(signal));
    if ('status' in tools) return tools;
    const modes = ['application/json', 'text/plain'];
    const card = {
      name,
      description: `The tools of the MCP server ${name}, each as a skill.`,
      version: '1',
      supportedInterfaces: [{ url: baseUrl, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
      capabilities: { streaming: true, pushNotifications: false },
      defaultInputModes: modes,
      defaultOutputModes: modes,
      skills: tools.value.map(skillOf),
    };
    return jsonReply(200, utf8(JSON.stringify(signCard === undefined ? card : signCard(card))));
  }

  async #send(call: Call, isStreaming: boolean): Promise<RawResponse> {
    const { params, id, request } = call;
    const message = objectAt(params, 'message');
    if (message === undefined) return a2aError(id, a2aCodes.invalidParams, 'There is no message');
    if (textAt(message, 'taskId') !== undefined)
      return a2aError(id, a2aCodes.unsupported, 'A call of a tool takes no second message');
    const tools = await this.#orRefusal(request, async () => await this.#options.line.tools(call.signal));
    if ('status' in tools) return tools;
    const asked: Verdict<ToolAsked> = readToolAsked(message, tools.value);
    if (asked.kind !== 'accept') return a2aError(id, a2aCodes.invalidParams, `Invalid message: ${asked.detail ?? ''}`);
    const task = this.#begin(message);
    if (task === undefined) return a2aError(id, a2aCodes.internal, 'Too many tasks are under way');
    const running = this.#run(task, asked.value);
    if (isStreaming) return streamReply(task.listen(id));
    const waits = objectAt(params, 'configuration')?.['returnImmediately'] !== true;
    const refused = waits ? await running : undefined;
    // A refusal before the tool began is the answer, and no task.
    return refused === undefined
      ? jsonReply(200, rpcResult(id, { task: task.shown }))
      : refusedReply(request, refused.refused);
  }

  #begin(message: JsonObject): ToolTask | undefined {
    if (this.#tasks.size >= maxTasks) {
      const [over] = [...this.#tasks.values()].filter(({ isOver }) => isOver);
      if (over === undefined) return undefined;
      this.#tasks.delete(over.id);
    }
    const ids = { id: crypto.randomUUID(), contextId: textAt(message, 'contextId') ?? crypto.randomUUID() };
    const task = new ToolTask(ids, message);
    this.#tasks.set(task.id, task);
    return task;
  }

  /** Calls the tool for a task; a refusal by a node, which the task shows too. */
  async #run(task: ToolTask, { tool, arguments: given }: ToolAsked): Promise<RefusedThere | undefined> {
    const onProgress = (step: Readonly<Record<string, unknown>>): void => task.progressed(stepText(step));
    try {
      const params = { name: tool.name, arguments: given };
      finish(task, await this.#options.line.ask('tools/call', params, { signal: task.signal, onProgress }));
    } catch (error) {
      if (error instanceof RefusedThere) {
        const needsPerson = error.refused.reason === 'approval-required';
        task.over(needsPerson ? 'AUTH_REQUIRED' : 'REJECTED', error.message);
        return error;
      }
      task.over('FAILED', 'The MCP server did not answer.');
    }
    return undefined;
  }

  #ofTask(method: 'GetTask' | 'CancelTask' | 'SubscribeToTask', { id, params }: Call): RawResponse {
    const task = this.#tasks.get(textAt(params, 'id') ?? '');
    if (task === undefined) return a2aError(id, a2aCodes.taskNotFound, 'Task not found');
    if (method === 'GetTask') return jsonReply(200, rpcResult(id, task.shown));
    if (task.isOver)
      return method === 'CancelTask'
        ? a2aError(id, a2aCodes.taskNotCancelable, 'The task is over')
        : a2aError(id, a2aCodes.unsupported, 'The task is over');
    if (method === 'SubscribeToTask') return streamReply(task.listen(id));
    task.cancel();
    return jsonReply(200, rpcResult(id, task.shown));
  }

  async #orRefusal<T>(request: ExchangeRequest, ask: () => Promise<T>): Promise<{ readonly value: T } | RawResponse> {
    try {
      return { value: await ask() };
    } catch (error) {
      if (error instanceof RefusedThere) return refusedReply(request, error.refused);
      const refused = { kind: 'refused', reason: 'agent-failed', messageId: undefined, side: 'remote' } as const;
      return refusedReply(request, refused);
    }
  }
}

/** How the server answered the call, as the end of the task. */
function finish(task: ToolTask, answer: RpcMessage): void {
  const { result, errorCode } = answer;
  if (errorCode !== undefined) return task.over('FAILED', `The MCP server answers with error ${errorCode}.`);
  if (result['resultType'] === 'input_required')
    return task.over('FAILED', 'The tool asks for input that this way cannot carry. Use the MCP mount.');
  task.gave(partsOf(result), result['isError'] === true ? 'FAILED' : 'COMPLETED');
}

function skillOf({ name, title, description }: Tool): JsonObject {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const modes = ['application/json', 'text/plain'];
  return {
    id: name,
    name: text(title) ?? name,
    description: text(description) ?? '',
    tags: ['mcp', 'tool'],
    inputModes: modes,
    outputModes: modes,
  };
}

/** The words of a step, or how far it is. */
function stepText({ message, progress, total }: Readonly<Record<string, unknown>>): string {
  if (typeof message === 'string') return message;
  return typeof total === 'number' ? `${String(progress)} of ${total}` : String(progress);
}
