import { utf8 } from '../../base/base.ts';

/** Bytes waiting in one stream above which the server is read no further until the client has taken some. */
const highWaterBytes = 1024 * 1024;

/** Largest piece of a body handed on at once, bytes, so that a big message still fits the frames of the mesh. */
const maxPieceBytes = 1024 * 1024;

/** A comment is sent on a quiet event stream this often, milliseconds: clients and proxies give up on silent ones. */
const keepAliveMs = 60_000;

const keepAlive = utf8(': keepalive\n\n');
const eventStart = utf8('event: message\ndata: ');
const eventEnd = utf8('\n\n');

/** What a stream tells its owner. Each is called at most once, except `drained`. */
export interface ReplyStreamEvents {
  /** Nobody reads the stream any longer. `unread` holds the messages that were not taken. */
  detached(unread: readonly Uint8Array[]): void;
  /** The client has caught up after `clogged` was true. */
  drained(): void;
}

/**
 * The messages of one HTTP answer: written by the side of the server process, read once as a stream of
 * server-sent events.
 */
export class ReplyStream {
  readonly #events: ReplyStreamEvents;
  #queue: Uint8Array[] = [];
  #queuedBytes = 0;
  #state: 'open' | 'ended' | 'detached' = 'open';
  #failure: Error | undefined;
  #wake: (() => void) | undefined;
  readonly #started = Promise.withResolvers<void>();
  readonly #settled = Promise.withResolvers<void>();
  /** Resolves with the first message, or when the stream ends or fails without one. */
  readonly started: Promise<void> = this.#started.promise;
  /** Resolves when no further message follows. */
  readonly settled: Promise<void> = this.#settled.promise;

  constructor(events: ReplyStreamEvents) {
    this.#events = events;
  }

  /** Whether messages still reach a reader. */
  get live(): boolean {
    return this.#state === 'open';
  }

  /** Whether more waits here than should. */
  get clogged(): boolean {
    return this.#state === 'open' && this.#queuedBytes > highWaterBytes;
  }

  /** Adds a message; false when nobody reads any longer. */
  push(message: Uint8Array): boolean {
    if (this.#state !== 'open') return false;
    this.#queue.push(message);
    this.#queuedBytes += message.length;
    this.#signal();
    return true;
  }

  /** No further message follows. */
  end(): void {
    if (this.#state !== 'open') return;
    const wasClogged = this.clogged;
    this.#state = 'ended';
    this.#signal();
    // What waits is all there will be, so the server need not be held up for it.
    if (wasClogged) this.#events.drained();
  }

  /** Breaks the answer off with this error after what waits. */
  fail(error: Error): void {
    if (this.#state !== 'open') return;
    this.#failure = error;
    this.end();
  }

  /** Gives up reading, as a client that went away. */
  detach(): void {
    if (this.#state === 'detached') return;
    const before = this.#state;
    this.#state = 'detached';
    const unread = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#signal();
    if (before === 'open') this.#events.detached(unread);
  }

  /** Takes the answer when it is complete and a single message; undefined otherwise. Throws what the stream failed with. */
  takeOnly(): Uint8Array | undefined {
    if (this.#state !== 'ended' || this.#queue.length > 1) return undefined;
    const message = this.#queue.pop();
    if (message === undefined && this.#failure !== undefined) throw this.#failure;
    return message;
  }

  /** The server-sent events, to be read once; `return()` gives up reading, even before the first and during a wait. */
  body(): AsyncIterable<Uint8Array> {
    const events = this.#read();
    const giveUp = async (): Promise<IteratorResult<Uint8Array, void>> => {
      // A generator that was not started, or that waits, would not come to its `finally`.
      this.detach();
      return await events.return();
    };
    return { [Symbol.asyncIterator]: () => ({ next: async () => await events.next(), return: giveUp }) };
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (let parts = await this.#next(); parts !== undefined; parts = await this.#next()) yield* parts;
      if (this.#failure !== undefined) throw this.#failure;
    } finally {
      this.detach();
    }
  }

  /** The next message as an event, or a sign of life; undefined at the end. */
  async #next(): Promise<Iterable<Uint8Array> | undefined> {
    while (this.#queue.length === 0) {
      if (this.#state !== 'open') return undefined;
      if (!(await this.#more())) return [keepAlive];
    }
    const message = this.#queue.shift() ?? new Uint8Array(0);
    const wasClogged = this.clogged;
    this.#queuedBytes -= message.length;
    if (wasClogged && !this.clogged) this.#events.drained();
    return pieces(message);
  }

  /** Waits for the next change; false when it is time for a sign of life instead. */
  async #more(): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<boolean>((resolve) => {
        this.#wake = () => resolve(true);
        timer = setTimeout(() => resolve(false), keepAliveMs).unref();
      });
    } finally {
      clearTimeout(timer);
      this.#wake = undefined;
    }
  }

  #signal(): void {
    this.#started.resolve();
    if (this.#state !== 'open') this.#settled.resolve();
    this.#wake?.();
  }
}

function* pieces(message: Uint8Array): Generator<Uint8Array, void, undefined> {
  if (message.length <= maxPieceBytes) {
    const event = new Uint8Array(eventStart.length + message.length + eventEnd.length);
    event.set(eventStart);
    event.set(message, eventStart.length);
    event.set(eventEnd, eventStart.length + message.length);
    yield event;
    return;
  }
  yield eventStart;
  for (let at = 0; at < message.length; at += maxPieceBytes) yield message.subarray(at, at + maxPieceBytes);
  yield eventEnd;
}
