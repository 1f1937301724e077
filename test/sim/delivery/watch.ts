import { toHex, type PeerId } from '../../../src/base/base.ts';
import {
  decodeFrame,
  decodeKnock,
  decodeKnockReply,
  encodeFrame,
  type Ack,
  type Packet,
} from '../../../src/wire/wire.ts';
import { meshProtocol } from '../../../src/open-link.ts';
import type { Chance } from '../chance.ts';
import type { SimChannel, Tap } from '../network.ts';
import type { Lie } from './script.ts';

interface Way {
  readonly from: PeerId;
  readonly to: PeerId;
  readonly protocol: string;
}

/** Frames kept for being repeated later; the newest. */
const maxKept = 400;

/** Reads along on the wire: no message key may be used for two messages. */
export class Wire {
  readonly faults: string[] = [];
  readonly #used = new Map<string, string>();
  readonly #packets: { readonly frame: Uint8Array; readonly channel: SimChannel }[] = [];

  readonly watch = (frame: Uint8Array, way: Way): void => {
    if (way.protocol !== meshProtocol) return;
    const decoded = decodeFrame(frame);
    if (decoded.kind !== 'accept') return;
    const { value } = decoded;
    if (value.kind === 'packet') {
      this.#note(value.packet, way);
    } else if (value.kind === 'knock') {
      const knock = decodeKnock(value.knock.payload);
      if (knock.kind === 'accept') this.#note(knock.value.hello, way);
    } else if (value.kind === 'knock-reply') {
      const reply = decodeKnockReply(value.reply.payload);
      if (reply.kind === 'accept' && reply.value.answer.accepted) this.#note(reply.value.answer.hello, way);
    }
  };

  /** Keeps the packets that arrive: one that never did could be repeated by its sender only. */
  readonly heard = (frame: Uint8Array, channel: SimChannel): void => {
    const decoded = channel.protocol === meshProtocol ? decodeFrame(frame) : undefined;
    if (decoded?.kind !== 'accept' || decoded.value.kind !== 'packet') return;
    this.#packets.push({ frame: frame.slice(), channel });
    if (this.#packets.length > maxKept) this.#packets.shift();
  };

  /**
   * One of the packets that came to a host comes to it again, over the channel that it came by: a connection has keys
   * of its own, so what was heard on one means nothing on another. False when no such channel is left.
   */
  repeat(host: PeerId, nth: number): boolean {
    const candidates = this.#packets.filter(
      ({ channel }) => channel.localPeer === host && channel.ending === undefined,
    );
    const packet = candidates[nth % Math.max(1, candidates.length)];
    packet?.channel.inject(packet.frame);
    return packet !== undefined;
  }

  /** A message key is named by its session, the ratchet key, and the number in the chain. */
  #note({ session, header, ciphertext }: Packet, { from }: Way): void {
    const key = `${session} ${from} ${toHex(header.subarray(0, 32))} ${toHex(header.subarray(36, 40))}`;
    const message = toHex(ciphertext);
    const before = this.#used.get(key);
    if (before !== undefined && before !== message) this.faults.push(`key reused: ${key}`);
    this.#used.set(key, message);
  }
}

/** What a peer makes of the acknowledgements that it sends: nothing, or something else. */
export function lying(liar: PeerId, lie: Lie, chance: Chance): Tap {
  return (frame, { from, protocol }) => {
    if (from !== liar || protocol !== meshProtocol) return [frame];
    const decoded = decodeFrame(frame);
    if (decoded.kind !== 'accept' || decoded.value.kind !== 'acks') return [frame];
    if (lie === 'silent') return [];
    return [encodeFrame({ kind: 'acks', acks: decoded.value.acks.flatMap((ack) => twist(ack, chance)) })];
  };
}

const reasons = ['overloaded', 'unknown-session', 'policy-denied', 'session-expired', 'malformed'] as const;

function twist(ack: Ack, chance: Chance): readonly Ack[] {
  switch (chance.below(4)) {
    case 0:
      return [];
    case 1:
      return [{ id: ack.id, outcome: 'delivered', reason: undefined }];
    case 2:
      return [{ id: ack.id, outcome: 'rejected', reason: chance.pick(reasons) ?? 'malformed' }, ack];
    default:
      return [ack, ack];
  }
}
