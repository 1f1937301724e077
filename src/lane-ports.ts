import type { MessageId, Random, Reason } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Course, Ended } from './lane-entries.ts';
import type { Channel } from './net/net.ts';
import type { OutboxQuota } from './outbox-quota.ts';
import type { Operation, Store } from './store/store.ts';
import type { Ack } from './wire/wire.ts';

/** What a lane needs of the rest of the hall. */
export interface LanePorts<Lane> {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  /** How much waits, and how much may. */
  readonly quota: OutboxQuota;
  /** Large messages, whose parts go first. */
  readonly parts: {
    /** Packets would leave now, and parts wait for that. */
    ready(lane: Lane): void;
    /** What is to be written when a message goes again for this reason; undefined when nothing comes of that. */
    again(lane: Lane, id: MessageId, reason: Reason): readonly Operation[] | undefined;
  };
  /** Whether nothing may leave for now, and all that waits is kept. */
  rests(lane: Lane): boolean;
  /** Something waits to be sent and there is no session or no channel: get one. */
  wanted(lane: Lane): void;
  /** A packet leaves by this channel: what else goes that way may join it. */
  departing(lane: Lane, channel: Channel): void;
  /** A message reached its end: acknowledged, refused for good, or given up. What is written of it. */
  ended(lane: Lane, ack: Ack, course: Course): Ended;
}
