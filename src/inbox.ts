import { MeshError, u64be, type Did, type Millis } from './base/base.ts';
import { entriesOf } from './pages.ts';
import { RecentMessages, type Received } from './recent-messages.ts';
import type { Operation, Store } from './store/store.ts';
import { Tally, type Organisations } from './tally.ts';
import { Waiters } from './waiters.ts';
import { decodeEnvelope, encodeEnvelope, type Envelope, type PlainMessage } from './wire/wire.ts';

/** A message being taken in. */
export interface Taken {
  /** Where it is in the inbox; undefined for what does not go there. */
  readonly cursor: number | undefined;
  /** The writes that belong into its commit. */
  readonly operations: readonly Operation[];
  /** To be called once that is on disk. */
  arrived(): void;
  /** To be called when its commit failed: it takes no room any more. Absent where none is counted. */
  failed?(): void;
}

/** The commit with a message that is being taken in: when it fails, the message is none. */
export function withTaken(taken: Taken | undefined, written: Promise<void>): Promise<void> {
  written.catch(() => taken?.failed?.());
  return written;
}

/** Where messages go that were received and permitted. */
export interface Intake {
  /** Whether there is no room for this one now: its sender keeps it. */
  isFullFor(envelope: Envelope, now: Millis): boolean;
  take(envelope: Envelope, now: Millis): Taken;
}

/**
 * Native messages that were received and permitted, until the agent acknowledges them. A message enters in
 * the same commit as the ratchet step that opened it, so it is there exactly once.
 *
 * No peer and no organisation gets all of the room (`Tally.mayHave`).
 */
export class Inbox {
  readonly #store: Store;
  /** Messages kept for an agent that does not fetch them; further ones are refused with `overloaded`, so their senders keep them. */
  readonly #max: number;
  readonly #tally: Tally;
  #next: number;
  /** Last cursor whose commit completed: readers never see past it, so they cannot skip one that is still being written. */
  #visible: number;
  readonly #waiting = new Waiters();
  readonly #recent = new RecentMessages();
  /** Who sent what is here and was not acknowledged, by cursor, oldest first; as many as `max`. */
  readonly #senders: Map<number, Did>;

  private constructor(
    store: Store,
    start: { max: number; known: Organisations; next: number; senders: Map<number, Did> },
  ) {
    const { max, known, next, senders } = start;
    this.#store = store;
    this.#max = max;
    this.#senders = senders;
    this.#tally = new Tally(known);
    for (const from of senders.values()) this.#tally.add(from);
    this.#next = next;
    this.#visible = next - 1;
  }

  /** Reads where the inbox stands. */
  static async open(store: Store, max: number, known: Organisations): Promise<Inbox> {
    const senders = new Map<number, Did>();
    let last = 0;
    for await (const [key, value] of entriesOf(store, 'inbox')) {
      last = cursorOf(key);
      senders.set(last, readReceived(last, value).from);
    }
    const stored = store.get('meta', 'inbox-cursor');
    const next = Math.max(last, stored === undefined ? 0 : cursorOf(stored)) + 1;
    return new Inbox(store, { max, known, next, senders });
  }

  get count(): number {
    return this.#tally.total;
  }

  /** The newest cursor there is. */
  get end(): number {
    return this.#visible;
  }

  isFull(): boolean {
    return this.#tally.total >= this.#max;
  }

  /** Whether there is no room for one more of a peer. */
  isFullFor({ from }: Pick<Envelope, 'from'>): boolean {
    return !this.#tally.mayHave(from, 1, this.#max);
  }

  /** The write that takes a message in; `arrived` must follow when it is committed. */
  take(envelope: Envelope, now: Millis): Taken & { readonly cursor: number } {
    const cursor = this.#next++;
    this.#senders.set(cursor, envelope.from);
    this.#tally.add(envelope.from);
    // `expires` is of no more use once delivered; the time of receipt takes its place.
    const taken = { ...envelope, expires: now };
    const value = encodeEnvelope(taken);
    if (envelope.body.kind === 'message') this.#recent.keep(receivedOf(cursor, taken, envelope.body));
    const operations: readonly Operation[] = [{ kind: 'put', space: 'inbox', key: u64be(cursor), value }];
    return {
      cursor,
      operations,
      arrived: () => this.#arrived(cursor),
      failed: () => this.#leaves(cursor),
    };
  }

  /** The message with this cursor is on disk: readers may see it. Commits complete in order, so cursors do too. */
  #arrived(cursor: number): void {
    this.#visible = Math.max(this.#visible, cursor);
    this.#waiting.wake();
  }

  /** Up to `limit` messages after `cursor`, oldest first; fewer when they are large (`maxReadBytes`), but one at least. */
  async read(after: number, limit: number): Promise<readonly Received[]> {
    const recent = this.#recent.between(after, this.#visible, { limit, isHere: (cursor) => this.#senders.has(cursor) });
    if (recent !== undefined) return recent;
    const messages: Received[] = [];
    let bytes = 0;
    const range = { gt: u64be(after), lte: u64be(this.#visible), limit };
    for await (const [key, value] of this.#store.range('inbox', range)) {
      bytes += value.length;
      if (messages.length > 0 && bytes > maxReadBytes) break;
      messages.push(readReceived(cursorOf(key), value));
    }
    return messages;
  }

  /** Resolves when a message may have arrived after `cursor`, at the latest when `signal` aborts. */
  async wait(after: number, signal: AbortSignal): Promise<void> {
    if (this.#visible <= after) await this.#waiting.wait(signal);
  }

  has(cursor: number): boolean {
    return this.#store.get('inbox', u64be(cursor)) !== undefined;
  }

  /** Removes all messages up to and with `cursor`; returns how many. */
  async acknowledgeUpTo(cursor: number): Promise<number> {
    let count = 0;
    for (let page = this.#upTo(cursor); page.length > 0; page = this.#upTo(cursor))
      count += await this.acknowledge(page);
    return count;
  }

  /** The oldest up to and with `cursor`, as many as are acknowledged at once. */
  #upTo(cursor: number): readonly number[] {
    const oldest: number[] = [];
    for (const one of this.#senders.keys()) {
      if (one > cursor || one > this.#visible || oldest.length === pageSize) break;
      oldest.push(one);
    }
    return oldest;
  }

  /** Removes exactly these messages; returns how many there were. What is acknowledged twice makes room once. */
  async acknowledge(cursors: readonly number[]): Promise<number> {
    const present = cursors.filter((cursor) => cursor <= this.#visible && this.#leaves(cursor));
    if (present.length === 0) return 0;
    const operations = present.map((cursor): Operation => ({ kind: 'delete', space: 'inbox', key: u64be(cursor) }));
    // A cursor is never given twice, also when the inbox is empty at the next start.
    operations.push({ kind: 'put', space: 'meta', key: 'inbox-cursor', value: u64be(this.#next - 1) });
    await this.#store.commit(operations);
    return present.length;
  }

  /** It takes no room any more; false when it took none. */
  #leaves(cursor: number): boolean {
    const from = this.#senders.get(cursor);
    if (from === undefined) return false;
    this.#senders.delete(cursor);
    this.#recent.drop(cursor);
    this.#tally.remove(from);
    return true;
  }
}

/** Messages acknowledged at once. */
const pageSize = 1000;
/** Bytes of messages read at once: one of the largest, or thousands of small ones. */
const maxReadBytes = 17 * 1024 * 1024;

function readReceived(cursor: number, value: Uint8Array): Received {
  const envelope = decodeEnvelope(value);
  if (envelope.kind !== 'accept' || envelope.value.body.kind !== 'message') {
    throw new MeshError(
      'store-damaged',
      'An inbox entry in the store is not readable. Restore the data directory from a backup.',
    );
  }
  return receivedOf(cursor, envelope.value, envelope.value.body);
}

function receivedOf(cursor: number, envelope: Envelope, message: PlainMessage): Received {
  const { id, from, created, expires, traceparent } = envelope;
  return { cursor, id, from, message, traceparent, created, received: expires };
}

function cursorOf(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset, 8).getBigUint64(0));
}
