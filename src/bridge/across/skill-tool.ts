import { sha256, toHex, utf8 } from '../../base/base.ts';
import { isJsonArray, textAt, type JsonObject } from '../strict-json.ts';
import { contentOf, textOf } from './content.ts';
import { isObject } from '../mcp/rpc-message.ts';

type Json = Readonly<Record<string, unknown>>;

/** A skill of an agent as an MCP tool. */
export interface SkillTool {
  readonly skill: string;
  readonly definition: Json & { readonly name: string };
}

const plainName = /^[A-Za-z0-9_-]{1,64}$/;

/** The skills as tools: each takes a message, and the ids by which a task goes on. */
export function skillTools(skills: readonly JsonObject[]): readonly SkillTool[] {
  return skills.flatMap((skill) => {
    const id = textAt(skill, 'id');
    return id === undefined ? [] : [{ skill: id, definition: definitionOf(id, skill) }];
  });
}

/** Ids of skills are any text; a name that no tool can have gets one that no other skill has. */
function toolName(id: string): string {
  if (plainName.test(id)) return id;
  return `${id.replaceAll(/[^A-Za-z0-9_-]/g, '_').slice(0, 48)}_${toHex(sha256(utf8(id))).slice(0, 8)}`;
}

function definitionOf(id: string, skill: JsonObject): SkillTool['definition'] {
  const { examples } = skill;
  const said = isJsonArray(examples) ? examples.filter((one) => typeof one === 'string') : [];
  const more = said.length === 0 ? '' : `\nExamples: ${said.join('; ')}`;
  return {
    name: toolName(id),
    title: textAt(skill, 'name') ?? id,
    description: (textAt(skill, 'description') ?? '') + more,
    inputSchema: {
      type: 'object',
      properties: {
        message: { type: 'string', description: 'What the agent is told.' },
        data: { type: 'object', description: 'Structured data beside the message.' },
        contextId: { type: 'string', description: 'Of an earlier answer, to go on with its conversation.' },
        taskId: { type: 'string', description: 'Of an earlier answer, to go on with its task.' },
      },
      required: ['message'],
    },
  };
}

/** The A2A message that a call of the tool sends; undefined without a text. */
export function messageOf(skill: string, given: Json): Json | undefined {
  const { message, data, contextId, taskId } = given;
  if (typeof message !== 'string') return undefined;
  return {
    messageId: crypto.randomUUID(),
    role: 'ROLE_USER',
    parts: [{ text: message }, ...(isObject(data) ? [{ data }] : [])],
    metadata: { skill },
    ...(typeof contextId === 'string' ? { contextId } : {}),
    ...(typeof taskId === 'string' ? { taskId } : {}),
  };
}

/** Results of one call as they come, gathered: the state of the task, its artifacts, or a message. */
export class AgentAnswer {
  #ids: Json;
  #status: Json = {};
  readonly #artifacts = new Map<unknown, readonly unknown[]>();
  #message: Json | undefined;

  /** `taskId` is that of the task that the message goes on with. */
  constructor(taskId?: unknown) {
    this.#ids = taskId === undefined ? {} : { taskId };
  }

  get taskId(): string | undefined {
    const { taskId } = this.#ids;
    return typeof taskId === 'string' ? taskId : undefined;
  }

  /** Takes one result in; what it says of the way, for who waits. */
  take(result: Json): string | undefined {
    const { task, message, statusUpdate, artifactUpdate } = result;
    if (isObject(message)) this.#message = message;
    if (isObject(task)) {
      this.#taskIs(task);
      return String(this.#status['state']);
    }
    if (isObject(statusUpdate)) {
      this.#idsAre(statusUpdate['taskId'], statusUpdate['contextId']);
      if (isObject(statusUpdate['status'])) this.#status = statusUpdate['status'];
      return textOf(this.#status['message']) || String(this.#status['state']);
    }
    if (!isObject(artifactUpdate) || !isObject(artifactUpdate['artifact'])) return undefined;
    const { artifactId, parts } = artifactUpdate['artifact'];
    const before = artifactUpdate['append'] === true ? (this.#artifacts.get(artifactId) ?? []) : [];
    this.#artifacts.set(artifactId, [...before, ...(Array.isArray(parts) ? parts : [])]);
    return textOf({ parts }) || undefined;
  }

  /** The result of the tool. */
  get result(): Json {
    const content = [...this.#artifacts.values()].flatMap(contentOf);
    const said = this.#message ?? (isObject(this.#status['message']) ? this.#status['message'] : undefined);
    const last = contentOf(said?.['parts']);
    const state = typeof this.#status['state'] === 'string' ? this.#status['state'] : undefined;
    const isError = /_(?:FAILED|REJECTED|CANCELED)$/.test(state ?? '');
    const contextId = this.#message?.['contextId'] ?? this.#ids['contextId'];
    const structured = {
      ...this.#ids,
      ...(contextId === undefined ? {} : { contextId }),
      ...(state === undefined ? {} : { state }),
    };
    return { content: [...content, ...last], structuredContent: structured, ...(isError ? { isError } : {}) };
  }

  #taskIs({ id, contextId, status, artifacts }: Json): void {
    this.#idsAre(id, contextId);
    if (isObject(status)) this.#status = status;
    for (const artifact of Array.isArray(artifacts) ? artifacts.filter(isObject) : [])
      this.#artifacts.set(artifact['artifactId'], Array.isArray(artifact['parts']) ? artifact['parts'] : []);
  }

  #idsAre(taskId: unknown, contextId: unknown): void {
    this.#ids = { ...(taskId === undefined ? {} : { taskId }), ...(contextId === undefined ? {} : { contextId }) };
  }
}
