/** Bounds of one channel; each says what it protects. */
export const channelLimits = {
  /** Queued bytes over which `send` says false: enough to keep a fast link busy between two ticks. */
  highWaterBytes: 1024 * 1024,
  /** Queued bytes under which `drained` resolves. */
  lowWaterBytes: 256 * 1024,
  /** Queued bytes at which the channel is broken off with `overloaded`: three frames of the largest size, so that only a sender who ignores `send() === false` meets it. */
  maxQueuedBytes: 16 * 1024 * 1024,
  /** What one queued frame counts besides its bytes: an endless row of empty frames costs memory too. */
  frameOverheadBytes: 64,
  /** Bytes of whole frames joined into one write; one larger frame is a write of its own. */
  maxWriteBytes: 256 * 1024,
  /** Received bytes, in complete frames nobody has taken yet, over which the stream is paused. */
  readAheadBytes: 256 * 1024,
} as const;

/** How long a channel waits for the other side, milliseconds. Timers live in this room: it is an edge. */
export interface ChannelTimeouts {
  /** From the first byte of a frame to its last: 5 MiB at 700 kbit/s. Slower is a sender that holds our memory. */
  readonly frameMs: number;
  /** Without the network taking any of the bytes we queued: a reader that stopped holds our queue. */
  readonly stallMs: number;
  /** From our `close()` to the other side's; then the stream is reset. */
  readonly lingerMs: number;
}

/** The timeouts unless `NetLimits.timeouts` says otherwise. */
export const defaultTimeouts: ChannelTimeouts = { frameMs: 60_000, stallMs: 60_000, lingerMs: 5_000 };
