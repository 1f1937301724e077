import type { Did } from '../../base/base.ts';
import { TargetError } from '../egress-target.ts';
import { clogging } from './clogging.ts';
import { codes } from './replies.ts';
import { ReplyStream } from './reply-stream.ts';
import { asRpcId, idKey, readRpcMessage, rpcError, type RpcMessage } from './rpc-message.ts';
import { ServerProcess, type ProcessDiagnosis, type ProcessEnd, type StdioCommand } from './server-process.ts';

/** Messages kept for a client that listens on no stream at the moment: a burst of notifications, not a backlog. */
const maxHeldMessages = 256;
/** Bytes of such messages. */
const maxHeldBytes = 1024 * 1024;
/** Requests of one session that may wait for answers. */
const maxPending = 256;

interface Pending {
  readonly message: RpcMessage;
  readonly stream: ReplyStream;
}

/**
 * One session of the eras up to 2025-11-25, with a server process of its own: ids and progress tokens of the
 * client never meet another client's, so no message is changed in either direction.
 */
export class StatefulSession {
  readonly id: string;
  readonly caller: Did;
  readonly #process: ServerProcess;
  readonly #clogging: ReturnType<typeof clogging>;
  readonly #onEnd: () => void;
  readonly #pending = new Map<string, Pending>();
  readonly #tokens = new Map<string, string>();
  #listener: ReplyStream | undefined;
  #held: Uint8Array[] = [];
  #heldBytes = 0;
  /** What `initialize` settled on; the version header of later requests must name it. */
  version: string | undefined;

  constructor(o: { id: string; caller: Did; command: StdioCommand; onEnd: () => void }) {
    this.id = o.id;
    this.caller = o.caller;
    this.#onEnd = o.onEnd;
    this.#process = ServerProcess.start(o.command, {
      message: (message) => this.#fromServer(message),
      ended: (how) => this.#ended(how),
    });
    this.#clogging = clogging(this.#process);
  }

  /** Whether the server process is there to take messages. */
  get running(): boolean {
    return this.#process.running;
  }

  /** Whether somebody waits for an answer or listens. A call whose stream the client left holds nothing back. */
  get busy(): boolean {
    return this.#listener !== undefined || [...this.#pending.values()].some(({ stream }) => stream.live);
  }

  diagnosis(): ProcessDiagnosis {
    return this.#process.diagnosis();
  }

  /**
   * Passes on the messages of one POST. Returns the stream of their answers, undefined when none is expected,
   * or in words what is wrong with them.
   */
  post(messages: readonly RpcMessage[]): ReplyStream | undefined | string {
    const requests = messages.filter((message) => message.kind === 'request');
    const keys = new Set(requests.map(keyOf));
    if (keys.size < requests.length || [...keys].some((key) => this.#pending.has(key))) {
      return 'a request with this id is still waiting for its answer';
    }
    if (this.#pending.size + requests.length > maxPending) throw tooMuch();
    const stream = requests.length === 0 ? undefined : this.#openStream();
    for (const request of requests) this.#expect(request, stream);
    for (const message of messages) {
      if (!this.#process.send(message.bytes)) {
        for (const key of keys) this.#forget(key);
        throw tooMuch();
      }
    }
    if (stream !== undefined && this.#listener === undefined) this.#handOver(stream);
    return stream;
  }

  /** Opens the stream on which the server speaks unasked; it takes the place of an earlier one. */
  listen(): ReplyStream {
    const stream = this.#stream((unread) => {
      if (this.#listener !== stream) return;
      this.#listener = undefined;
      for (const message of unread) this.#hold(message);
    });
    const earlier = this.#listener;
    this.#listener = stream;
    earlier?.end();
    this.#handOver(stream);
    return stream;
  }

  /** Ends the process; requests still waiting are answered with an error. */
  async close(): Promise<void> {
    await this.#process.close();
  }

  #openStream(): ReplyStream {
    // That the client closed the stream is no cancellation in these eras, so its requests go on and are
    // only no longer answered; what the server asked or told there has to reach the client elsewhere.
    const stream = this.#stream((unread) => {
      for (const message of unread) if (!isResponse(message)) this.#unasked(message);
    });
    return stream;
  }

  #stream(detached: (unread: readonly Uint8Array[]) => void): ReplyStream {
    const stream: ReplyStream = new ReplyStream({
      detached: (unread) => {
        this.#clogging.clear(stream);
        detached(unread);
      },
      drained: () => this.#clogging.clear(stream),
    });
    return stream;
  }

  #expect(message: RpcMessage, stream: ReplyStream | undefined): void {
    if (stream === undefined) return;
    const key = keyOf(message);
    this.#pending.set(key, { message, stream });
    const token = asRpcId(message.meta['progressToken']);
    if (token !== undefined) this.#tokens.set(idKey(token), key);
  }

  #forget(key: string): void {
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    this.#pending.delete(key);
    const token = asRpcId(pending.message.meta['progressToken']);
    if (token !== undefined) this.#tokens.delete(idKey(token));
  }

  #fromServer(message: RpcMessage): void {
    if (message.kind === 'response') return this.#answer(message);
    const stream = this.#related(message);
    if (stream?.push(message.bytes) === true) this.#clogging.watch(stream);
    else this.#unasked(message.bytes);
  }

  #answer(message: RpcMessage): void {
    if (message.id === undefined) return;
    const key = idKey(message.id);
    const pending = this.#pending.get(key);
    if (pending === undefined) return;
    this.#forget(key);
    const version = message.result['protocolVersion'];
    if (pending.message.method === 'initialize' && typeof version === 'string') this.version = version;
    pending.stream.push(message.bytes);
    this.#clogging.watch(pending.stream);
    if (![...this.#pending.values()].some(({ stream }) => stream === pending.stream)) pending.stream.end();
  }

  /** The request's stream that a message of the server belongs to, as far as stdio lets one tell. */
  #related(message: RpcMessage): ReplyStream | undefined {
    if (message.method === 'notifications/progress') {
      const token = asRpcId(message.params['progressToken']);
      const key = token === undefined ? undefined : this.#tokens.get(idKey(token));
      return key === undefined ? undefined : this.#pending.get(key)?.stream;
    }
    if (message.kind === 'notification' && message.method !== 'notifications/message') return undefined;
    // stdio does not say which request a log line or a question of the server belongs to; with one under way it is that.
    const streams = new Set([...this.#pending.values()].map(({ stream }) => stream));
    const [only] = streams;
    return streams.size === 1 ? only : undefined;
  }

  #unasked(message: Uint8Array): void {
    const stream = this.#listener ?? [...this.#pending.values()].findLast(({ stream }) => stream.live)?.stream;
    if (stream?.push(message) === true) this.#clogging.watch(stream);
    else this.#hold(message);
  }

  #hold(message: Uint8Array): void {
    this.#held.push(message);
    this.#heldBytes += message.length;
    while (this.#held.length > maxHeldMessages || this.#heldBytes > maxHeldBytes) {
      this.#heldBytes -= this.#held.shift()?.length ?? 0;
    }
  }

  #handOver(stream: ReplyStream): void {
    const held = this.#held;
    this.#held = [];
    this.#heldBytes = 0;
    for (const message of held) stream.push(message);
    this.#clogging.watch(stream);
  }

  #ended(how: ProcessEnd): void {
    this.#clogging.stop();
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    this.#tokens.clear();
    for (const { message, stream } of pending) {
      if (how === 'not-started') stream.fail(notStarted());
      else stream.push(rpcError(message.id ?? null, codes.internalError, endText(how)));
    }
    for (const { stream } of pending) stream.end();
    this.#listener?.end();
    this.#listener = undefined;
    this.#onEnd();
  }
}

/** What a client is told when the server process ended under its request. */
export function endText(how: ProcessEnd): string {
  if (how === 'unusable') return 'The MCP server sent a message larger than the limit, so it was ended. Ask for less.';
  return 'The MCP server ended before it answered. Whether the request took effect is not known.';
}

/** The server program could not be started. */
export function notStarted(): TargetError {
  return new TargetError('agent-unreachable', 'The MCP server cannot be started: check its command in parley.yaml.');
}

/** More is asked of one server process than it can be asked at once. */
export function tooMuch(): TargetError {
  return new TargetError('overloaded', 'The MCP server does not keep up with what it is asked.');
}

function keyOf(message: RpcMessage): string {
  return message.id === undefined ? '' : idKey(message.id);
}

function isResponse(message: Uint8Array): boolean {
  return readRpcMessage(message)?.kind === 'response';
}
