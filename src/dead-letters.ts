import { MeshError, u64be, type MessageId, type Millis } from './base/base.ts';
import { entriesOf } from './pages.ts';
import type { Delete, Operation, Store } from './store/store.ts';
import { decodeDeadLetter, encodeDeadLetter, type DeadLetter } from './wire/wire.ts';

/** Letters kept: the oldest make room, so that a peer that refuses everything fills no disk. */
const maxLetters = 10_000;
/** Bytes of them. */
const maxLetterBytes = 256 * 1024 * 1024;
/** How long a letter is kept, milliseconds (30 days): ten times as long as its message could have waited. */
const keptMs = 30 * 24 * 3600 * 1000;

/** A letter where it stands. */
export interface KeptLetter extends DeadLetter {
  /** Grows by one with each letter. */
  readonly cursor: number;
}

interface Place {
  readonly id: MessageId;
  readonly bytes: number;
  readonly at: Millis;
}

/**
 * Messages that did not reach their recipient and will not, with the reason. A letter enters in the commit that
 * takes its message out of the outbox, and leaves when it is sent anew, dropped, too old, or one too many.
 */
export class DeadLetters {
  readonly #store: Store;
  /** Oldest first. */
  readonly #places = new Map<number, Place>();
  readonly #cursors = new Map<MessageId, number>();
  readonly #claimed = new Set<MessageId>();
  #bytes = 0;
  #next = 1;

  private constructor(store: Store) {
    this.#store = store;
  }

  /** Reads what is there. */
  static async open(store: Store): Promise<DeadLetters> {
    const letters = new DeadLetters(store);
    for await (const [key, value] of entriesOf(store, 'dead')) letters.#place(cursorOf(key), readLetter(value), value);
    return letters;
  }

  get count(): number {
    return this.#places.size;
  }

  /** The writes that keep a letter; oldest ones make room. */
  add(letter: DeadLetter): readonly Operation[] {
    const cursor = this.#next;
    const value = encodeDeadLetter(letter);
    this.#place(cursor, letter, value);
    const room: Operation[] = [];
    for (const oldest of this.#places.keys()) {
      if (this.#places.size <= maxLetters && this.#bytes <= maxLetterBytes) break;
      room.push(this.#remove(oldest));
    }
    return [{ kind: 'put', space: 'dead', key: u64be(cursor), value }, ...room];
  }

  /** Up to `limit` letters after `cursor`, oldest first. */
  async read(after: number, limit: number): Promise<readonly KeptLetter[]> {
    const letters: KeptLetter[] = [];
    for await (const [key, value] of this.#store.range('dead', { gt: u64be(after), limit }))
      letters.push({ cursor: cursorOf(key), ...readLetter(value) });
    return letters;
  }

  /** The letter about a message; undefined when there is none, or none any more. */
  find(id: MessageId): KeptLetter | undefined {
    const cursor = this.#cursors.get(id);
    const value = cursor === undefined ? undefined : this.#store.get('dead', u64be(cursor));
    return cursor === undefined || value === undefined ? undefined : { cursor, ...readLetter(value) };
  }

  /** Takes a letter in hand, so that nobody else sends it anew meanwhile; undefined when there is none, or another has it. */
  claim(id: MessageId): KeptLetter | undefined {
    const letter = this.#claimed.has(id) ? undefined : this.find(id);
    if (letter !== undefined) this.#claimed.add(id);
    return letter;
  }

  /** Lets go of a letter that was claimed. */
  release(id: MessageId): void {
    this.#claimed.delete(id);
  }

  /** The write that takes a letter away, made when its commit is handed over: a refused one leaves it here. */
  removing(id: MessageId): readonly Operation[] {
    const make = (): readonly Delete[] => {
      const cursor = this.#cursors.get(id);
      return cursor === undefined ? [] : [this.#remove(cursor)];
    };
    return [{ kind: 'at-hand-over', make }];
  }

  /** The writes that take away what was kept for long enough. */
  sweep(now: Millis): readonly Operation[] {
    const old = [...this.#places].filter(([, { at }]) => at + keptMs < now);
    return old.map(([cursor]) => this.#remove(cursor));
  }

  #place(cursor: number, { id, at }: DeadLetter, { length }: Uint8Array): void {
    this.#places.set(cursor, { id, at, bytes: length });
    this.#cursors.set(id, cursor);
    this.#bytes += length;
    this.#next = cursor + 1;
  }

  #remove(cursor: number): Delete {
    const place = this.#places.get(cursor);
    if (place !== undefined) {
      this.#places.delete(cursor);
      this.#cursors.delete(place.id);
      this.#bytes -= place.bytes;
    }
    return { kind: 'delete', space: 'dead', key: u64be(cursor) };
  }
}

function readLetter(value: Uint8Array): DeadLetter {
  const letter = decodeDeadLetter(value);
  if (letter.kind === 'accept') return letter.value;
  throw new MeshError(
    'store-damaged',
    'A dead letter in the store is not readable. Restore the data directory from a backup.',
  );
}

function cursorOf(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset, 8).getBigUint64(0));
}
