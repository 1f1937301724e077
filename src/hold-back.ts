import {
  fromUtf8,
  limits,
  millis,
  parseCanonicalDid,
  parseMessageId,
  type Did,
  type MessageId,
  type Millis,
} from './base/base.ts';
import { entriesOf } from './pages.ts';
import type { Delete, Operation, Store } from './store/store.ts';
import { Tally, type Organisations } from './tally.ts';
import type { Before } from './wire/wire.ts';

/** How much is held back. */
export const holdBackBounds = {
  /** Letters of one peer: what comes while one before them is on another way, a few pages of a mailbox. */
  maxLettersEach: 256,
  /** Bytes of them: two of the largest. */
  maxBytesEach: 2 * limits.maxFrameBytes,
  /**
   * Bytes for all peers, of which no organisation gets all: what a disk can spare, and more than honest mailboxes mix up
   * at once.
   */
  maxBytes: 128 * 1024 * 1024,
} as const;

/** A letter that is to wait. */
export interface Waiting {
  /** Of its message. */
  readonly id: MessageId;
  /** As it came. */
  readonly sealed: Uint8Array;
  readonly before: Before;
}

/** A letter that waits. */
export interface Held {
  readonly peer: Did;
  readonly id: MessageId;
  readonly bytes: number;
  readonly before: Before;
}

/**
 * Letters that came before their turn, because a mailbox lost, kept or mixed up the one before them. Each waits as it
 * came, sealed, on disk, until what is before it has come to its end here, or is too old to come at all.
 */
export class HoldBack {
  readonly #store: Store;
  readonly #held = new Map<Did, Map<MessageId, Held>>();
  /** Bytes. */
  readonly #tally: Tally;

  protected constructor(store: Store, known: Organisations) {
    this.#store = store;
    this.#tally = new Tally(known);
  }

  /** Reads what waits. */
  static async open(store: Store, known: Organisations): Promise<HoldBack> {
    const holdBack = new this(store, known);
    await holdBack.load();
    return holdBack;
  }

  protected async load(): Promise<void> {
    for await (const [key, value] of entriesOf(this.#store, 'held')) {
      const [did = '', text = ''] = (fromUtf8(key) ?? '').split('/');
      const peer = parseCanonicalDid(did);
      const id = parseMessageId(text);
      const before = parseMessageId(fromUtf8(value.subarray(0, idLength)) ?? '');
      if (peer === undefined || id === undefined || before === undefined) continue;
      const until = millis(Number(new DataView(value.buffer, value.byteOffset + idLength, 8).getBigUint64(0)));
      this.#place({ peer, id, bytes: value.length, before: { id: before, until } });
    }
  }

  /** Letters that wait, of all peers. */
  get count(): number {
    return this.waiting().length;
  }

  /** All that wait. */
  waiting(): readonly Held[] {
    return [...this.#held.values()].flatMap((letters) => [...letters.values()]);
  }

  has(peer: Did, id: MessageId): boolean {
    return this.#held.get(peer)?.has(id) === true;
  }

  /** Keeps a letter, the newest of a message; false when there is no room, and it has to stay where it is. Rejects as the store does. */
  async keep(peer: Did, { id, sealed, before }: Waiting): Promise<boolean> {
    const value = new Uint8Array(idLength + 8 + sealed.length);
    value.set(new TextEncoder().encode(before.id));
    new DataView(value.buffer).setBigUint64(idLength, BigInt(before.until));
    value.set(sealed, idLength + 8);
    this.#remove(peer, id);
    if (!this.hasRoom(peer, value.length)) return false;
    this.#place({ peer, id, bytes: value.length, before });
    try {
      await this.#store.commit([{ kind: 'put', space: 'held', key: keyOf(peer, id), value }]);
      return true;
    } catch (error) {
      this.#remove(peer, id);
      throw error;
    }
  }

  /** The letter as it came. */
  letter(peer: Did, id: MessageId): Uint8Array | undefined {
    return this.#store.get('held', keyOf(peer, id))?.subarray(idLength + 8);
  }

  /** A letter waits no longer. */
  async forget(peer: Did, id: MessageId): Promise<void> {
    const operation = this.#remove(peer, id);
    await this.#store.commit([operation], { lazy: true });
  }

  /** Forgets what nobody can take any more: its turn has come by time, and it is still not taken. */
  sweep(now: Millis): readonly Operation[] {
    const old = this.waiting().filter(({ before }) => before.until + limits.messageTtlMs < now);
    return old.map(({ peer, id }) => this.#remove(peer, id));
  }

  /** Whether so many more bytes of a peer may wait. */
  protected hasRoom(peer: Did, bytes: number): boolean {
    const { maxLettersEach, maxBytesEach, maxBytes } = holdBackBounds;
    const letters = this.#held.get(peer)?.size ?? 0;
    const isOverItsOwn = letters >= maxLettersEach || this.#tally.of(peer) + bytes > maxBytesEach;
    return !isOverItsOwn && this.#tally.mayHave(peer, bytes, maxBytes);
  }

  #place(held: Held): void {
    const letters = this.#held.get(held.peer) ?? new Map<MessageId, Held>();
    this.#held.set(held.peer, letters);
    letters.set(held.id, held);
    this.#tally.add(held.peer, held.bytes);
  }

  #remove(peer: Did, id: MessageId): Delete {
    const letters = this.#held.get(peer);
    this.#tally.remove(peer, letters?.get(id)?.bytes ?? 0);
    letters?.delete(id);
    if (letters?.size === 0) this.#held.delete(peer);
    return { kind: 'delete', space: 'held', key: keyOf(peer, id) };
  }
}

/** Characters of a message id. */
const idLength = 32;

function keyOf(peer: Did, id: MessageId): string {
  return `${peer}/${id}`;
}
