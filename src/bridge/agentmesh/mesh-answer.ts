import {
  isJsonObject,
  listAt,
  objectAt,
  readStrictJson,
  textAt,
  type JsonObject,
  type JsonValue,
} from '../strict-json.ts';

/** What an agent of AgentMesh says to who asked it, in the shapes of docs/agentmesh.md. */
export interface MeshAnswer {
  /** The question that it names; undefined where it names none. */
  readonly inReplyTo: string | undefined;
  readonly value: JsonValue;
}

/**
 * Reads the clear text of an AgentMesh message as an answer to a question of this node; undefined when it can be none.
 * What has an `id` asks for an answer itself, and a mark that is no text is none of ours.
 */
export function readMeshAnswer(payload: Uint8Array): MeshAnswer | undefined {
  const read = readStrictJson(payload);
  if (read.kind !== 'accept') return undefined;
  const { value } = read;
  if (!isJsonObject(value)) return { inReplyTo: undefined, value };
  if (!Object.hasOwn(value, 'inReplyTo'))
    return Object.hasOwn(value, 'id') ? undefined : { inReplyTo: undefined, value };
  const inReplyTo = textAt(value, 'inReplyTo');
  return inReplyTo === undefined ? undefined : { inReplyTo, value };
}

/** The answer as the result of `SendMessage`, or as the error of the call. */
type A2aOutcome =
  { readonly kind: 'result'; readonly result: JsonObject } | { readonly kind: 'error'; readonly error: JsonObject };

/** What the client said that an answer goes with. */
interface Conversation {
  /** The mark of the question. */
  readonly id: string;
  readonly contextId: string | undefined;
  readonly taskId: string | undefined;
}

const internalError = -32603;
const failed = 'The agent failed.';
const taskStates = /^TASK_STATE_[A-Z_]{1,32}$/;

/**
 * An answer in the words of A2A 1.0: an `error` is the error of the call, an answer with the `state` of a task is a task
 * (section 4.1.1), any other a message (section 4.1.4).
 */
export function a2aOutcome(value: JsonValue, asked: Conversation): A2aOutcome {
  const answer = isJsonObject(value) ? value : {};
  const { error = null } = answer;
  if (error !== null) return { kind: 'error', error: errorOf(error) };
  const contextId = idAt(answer, 'contextId') ?? asked.contextId;
  const taskId = idAt(answer, 'taskId') ?? asked.taskId;
  const context = contextId === undefined ? {} : { contextId };
  const parts = partsOf(value);
  const state = textAt(answer, 'state');
  if (state !== undefined && taskStates.test(state)) {
    const id = taskId ?? asked.id;
    const artifacts = parts.length === 0 ? [] : [{ artifactId: crypto.randomUUID(), parts }];
    return { kind: 'result', result: { task: { id, ...context, status: { state }, artifacts } } };
  }
  const task = taskId === undefined ? {} : { taskId };
  const message = { messageId: crypto.randomUUID(), role: 'ROLE_AGENT', ...context, ...task, parts };
  return { kind: 'result', result: { message } };
}

/** In JSON of A2A the empty text is as good as none. */
function idAt(answer: JsonObject, key: string): string | undefined {
  return textAt(answer, key) || undefined;
}

/** Its own error where it is one of JSON-RPC; else its words. */
function errorOf(error: JsonValue): JsonObject {
  if (!isJsonObject(error)) return { code: internalError, message: (typeof error === 'string' && error) || failed };
  const { code, data } = error;
  const isCode = typeof code === 'number' && Number.isInteger(code);
  return {
    code: isCode ? code : internalError,
    message: textAt(error, 'message') || failed,
    ...(data === undefined ? {} : { data }),
  };
}

/** Members of an answer that say what it belongs to, and are no content. */
const marks: ReadonlySet<string> = new Set(['inReplyTo', 'contextId', 'taskId', 'state']);

/** The content of an answer as parts of A2A (section 4.1.6). */
function partsOf(value: JsonValue): readonly JsonObject[] {
  if (typeof value === 'string') return [{ text: value }];
  if (!isJsonObject(value)) return [dataPart(value)];
  const parts = listAt(value, 'parts');
  if (parts.length > 0) return parts.map((part) => (isPart(part) ? part : dataPart(part)));
  const text = textAt(value, 'message');
  if (text !== undefined) return text === '' ? [] : [{ text }];
  const rest = Object.fromEntries(Object.entries(value).filter(([key]) => !marks.has(key)));
  return Object.keys(rest).length === 0 ? [] : [dataPart(rest)];
}

function isPart(part: JsonValue): part is JsonObject {
  if (!isJsonObject(part)) return false;
  const isText = ['text', 'raw', 'url'].some((key) => textAt(part, key) !== undefined);
  return isText || Object.hasOwn(part, 'data');
}

function dataPart(data: JsonValue): JsonObject {
  return { data, mediaType: 'application/json' };
}

/** What an A2A message says, as the content of a question to an agent of AgentMesh; undefined when it says nothing. */
export function meshQuestion(message: JsonObject): JsonObject | undefined {
  const parts = listAt(message, 'parts').filter(isJsonObject);
  if (parts.length === 0) return undefined;
  const texts = parts.map((part) => textAt(part, 'text')).filter((text) => text !== undefined);
  const contextId = textAt(message, 'contextId');
  const taskId = textAt(message, 'taskId');
  const skill = textAt(objectAt(message, 'metadata') ?? {}, 'skill');
  return {
    message: texts.join('\n'),
    // The texts alone say it all, and the simplest agent understands them.
    ...(parts.every(isPlainText) ? {} : { parts }),
    ...(skill === undefined ? {} : { skill }),
    ...(contextId === undefined ? {} : { contextId }),
    ...(taskId === undefined ? {} : { taskId }),
  };
}

function isPlainText(part: JsonObject): boolean {
  return textAt(part, 'text') !== undefined && Object.keys(part).every((key) => key === 'text');
}
