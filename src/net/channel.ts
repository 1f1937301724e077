import type { Stream } from '@libp2p/interface';
import { MeshError } from '../base/base.ts';
import type { PeerId, Reason } from '../base/base.ts';
import { channelLimits } from './channel-limits.ts';
import type { ChannelTimeouts } from './channel-limits.ts';
import { FrameReader } from './frame-reader.ts';
import { FrameWriter } from './frame-writer.ts';

/**
 * How a channel ended: both sides closed it; this side broke it off and why; or it was lost: the other
 * side reset it, or the connection went. A reset carries no reason on the wire.
 */
export type ChannelEnding =
  { readonly kind: 'closed' } | { readonly kind: 'aborted'; readonly reason: Reason } | { readonly kind: 'lost' };

/**
 * Frames both ways over one libp2p stream, in order: each is an unsigned varint (its length in bytes) and
 * then that many bytes. Nothing is buffered without bound in either direction.
 */
export interface Channel {
  readonly remotePeer: PeerId;
  readonly protocol: string;
  /**
   * Queues one frame; the channel owns the bytes from here on and gives them back once they are written, so the caller must
   * neither change them nor look at them again. All frames of one turn of the event loop go out in one write. False: the queue is over `channelLimits.highWaterBytes` (the
   * frame IS queued): await `drained()` before the next one. False also when the channel is over, and then
   * the frame is dropped. Over `channelLimits.maxQueuedBytes` the channel aborts with `overloaded`.
   * Throws MeshError `message-too-large` when the frame is over the channel's own cap.
   */
  send(frame: Uint8Array): boolean;
  /** Resolves once the queue is below the low-water mark; rejects with MeshError `peer-unreachable` when the channel is over, or with the signal's reason. */
  drained(signal: AbortSignal): Promise<void>;
  /**
   * The frames received, for one reader. Frames are taken off the network no faster than this is read. It
   * ends, and never throws, when the other side stops sending or the channel is broken off (`ending` says
   * which). Leaving a loop does not close the channel: a later loop goes on with the next frame.
   */
  readonly frames: AsyncIterable<Uint8Array>;
  /** Sends what is queued, then says that no more follows. Frames may still arrive until the other side closes too, or `channelLimits.lingerMs` pass. Idempotent, never rejects. */
  close(): Promise<void>;
  /** Drops what is queued both ways and resets the stream at once. The first reason given stays. */
  abort(reason: Reason): void;
  /** Resolves, and never rejects, when the channel is over in both directions. */
  readonly closed: Promise<void>;
  /** How it ended; undefined as long as it goes on. */
  readonly ending: ChannelEnding | undefined;
}

/** What `createChannel` needs. */
export interface ChannelOptions {
  readonly stream: Stream;
  readonly remotePeer: PeerId;
  readonly protocol: string;
  readonly maxFrameBytes: number;
  readonly timeouts: ChannelTimeouts;
  /** The other side gave a sign of life. */
  readonly onHeard: () => void;
}

/** Puts frames over a stream whose protocol is negotiated. */
export function createChannel(options: ChannelOptions): Channel {
  const channel = new StreamChannel(options);
  channel.start();
  return channel;
}

class StreamChannel implements Channel {
  readonly remotePeer: PeerId;
  readonly protocol: string;
  readonly frames: FrameReader;
  readonly closed: Promise<void>;
  readonly #options: ChannelOptions;
  readonly #writer: FrameWriter;
  readonly #resolveClosed: () => void;
  #ending: ChannelEnding | undefined;
  #closing: Promise<void> | undefined;
  #linger: NodeJS.Timeout | undefined;

  constructor(options: ChannelOptions) {
    const { stream, maxFrameBytes, timeouts, onHeard } = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    const onFault = (reason: Reason): void => this.abort(reason);
    this.#options = options;
    this.remotePeer = options.remotePeer;
    this.protocol = options.protocol;
    this.closed = promise;
    this.#resolveClosed = resolve;
    this.frames = new FrameReader({ stream, maxFrameBytes, frameTimeoutMs: timeouts.frameMs, onFault, onHeard });
    const onLost = (): void => this.#lose();
    this.#writer = new FrameWriter({ stream, stallTimeoutMs: timeouts.stallMs, onFault, onLost, onHeard });
  }

  get ending(): ChannelEnding | undefined {
    return this.#ending;
  }

  start(): void {
    const { stream } = this.#options;
    stream.addEventListener('close', ({ error }) => {
      const isClosed = error === undefined && this.#closing !== undefined && this.frames.hasFinished;
      this.#finish(isClosed ? { kind: 'closed' } : { kind: 'lost' });
    });
    this.#writer.start();
    this.frames.start();
    if (stream.status !== 'open') this.#finish({ kind: 'lost' });
  }

  send(frame: Uint8Array): boolean {
    const { maxFrameBytes } = this.#options;
    if (frame.length > maxFrameBytes) {
      throw new MeshError(
        'message-too-large',
        `A frame of ${frame.length} bytes is over the ${maxFrameBytes} that ${this.protocol} allows. Send less at once.`,
      );
    }
    return this.#closing === undefined && this.#writer.push(frame);
  }

  async drained(signal: AbortSignal): Promise<void> {
    if (this.#writer.isAboveHighWater) await this.#writer.whenBelow(channelLimits.lowWaterBytes, signal);
    signal.throwIfAborted();
    if (this.#ending === undefined && this.#closing === undefined) return;
    throw new MeshError(
      'peer-unreachable',
      `The ${this.protocol} channel with ${this.remotePeer} is over. Open a new one.`,
    );
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  abort(reason: Reason): void {
    if (this.#ending !== undefined) return;
    this.#ending = { kind: 'aborted', reason };
    this.frames.drop();
    this.#writer.drop();
    this.#options.stream.abort(new Error(reason));
    this.#settle();
  }

  async #close(): Promise<void> {
    if (this.#ending !== undefined) return;
    const { stream, timeouts } = this.#options;
    // The linger starts when the last byte has gone; until then the stall timeout bounds the wait.
    await this.#writer.whenBelow(0, never);
    if (this.#ending !== undefined) return;
    this.#linger = setTimeout(() => this.abort('timeout'), timeouts.lingerMs);
    try {
      await stream.close({ signal: AbortSignal.timeout(timeouts.lingerMs) });
    } catch {
      this.#lose();
    }
  }

  /** The stream failed under us: what was received may still be read. */
  #lose(): void {
    this.#finish({ kind: 'lost' });
    this.#options.stream.abort(new Error('lost'));
  }

  #finish(ending: ChannelEnding): void {
    if (this.#ending !== undefined) return;
    this.#ending = ending;
    this.#writer.drop();
    this.frames.end();
    this.#settle();
  }

  #settle(): void {
    clearTimeout(this.#linger);
    this.#resolveClosed();
  }
}

/** For waits that end with the channel. */
const never = new AbortController().signal;
