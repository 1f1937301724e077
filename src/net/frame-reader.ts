import type { Stream } from '@libp2p/interface';
import { MeshError } from '../base/base.ts';
import type { Reason } from '../base/base.ts';
import { channelLimits } from './channel-limits.ts';
import { ByteQueue, readPrefix } from './frame.ts';
import type { FramePrefix } from './frame.ts';

/** What a reader needs from its channel. */
export interface FrameReaderOptions {
  readonly stream: Stream;
  readonly maxFrameBytes: number;
  readonly frameTimeoutMs: number;
  /** The other side broke the protocol. */
  readonly onFault: (reason: Reason) => void;
  /** Something arrived. */
  readonly onHeard: () => void;
}

type Taken = IteratorResult<Uint8Array, undefined>;
const done: Taken = { done: true, value: undefined };

/**
 * Cuts what a stream receives into frames, when they are asked for. It holds at most one frame, one
 * read-ahead and what was in flight when it paused the stream (the Yamux window).
 */
export class FrameReader implements AsyncIterable<Uint8Array> {
  readonly #options: FrameReaderOptions;
  readonly #queue = new ByteQueue();
  #head: FramePrefix | undefined;
  #waiting: ((taken: Taken) => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  #isResuming = false;
  #hasFinished = false;

  constructor(options: FrameReaderOptions) {
    this.#options = options;
  }

  /** Starts to take bytes off the stream. */
  start(): void {
    const { stream, onHeard } = this.#options;
    stream.addEventListener('message', ({ data }) => {
      if (this.#ended) return;
      onHeard();
      if (data instanceof Uint8Array) this.#queue.append(data);
      else for (const part of data) this.#queue.append(part);
      this.#advance();
    });
    this.#hasFinished = stream.status === 'open' && stream.remoteWriteStatus === 'closed';
    stream.addEventListener('remoteCloseWrite', () => {
      this.#hasFinished = true;
    });
    stream.addEventListener('end', () => this.end());
    if (stream.readableEnded) this.end();
  }

  /** Whether the other side said that it sends no more. A lost connection looks the same to libp2p's `end`. */
  get hasFinished(): boolean {
    return this.#hasFinished;
  }

  /** Bytes received that nobody has taken yet. */
  get bufferedBytes(): number {
    return this.#queue.length;
  }

  /** No more bytes will come; complete frames may still be taken. */
  end(): void {
    if (this.#ended) return;
    this.#pull();
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#advance();
  }

  /** No more frames will be given, not even those received. */
  drop(): void {
    this.#queue.clear();
    this.#head = undefined;
    this.#ended = true;
    clearTimeout(this.#timer);
    this.#settle(done);
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return { next: () => this.#next() };
  }

  #next(): Promise<Taken> {
    if (this.#waiting !== undefined) {
      return Promise.reject(new MeshError('internal', 'two readers wait for the frames of one channel; keep to one'));
    }
    const taken = this.#take();
    if (taken !== undefined) return Promise.resolve(taken);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #take(): Taken | undefined {
    const head = this.#head;
    if (head === undefined || !this.#isHeadComplete()) return this.#ended ? this.#last() : undefined;
    const value = this.#queue.take(head.prefixBytes, head.frameBytes);
    this.#head = undefined;
    this.#readHead();
    this.#steer();
    return { done: false, value };
  }

  /** After the last frame; a beginning that never got its end is the sender's fault, unless the line broke. */
  #last(): Taken {
    if (this.#hasFinished && this.#queue.length > 0) this.#options.onFault('malformed');
    return done;
  }

  /** After new bytes: reads the prefix before more is held, then serves whoever waits. */
  #advance(): void {
    this.#readHead();
    if (this.#waiting !== undefined) {
      const taken = this.#take();
      if (taken !== undefined) this.#settle(taken);
    }
    this.#steer();
  }

  #settle(taken: Taken): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.(taken);
  }

  #readHead(): void {
    if (this.#head !== undefined) return;
    const reading = readPrefix((index) => this.#queue.at(index), this.#options.maxFrameBytes);
    if (reading.kind === 'prefix') this.#head = reading;
    if (reading.kind === 'bad') this.#options.onFault(reading.reason);
  }

  #isHeadComplete(): boolean {
    const head = this.#head;
    return head !== undefined && this.#queue.length >= head.prefixBytes + head.frameBytes;
  }

  /** Pauses the stream when a frame waits and much lies behind it; runs the clock on a frame that is only begun. */
  #steer(): void {
    if (this.#ended) return;
    const { stream } = this.#options;
    const complete = this.#isHeadComplete();
    if (complete || this.#queue.length === 0) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else {
      this.#timer ??= setTimeout(() => this.#options.onFault('timeout'), this.#options.frameTimeoutMs);
    }
    if (complete && this.#queue.length > channelLimits.readAheadBytes) {
      if (stream.readStatus === 'readable' && !this.#isResuming) stream.pause();
    } else if (stream.readStatus === 'paused' && !this.#isResuming) {
      this.#resume();
    }
  }

  /** A stream that closed while it was paused still holds its last bytes: at most one window. */
  #pull(): void {
    if (this.#options.stream.readStatus === 'paused') this.#resume();
  }

  /**
   * `resume` hands over what was held back and then opens the window. Pausing in the middle of it would
   * leave the window open for ever, and the stream would overflow: so that waits until it has returned.
   */
  #resume(): void {
    this.#isResuming = true;
    try {
      this.#options.stream.resume();
    } catch {
      // The bytes were handed over; only the window update could not be sent, because the connection has gone.
    }
    this.#isResuming = false;
    this.#steer();
  }
}
