import type { Random } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Course, Ended } from './lane-entries.ts';
import type { Channel } from './net/net.ts';
import type { OutboxQuota } from './outbox-quota.ts';
import type { Store } from './store/store.ts';
import type { Ack } from './wire/wire.ts';

/** What a lane needs of the rest of the hall. */
export interface LanePorts<Lane> {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** How much waits, and how much may. */
  readonly quota: OutboxQuota;
  /** Packets would leave now, and large messages wait for that. */
  ready(lane: Lane): void;
  /** Something waits to be sent and there is no session or no channel: get one. */
  wanted(lane: Lane): void;
  /** A packet leaves by this channel: what else goes that way may join it. */
  departing(lane: Lane, channel: Channel): void;
  /** A message reached its end: acknowledged, refused for good, or given up. What is written of it. */
  ended(lane: Lane, ack: Ack, course: Course): Ended;
}
