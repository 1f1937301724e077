import type { MessageId, Verdict } from '../../../src/base/base.ts';
import { decodeFrame, type Frame, type Packet } from '../../../src/wire/wire.ts';
import type { HallNode } from '../../sim/hall-node.ts';
import type { Network } from '../../sim/network.ts';

/** The value of an accepted verdict. */
export function received<T>(verdict: Verdict<T>): T {
  if (verdict.kind !== 'accept') throw new Error(`${verdict.kind}: ${verdict.reason} ${verdict.detail ?? ''}`);
  return verdict.value;
}

/** A value that is there. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('nothing is there');
  return value;
}

/** What arrives from one node at another on the mesh protocol from now on. */
export interface Seen {
  /** As they came. */
  readonly frames: Uint8Array[];
  of<K extends Frame['kind']>(kind: K): readonly Extract<Frame, { kind: K }>[];
  packets(): readonly Packet[];
  /** Every answer to a message, as `outcome` or `outcome reason`. */
  answersTo(id: MessageId): readonly string[];
}

/** Watches one direction; what stands on the tap already stays. */
export function framesBetween(network: Network, from: HallNode, to: HallNode): Seen {
  const frames: Uint8Array[] = [];
  const before = network.tap;
  network.tap = (frame, way) => {
    const become = before(frame, way);
    if (way.from === from.host && way.to === to.host && way.protocol === '/parley/mesh/1') frames.push(...become);
    return become;
  };
  const of = <K extends Frame['kind']>(kind: K): readonly Extract<Frame, { kind: K }>[] =>
    frames.map((frame) => received(decodeFrame(frame))).filter((frame) => isOf(frame, kind));
  return {
    frames,
    of,
    packets: () => of('packet').map(({ packet }) => packet),
    answersTo: (id) =>
      of('acks')
        .flatMap(({ acks }) => acks)
        .filter((ack) => ack.id === id)
        .map(({ outcome, reason }) => (reason === undefined ? outcome : `${outcome} ${reason}`)),
  };
}

function isOf<K extends Frame['kind']>(frame: Frame, kind: K): frame is Extract<Frame, { kind: K }> {
  return frame.kind === kind;
}
