import type { Did } from './base/base.ts';
import { outboxEnd, outboxKey, pageSize, readPage, seqOf, type Stored } from './outbox.ts';
import { entriesOf } from './pages.ts';
import type { Store } from './store/store.ts';
import type { Priority } from './wire/wire.ts';

/** Places from here on are in the waiting room; a line is never so long. */
const roomBase = 2 ** 50;

/** What goes first, first; and how many of a page of `pageSize` each has at least, where so many wait. */
const classes: readonly { readonly priority: Priority; readonly share: number }[] = [
  { priority: 'interactive', share: 48 },
  { priority: 'normal', share: 12 },
  { priority: 'bulk', share: 4 },
];

/** One priority: places from `base` on, in the order of acceptance. */
interface Queue {
  readonly base: number;
  readonly share: number;
  /** Who was at a place before it has left for the line, or is at its end. */
  head: number;
  next: number;
  count: number;
}

/**
 * Entries of an outbox that are accepted and have no place in line yet, a queue for each priority. They are not sealed:
 * a key of the ratchet is used in the order of the line, so what is in line is not overtaken any more.
 */
export class WaitingRoom {
  readonly #store: Store;
  readonly #peer: Did;
  readonly #queues = new Map<Priority, Queue>(
    classes.map(({ priority, share }, i) => {
      const base = roomBase * (i + 1);
      return [priority, { base, share, head: base, next: base, count: 0 }];
    }),
  );
  #count = 0;

  constructor(store: Store, peer: Did) {
    this.#store = store;
    this.#peer = peer;
  }

  /** Whether any waits. */
  get some(): boolean {
    return this.#count > 0;
  }

  /** Whether any waits that is not to be overtaken by one of this priority. */
  has(priority: Priority): boolean {
    return this.#of(priority).count > 0;
  }

  /** The place for one more. */
  place(priority: Priority): number {
    const queue = this.#of(priority);
    this.#change(queue, 1);
    return queue.next++;
  }

  /** One is there since before the start. They are found in their order. */
  found(seq: number): void {
    const queue = this.#at(seq);
    if (queue === undefined) return;
    if (queue.count === 0) queue.head = seq;
    queue.next = seq + 1;
    this.#change(queue, 1);
  }

  /** The one at a place has left: for the line, with all before it in its queue that were not at their end. */
  moved(seq: number): void {
    const queue = this.#at(seq);
    if (queue === undefined) return;
    queue.head = seq + 1;
    this.#change(queue, -1);
  }

  /** Whether the one that was met at a place has a place in line since, or was overtaken at its end by one that has. */
  hasLeft(seq: number): boolean {
    const queue = this.#at(seq);
    return queue !== undefined && seq < queue.head;
  }

  /** The one at a place is at its end. */
  ended(seq: number): void {
    const queue = this.#at(seq);
    if (queue !== undefined) this.#change(queue, -1);
  }

  /** Who is next in line, as many as a page has: each priority has its share, and what it does not need is for those that go before. */
  async next(): Promise<readonly Stored[]> {
    const queues = [...this.#queues.values()];
    const pages: (readonly Stored[])[] = [];
    for (const queue of queues) pages.push(queue.count === 0 ? [] : await this.#read(queue, queue.head));
    const shares = queues.map(({ share }, i) => Math.min(share, pages[i]?.length ?? 0));
    let free = pageSize - shares.reduce((sum, share) => sum + share, 0);
    return pages.flatMap((page, i) => {
      const share = shares[i] ?? 0;
      const more = Math.min(free, page.length - share);
      free -= more;
      return page.slice(0, share + more);
    });
  }

  /** All that wait, in the order in which they would leave if none had a share. */
  async *waiting(): AsyncGenerator<Stored, void, undefined> {
    for (const queue of this.#queues.values()) {
      let page = await this.#read(queue, queue.head);
      for (; page.length > 0; page = await this.#read(queue, (page.at(-1)?.seq ?? 0) + 1)) yield* page;
    }
  }

  #read({ base }: Queue, from: number): Promise<readonly Stored[]> {
    return readPage(this.#store, this.#peer, { after: from - 1, upTo: base + roomBase - 1 });
  }

  #change(queue: Queue, by: number): void {
    queue.count += by;
    this.#count += by;
  }

  #of(priority: Priority): Queue {
    const queue = this.#queues.get(priority);
    if (queue === undefined) throw new RangeError('no such priority');
    return queue;
  }

  /** The queue that a place is in; undefined for one in line. */
  #at(seq: number): Queue | undefined {
    if (!isInRoom(seq)) return undefined;
    return [...this.#queues.values()].find(({ base }) => seq >= base && seq < base + roomBase);
  }
}

function isInRoom(seq: number): boolean {
  return seq >= roomBase;
}

/** How much waits for a peer. */
export interface Extent {
  /** Sequence number of the last entry in line; 0 when none is. */
  readonly lastSeq: number;
  /** Entries, with those in the waiting room. */
  readonly depth: number;
  readonly room: WaitingRoom;
}

/** How much waits for a peer, as the store has it. */
export async function extentOf(store: Store, peer: Did): Promise<Extent> {
  let lastSeq = 0;
  let depth = 0;
  const room = new WaitingRoom(store, peer);
  for await (const [key] of entriesOf(store, 'outbox', { gte: outboxKey(peer, 0), lt: outboxEnd(peer) })) {
    const seq = seqOf(key);
    if (isInRoom(seq)) room.found(seq);
    else lastSeq = seq;
    depth++;
  }
  return { lastSeq, depth, room };
}
