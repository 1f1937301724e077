import { serviceCapabilities } from '@libp2p/interface';
import type { MessageStream, StreamMuxerFactory } from '@libp2p/interface';
import { yamux } from '@libp2p/yamux';

/** Bounds of the multiplexer on one connection. */
export const muxerLimits = {
  /** Streams a peer may have open towards us, those still negotiating included: two for each protocol, with room. */
  maxInboundStreams: 32,
  /** Streams of ours on one connection. */
  maxOutboundStreams: 64,
  /** Streams more, where a connection carries those of others through a relay: one for each of their connections. */
  maxRelayed: 64,
  /**
   * Largest receive window of a stream, bytes. What an unread stream can make us hold; a frame of 5 MiB
   * takes five round trips, and 10 MB/s go through at 100 ms.
   */
  maxWindowBytes: 1024 * 1024,
  /** Every stream starts with this window (Yamux specification). */
  initialWindowBytes: 256 * 1024,
  /** What may wait for a peer that does not read its socket, bytes; a peer that only pings us fills it. */
  maxUnsentBytes: 32 * 1024 * 1024,
} as const;

const headerBytes = 12;
const dataFrame = 0;

/** Yamux with bounds, behind a guard that refuses a frame no honest peer sends before it is buffered. */
export function guardedYamux(streams: {
  readonly inbound: number;
  readonly outbound: number;
}): () => StreamMuxerFactory {
  const create = yamux({
    maxInboundStreams: streams.inbound,
    maxOutboundStreams: streams.outbound,
    streamOptions: {
      initialStreamWindowSize: muxerLimits.initialWindowBytes,
      maxStreamWindowSize: muxerLimits.maxWindowBytes,
      // A paused stream holds its window; beyond that the peer ignores it, and the stream is reset.
      maxReadBufferLength: 2 * muxerLimits.maxWindowBytes,
    },
  });
  return () => {
    const inner = create();
    return {
      protocol: inner.protocol,
      [serviceCapabilities]: ['@libp2p/stream-multiplexing'],
      createStreamMuxer: (connection) => {
        guard(connection);
        return inner.createStreamMuxer(connection);
      },
    };
  };
}

/**
 * Yamux collects a whole data frame, up to 4 GiB by its header, before it compares it with the window. The
 * guard reads the headers as they pass and breaks the connection at the first frame larger than any window.
 */
function guard(connection: MessageStream): void {
  connection.maxWriteBufferLength = muxerLimits.maxUnsentBytes;
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  let filled = 0;
  let skip = 0;
  /** False when a header announces too much. */
  const follow = (bytes: Uint8Array): boolean => {
    let at = 0;
    while (at < bytes.length) {
      if (skip > 0) {
        const step = Math.min(skip, bytes.length - at);
        skip -= step;
        at += step;
        continue;
      }
      header[filled++] = bytes[at++] ?? 0;
      if (filled < headerBytes) continue;
      filled = 0;
      skip = header[1] === dataFrame ? view.getUint32(8) : 0;
      if (skip > muxerLimits.maxWindowBytes) return false;
    }
    return true;
  };
  connection.addEventListener('message', (event) => {
    const parts = event.data instanceof Uint8Array ? [event.data] : event.data;
    for (const part of parts) {
      if (follow(part)) continue;
      event.stopImmediatePropagation();
      connection.abort(new Error('a multiplexer frame is larger than any window'));
      return;
    }
  });
}
