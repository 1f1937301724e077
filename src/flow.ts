import type { Did, MessageId, Reason } from './base/base.ts';
import type { Ack } from './wire/wire.ts';

/** One thing that became of a message here. */
export interface Happening {
  readonly id: MessageId;
  readonly peer: Did;
  readonly what: 'sent' | 'received' | 'refused' | 'delivered' | 'failed';
  readonly direction: 'in' | 'out';
  readonly reason?: Reason | undefined;
}

/** Messages with one peer, counted. */
interface Counts {
  in: number;
  out: number;
  refused: number;
}

/** What happened between two looks. */
export interface FlowBatch {
  readonly peers: ReadonlyMap<Did, Readonly<Counts>>;
  /** The newest, oldest first. */
  readonly newest: readonly Happening[];
}

/** Happenings told one by one: what a person can follow. All of them are counted. */
const maxNewest = 24;

/**
 * What becomes of messages, for whoever watches: counted by peer, and the newest one by one, so that a look costs the
 * same at any load. While nobody watches a note is one comparison.
 */
export class Flow {
  #watched = false;
  #peers = new Map<Did, Counts>();
  /** A ring: the happening of number `n` stands at `n % maxNewest`. */
  #ring: Happening[] = [];
  #count = 0;

  /** Begins or ends noting; what was noted is forgotten. */
  watch(watched: boolean): void {
    this.#watched = watched;
    this.#peers = new Map();
    this.#ring = [];
    this.#count = 0;
  }

  /** Something became of a message, or of so many that travel as one. */
  note(happening: Happening, messages = 1): void {
    if (!this.#watched) return;
    const { peer, what, direction } = happening;
    this.#ring[this.#count % maxNewest] = happening;
    this.#count++;
    let counts = this.#peers.get(peer);
    if (counts === undefined) this.#peers.set(peer, (counts = { in: 0, out: 0, refused: 0 }));
    if (what === 'refused' || what === 'failed') counts.refused += messages;
    else if (what !== 'delivered') counts[direction] += messages;
  }

  /** What was noted since the last call; undefined when nothing was. */
  take(): FlowBatch | undefined {
    if (this.#count === 0) return undefined;
    const start = this.#count % maxNewest;
    const newest = this.#count <= maxNewest ? this.#ring : [...this.#ring.slice(start), ...this.#ring.slice(0, start)];
    const batch = { peers: this.#peers, newest };
    this.watch(true);
    return batch;
  }
}

/** What an acknowledgement says of a message of ours. */
export function endOf(peer: Did, { id, outcome, reason }: Ack): Happening {
  return { id, peer, what: outcome === 'delivered' ? 'delivered' : 'refused', direction: 'out', reason };
}
