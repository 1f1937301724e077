import { ReplyStream } from '../mcp/reply-stream.ts';
import { rpcResult } from './rpc-result.ts';

type Json = Readonly<Record<string, unknown>>;
type State = 'WORKING' | 'COMPLETED' | 'FAILED' | 'CANCELED' | 'REJECTED' | 'AUTH_REQUIRED';

/** Who hears of a task, and the id of the call that it is told under. */
interface Listener {
  readonly stream: ReplyStream;
  readonly id: unknown;
}

/** A call of a tool as an A2A task (A2A 1.0, section 4.1). */
export class ToolTask {
  readonly id: string;
  readonly contextId: string;
  readonly #message: Json;
  readonly #abort = new AbortController();
  readonly #listeners = new Set<Listener>();
  readonly #ended = Promise.withResolvers<void>();
  #status: Json;
  #artifacts: readonly Json[] = [];
  #state: State = 'WORKING';

  constructor(ids: { readonly id: string; readonly contextId: string }, message: Json) {
    this.id = ids.id;
    this.contextId = ids.contextId;
    this.#message = message;
    this.#status = statusOf('WORKING');
  }

  /** Aborts when the task is cancelled. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  get isOver(): boolean {
    return this.#state !== 'WORKING';
  }

  /** Resolves when it is over. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  /** The task as it is now. */
  get shown(): Json {
    const { id, contextId } = this;
    return { id, contextId, status: this.#status, artifacts: this.#artifacts, history: [this.#message] };
  }

  /** A step on the way, as a message of the agent. */
  progressed(text: string): void {
    if (this.isOver) return;
    this.#status = statusOf('WORKING', this.#agentMessage(text));
    this.#tell({ statusUpdate: this.#update() });
  }

  /** What the tool gave, and how it ended. */
  gave(parts: readonly Json[], state: 'COMPLETED' | 'FAILED'): void {
    if (this.isOver) return;
    if (parts.length > 0) {
      const artifact = { artifactId: `${this.id}-result`, parts };
      this.#artifacts = [artifact];
      const { id: taskId, contextId } = this;
      this.#tell({ artifactUpdate: { taskId, contextId, artifact, append: false, lastChunk: true } });
    }
    this.over(state);
  }

  /** It ends without a result of the tool. */
  over(state: Exclude<State, 'WORKING'>, text?: string): void {
    if (this.isOver) return;
    this.#state = state;
    this.#status = statusOf(state, text === undefined ? undefined : this.#agentMessage(text));
    this.#tell({ statusUpdate: this.#update() });
    for (const { stream } of this.#listeners) stream.end();
    this.#listeners.clear();
    this.#ended.resolve();
  }

  cancel(): void {
    this.over('CANCELED');
    this.#abort.abort();
  }

  /** A stream that begins with the task as it is and goes on to its end; a client that leaves it does not end the task. */
  listen(id: unknown): ReplyStream {
    const stream: ReplyStream = new ReplyStream({
      detached: () => this.#listeners.delete(listener),
      drained: () => {},
    });
    const listener = { stream, id };
    stream.push(rpcResult(id, { task: this.shown }));
    if (this.isOver) stream.end();
    else this.#listeners.add(listener);
    return stream;
  }

  /** A listener that reads too slowly misses steps, never the result. */
  #tell(event: Json): void {
    for (const { stream, id } of this.#listeners)
      if (!stream.clogged || this.isOver || 'artifactUpdate' in event) stream.push(rpcResult(id, event));
  }

  #update(): Json {
    return { taskId: this.id, contextId: this.contextId, status: this.#status };
  }

  #agentMessage(text: string): Json {
    const { id: taskId, contextId } = this;
    return { messageId: crypto.randomUUID(), role: 'ROLE_AGENT', taskId, contextId, parts: [{ text }] };
  }
}

function statusOf(state: State, message?: Json): Json {
  const timestamp = new Date().toISOString();
  return { state: `TASK_STATE_${state}`, timestamp, ...(message === undefined ? {} : { message }) };
}
