import { noise } from '@chainsafe/libp2p-noise';
import type { Libp2p } from 'libp2p';
import { createLibp2p } from 'libp2p';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import type { StreamMuxerFactory } from '@libp2p/interface';
import { MeshError, SecretKey } from '../../src/base/base.ts';
import { startNet } from '../../src/net/net.ts';
import type { Channel, Net, NetOptions } from '../../src/net/net.ts';

/** Ends a wait that would hang instead of failing. */
export const patience = (): AbortSignal => AbortSignal.timeout(10_000);

let seeds = 0;

/** A node of ours on loopback, with a key of its own. */
export function node(options: Partial<NetOptions> = {}): Promise<Net> {
  const seed = new Uint8Array(32).fill(1);
  new DataView(seed.buffer).setUint32(0, ++seeds);
  return startNet({ hostSeed: SecretKey.own(seed), listen: ['/ip4/127.0.0.1/tcp/0'], announce: [], ...options });
}

/** A bare libp2p node that speaks the same transport and none of our framing. */
export function rawNode(muxer: () => StreamMuxerFactory = yamux()): Promise<Libp2p> {
  return createLibp2p({
    addresses: { listen: [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [muxer],
    connectionMonitor: { enabled: false },
  });
}

/** Two nodes with one channel between them, opened by `from`. */
export async function pair(
  from: Net,
  to: Net,
  protocol: string,
  maxFrameBytes = 5 * 1024 * 1024,
): Promise<readonly [Channel, Channel]> {
  const served = accept(to, protocol, maxFrameBytes);
  const opened = await open(from, to, protocol, maxFrameBytes);
  return [opened, await served];
}

/** The first channel that others open with a protocol. */
export function accept(net: Net, protocol: string, maxFrameBytes = 1024): Promise<Channel> {
  return new Promise((resolve) => net.handle(protocol, { maxFrameBytes }, resolve));
}

/** Opens a channel over loopback. */
export function open(from: Net, to: Net, protocol: string, maxFrameBytes = 5 * 1024 * 1024): Promise<Channel> {
  return from.open({
    peerId: to.peerId,
    multiaddrs: to.addresses(),
    protocol,
    maxFrameBytes,
    signal: patience(),
  });
}

/** Answers every frame with itself, as long as there is a channel. */
export async function echo(channel: Channel): Promise<void> {
  try {
    for await (const frame of channel.frames) {
      if (!channel.send(frame)) await channel.drained(patience());
    }
    await channel.close();
  } catch (error) {
    if (!(error instanceof MeshError) || error.code !== 'peer-unreachable') throw error;
  }
}

/** Reads `count` frames, fewer when the channel ends before. */
export async function take(channel: Channel, count: number): Promise<readonly Uint8Array[]> {
  const taken: Uint8Array[] = [];
  if (count === 0) return taken;
  for await (const frame of channel.frames) if (taken.push(frame) === count) break;
  return taken;
}
