import type { Did, Reason } from './base/base.ts';
import { firstFrame } from './first-frame.ts';
import { hostIn } from './host-in.ts';
import type { LinkPorts } from './link-ports.ts';
import type { Channel } from './net/net.ts';
import { encodeFrame } from './wire/wire.ts';

/** The protocol of the long-lived stream. */
export const meshProtocol = '/parley/mesh/1';

/** A channel to a peer that was proved, and the first frame that came by it. */
interface OpenedLink {
  readonly channel: Channel;
  readonly suite: string;
  readonly first: Uint8Array;
}

/** Goes to a peer where it is known to be, and opens the long-lived stream; or the reason why that failed. */
export async function openLink(
  { directory, handshakes, net, sightings, clock }: LinkPorts,
  peer: Did,
  signal: AbortSignal,
): Promise<OpenedLink | Reason> {
  const { entry, multiaddrs: told } = directory.peer(peer);
  const host = entry?.record?.record.peerId ?? hostIn(told);
  if (host === undefined) return 'not-registered';
  const multiaddrs = [...told, ...(sightings?.of(host, clock.now()) ?? [])];
  for (const again of [true, false]) {
    const met = await handshakes.meet(peer, host, multiaddrs, signal);
    if (met.kind === 'failed') return met.reason;
    const channel = await net.open({ peerId: host, multiaddrs, protocol: meshProtocol, signal });
    // The other side answers a ping only once it knows us; one that has forgotten us resets the stream.
    channel.send(encodeFrame({ kind: 'ping', token: 0 }));
    const first = await firstFrame(channel, signal);
    if (first !== undefined) return { channel, suite: met.result.suite, first };
    channel.abort('timeout');
    handshakes.invalidate(peer);
    if (!again) break;
  }
  return 'not-authenticated';
}
