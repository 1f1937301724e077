import { accept, reject, type Did, type Millis, type Verdict, type MeshDid } from './base/base.ts';
import { isKnockOf, readCarriedFrame, type CarriedFrame, type KnockFrame } from './bridge/bridge.ts';
import type { FrameGate } from './facts.ts';
import type { FrameQueue } from './frame-queue.ts';
import type { HostedAgents } from './hosted-agents.ts';
import type { MeshClients } from './mesh-clients.ts';
import type { MeshPairs } from './mesh-pairs.ts';
import type { SeenFrames } from './seen-frames.ts';
import type { PlainMessage } from './wire/wire.ts';

/** What frames are judged by. */
interface GatePorts {
  /** This node. */
  readonly self: Did;
  readonly clients: MeshClients;
  readonly hosted: HostedAgents;
  readonly pairs: MeshPairs;
  readonly seen: SeenFrames;
  queue(did: MeshDid): FrameQueue;
}

/** Which way a frame goes; `peer` is this node where both its agents are. */
interface Way {
  readonly direction: 'in' | 'out';
  readonly peer: Did;
  readonly now: Millis;
}

/** What is wrong with a frame before any policy looks at it: who it is from and for, and whether it may come at all. */
export class MeshGate implements FrameGate {
  readonly #ports: GatePorts;

  constructor(ports: GatePorts) {
    this.#ports = ports;
  }

  read(body: PlainMessage, way: Way): Verdict<unknown> {
    const read = readCarriedFrame(body.body);
    if (read.kind !== 'accept') return read;
    const frame = read.value;
    // Rules tell frames apart by their topic.
    if (body.topic !== frameTopic(frame)) return reject('facts-invalid', 'the topic is that of another kind of frame');
    const wrong =
      way.direction === 'in' ? this.#wrongInbound(frame, body.body.length, way) : this.#wrongOutbound(frame, way);
    if (wrong !== undefined) return wrong;
    const { type, from, to } = frame;
    return accept({ type, from, to, ...(frame.type === 'knock' ? { intent: frame.intent } : {}) });
  }

  #wrongOutbound({ from, to }: CarriedFrame, { peer, now }: Way) {
    const { self, clients, hosted } = this.#ports;
    if (clients.find(from)?.key === undefined) return reject('not-registered', 'the sender');
    const isThere = peer === self ? clients.find(to)?.key !== undefined : hosted.find(to, now)?.host === peer;
    return isThere ? undefined : reject('no-target', 'the receiver is not behind that node');
  }

  #wrongInbound(frame: CarriedFrame, bytes: number, way: Way) {
    const sender = this.#sender(frame.from, way);
    if (sender.kind !== 'accept') return sender;
    if (this.#ports.clients.find(frame.to)?.key === undefined)
      return reject('no-target', 'no such AgentMesh client is here');
    if (this.#ports.queue(frame.to).isFull(frame.from, bytes))
      return reject('mailbox-full', 'frames that wait for the client');
    return frame.type === 'knock' ? this.#wrongKnock(frame, sender.value, way.peer) : undefined;
  }

  /** The key of a sender that is where the frame comes from. */
  #sender(did: MeshDid, { peer, now }: Way): Verdict<Uint8Array> {
    const { self, clients, hosted } = this.#ports;
    if (peer === self) {
      const key = clients.find(did)?.key;
      return key === undefined ? reject('not-registered', 'the sender') : accept(key);
    }
    const there = hosted.find(did, now);
    if (there === undefined) return reject('not-registered', 'the sender');
    return there.host === peer ? accept(there.agent.key) : reject('did-mismatch', 'the sender is behind another node');
  }

  /** In another's name, with a one-time prekey that its node was not given, or used before. */
  #wrongKnock(knock: KnockFrame, key: Uint8Array, node: Did) {
    const { seen, clients, pairs } = this.#ports;
    if (!isKnockOf(knock, key)) return reject('key-mismatch', 'the KNOCK is of another key');
    if (seen.has(knock, frameWord(knock))) return undefined;
    const { otk, ek } = knock.establishment;
    if (seen.has(knock, keyWord(ek))) return reject('replayed', 'the ephemeral key of the KNOCK was used before');
    if (otk !== undefined && !clients.isGiven(knock.to, otk, node))
      return reject('prekey-unknown', 'the one-time prekey was not given to that node, or was used');
    return pairs.isFull(knock.to, knock.from) ? reject('overloaded', 'too many peers of one client') : undefined;
  }
}

/** The topic of the message that carries a frame. */
export function frameTopic({ type }: Pick<CarriedFrame, 'type'>): string {
  return `agentmesh/${type}`;
}

/** What a frame is remembered by. */
export function frameWord({ type, id }: Pick<CarriedFrame, 'type' | 'id'>): string {
  return `${type} ${id}`;
}

/** What the ephemeral key of a KNOCK is remembered by. */
export function keyWord(ek: string): string {
  return `ek ${ek}`;
}
