import { utf8, type MeshDid } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { cardPath, isCardPath } from '../a2a/a2a-path.ts';
import { a2aCodes, a2aError, isRpcPath, readA2aCall, type A2aCall } from '../across/a2a-call.ts';
import { rpcResult } from '../across/rpc-result.ts';
import { emptyReply, jsonReply } from '../mcp/replies.ts';
import type { Carry, ExchangeOutcome, RawResponse, Refused } from '../outcome.ts';
import { objectAt, textAt, type JsonObject, type JsonValue } from '../strict-json.ts';
import { a2aOutcome, meshQuestion } from './mesh-answer.ts';

/** What is known of an agent of AgentMesh. */
export interface MeshAgentShown {
  readonly did: MeshDid;
  readonly name: string;
  readonly capabilities: readonly string[];
}

/** A question for an agent of AgentMesh. */
export interface MeshAsked {
  /** What the client calls it: it is the mark of the question too, unless another of that mark is under way. */
  readonly id: string | undefined;
  /** What is asked, without a mark. */
  readonly content: JsonObject;
}

/** The agent's answer to the question with a mark, or why there is none. */
export type MeshReply = { readonly kind: 'answer'; readonly id: string; readonly value: JsonValue } | Refused;

/** Puts a question to an agent and waits for its answer; aborting `signal` ends the waiting. */
type MeshAsk = (asked: MeshAsked, signal: AbortSignal) => Promise<MeshReply>;

/** Longest mark that is taken from a client, characters. */
const maxIdLength = 128;
/** Where the card says that its agent is; clients see it with the place of its mount instead (RFC 2606). */
const origin = 'http://agentmesh.invalid';

/**
 * An agent of AgentMesh as an A2A agent (1.0, JSON-RPC): its capabilities are the skills of the card, a message is a
 * question to it, and its answer is a message, or a task where it says so. It has no tasks to be looked at later.
 */
export function meshAgent(shown: MeshAgentShown, ask: MeshAsk): Carry {
  return async (request, signal) => {
    if (request.protocol !== 'a2a')
      return { kind: 'refused', reason: 'no-target', messageId: undefined, side: 'local' };
    if (request.method === 'GET') return responded(isCardPath(request.path) ? cardReply(shown) : emptyReply(404));
    if (request.method !== 'POST' || !isRpcPath(request.path)) return responded(emptyReply(404));
    return await answered(request, ask, signal);
  };
}

async function answered(request: ExchangeRequest, ask: MeshAsk, signal: AbortSignal): Promise<ExchangeOutcome> {
  const call = readA2aCall(request);
  if ('status' in call) return responded(call);
  switch (call.method) {
    case 'SendMessage':
      return await said(call, ask, signal);
    case 'GetTask':
    case 'CancelTask':
      return responded(a2aError(call.id, a2aCodes.taskNotFound, 'Task not found'));
    case 'SendStreamingMessage':
    case 'SubscribeToTask':
    case 'ListTasks':
      return responded(a2aError(call.id, a2aCodes.unsupported, 'An agent of AgentMesh takes messages only'));
    default:
      return responded(a2aError(call.id, a2aCodes.methodNotFound, 'Method not found'));
  }
}

async function said({ id, params }: A2aCall, ask: MeshAsk, signal: AbortSignal): Promise<ExchangeOutcome> {
  const message = objectAt(params, 'message') ?? {};
  const content = meshQuestion(message);
  if (content === undefined) return responded(a2aError(id, a2aCodes.invalidParams, 'There is no message with parts'));
  const webhook = objectAt(objectAt(params, 'configuration') ?? {}, 'taskPushNotificationConfig');
  if (webhook !== undefined)
    return responded(a2aError(id, a2aCodes.pushNotSupported, 'An agent of AgentMesh sends no notifications'));
  const messageId = textAt(message, 'messageId') ?? '';
  const isMark = messageId !== '' && messageId.length <= maxIdLength;
  const reply = await ask({ id: isMark ? messageId : undefined, content }, signal);
  if (reply.kind === 'refused') return reply;
  const conversation = { contextId: textAt(message, 'contextId'), taskId: textAt(message, 'taskId') };
  const outcome = a2aOutcome(reply.value, { id: reply.id, ...conversation });
  const body =
    outcome.kind === 'result'
      ? rpcResult(id, outcome.result)
      : utf8(JSON.stringify({ jsonrpc: '2.0', id, error: outcome.error }));
  return responded(jsonReply(200, body));
}

function cardReply({ did, name, capabilities }: MeshAgentShown): RawResponse {
  const modes = ['text/plain', 'application/json'];
  const card = {
    name,
    description: `The AgentMesh agent ${did}.`,
    version: '1',
    supportedInterfaces: [{ url: origin, protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
    capabilities: { streaming: false, pushNotifications: false },
    defaultInputModes: modes,
    defaultOutputModes: modes,
    skills: (capabilities.length === 0 ? ['message'] : capabilities).map((capability) => ({
      id: capability,
      name: capability,
      description: capabilities.length === 0 ? 'Takes a message.' : 'A capability that the agent registered.',
      tags: ['agentmesh'],
    })),
  };
  return jsonReply(200, utf8(JSON.stringify(card)), [['content-location', cardPath]]);
}

function responded(response: RawResponse): ExchangeOutcome {
  return { kind: 'response', response };
}
