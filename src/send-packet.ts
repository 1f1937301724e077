import { giveBack } from './base/base.ts';
import type { Channel } from './net/net.ts';
import { encodeFrame, type Packet } from './wire/wire.ts';

/** How long a peer may leave a full channel undrained before it counts as gone, milliseconds. */
const drainMs = 30_000;

/** Sends a packet; `behind` adds what is to travel in the same write. Resolves when the channel has room for more. */
export async function sendPacket(channel: Channel, packet: Packet, behind: () => void): Promise<void> {
  const below = channel.send(encodeFrame({ kind: 'packet', packet }));
  // Behind the packet, in the same write: the other side takes the packet first.
  behind();
  if (!below) await channel.drained(AbortSignal.timeout(drainMs));
}

/**
 * Sends packets one behind the other, as `sendPacket` does, as long as the channel is the way that they were sealed for.
 * What they hold is given back: nobody may look at them afterwards.
 */
export async function sendPackets(
  channel: Channel,
  packets: readonly Packet[],
  { behind, isWay }: { readonly behind: () => void; readonly isWay: () => boolean },
): Promise<void> {
  for (const packet of packets) {
    if (!isWay()) return;
    const sent = sendPacket(channel, packet, behind);
    giveBack(packet.ciphertext);
    await sent;
  }
}
