import { accept, reject, type Verdict } from '../../base/base.ts';
import { isJsonObject, listAt, objectAt, textAt, type JsonObject } from '../strict-json.ts';
import type { RestOperation } from './a2a-path.ts';

/** Text that policy looks at, UTF-16 units; rules compare with it, and a message beyond it says so. */
export const maxPolicyText = 64 * 1024;
/** Longest id, tenant or URI shown to policy. */
const maxIdLength = 1024;
/** Extension URIs shown to policy. */
const maxEntries = 64;

/** What a policy sees of an A2A request under `context.arguments`; absent where the message has none. */
export interface A2aArguments {
  readonly taskId?: string;
  readonly contextId?: string;
  /** Of the parameters, or what stands before the operation in an HTTP+JSON path. */
  readonly tenant?: string;
  /** All text parts, joined by line feeds. */
  readonly text?: string;
  /** Whether `text` lacks the end of what the message says. */
  readonly textCut?: boolean;
  /** Number of parts that are not text: files and data. */
  readonly otherParts?: number;
  /** URIs of the extensions that the message uses. */
  readonly extensions?: readonly string[];
  /** Where the agent shall post updates. */
  readonly pushUrl?: string;
}

/** The parameters of a request, wherever its binding puts them. */
export interface Parameters {
  /** JSON-RPC `params` or the HTTP+JSON body. */
  readonly params: JsonObject;
  /** Of an HTTP+JSON path. */
  readonly operation: RestOperation | undefined;
  /** Of an HTTP+JSON path, with its `?`. */
  readonly query: string;
  /** Whether `id` names a webhook configuration instead of the task. */
  readonly isPush: boolean;
}

/**
 * Reads the arguments. ProtoJSON servers take `contextId` and `context_id` alike, so both count, and a message
 * that has the same field in both spellings is rejected with `facts-invalid`.
 */
export function readArguments(from: Parameters): Verdict<A2aArguments> {
  const params = oneSpelling(from.params);
  const hasMessage = params !== undefined && objectAt(params, 'message') !== undefined;
  const message = oneSpelling((params && objectAt(params, 'message')) ?? {});
  if (params === undefined || message === undefined)
    return reject('facts-invalid', 'a field is given in two spellings');
  const push = readPushUrl(params);
  if (push.kind !== 'accept') return push;
  const query = new URLSearchParams(from.query);
  const own = from.isPush ? textAt(params, 'url') : undefined;
  const known = {
    ...first('taskId', [from.operation?.taskId, textAt(message, 'taskId'), taskOf(params, from.isPush)]),
    ...first('contextId', [textAt(message, 'contextId'), textAt(params, 'contextId'), query.get('contextId')]),
    ...first('tenant', [from.operation?.tenant, textAt(params, 'tenant'), query.get('tenant')]),
    ...first('pushUrl', [push.value, own]),
  };
  return accept(hasMessage ? { ...known, ...messageArguments(message) } : known);
}

function first(name: string, candidates: readonly (string | null | undefined)[]): JsonObject {
  const value = candidates.find((candidate) => typeof candidate === 'string');
  return typeof value === 'string' ? { [name]: value.slice(0, maxIdLength) } : {};
}

/** The object with its keys in camel case; undefined when two keys are the same field. Known fields only need this. */
function oneSpelling(object: JsonObject): JsonObject | undefined {
  const entries = Object.entries(object).map(
    ([key, value]) => [key.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()), value] as const,
  );
  return new Set(entries.map(([key]) => key)).size === entries.length ? Object.fromEntries(entries) : undefined;
}

/** The webhook that a message or a push request sets (1.0 and 0.3 spell it differently); undefined when it sets none. */
function readPushUrl(params: JsonObject): Verdict<string | undefined> {
  let at = params;
  let sets = false;
  for (const key of [
    'configuration',
    'taskPushNotificationConfig',
    'pushNotificationConfig',
    'pushNotification',
    'config',
  ]) {
    const below = objectAt(at, key);
    if (below === undefined) continue;
    const spelled = oneSpelling(below);
    if (spelled === undefined) return reject('facts-invalid', 'a field is given in two spellings');
    at = spelled;
    sets ||= key !== 'configuration';
  }
  return accept(sets ? (textAt(at, 'url') ?? '') : undefined);
}

function taskOf(params: JsonObject, isPush: boolean): string | undefined {
  const id = textAt(params, 'id');
  const taskId = textAt(params, 'taskId');
  return (isPush ? (taskId ?? id) : (id ?? taskId)) ?? textAt(params, 'name');
}

function messageArguments(message: JsonObject): A2aArguments {
  const texts: string[] = [];
  let otherParts = 0;
  // 0.3 over HTTP calls the parts `content`.
  for (const part of [...listAt(message, 'parts'), ...listAt(message, 'content')]) {
    const text = isJsonObject(part) ? textAt(part, 'text') : undefined;
    if (text === undefined) otherParts++;
    else texts.push(text);
  }
  const text = texts.join('\n');
  const extensions = listAt(message, 'extensions').filter((uri) => typeof uri === 'string');
  return {
    text: text.slice(0, maxPolicyText),
    textCut: text.length > maxPolicyText,
    otherParts,
    extensions: extensions.slice(0, maxEntries).map((uri) => uri.slice(0, maxIdLength)),
  };
}
