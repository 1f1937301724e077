import { accept, reject, type Verdict } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import type { A2aRequestFacts } from '../facts.ts';
import { headerValues } from '../headers.ts';
import { unreadableEncoding } from '../request-encoding.ts';
import { isJsonArray, isJsonObject, objectAt, readStrictJson, textAt, type JsonValue } from '../strict-json.ts';
import { readArguments, type A2aArguments, type Parameters } from './a2a-arguments.ts';
import { readRestPath, type RestOperation } from './a2a-path.ts';

type A2aAction = A2aRequestFacts['action'];

/** JSON-RPC methods of A2A 1.0 (section 9.4) and of 0.3. */
const methods: ReadonlyMap<string, A2aAction> = new Map<string, A2aAction>([
  ['SendMessage', 'a2a.send'],
  ['SendStreamingMessage', 'a2a.stream'],
  ['GetTask', 'a2a.get'],
  ['ListTasks', 'a2a.list'],
  ['CancelTask', 'a2a.cancel'],
  ['SubscribeToTask', 'a2a.subscribe'],
  ['CreateTaskPushNotificationConfig', 'a2a.push'],
  ['GetTaskPushNotificationConfig', 'a2a.push'],
  ['ListTaskPushNotificationConfigs', 'a2a.push'],
  ['DeleteTaskPushNotificationConfig', 'a2a.push'],
  ['GetExtendedAgentCard', 'a2a.card'],
  ['message/send', 'a2a.send'],
  ['message/stream', 'a2a.stream'],
  ['tasks/get', 'a2a.get'],
  ['tasks/list', 'a2a.list'],
  ['tasks/cancel', 'a2a.cancel'],
  ['tasks/resubscribe', 'a2a.subscribe'],
  ['tasks/pushNotificationConfig/set', 'a2a.push'],
  ['tasks/pushNotificationConfig/get', 'a2a.push'],
  ['tasks/pushNotificationConfig/list', 'a2a.push'],
  ['tasks/pushNotificationConfig/delete', 'a2a.push'],
  ['agent/getAuthenticatedExtendedCard', 'a2a.card'],
]);

/** The HTTP methods under which an operation of the HTTP+JSON binding is served. */
const restActions: Readonly<
  Record<RestOperation['kind'], { readonly action: A2aAction; readonly methods: readonly string[] }>
> = {
  send: { action: 'a2a.send', methods: ['POST'] },
  stream: { action: 'a2a.stream', methods: ['POST'] },
  get: { action: 'a2a.get', methods: ['GET', 'HEAD'] },
  cancel: { action: 'a2a.cancel', methods: ['POST'] },
  list: { action: 'a2a.list', methods: ['GET', 'HEAD'] },
  subscribe: { action: 'a2a.subscribe', methods: ['GET', 'POST'] },
  push: { action: 'a2a.push', methods: ['GET', 'HEAD', 'POST', 'DELETE'] },
  card: { action: 'a2a.card', methods: ['GET', 'HEAD'] },
};

/** Requests in one JSON-RPC batch: A2A has no batches, and each costs a decision. */
const maxBatch = 32;

/**
 * Reads an A2A request: JSON-RPC or HTTP+JSON, of 1.0 or 0.3. One entry per request of a batch, and one more
 * (`a2a.push`) for a message that also sets a webhook. Rejects with `facts-invalid` what two readers
 * could take for different requests.
 */
export function readA2aFacts(request: ExchangeRequest): Verdict<readonly A2aRequestFacts[]> {
  const encoding = unreadableEncoding(request);
  if (encoding !== undefined) return reject('facts-invalid', encoding);
  const operation = readRestPath(request.path);
  if (operation.kind !== 'accept') return operation;
  if (request.body.length === 0) return readBodyless(request, operation.value);
  if (!['POST', 'PUT', 'PATCH', 'DELETE'].includes(request.method)) {
    return reject('facts-invalid', 'a request that only reads has a body');
  }
  const body = readStrictJson(request.body);
  if (body.kind !== 'accept') return body;
  return operation.value === undefined
    ? readJsonRpc(request, body.value)
    : readRest(request, operation.value, body.value);
}

function readBodyless(
  request: ExchangeRequest,
  operation: RestOperation | undefined,
): Verdict<readonly A2aRequestFacts[]> {
  if (operation !== undefined) return readRest(request, operation, undefined);
  if (request.method === 'POST') return reject('facts-invalid', 'the request has no body');
  return accept([facts(request, 'a2a.other', plainMethod(request), {})]);
}

/** `PUT /x`: the method of a request that is no operation of A2A. */
function plainMethod(request: ExchangeRequest): string {
  return `${request.method} ${request.path.split('?', 1)[0] ?? ''}`;
}

function readRest(
  request: ExchangeRequest,
  operation: RestOperation,
  body: JsonValue | undefined,
): Verdict<readonly A2aRequestFacts[]> {
  if (body !== undefined && !isJsonObject(body)) return reject('facts-invalid', 'the body is not a JSON object');
  const params = body ?? {};
  if (Object.hasOwn(params, 'jsonrpc') || Object.hasOwn(params, 'method')) {
    return reject('facts-invalid', 'a JSON-RPC request is sent to a path of the other binding');
  }
  const { action, methods: allowed } = restActions[operation.kind];
  if (!allowed.includes(request.method)) return accept([facts(request, 'a2a.other', plainMethod(request), {})]);
  const at = request.path.indexOf('?');
  const query = at < 0 ? '' : request.path.slice(at);
  return asked(
    request,
    { action, method: operation.kind },
    { params, operation, query, isPush: action === 'a2a.push' },
  );
}

function readJsonRpc(request: ExchangeRequest, body: JsonValue): Verdict<readonly A2aRequestFacts[]> {
  if (!isJsonArray(body)) return readCall(request, body);
  if (body.length === 0 || body.length > maxBatch) {
    return reject('facts-invalid', `a batch has between 1 and ${maxBatch} requests`);
  }
  const all: A2aRequestFacts[] = [];
  for (const entry of body) {
    const one = readCall(request, entry);
    if (one.kind !== 'accept') return one;
    all.push(...one.value);
  }
  return accept(all);
}

function readCall(request: ExchangeRequest, call: JsonValue): Verdict<readonly A2aRequestFacts[]> {
  if (!isJsonObject(call)) return reject('facts-invalid', 'the body is not a JSON object');
  const method = textAt(call, 'method');
  if (method === undefined || method.length > 256) return reject('facts-invalid', 'the request names no method');
  const action = request.method === 'POST' ? (methods.get(method) ?? 'a2a.other') : 'a2a.other';
  const params = objectAt(call, 'params') ?? {};
  return asked(request, { action, method }, { params, operation: undefined, query: '', isPush: action === 'a2a.push' });
}

/** A message that sets a webhook does two things, and each must be permitted. */
function asked(
  request: ExchangeRequest,
  { action, method }: { readonly action: A2aAction; readonly method: string },
  from: Parameters,
): Verdict<readonly A2aRequestFacts[]> {
  const found = readArguments(from);
  if (found.kind !== 'accept') return found;
  const main = facts(request, action, method, found.value);
  const setsWebhook = (action === 'a2a.send' || action === 'a2a.stream') && found.value.pushUrl !== undefined;
  return accept(setsWebhook ? [main, facts(request, 'a2a.push', method, found.value)] : [main]);
}

function facts(request: ExchangeRequest, action: A2aAction, method: string, found: A2aArguments): A2aRequestFacts {
  const contentType = headerValues(request.headers, 'content-type')[0]?.split(';', 1)[0]?.trim().toLowerCase();
  return {
    action,
    resource: { kind: 'agent' },
    context: {
      protocol: 'a2a',
      sizeBytes: request.body.length,
      method,
      ...(contentType === undefined ? {} : { contentType }),
      ...(Object.keys(found).length === 0 ? {} : { arguments: found }),
    },
  };
}
