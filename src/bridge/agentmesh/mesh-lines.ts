import { fromUtf8, utf8, type Did, type MeshDid } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { A2aLine } from '../across/a2a-line.ts';
import { textOf } from '../across/content.ts';
import { McpLine } from '../across/mcp-line.ts';
import { RefusedThere } from '../across/refused.ts';
import { codes } from '../mcp/replies.ts';
import { isObject } from '../mcp/rpc-message.ts';
import type { Carry, Refused } from '../outcome.ts';
import { renderRefusal } from '../refusal.ts';
import type { MeshCall } from './mesh-call.ts';

type Json = Readonly<Record<string, unknown>>;

/** Who calls: an agent of AgentMesh, and the node that serves it. */
export interface MeshCaller {
  readonly agent: MeshDid;
  readonly host: Did;
}

/** Methods of MCP that have one answer and need nothing of a session. */
const methods: ReadonlySet<string> = new Set(['tools/list', 'tools/call']);
/** Lines that are kept, with their sessions and cards. The one used longest ago is forgotten. */
const maxLines = 256;

/**
 * The lines on which agents of AgentMesh call what stands behind this node. What they ask becomes exchanges, which
 * `carry` performs one by one, and what comes back is the payload of the answer.
 */
export class MeshLines {
  readonly #carry: (host: Did) => Carry;
  /** Each agent has a session of its own with a server. */
  readonly #servers = new Map<string, McpLine>();
  readonly #agents = new Map<string, A2aLine>();

  /** `carry` performs an exchange for an agent that a node serves. */
  constructor(carry: (host: Did) => Carry) {
    this.#carry = carry;
  }

  /** The payload of the answer to a call. Never throws: what goes wrong is an answer. */
  async answer(call: MeshCall, caller: MeshCaller, signal: AbortSignal): Promise<Json> {
    try {
      const answer =
        call.kind === 'mcp' ? await this.#ask(call, caller, signal) : await this.#say(call, caller, signal);
      return { inReplyTo: call.id, ...answer };
    } catch (error) {
      const failed = { kind: 'refused', reason: 'agent-failed', messageId: undefined, side: 'remote' } as const;
      const cut = { ...failed, reason: 'timeout' } as const;
      return refusedCall(call, error instanceof RefusedThere ? error.refused : signal.aborted ? cut : failed);
    }
  }

  async #ask(
    { server, method, params }: Extract<MeshCall, { kind: 'mcp' }>,
    { agent, host }: MeshCaller,
    signal: AbortSignal,
  ): Promise<Json> {
    if (!methods.has(method))
      return { error: { code: codes.methodNotFound, message: 'Only tools/list and tools/call are carried.' } };
    const line = kept(this.#servers, `${host} ${agent} ${server}`, () => new McpLine(server, this.#carry(host)));
    // What of its arguments a tool wants as headers is in its definition.
    if (method === 'tools/call') await line.tools(signal);
    const { bytes } = await line.ask(method, params, { signal });
    const { result, error } = parse(bytes);
    return error === undefined ? { result } : { error };
  }

  async #say(
    { parts, contextId, taskId }: Extract<MeshCall, { kind: 'a2a' }>,
    { host }: MeshCaller,
    signal: AbortSignal,
  ): Promise<Json> {
    const message = {
      messageId: crypto.randomUUID(),
      role: 'ROLE_USER',
      parts,
      ...(contextId === undefined ? {} : { contextId }),
      ...(taskId === undefined ? {} : { taskId }),
    };
    let given: Json = {};
    const hear = (result: Json): void => void (given = result);
    const line = kept(this.#agents, host, () => new A2aLine(this.#carry(host)));
    const error = await line.call('SendMessage', { message }, { signal, hear });
    return error === undefined ? spoken(given) : { error };
  }
}

function kept<T>(all: Map<string, T>, key: string, make: () => T): T {
  const value = all.get(key) ?? make();
  all.delete(key);
  all.set(key, value);
  const [oldest] = all.keys();
  if (all.size > maxLines && oldest !== undefined) all.delete(oldest);
  return value;
}

/** The payload that says that a node refused a call, in the words of the call's protocol. */
export function refusedCall(call: MeshCall, refused: Refused): Json {
  const { result, error } = parse(renderRefusal(requestOf(call), refused).body);
  const answer = error === undefined && isObject(result) ? spoken(result) : { error };
  return { inReplyTo: call.id, ...answer };
}

/** A request as a client of the protocol would have made it, for the words of a refusal. */
function requestOf(call: MeshCall): ExchangeRequest {
  const method = call.kind === 'mcp' ? call.method : 'SendMessage';
  const params = call.kind === 'mcp' ? { name: 'tool' } : { message: { messageId: '1', parts: call.parts } };
  const body = utf8(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  const target = call.kind === 'mcp' ? call.server : '';
  const headers = [
    ['A2A-Version', '1.0'],
    ['Content-Type', 'application/json'],
  ] as const;
  return { kind: 'request', protocol: call.kind, target, method: 'POST', path: '', headers, body };
}

/** What an A2A agent gave, as the members of an answer: the texts as one, and all parts as they are. */
function spoken({ message, task }: Json): Json {
  const of = isObject(message) ? message : isObject(task) ? task : {};
  const { status, artifacts, id, contextId, taskId = isObject(task) ? id : undefined } = of;
  const state = isObject(status) ? status['state'] : undefined;
  const sources = isObject(message)
    ? [message]
    : [...(Array.isArray(artifacts) ? artifacts : []), isObject(status) ? status['message'] : undefined];
  const parts = sources.filter(isObject).flatMap((source) => (Array.isArray(source['parts']) ? source['parts'] : []));
  return {
    message: textOf({ parts }),
    parts,
    ...(contextId === undefined ? {} : { contextId }),
    ...(taskId === undefined ? {} : { taskId }),
    ...(state === undefined ? {} : { state }),
  };
}

function parse(bytes: Uint8Array): Json {
  const value: unknown = JSON.parse(fromUtf8(bytes) ?? 'null');
  return isObject(value) ? value : {};
}
