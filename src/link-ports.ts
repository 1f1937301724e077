import type { Did, Random } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Gossip } from './gossip.ts';
import type { Handshakes } from './handshakes.ts';
import type { Knocking } from './knocking.ts';
import type { Net } from './net/net.ts';
import type { Pipeline } from './pipeline.ts';
import type { Store } from './store/store.ts';
import type { Suites } from './suites.ts';
import type { Witnessing } from './witnessing.ts';

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
  readonly witnessing: Pick<Witnessing, 'came'>;
  readonly suites: Suites;
  readonly gossip: Gossip;
  readonly events: Events;
  /** Messages that may wait for one peer. */
  readonly maxQueued: number;
  /** Age at which a session is replaced. */
  readonly maxSessionAgeMs: number;
  /** True when nothing may be recorded, so that nothing may be sent or delivered either: no peer is met. */
  readonly closed?: boolean;
}
