import type { Channel } from './net/net.ts';

/** The first frame that comes; undefined when the channel ends before. */
export async function firstFrame(channel: Channel, signal: AbortSignal): Promise<Uint8Array | undefined> {
  const abort = (): void => channel.abort('timeout');
  signal.addEventListener('abort', abort, { once: true });
  try {
    for await (const bytes of channel.frames) return bytes;
    return undefined;
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
