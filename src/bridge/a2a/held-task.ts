import type { MessageId } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import { isJsonObject, objectAt, readStrictJson, textAt, type JsonObject } from '../strict-json.ts';
import { readRestPath } from './a2a-path.ts';

/**
 * The answer to a `SendMessage` that waits for a person, as a task in `TASK_STATE_AUTH_REQUIRED` (A2A 1.0, section 4.1.3;
 * `auth-required` in 0.3): the result of the JSON-RPC call, or the whole body over HTTP+JSON. Undefined for every
 * other request, whose answer is no task. No agent knows this task: the call is made again once it is approved.
 */
export function heldTask(request: ExchangeRequest, approval: MessageId): JsonObject | undefined {
  if (request.protocol !== 'a2a' || request.method !== 'POST') return undefined;
  const read = readStrictJson(request.body);
  const body = read.kind === 'accept' && isJsonObject(read.value) ? read.value : undefined;
  if (body === undefined) return undefined;
  const rest = readRestPath(request.path);
  if (rest.kind === 'accept' && rest.value !== undefined)
    return rest.value.kind === 'send' ? { task: taskOf(body, approval) } : undefined;
  const params = objectAt(body, 'params') ?? {};
  const method = textAt(body, 'method');
  if (method === 'SendMessage') return { task: taskOf(params, approval) };
  return method === 'message/send' ? oldTaskOf(params, approval) : undefined;
}

function taskOf(params: JsonObject, id: MessageId): JsonObject {
  const message = { messageId: id, role: 'ROLE_AGENT', parts: [{ text: textOf(id) }] };
  return { id, contextId: contextOf(params, id), status: { state: 'TASK_STATE_AUTH_REQUIRED', message } };
}

function oldTaskOf(params: JsonObject, id: MessageId): JsonObject {
  const message = { kind: 'message', messageId: id, role: 'agent', parts: [{ kind: 'text', text: textOf(id) }] };
  return { kind: 'task', id, contextId: contextOf(params, id), status: { state: 'auth-required', message } };
}

function contextOf(params: JsonObject, id: MessageId): string {
  return textAt(objectAt(params, 'message') ?? {}, 'contextId') ?? id;
}

function textOf(id: MessageId): string {
  return `A person must approve this call (request ${id}). Once approved, send the same message again.`;
}
