import type { Did, SessionId } from './base/base.ts';
import type { HeldEntries } from './held-entries.ts';
import { sealedPage, type SealedWaiting, type Waiting } from './lane-entries.ts';
import { inLine, type Trail } from './line.ts';
import { entryAt, idAt, putEntry, readPage, removeEntry, type Stored } from './outbox.ts';
import type { OverEntries } from './over-entries.ts';
import type { PeerSessions } from './peer-sessions.ts';
import type { Operation, Store } from './store/store.ts';
import type { Extent, WaitingRoom } from './waiting-room.ts';
import type { OutboxEntry, Packet, Priority } from './wire/wire.ts';

/** Packets on their way without an acknowledgement; more wait in the store. Bounds what a break makes us repeat. */
export const maxInFlight = 2048;
/** Packets on their way beyond which no more of what waits is given a place in line: it is overtaken by what matters more. */
export const maxAdmitting = 512;

/** What the outbox of a peer stands on. */
export interface OutboxLinePorts {
  readonly peer: Did;
  readonly store: Store;
  readonly sessions: PeerSessions;
  /** Entries at their end, which must not come up again. */
  readonly over: OverEntries;
  /** Entries that are not sealed before they are released. */
  readonly held: HeldEntries;
}

interface SealedStored extends Stored {
  readonly packet: Packet;
}

interface Sealed {
  readonly sealed: readonly SealedStored[];
  /** The ratchet after all of them; undefined when none was sealed. */
  readonly last: Operation | undefined;
}

/** What was made, and the commit that writes it. */
interface Written<T> {
  readonly made: T;
  readonly written: Promise<void>;
}

/**
 * The outbox of one peer by its places: the line, whose entries are sealed in the order in which they leave, and the
 * waiting room before it, where nothing is sealed. Sealing and its commit are one step.
 */
export class OutboxLine {
  readonly #ports: OutboxLinePorts;
  readonly #room: WaitingRoom;
  #next: number;
  #committed: number;
  /** Places are being given to those in the waiting room; whether any was. */
  #admitting: Promise<boolean> | undefined;

  constructor(ports: OutboxLinePorts, { lastSeq, room }: Extent) {
    this.#ports = ports;
    this.#room = room;
    this.#next = lastSeq + 1;
    this.#committed = lastSeq;
  }

  /** The last place in line whose commit has completed. */
  get committed(): number {
    return this.#committed;
  }

  /** Whether nobody has a place in line that is not on disk. */
  get isWritten(): boolean {
    return this.#next === this.#committed + 1;
  }

  /** Whether any waits for a place in line. */
  get someWait(): boolean {
    return this.#room.some;
  }

  /** Whether one more of this priority must not have a place in line at once: it would overtake those that wait for one. */
  mustWait(priority: Priority): boolean {
    return this.#admitting !== undefined || this.#room.has(priority);
  }

  /** The next place in line, for the caller to write; followed by `wrote`. */
  nextPlace(): number {
    return this.#next++;
  }

  /** What is at a place in line is on disk. */
  wrote(seq: number): void {
    this.#committed = Math.max(this.#committed, seq);
  }

  /** Takes one into the waiting room, in one commit with its cause. */
  async wait(entry: Waiting, cause: readonly Operation[]): Promise<void> {
    const { peer, store } = this.#ports;
    const seq = this.#room.place(entry.priority);
    const put = putEntry(peer, { seq, entry: { ...entry, packet: undefined, attempts: 0 } });
    await store.commit([put, ...cause]).catch((error: unknown) => {
      this.#room.ended(seq);
      throw error;
    });
  }

  /** Whether what was met at a place has another one since, where whoever looks further meets it again. */
  hasMoved(seq: number): boolean {
    return this.#room.hasLeft(seq);
  }

  /** The entry at a place is at its end. */
  ended(seq: number): void {
    this.#room.ended(seq);
  }

  /** The entry at a place, as it is on disk. */
  at(seq: number): OutboxEntry | undefined {
    return entryAt(this.#ports.store, this.#ports.peer, seq);
  }

  /** A page of the line behind `after`. */
  page(after: number): Promise<readonly Stored[]> {
    return readPage(this.#ports.store, this.#ports.peer, { after, upTo: this.#committed });
  }

  /** The whole outbox, page by page; what comes into line meanwhile may come twice. */
  async *waiting(): AsyncGenerator<Stored, void, undefined> {
    let last = 0;
    for await (const stored of this.#inLine(0)) {
      yield stored;
      last = stored.seq;
    }
    yield* this.#room.waiting();
    // What left the room before it was met there, or as it was.
    await this.#admitting?.catch(() => undefined);
    yield* this.#inLine(last);
  }

  async *#inLine(after: number): AsyncGenerator<Stored, void, undefined> {
    let page = await this.page(after);
    for (; page.length > 0; page = await this.page(page.at(-1)?.seq ?? 0)) yield* page;
  }

  /** Seals what is not sealed under `session`, all of it and the session's next state in one commit; the packets by place. */
  async sealPage(session: SessionId, page: readonly Stored[]): Promise<ReadonlyMap<number, Packet>> {
    const { written, made } = await this.#ports.sessions.inTurn(() => this.#sealAll(session, page));
    await written;
    return made;
  }

  async #sealAll(session: SessionId, page: readonly Stored[]): Promise<Written<ReadonlyMap<number, Packet>>> {
    const { peer, over, held } = this.#ports;
    const isDue = ({ seq, entry }: Stored): boolean =>
      entry.packet?.session !== session && !over.has(entry.id) && !held.hasAt(entry.id, seq);
    const { sealed, last } = this.#lasting(session, await this.#seal(session, page, isDue));
    const puts = sealed.map(({ seq, entry, packet }) => putEntry(peer, { seq, entry: { ...entry, packet } }));
    return { made: new Map(sealed.map(({ seq, packet }) => [seq, packet])), written: this.#commit(puts, last) };
  }

  /**
   * A page behind `after` for another way than the channel: sealed, and in line behind `trail`. Where the line is at its
   * end, those who come into it from the waiting room.
   */
  async sealed(session: SessionId, after: number, trail: Trail | undefined): Promise<SealedWaiting> {
    const { peer, store, over } = this.#ports;
    let page = await this.page(after);
    if (page.length === 0 && this.#room.some && (await this.admit(session))) page = await this.page(after);
    const fresh = await this.sealPage(session, page);
    const packets = page.flatMap(({ seq, entry }) => {
      const packet = over.has(entry.id) ? undefined : (fresh.get(seq) ?? entry.packet);
      return packet?.session === session ? [{ seq, packet, entry }] : [];
    });
    const line = inLine(packets, trail, (seq) => idAt(store, peer, seq, over));
    return sealedPage(page, line);
  }

  /** Gives places in line to those who are next in the waiting room, sealed; false when none has one. One page at a time. */
  admit(session: SessionId): Promise<boolean> {
    this.#admitting ??= this.#admit(session).finally(() => {
      this.#admitting = undefined;
    });
    return this.#admitting;
  }

  async #admit(session: SessionId): Promise<boolean> {
    const page = await this.#room.next();
    // Before they are sealed: what is appended meanwhile has its place, and is sealed, behind them.
    const first = this.#next;
    this.#next += page.length;
    const { written, made: count } = await this.#ports.sessions.inTurn(() => this.#sealInto(first, session, page));
    await written;
    // Commits are in the order of places: with nothing written, some before these may not be there yet.
    if (count > 0) this.wrote(first + page.length - 1);
    return count > 0;
  }

  /** How many have a place in line now, from `first` on. */
  async #sealInto(first: number, session: SessionId, page: readonly Stored[]): Promise<Written<number>> {
    const { peer, over } = this.#ports;
    const made = await this.#seal(session, page, ({ entry }) => !over.has(entry.id));
    const { sealed, last } = this.#lasting(session, made);
    const moves = sealed.flatMap(({ seq: from, entry, packet }, i): readonly Operation[] => {
      this.#room.moved(from);
      return [removeEntry(peer, from), putEntry(peer, { seq: first + i, entry: { ...entry, packet } })];
    });
    return { made: sealed.length, written: this.#commit(moves, last) };
  }

  /** Seals those of a page that are due, in their order; with the last step of the ratchet. */
  async #seal(session: SessionId, page: readonly Stored[], isDue: (stored: Stored) => boolean): Promise<Sealed> {
    const { sessions } = this.#ports;
    const sealed: SealedStored[] = [];
    let last: Operation | undefined;
    for (const stored of page) {
      if (sessions.current?.id !== session) break;
      if (!isDue(stored)) continue;
      const made = await sessions.seal(stored.entry);
      if (made === undefined) break;
      last = made.operation;
      sealed.push({ ...stored, packet: made.packet });
    }
    return { sealed, last };
  }

  /**
   * What of it is to be written, in the turn of the event loop in which that is handed over: what ended meanwhile must
   * not come up again, and what was sealed under a session that is gone is sealed again under the next.
   */
  #lasting(session: SessionId, { sealed, last }: Sealed): Sealed {
    const { sessions, over } = this.#ports;
    if (sessions.current?.id !== session) return { sealed: [], last: undefined };
    return { sealed: sealed.filter(({ entry }) => !over.has(entry.id)), last };
  }

  #commit(entries: readonly Operation[], last: Operation | undefined): Promise<void> {
    return last === undefined ? Promise.resolve() : this.#ports.store.commit([...entries, last]);
  }
}
