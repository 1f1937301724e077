import type { Did, MessageId } from './base/base.ts';

/** Peers whose newest ids are kept; of the one that was heard longest ago they go. */
const maxPeers = 512;
/** Ids of one peer in one millisecond that are told apart. */
const maxIds = 256;

interface Newest {
  readonly time: string;
  /** What was asked about with this time; complete until it is full. */
  readonly ids: Set<MessageId>;
}

/**
 * Tells message ids that cannot have come before from those that may have, so that what is surely new needs no look at
 * the disk. An id begins with its sender's time: one later than all before it is new, and nearly every id is.
 * It errs to one side only; until `since` is told, and for whoever's clock goes backwards, everything may have come before.
 */
export class NewestIds {
  #isTold = false;
  /** Of this time and earlier nothing is known: it was written before the start, or fell out of the table. */
  #unknown = '';
  readonly #peers = new Map<Did, Newest>();

  /** Begins to tell them apart: `last` is the greatest id on disk, of any peer, undefined when there is none. */
  since(last: string | undefined): void {
    this.#isTold = true;
    if (last !== undefined) this.#unknown = later(this.#unknown, timeOf(last));
  }

  /** Whether this peer's id is asked about for the first time, and none on disk can be the same. Notes that it was. */
  isNew(peer: Did, id: MessageId): boolean {
    const time = timeOf(id);
    const newest = this.#peers.get(peer);
    if (newest === undefined || time > newest.time) {
      this.#keep(peer, { time, ids: new Set([id]) });
    } else {
      if (time < newest.time || newest.ids.size >= maxIds || newest.ids.has(id)) return false;
      newest.ids.add(id);
    }
    return this.#isTold && time > this.#unknown;
  }

  #keep(peer: Did, newest: Newest): void {
    this.#peers.delete(peer);
    this.#peers.set(peer, newest);
    if (this.#peers.size <= maxPeers) return;
    for (const [oldest, { time }] of this.#peers) {
      this.#peers.delete(oldest);
      this.#unknown = later(this.#unknown, time);
      return;
    }
  }
}

/** The 48 bits of an id's time, as hexadecimal digits, which sort as it does. */
function timeOf(id: string): string {
  return id.slice(0, 12);
}

function later(one: string, other: string): string {
  return one > other ? one : other;
}
