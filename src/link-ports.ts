import type { Did, PeerId, Random } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Exchanges } from './exchanges.ts';
import type { Gossip } from './gossip.ts';
import type { Handshakes } from './handshakes.ts';
import type { KnockLink, Knocking } from './knocking.ts';
import type { LinkAcks } from './link-acks.ts';
import type { Channel, Net } from './net/net.ts';
import type { OutboxQuota } from './outbox-quota.ts';
import type { PartsOut } from './parts-out.ts';
import type { Pipeline } from './pipeline.ts';
import type { Store } from './store/store.ts';
import type { Repair } from './repair.ts';
import type { Sightings } from './sightings.ts';
import type { SessionReview } from './session-review.ts';
import type { Telling } from './telling.ts';
import type { Suites } from './suites.ts';
import type { Witnessing } from './witnessing.ts';

/** An authenticated channel to a peer. */
export interface Link extends KnockLink {
  readonly channel: Channel;
  readonly host: PeerId;
  /** Whether we opened it. */
  readonly ours: boolean;
  readonly acks: LinkAcks;
  /** Statements that it told, on their way to be looked at. */
  readonly telling: Telling;
}

/** What links allow. */
export const bounds = {
  /** Channels with one peer at once. */
  maxLinks: 2,
  /** Peers visited at the start. */
  maxGreeted: 64,
  /** How long a peer that broke the rules is kept out, milliseconds: each new connection costs us a handshake. */
  shunMs: 60_000,
} as const;

/** What links need of the rest of the hall. */
export interface LinkPorts {
  readonly self: Did;
  readonly net: Net;
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly handshakes: Handshakes;
  readonly knocking: Knocking;
  readonly pipeline: Pipeline;
  readonly exchanges: Pick<Exchanges, 'credited' | 'linked' | 'unlinked' | 'awaits' | 'breakOff'>;
  readonly partsOut: Pick<PartsOut, 'load' | 'ready' | 'acknowledged' | 'again'>;
  readonly witnessing: Pick<Witnessing, 'came'>;
  readonly suites: Suites;
  readonly review: Pick<SessionReview, 'came' | 'refused'>;
  readonly gossip: Gossip;
  /** Keeps what is held equal to what neighbours hold; absent where nothing does. */
  readonly repair?: Pick<Repair, 'met' | 'left'> | undefined;
  readonly events: Events;
  /** Addresses to try besides those of the record; none when absent. */
  readonly sightings?: Pick<Sightings, 'of'>;
  /** Hears of peers that are to be reached, and of connections that we opened. */
  readonly letters: { waits(peer: Did): void; met(link: KnockLink): void };
  /** How much waits for peers, and how much may. */
  readonly quota: OutboxQuota;
  /** Age at which a session is replaced. */
  readonly maxSessionAgeMs: number;
  /** True when nothing may be recorded, so that nothing may be sent or delivered either: no peer is met. */
  readonly closed?: boolean;
}

/**
 * Whether a peer has to be met before anything about it is judged: the configuration names it and its record is not known
 * yet, or the one that is held does not hold now. It shows a newer one where it was away for long, or where a clock that
 * was ahead when that was made has been put right.
 */
export function mustMeet(peer: Did, { directory, clock }: Pick<LinkPorts, 'directory' | 'clock'>): boolean {
  if (!directory.has(peer)) return directory.isConfigured(peer);
  const standing = directory.standingOf(peer, clock.now());
  return standing.kind !== 'accept' && standing.reason === 'not-active';
}
