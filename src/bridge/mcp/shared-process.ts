import { utf8, type Did } from '../../base/base.ts';
import { clogging } from './clogging.ts';
import { spanAt, splice, type Edit, type Span } from './json-span.ts';
import type { ParamHeaders } from './param-headers.ts';
import { codes } from './replies.ts';
import { ReplyStream } from './reply-stream.ts';
import {
  clientCapabilitiesKey,
  logLevelKey,
  protocolVersionKey,
  readRpcMessage,
  rpcError,
  subscriptionIdKey,
  type RpcMessage,
} from './rpc-message.ts';
import { ServerProcess, type ProcessDiagnosis, type ProcessEnd, type StdioCommand } from './server-process.ts';
import { endText, notStarted, tooMuch } from './stateful-session.ts';

/** Requests that may wait for answers of one process. */
const maxPending = 256;
/** How long a server may leave `server/discover` unanswered before it counts as one that does not know it, milliseconds. */
const discoverTimeoutMs = 10_000;

interface Call {
  readonly message: RpcMessage;
  readonly stream: ReplyStream;
  /** The client's own id and progress token, as bytes of JSON. */
  readonly id: Uint8Array;
  readonly token: Uint8Array | undefined;
  readonly timer: NodeJS.Timeout | undefined;
  readonly answered: (errorCode: number | undefined) => void;
}

/** A request given to a shared process. */
export interface SharedCall {
  readonly stream: ReplyStream;
  /** Error code of the answer once it is there; undefined for a good one. */
  errorCode(): number | undefined;
}

/** Notifications that a client gets only on a `subscriptions/listen` stream it opened. */
const subscribed: ReadonlySet<string> = new Set([
  'notifications/tools/list_changed',
  'notifications/prompts/list_changed',
  'notifications/resources/list_changed',
  'notifications/resources/updated',
]);

/**
 * A server process for the stateless era (2026-07-28), used by all clients of one caller at once. Ids and
 * progress tokens are exchanged for numbers of this process on the way in and restored on the way out; no other
 * byte changes.
 */
export class SharedProcess {
  readonly caller: Did;
  readonly #process: ServerProcess;
  readonly #clogging: ReturnType<typeof clogging>;
  readonly #onEnd: () => void;
  readonly #params: ParamHeaders;
  readonly #calls = new Map<number, Call>();
  #lastId = 0;
  #versions: Promise<readonly unknown[]> | undefined;

  constructor(o: { caller: Did; command: StdioCommand; params: ParamHeaders; onEnd: () => void }) {
    this.caller = o.caller;
    this.#params = o.params;
    this.#onEnd = o.onEnd;
    this.#process = ServerProcess.start(o.command, {
      message: (message) => this.#fromServer(message),
      ended: (how) => this.#ended(how),
    });
    this.#clogging = clogging(this.#process);
  }

  /** Whether a request asks for log messages. */
  static asksForLog(message: RpcMessage): boolean {
    return typeof message.meta[logLevelKey] === 'string';
  }

  /** Whether requests can be given to it. */
  get running(): boolean {
    return this.#process.running;
  }

  get busy(): boolean {
    return this.#calls.size > 0;
  }

  /** Whether a request under way asked for log messages: stdio does not say which request one belongs to. */
  get logging(): boolean {
    return [...this.#calls.values()].some(({ message }) => SharedProcess.asksForLog(message));
  }

  diagnosis(): ProcessDiagnosis {
    return this.#process.diagnosis();
  }

  /** The versions that the server says it supports; asked of it once. Empty when it does not say. */
  supportedVersions(): Promise<readonly unknown[]> {
    this.#versions ??= this.#discover();
    return this.#versions;
  }

  async #discover(): Promise<readonly unknown[]> {
    const _meta = { [protocolVersionKey]: '2026-07-28', [clientCapabilitiesKey]: {} };
    const text = utf8(JSON.stringify({ jsonrpc: '2.0', id: 0, method: 'server/discover', params: { _meta } }));
    const message = readRpcMessage(text);
    if (message === undefined) return [];
    const { stream } = this.call(message);
    await stream.settled;
    const answer = stream.takeOnly();
    const versions = (answer && readRpcMessage(answer))?.result['supportedVersions'];
    return Array.isArray(versions) ? versions : [];
  }

  /** Passes a request on. Its stream being closed cancels it. */
  call(message: RpcMessage): SharedCall {
    if (this.#calls.size >= maxPending) throw tooMuch();
    const id = ++this.#lastId;
    const own = utf8(String(id));
    const idAt = spanAt(message.bytes, ['id']);
    const tokenAt = spanAt(message.bytes, ['params', '_meta', 'progressToken']);
    const edits = [idAt, tokenAt].flatMap((span) => (span === undefined ? [] : [{ span, bytes: own }]));
    let errorCode: number | undefined;
    const stream = this.#stream(() => this.#cancel(id));
    const call: Call = {
      message,
      stream,
      id: cut(message.bytes, idAt),
      token: tokenAt === undefined ? undefined : cut(message.bytes, tokenAt),
      timer: message.method === 'server/discover' ? this.#discoverTimer(id) : undefined,
      answered: (code) => (errorCode = code),
    };
    this.#calls.set(id, call);
    if (!this.#process.send(splice(message.bytes, edits))) {
      this.#take(id);
      throw tooMuch();
    }
    return { stream, errorCode: () => errorCode };
  }

  /** Passes a notification on; false when the process does not take it. */
  notify(message: RpcMessage): boolean {
    return this.#process.send(message.bytes);
  }

  /** Ends the process; requests still waiting are answered with an error. */
  async close(): Promise<void> {
    await this.#process.close();
  }

  #stream(cancelled: () => void): ReplyStream {
    const stream: ReplyStream = new ReplyStream({
      detached: () => {
        this.#clogging.clear(stream);
        cancelled();
      },
      drained: () => this.#clogging.clear(stream),
    });
    return stream;
  }

  #fromServer(message: RpcMessage): void {
    if (message.kind === 'response') return this.#answer(message);
    // In this era a server asks nothing; an older one that does was never told that the client could answer.
    if (message.kind === 'request') return;
    if (message.method === 'notifications/progress') return this.#progress(message);
    if (subscriptionIdKey in message.meta) return this.#subscription(message);
    if (message.method === 'notifications/cancelled') return this.#closedByServer(message);
    if (subscribed.has(message.method)) return;
    const call = this.#only((c) => message.method !== 'notifications/message' || SharedProcess.asksForLog(c.message));
    if (call !== undefined) this.#push(call, message.bytes);
  }

  #answer(message: RpcMessage): void {
    const call = typeof message.id === 'number' ? this.#take(message.id) : undefined;
    if (call === undefined) return;
    const edits = [editAt(message.bytes, ['id'], call.id)];
    if (call.message.method === 'subscriptions/listen') {
      edits.push(editAt(message.bytes, ['result', '_meta', subscriptionIdKey], call.id));
    }
    if (call.message.method === 'tools/list') this.#params.learn(message.result);
    call.answered(message.errorCode);
    this.#push(call, splice(message.bytes, edits.flat()));
    call.stream.end();
  }

  #progress(message: RpcMessage): void {
    const token = message.params['progressToken'];
    const call = typeof token === 'number' ? this.#calls.get(token) : undefined;
    if (call?.token === undefined) return;
    this.#push(call, splice(message.bytes, editAt(message.bytes, ['params', 'progressToken'], call.token)));
  }

  #subscription(message: RpcMessage): void {
    const id = message.meta[subscriptionIdKey];
    const call = typeof id === 'number' ? this.#calls.get(id) : undefined;
    if (call === undefined) return;
    this.#push(call, splice(message.bytes, editAt(message.bytes, ['params', '_meta', subscriptionIdKey], call.id)));
  }

  #closedByServer(message: RpcMessage): void {
    const id = message.params['requestId'];
    const call = typeof id === 'number' ? this.#calls.get(id) : undefined;
    if (call?.message.method === 'subscriptions/listen' && typeof id === 'number') this.#take(id)?.stream.end();
  }

  /** The one call that a message without a reference can mean; of several that asked for log messages, the newest. */
  #only(fits: (call: Call) => boolean): Call | undefined {
    const calls = [...this.#calls.values()].filter(
      (call) => call.message.method !== 'subscriptions/listen' && fits(call),
    );
    return calls.at(-1);
  }

  #push(call: Call, message: Uint8Array): void {
    if (call.stream.push(message)) this.#clogging.watch(call.stream);
  }

  #take(id: number): Call | undefined {
    const call = this.#calls.get(id);
    clearTimeout(call?.timer);
    this.#calls.delete(id);
    return call;
  }

  #cancel(id: number): void {
    const call = this.#take(id);
    if (call === undefined) return;
    // Without its own envelope the notification would look like one of the older eras to a server that speaks both.
    const { [protocolVersionKey]: version, [clientCapabilitiesKey]: capabilities } = call.message.meta;
    const _meta = { [protocolVersionKey]: version, [clientCapabilitiesKey]: capabilities };
    const params = { requestId: id, reason: 'The client closed the response stream.', _meta };
    this.#process.send(utf8(JSON.stringify({ jsonrpc: '2.0', method: 'notifications/cancelled', params })));
  }

  #discoverTimer(id: number): NodeJS.Timeout {
    return setTimeout(() => this.#refuse(id, codes.methodNotFound, 'Method not found'), discoverTimeoutMs).unref();
  }

  #refuse(id: number, code: number, text: string): void {
    const call = this.#take(id);
    if (call === undefined) return;
    call.answered(code);
    call.stream.push(rpcError(call.message.id ?? null, code, text));
    call.stream.end();
  }

  #ended(how: ProcessEnd): void {
    this.#clogging.stop();
    for (const id of this.#calls.keys()) {
      if (how === 'not-started') this.#take(id)?.stream.fail(notStarted());
      else this.#refuse(id, codes.internalError, endText(how));
    }
    this.#onEnd();
  }
}

function editAt(json: Uint8Array, path: readonly string[], bytes: Uint8Array): Edit[] {
  const span = spanAt(json, path);
  return span === undefined ? [] : [{ span, bytes }];
}

function cut(json: Uint8Array, span: Span | undefined): Uint8Array {
  return span === undefined ? utf8('null') : json.slice(span.start, span.end);
}
