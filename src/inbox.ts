import { MeshError, u64be, type Did, type MessageId, type Millis } from './base/base.ts';
import { entriesOf } from './pages.ts';
import type { PartsIn } from './parts-in.ts';
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

/** Bodies that stay in the parts they came in. */
export type Bodies = Pick<PartsIn, 'inParts' | 'bodyOf' | 'forget'>;

/** A message that is here, as far as it is in memory. */
interface Kept {
  readonly from: Did;
  readonly id: MessageId;
}

/** Where an inbox stood when it was opened. */
interface Start {
  readonly max: number;
  readonly known: Organisations;
  readonly bodies: Bodies;
  readonly next: number;
  readonly kept: Map<number, Kept>;
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
  readonly #bodies: Bodies;
  /** What is here and was not acknowledged, by cursor, oldest first; as many as `max`. */
  readonly #kept: Map<number, Kept>;

  private constructor(store: Store, { max, known, bodies, next, kept }: Start) {
    this.#store = store;
    this.#max = max;
    this.#bodies = bodies;
    this.#kept = kept;
    this.#tally = new Tally(known);
    for (const { from } of kept.values()) this.#tally.add(from);
    this.#next = next;
    this.#visible = next - 1;
  }

  /** Reads where the inbox stands. */
  static async open(store: Store, bodies: Bodies, of: Pick<Start, 'max' | 'known'>): Promise<Inbox> {
    const kept = new Map<number, Kept>();
    let last = 0;
    for await (const [key, value] of entriesOf(store, 'inbox')) {
      last = cursorOf(key);
      const { from, id } = readReceived(last, value);
      kept.set(last, { from, id });
    }
    const stored = store.get('meta', 'inbox-cursor');
    const next = Math.max(last, stored === undefined ? 0 : cursorOf(stored)) + 1;
    return new Inbox(store, { ...of, bodies, next, kept });
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

  /** The writes that take a message in, which stays in the parts that it came in; `arrived` must follow when they are committed. */
  take(envelope: Envelope, now: Millis): Taken & { readonly cursor: number } {
    const cursor = this.#next++;
    const { from, id, body } = envelope;
    this.#kept.set(cursor, { from, id });
    this.#tally.add(from);
    // `expires` is of no more use once delivered; the time of receipt takes its place.
    const taken = { ...envelope, expires: now };
    if (body.kind === 'message') this.#recent.keep(receivedOf(cursor, taken, body));
    const inParts = this.#bodies.inParts(envelope);
    const value = encodeEnvelope(inParts === undefined ? taken : { ...taken, body: inParts.body });
    return {
      cursor,
      operations: [{ kind: 'put', space: 'inbox', key: u64be(cursor), value }, ...(inParts?.keep() ?? [])],
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
    const recent = this.#recent.between(after, this.#visible, { limit, isHere: (cursor) => this.#kept.has(cursor) });
    if (recent !== undefined) return recent;
    const messages: Received[] = [];
    let bytes = 0;
    const range = { gt: u64be(after), lte: u64be(this.#visible), limit };
    for await (const [key, value] of this.#store.range('inbox', range)) {
      const received = readReceived(cursorOf(key), value);
      bytes += value.length + (received.message.whole?.size ?? 0);
      if (messages.length > 0 && bytes > maxReadBytes) break;
      const whole = this.#whole(received);
      if (whole !== undefined) messages.push(whole);
    }
    return messages;
  }

  /** A message with its body; undefined when it was acknowledged meanwhile. */
  #whole(received: Received): Received | undefined {
    const { cursor, from, id, message } = received;
    const { whole, ...rest } = message;
    if (whole === undefined) return received;
    const body = this.#bodies.bodyOf(from, id, whole);
    if (body !== undefined) return { ...received, message: { ...rest, body } };
    if (this.#kept.has(cursor)) throw lostParts(cursor);
    return undefined;
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
    for (const one of this.#kept.keys()) {
      if (one > cursor || one > this.#visible || oldest.length === pageSize) break;
      oldest.push(one);
    }
    return oldest;
  }

  /** Removes exactly these messages; returns how many there were. What is acknowledged twice makes room once. */
  async acknowledge(cursors: readonly number[]): Promise<number> {
    const present: number[] = [];
    const operations: Operation[] = [];
    for (const cursor of cursors) {
      const kept = cursor <= this.#visible ? this.#leaves(cursor) : undefined;
      if (kept === undefined) continue;
      present.push(cursor);
      operations.push(
        { kind: 'delete', space: 'inbox', key: u64be(cursor) },
        ...this.#bodies.forget(kept.from, kept.id),
      );
    }
    if (present.length === 0) return 0;
    // A cursor is never given twice, also when the inbox is empty at the next start.
    operations.push({ kind: 'put', space: 'meta', key: 'inbox-cursor', value: u64be(this.#next - 1) });
    await this.#store.commit(operations);
    return present.length;
  }

  /** What takes no room any more; undefined when it took none. */
  #leaves(cursor: number): Kept | undefined {
    const kept = this.#kept.get(cursor);
    if (kept === undefined) return undefined;
    this.#kept.delete(cursor);
    this.#recent.drop(cursor);
    this.#tally.remove(kept.from);
    return kept;
  }
}

/** Messages acknowledged at once. */
const pageSize = 1000;
/** Bytes of messages read at once: one of the largest, or thousands of small ones. */
const maxReadBytes = 17 * 1024 * 1024;

function readReceived(cursor: number, value: Uint8Array): Received {
  const envelope = decodeEnvelope(value);
  if (envelope.kind !== 'accept' || envelope.value.body.kind !== 'message') throw unreadable();
  return receivedOf(cursor, envelope.value, envelope.value.body);
}

function unreadable(): MeshError {
  return new MeshError(
    'store-damaged',
    'An inbox entry in the store is not readable. Restore the data directory from a backup.',
  );
}

function lostParts(cursor: number): MeshError {
  return new MeshError(
    'store-damaged',
    `The message at cursor ${cursor.toString(36)} lost a part of its body: the data directory is damaged, or an older copy was put back. Restore a backup, or acknowledge the message to go on without it.`,
  );
}

function receivedOf(cursor: number, envelope: Envelope, message: PlainMessage): Received {
  const { id, from, created, expires, traceparent } = envelope;
  return { cursor, id, from, message, traceparent, created, received: expires };
}

function cursorOf(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset, 8).getBigUint64(0));
}
