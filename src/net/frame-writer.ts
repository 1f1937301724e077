import type { Stream } from '@libp2p/interface';
import { giveBack } from '../base/base.ts';
import type { Reason } from '../base/base.ts';
import { channelLimits } from './channel-limits.ts';
import { prefixLength, writePrefix } from './frame.ts';

/** What a writer needs from its channel. */
export interface FrameWriterOptions {
  readonly stream: Stream;
  readonly stallTimeoutMs: number;
  /** The queue is beyond its bound, or the network takes nothing any more. */
  readonly onFault: (reason: Reason) => void;
  /** The stream refused a write. */
  readonly onLost: () => void;
  /** The network took bytes. */
  readonly onHeard: () => void;
}

/**
 * Queues frames and writes all of one turn of the event loop together: each write costs a Yamux frame, a Noise packet and
 * a system call or more, which is most of the price of a short frame.
 */
export class FrameWriter {
  readonly #options: FrameWriterOptions;
  #frames: Uint8Array[] = [];
  #offset = 0;
  #queuedBytes = 0;
  #isFlushDue = false;
  #stall: NodeJS.Timeout | undefined;
  #isOver = false;
  readonly #waiting = new Set<() => void>();

  constructor(options: FrameWriterOptions) {
    this.#options = options;
  }

  /** Starts to follow the stream's own backpressure. */
  start(): void {
    this.#options.stream.addEventListener('drain', () => {
      this.#options.onHeard();
      // libp2p's own listener goes on in a microtask of its own with what the stream holds; ours comes after it.
      queueMicrotask(() => this.#pump(true));
    });
  }

  /** Bytes queued, here and in the stream. */
  get queuedBytes(): number {
    return this.#queuedBytes + this.#options.stream.writeBufferLength;
  }

  /** Whether `send` should pause. */
  get isAboveHighWater(): boolean {
    return this.queuedBytes > channelLimits.highWaterBytes;
  }

  /** Queues a frame; false above the high-water mark. */
  push(frame: Uint8Array): boolean {
    if (this.#isOver) return false;
    if (this.queuedBytes + frame.length > channelLimits.maxQueuedBytes) {
      this.#options.onFault('overloaded');
      return false;
    }
    this.#frames.push(frame);
    this.#queuedBytes += frame.length + channelLimits.frameOverheadBytes;
    this.#scheduleFlush();
    return !this.isAboveHighWater;
  }

  /** Resolves at once, or when the queue has fallen to `bytes` or the writer is over. */
  async whenBelow(bytes: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    while (!this.#isOver && this.queuedBytes > bytes) await this.#nextProgress(signal);
  }

  /** Drops what is queued and wakes everybody who waits. */
  drop(): void {
    this.#isOver = true;
    this.#frames = [];
    this.#offset = 0;
    this.#queuedBytes = 0;
    clearTimeout(this.#stall);
    this.#wake();
  }

  #nextProgress(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => {
        this.#waiting.delete(onProgress);
        reject(signal.reason);
      };
      const onProgress = (): void => {
        signal.removeEventListener('abort', onAbort);
        resolve();
      };
      this.#waiting.add(onProgress);
      signal.addEventListener('abort', onAbort, { once: true });
    });
  }

  #wake(): void {
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  #scheduleFlush(): void {
    if (this.#isFlushDue) return;
    this.#isFlushDue = true;
    setImmediate(() => {
      this.#isFlushDue = false;
      this.#pump(false);
    });
  }

  #pump(hasDrained: boolean): void {
    const { stream } = this.#options;
    try {
      let hasMoved = hasDrained;
      while (!this.#isOver && this.#offset < this.#frames.length && !stream.writableNeedsDrain) {
        stream.send(this.#nextWrite());
        hasMoved = true;
      }
      if (!this.#isOver) this.#watchStall(hasMoved);
    } catch {
      this.#options.onLost();
    }
    if (this.queuedBytes <= channelLimits.lowWaterBytes) this.#wake();
  }

  /** The next whole frames up to `maxWriteBytes`, at least one, as one piece of memory. */
  #nextWrite(): Uint8Array {
    const batch: Uint8Array[] = [];
    let bytes = 0;
    for (; this.#offset < this.#frames.length; this.#offset++) {
      const frame = this.#frames[this.#offset];
      if (frame === undefined) break;
      const size = frame.length + prefixLength(frame.length);
      if (bytes > 0 && bytes + size > channelLimits.maxWriteBytes) break;
      batch.push(frame);
      bytes += size;
      this.#queuedBytes -= frame.length + channelLimits.frameOverheadBytes;
    }
    if (this.#offset === this.#frames.length) {
      this.#frames = [];
      this.#offset = 0;
    }
    const write = join(batch, bytes);
    for (const frame of batch) giveBack(frame);
    return write;
  }

  /** Runs while the stream holds us up, and starts anew whenever it took something. */
  #watchStall(hasMoved: boolean): void {
    if (this.queuedBytes === 0) {
      clearTimeout(this.#stall);
      this.#stall = undefined;
    } else if (this.#stall === undefined) {
      this.#stall = setTimeout(() => this.#options.onFault('timeout'), this.#options.stallTimeoutMs);
    } else if (hasMoved) {
      this.#stall.refresh();
    }
  }
}

function join(frames: readonly Uint8Array[], bytes: number): Uint8Array {
  const out = new Uint8Array(bytes);
  let at = 0;
  for (const frame of frames) {
    at = writePrefix(out, at, frame.length);
    out.set(frame, at);
    at += frame.length;
  }
  return out;
}
