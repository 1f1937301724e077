import { toHex, type Did, type PeerId, type Random, type Reason } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Gossip } from './gossip.ts';
import type { Handshakes } from './handshakes.ts';
import type { Channel, Net } from './net/net.ts';
import { RateGate } from './rate.ts';
import { RepairDialogue, type DialogueEnd } from './repair-dialogue.ts';
import { maxRepairWireBytes } from './wire/wire.ts';

/** The protocol of repair. */
export const repairProtocol = '/parley/repair/1';

/** What repair needs of the rest of the hall. */
export interface RepairPorts {
  readonly net: Pick<Net, 'open' | 'handle'>;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Pick<Directory, 'statements' | 'size' | 'knownOrganisations'>;
  readonly handshakes: Pick<Handshakes, 'authenticated'>;
  readonly gossip: Pick<Gossip, 'learn'>;
  readonly events: Pick<Events, 'repaired' | 'badFrame' | 'internalError'>;
  links(): { outlaw(peer: Did, reason: Reason): void };
}

/** How often a repair with a neighbour is due, milliseconds: spread by half either way, and doubled while it brings nothing. */
const everyMs = { first: 30_000, last: 16 * 60_000 };
/** Repairs of ours at once. */
const maxAtOnce = 4;
/** Neighbours asked at once when an agent or organisation has become known: what ends it may be older than our knowing it. */
const maxAsked = 3;
/** Repairs that one peer may begin with us. */
const perPeer = { burst: 4, perSecond: 0.1 };
/** Ids of statements that are of no use here, so that they are not asked for again. */
const maxUnwanted = 16_384;
/** A stream that is not open by then is given up, milliseconds. */
const openTimeoutMs = 10_000;

/** Faults that an honest peer may have: a slow line, more to say than fits. */
const forgivable: ReadonlySet<Reason> = new Set([
  'timeout',
  'overloaded',
  'rate-limited',
  'unknown-version',
  'stopping',
]);

interface Neighbour {
  readonly host: PeerId;
  /** When the next repair is due. */
  at: number;
  everyMs: number;
}

/** Keeps the statements held here equal to those of the neighbours: on connecting, at intervals, and when there is reason. */
export class Repair {
  readonly #ports: RepairPorts;
  readonly #neighbours = new Map<Did, Neighbour>();
  readonly #asking = new Set<Did>();
  readonly #answering = new Set<Did>();
  readonly #gate = new RateGate<Did>(perPeer);
  /** By id in hexadecimal, oldest first. */
  readonly #unwanted = new Set<string>();
  readonly #stop = new AbortController();
  #knowledge = '';
  #cancel: () => void = () => {};

  constructor(ports: RepairPorts) {
    this.#ports = ports;
  }

  /** Answers others from now on, and repairs at intervals. */
  start(): void {
    this.#knowledge = this.#knowing();
    this.#ports.net.handle(
      repairProtocol,
      { maxFrameBytes: maxRepairWireBytes },
      (channel) => void this.#answer(channel),
    );
    this.#schedule();
  }

  stop(): void {
    this.#stop.abort();
    this.#cancel();
  }

  /** A peer is connected. `first` on the side that is to begin at once: the one that dialled. */
  met(peer: Did, host: PeerId, first: boolean): void {
    this.#neighbours.set(peer, {
      host,
      at: this.#ports.clock.now() + this.#spread(everyMs.first),
      everyMs: everyMs.first,
    });
    if (first) void this.#ask(peer);
    this.#learnt(peer);
  }

  /** A peer is connected no more. */
  left(peer: Did): void {
    this.#neighbours.delete(peer);
  }

  /** Who or what is known has changed: what was of no use may be now. */
  #learnt(except?: Did): void {
    const knowing = this.#knowing();
    if (knowing === this.#knowledge) return;
    this.#knowledge = knowing;
    this.#unwanted.clear();
    const others = [...this.#neighbours.keys()].filter((peer) => peer !== except);
    for (const peer of others.slice(-maxAsked)) void this.#ask(peer);
  }

  #knowing(): string {
    const { directory } = this.#ports;
    return `${directory.size} ${directory.knownOrganisations().length}`;
  }

  #schedule(): void {
    if (this.#stop.signal.aborted) return;
    this.#cancel = this.#ports.clock.after(this.#spread(everyMs.first), () => {
      this.#learnt();
      const now = this.#ports.clock.now();
      const due = [...this.#neighbours].filter(([, { at }]) => at <= now);
      const [peer] = due[(this.#ports.random(1)[0] ?? 0) % Math.max(1, due.length)] ?? [];
      if (peer !== undefined) void this.#ask(peer);
      this.#schedule();
    });
  }

  #spread(ms: number): number {
    return Math.round(ms * (0.5 + (this.#ports.random(1)[0] ?? 0) / 256));
  }

  async #ask(peer: Did): Promise<void> {
    const { net } = this.#ports;
    const neighbour = this.#neighbours.get(peer);
    if (neighbour === undefined || this.#asking.has(peer) || this.#asking.size >= maxAtOnce) return;
    this.#asking.add(peer);
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(openTimeoutMs)]);
      const way = {
        peerId: neighbour.host,
        multiaddrs: [],
        protocol: repairProtocol,
        maxFrameBytes: maxRepairWireBytes,
      };
      const channel = await net.open({ ...way, signal });
      this.#ended(peer, neighbour, await this.#talk(peer, channel, 'initiator'));
    } catch {
      // It does not speak this, or is about to go.
      this.#later(neighbour, false);
    } finally {
      this.#asking.delete(peer);
    }
  }

  async #answer(channel: Channel): Promise<void> {
    const { handshakes, clock, events } = this.#ports;
    const peer = handshakes.authenticated(channel.remotePeer)?.peer;
    if (peer === undefined) {
      channel.abort('not-authenticated');
      return;
    }
    if (this.#stop.signal.aborted || this.#answering.has(peer) || !this.#gate.admit(peer, clock.now())) {
      events.badFrame(peer, 'rate-limited');
      channel.abort('rate-limited');
      return;
    }
    this.#answering.add(peer);
    try {
      this.#ended(peer, this.#neighbours.get(peer), await this.#talk(peer, channel, 'responder'));
    } catch (error) {
      events.internalError('repair', error);
      channel.abort('overloaded');
    } finally {
      this.#answering.delete(peer);
    }
  }

  #talk(peer: Did, channel: Channel, role: 'initiator' | 'responder'): Promise<DialogueEnd> {
    const { directory, clock, gossip } = this.#ports;
    const stop = (): void => channel.abort('stopping');
    this.#stop.signal.addEventListener('abort', stop, { once: true });
    const ports = {
      statements: directory.statements,
      clock,
      isWanted: (id: Uint8Array) => !this.#unwanted.has(toHex(id)),
      take: async (bytes: Uint8Array, id: string) => {
        const verdict = await gossip.learn(peer, bytes);
        if (verdict === 'ignore') this.#refuse(id);
        return verdict;
      },
    };
    const dialogue = new RepairDialogue(ports, channel, role);
    return dialogue.run().finally(() => this.#stop.signal.removeEventListener('abort', stop));
  }

  #refuse(id: string): void {
    this.#unwanted.add(id);
    for (const oldest of this.#unwanted) {
      if (this.#unwanted.size <= maxUnwanted) break;
      this.#unwanted.delete(oldest);
    }
  }

  #ended(peer: Did, neighbour: Neighbour | undefined, { fault, taken, given }: DialogueEnd): void {
    const { events } = this.#ports;
    events.repaired(peer, taken, given);
    if (neighbour !== undefined) this.#later(neighbour, taken + given > 0);
    if (fault === undefined) return;
    events.badFrame(peer, fault);
    if (!forgivable.has(fault)) this.#ports.links().outlaw(peer, fault);
  }

  /** When the next repair with a neighbour is due: soon after one that brought something. */
  #later(neighbour: Neighbour, useful: boolean): void {
    neighbour.everyMs = useful ? everyMs.first : Math.min(everyMs.last, 2 * neighbour.everyMs);
    neighbour.at = this.#ports.clock.now() + this.#spread(neighbour.everyMs);
  }
}
