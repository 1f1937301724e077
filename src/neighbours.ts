import type { Did, Millis, Random } from './base/base.ts';
import { backoffMs, type Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Links } from './links.ts';
import type { Net } from './net/net.ts';
import type { OperatorHand } from './operator-hand.ts';
import { addressGroups, chooseEvicted, chooseNeighbours, type Candidate } from './peer-table.ts';
import type { Reputation } from './reputation.ts';

/** What keeping neighbours needs of the rest of the hall. */
export interface NeighboursPorts {
  readonly clock: Clock;
  readonly random: Random;
  readonly net: Pick<Net, 'onDisconnect' | 'connections' | 'disconnect'>;
  readonly directory: Pick<Directory, 'peers' | 'standingOf' | 'organisationOf'>;
  readonly reputation: Pick<Reputation, 'gate'>;
  readonly hand: Pick<OperatorHand, 'pinned'>;
  readonly links: Pick<Links, 'isLinked' | 'linkedPeers' | 'reach'>;
  /** Connections that this node may have. */
  readonly maxConnections: number;
}

/** Neighbours to be connected with, whoever dials: gossip wants six, and a partition must not end between two. */
const mostKept = 32;
/** How often it is looked whether one is missing, milliseconds. */
const roundMs = 15_000;
/** After a connection was lost, milliseconds: spread, because the other side looks as well. */
const soonMs = 1_000;
/** Dials begun in one round. */
const perRound = 8;
/** Between two dials of a neighbour that is not reached. */
const redialMs = { firstMs: 2_000, maxMs: 5 * 60_000 };
/** Why an agent may not be dealt with as long as nothing newer is known of it. */
const awaitsRecord: ReadonlySet<string> = new Set(['not-active', 'not-sponsored']);
/** Share of the connections over which neighbours are parted with, so that there is room for others. */
const crowded = 0.9;

/**
 * Keeps this node connected with neighbours of many organisations and places, and comes back to them after they or the
 * network were away. Without it a node that nobody can dial would be out of the mesh with its first lost connection.
 */
export class Neighbours {
  readonly #ports: NeighboursPorts;
  readonly #secret: Uint8Array;
  readonly #failed = new Map<Did, { readonly times: number; readonly next: number }>();
  #cancel: () => void = () => {};
  #isStopped = false;
  #soon = false;

  constructor(ports: NeighboursPorts) {
    this.#ports = ports;
    this.#secret = ports.random(32);
  }

  /** Looks after the neighbours from now on. */
  start(): void {
    const { net } = this.#ports;
    net.onDisconnect(() => {
      if (this.#soon) return;
      this.#soon = true;
      this.#schedule(soonMs);
    });
    this.#schedule(roundMs);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  /** Comes back to the neighbours that are missing, and parts with some where there are too many. */
  round(): void {
    const { clock, links } = this.#ports;
    const now = clock.now();
    const candidates = this.#candidates(now);
    const missing = chooseNeighbours(candidates, mostKept, this.#secret).filter(({ did }) => this.#isDue(did, now));
    for (const { did } of missing.slice(0, perRound)) links.reach(did);
    const resting = this.#resting(now).find((did) => this.#isDue(did, now));
    if (resting !== undefined) links.reach(resting);
    this.#thin(candidates.filter(({ linked }) => linked));
  }

  #schedule(ms: number): void {
    this.#cancel();
    if (this.#isStopped) return;
    const spread = (this.#ports.random(1)[0] ?? 0) / 255;
    this.#cancel = this.#ports.clock.after(Math.round(ms * (0.5 + spread / 2)), () => {
      this.#soon = false;
      this.round();
      this.#schedule(roundMs);
    });
  }

  /** Those that may be dealt with, and that there is a way to. */
  #candidates(now: Millis): readonly Candidate[] {
    const { directory, reputation, links, hand } = this.#ports;
    return directory.peers().flatMap(({ did, multiaddrs }): readonly Candidate[] => {
      const linked = links.isLinked(did);
      if (!linked && multiaddrs.length === 0) return [];
      if (directory.standingOf(did, now).kind !== 'accept' || reputation.gate(did, now) !== undefined) return [];
      const organisation = directory.organisationOf(did);
      const pinned = hand.pinned.has(did) || (organisation !== undefined && hand.pinned.has(organisation));
      return [{ did, organisation, groups: addressGroups(multiaddrs), pinned, linked }];
    });
  }

  /**
   * Those that only a newer record makes neighbours again: they were suspended when they were last heard of, or were away
   * until what is known of them ran out. They may be back, and wait to be dialled.
   */
  #resting(now: Millis): readonly Did[] {
    const { directory, links } = this.#ports;
    return directory.peers().flatMap(({ did, multiaddrs }) => {
      if (multiaddrs.length === 0 || links.isLinked(did)) return [];
      const verdict = directory.standingOf(did, now);
      return verdict.kind !== 'accept' && awaitsRecord.has(verdict.reason) ? [did] : [];
    });
  }

  /** Whether a neighbour is to be dialled now; then the time of the next dial is set. */
  #isDue(did: Did, now: Millis): boolean {
    if (this.#ports.links.isLinked(did)) {
      this.#failed.delete(did);
      return false;
    }
    const before = this.#failed.get(did);
    if (before !== undefined && before.next > now) return false;
    const times = (before?.times ?? -1) + 1;
    const spread = (this.#ports.random(1)[0] ?? 0) / 255;
    this.#failed.set(did, { times, next: now + backoffMs(times, redialMs, spread) });
    return true;
  }

  /** Parts with the neighbours that add least, while there are too many connections. */
  #thin(linked: readonly Candidate[]): void {
    const { net, directory, maxConnections } = this.#ports;
    const over = Math.min(net.connections() - Math.floor(maxConnections * crowded), linked.length - mostKept);
    if (over <= 0) return;
    const hosts = new Map(directory.peers().map(({ did, entry }) => [did, entry?.record?.record.peerId]));
    for (const { did } of chooseEvicted(linked, over, this.#secret)) {
      const host = hosts.get(did);
      if (host !== undefined) net.disconnect(host).catch(() => undefined);
    }
  }
}
