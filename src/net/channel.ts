import type { PeerId, Reason } from '../base/base.ts';

/** How a channel ended. `side` says who broke it off; what the other side's reason was does not travel. */
export type ChannelEnding =
  | { readonly kind: 'closed' }
  | { readonly kind: 'aborted'; readonly reason: Reason; readonly side: 'local' | 'remote' };

/**
 * Frames both ways over one libp2p stream, in order: each is an unsigned varint (its length in bytes) and
 * then that many bytes. Nothing is buffered without bound in either direction.
 */
export interface Channel {
  readonly remotePeer: PeerId;
  readonly protocol: string;
  /**
   * Queues one frame; the channel owns the bytes from here on, so the caller must not change them. All
   * frames of one tick go out in one write. False: the queue is over `channelLimits.highWaterBytes` (the
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
