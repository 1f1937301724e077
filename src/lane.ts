import { equalBytes } from './base/base.ts';
import type { Did, MessageId, Millis, Reason, SessionId } from './base/base.ts';
import type { Channel } from './net/net.ts';
import { andThen } from './in-turn.ts';
import { HotPackets, type Ready } from './hot-packets.ts';
import type { Appended, Course, Departed, Departure } from './lane-entries.ts';
import { nothingSealed, sealedPage } from './lane-entries.ts';
import type { SealedPage, SealedWaiting, Unsealed } from './lane-entries.ts';
import { maxEarly, type LiveSession } from './live-session.ts';
import { HeldEntries } from './held-entries.ts';
import { inLine, type Trail } from './line.ts';
import { LanePause } from './lane-pause.ts';
import type { LanePorts } from './lane-ports.ts';
import { diskBusy, entryAt, idAt, putEntry, queueFull, readPage, removeEntry, type Stored } from './outbox.ts';
import { OverEntries } from './over-entries.ts';
import { sendPacket } from './send-packet.ts';
import { PeerSessions, type SealedEntry } from './peer-sessions.ts';
import { attemptsAfter, maxAttempts, maxInFlight, reasonToRetry, sessionGone } from './retry-reasons.ts';
import type { Awaitable } from './session/session.ts';
import type { Operation } from './store/store.ts';
import { packetName } from './wire/wire.ts';
import type { Ack, DeliveryReceipt, OutboxEntry, Packet } from './wire/wire.ts';

/**
 * Everything on its way to one peer: the session it is sealed under, the outbox in order, and the channel
 * it leaves by. Sealing and its commit are one step, so a packet that left is always one that was stored,
 * and no message key is used twice.
 */
export class Lane {
  readonly peer: Did;
  readonly sessions: PeerSessions;
  /** Grows whenever something else stands at a place of the outbox. */
  replacements = 0;
  readonly #ports: LanePorts<Lane>;
  #channel: Channel | undefined;
  #nextSeq: number;
  /** Sequence number of the last entry handed to the channel. */
  #cursor = 0;
  /** Last entry whose commit has completed. */
  #committed: number;
  /** Whether entries wait that are not sealed under the current session: what follows must queue behind them. */
  #backlog: boolean;
  /** Grows with each rewind: work begun before one must not move the cursor after it. */
  #epoch = 0;
  #depth: number;
  readonly #pause: LanePause;
  /** Whether the session in force, or the first one, brought a message to its end. */
  #fruitful = true;
  readonly #hot = new HotPackets();
  /** Entries that left before they were written, and their commits. */
  readonly #unwritten = new Map<number, Promise<void>>();
  readonly #inFlight = new Map<MessageId, Departed>();
  readonly #held = new HeldEntries();
  readonly #over = new OverEntries();
  /** Entries that are being replaced: until the new ones are on disk, nothing behind them leaves. */
  #changing = 0;
  #pumping = false;
  #pumpAgain = false;

  /** Use `openLane`. */
  constructor(
    peer: Did,
    ports: LanePorts<Lane>,
    start: { lastSeq: number; depth: number; session: LiveSession | undefined; previous: LiveSession | undefined },
  ) {
    this.peer = peer;
    this.sessions = new PeerSessions(peer, ports, { current: start.session, previous: start.previous });
    this.#ports = ports;
    this.#pause = new LanePause(ports, () => this.#kick());
    this.#nextSeq = start.lastSeq + 1;
    this.#committed = start.lastSeq;
    this.#depth = start.depth;
    this.#backlog = start.depth > 0;
  }

  /** Whether a message handed over now would leave at once. */
  get ready(): boolean {
    return this.#channel !== undefined && this.sessions.current !== undefined;
  }

  /** Another number whenever what left before is not known to arrive: a new channel, or a new session. */
  get route(): number {
    return this.#epoch;
  }

  /** Whether anything waits to be sent or acknowledged. */
  get busy(): boolean {
    return this.#depth > 0;
  }

  /** Messages accepted and not yet at their end. */
  get depth(): number {
    return this.#depth;
  }

  /** Whether a message is on its way, its acknowledgement still to come. */
  isInFlight(id: MessageId): boolean {
    return this.#inFlight.has(id);
  }

  /** Sequence number of the newest message that is on disk. */
  get newest(): number {
    return this.#committed;
  }

  /** When a message left whose acknowledgement is still to come; undefined for one that waits here. */
  sentAt(id: MessageId): Millis | undefined {
    return this.#inFlight.get(id)?.at;
  }

  /** Until when nothing is sent, because the peer asked for time; undefined when it did not. */
  get pausedUntil(): Millis | undefined {
    return this.#pause.until;
  }

  /** Makes `session` the current one. What is in flight under the old one is sealed anew under the new one. */
  adopt(session: LiveSession): readonly Operation[] {
    const operations = this.sessions.adopt(session);
    this.#sealAnew();
    return operations;
  }

  /**
   * Takes an encoded envelope into the outbox, sealed at once when nothing waits before it. Resolves when
   * it is on disk together with `cause`; until then it does not leave, unless `when` lets it.
   */
  async append(entry: Unsealed, cause: readonly Operation[], when: Departure = 'written'): Promise<void> {
    if (this.#depth >= this.#ports.maxQueued) throw queueFull();
    // Before sealing: a commit refused afterwards would leave a ratchet step that is in memory only.
    if (this.#ports.store.busy) throw diskBusy();
    this.#depth++;
    const seq = this.#nextSeq++;
    const step = this.sessions.inTurn(() =>
      andThen(this.#sealNow(entry), (sealed) => ({ written: this.#write({ seq, entry, sealed, when }, cause) })),
    );
    await andThen(step, ({ written }) => written);
  }

  /** An entry is not to leave before it is released: what belongs to it goes first, by `pass`. Before it is appended. */
  hold(id: MessageId): void {
    this.#held.add(id);
  }

  /** An entry that was held may leave. */
  release(id: MessageId): void {
    const seq = this.#held.remove(id);
    this.#backlog = true;
    if (seq !== undefined) this.#cursor = Math.min(this.#cursor, seq - 1);
    this.#kick();
  }

  /**
   * Seals and sends what is in no outbox: its sender sends it anew after a break. Resolves to the session once the
   * channel has room for more; to undefined when it did not leave.
   */
  async pass(entry: Unsealed): Promise<SessionId | undefined> {
    const route = this.#epoch;
    const channel = this.#channel;
    if (channel === undefined || this.#ports.store.busy) return undefined;
    const { packet, written } = await this.sessions.sealAlone(entry, this.#ports.store);
    await written;
    if (packet === undefined || route !== this.#epoch) return undefined;
    await sendPacket(channel, packet, () => this.#ports.departing(this, channel));
    return packet.session;
  }

  /** The peer knows nothing of a session any more. */
  async lost(session: SessionId): Promise<void> {
    const operations = this.#replace(session);
    if (operations.length > 0) await this.#ports.store.commit(operations);
  }

  /** Ends one message. */
  async giveUp(id: MessageId, { outcome, reason }: Omit<Ack, 'id'>): Promise<void> {
    await this.#endWhere({ outcome, reason }, (entry) => entry.id === id);
  }

  /** Seals what nothing waits before; undefined for what has to wait. */
  #sealNow(entry: Unsealed): Awaitable<SealedEntry | undefined> {
    return andThen(this.#backlog || this.#held.has(entry.id) ? undefined : this.sessions.seal(entry), (sealed) => {
      this.#backlog ||= sealed === undefined;
      return sealed;
    });
  }

  /** Hands the commit over at once, so that commits are in the order of the ratchet's steps. */
  async #write({ seq, entry, sealed, when }: Appended, cause: readonly Operation[]): Promise<void> {
    const put = putEntry(this.peer, { seq, entry: { ...entry, packet: sealed?.packet, attempts: 0 } });
    const operations = sealed === undefined ? [put, ...cause] : [put, ...cause, sealed.operation];
    const ready = sealed === undefined ? undefined : { id: entry.id, packet: sealed.packet, expires: entry.expires };
    const leavesNow = when !== 'written' && ready !== undefined && this.#unwritten.size < maxEarly;
    const written = this.#ports.store.commit(operations, { lazy: leavesNow && when === 'early-and-last' });
    if (leavesNow) {
      this.#unwritten.set(seq, written);
      if (this.#channel !== undefined) this.#hot.keep(seq, ready);
      this.#kick();
    }
    await written;
    this.#unwritten.delete(seq);
    this.#committed = Math.max(this.#committed, seq);
    if (ready !== undefined && !leavesNow && this.#channel !== undefined) this.#hot.keep(seq, ready);
    this.#kick();
  }

  /** A channel to the peer is up: what was not acknowledged is sent again, then what waits. */
  attach(channel: Channel): void {
    this.#channel = channel;
    this.#rewind();
    this.#kick();
  }

  /** The channel is gone. */
  detach(channel: Channel): void {
    if (this.#channel !== channel) return;
    this.#channel = undefined;
    this.#rewind();
    if (this.busy) this.#ports.wanted(this);
  }

  /** Takes the peer's word on a packet. */
  async acknowledge(ack: Ack): Promise<void> {
    const departed = this.#inFlight.get(ack.id);
    if (departed === undefined) return;
    const { seq } = departed;
    this.#inFlight.delete(ack.id);
    await this.#unwritten.get(seq);
    const again = reasonToRetry(ack);
    if (again !== undefined) {
      await this.#retry(departed, again, ack.id);
    } else {
      this.#pause.reset();
      this.#fruitful = true;
      this.#finish(seq, ack, { sent: departed.at });
    }
    this.#kick();
  }

  /**
   * A page of what waits behind `after`, for another way than the channel: sealed under the current session, and on
   * disk so, when this resolves; in line behind `trail`, which is that of the last one before.
   */
  async sealed(after: number, trail: Trail | undefined): Promise<SealedWaiting> {
    const session = this.sessions.current?.id;
    if (session === undefined || this.#ports.store.busy) return nothingSealed;
    return this.#walk(async () => {
      const page = await this.#page(after);
      const fresh = await this.#sealPage(session, page);
      const packets = page.flatMap(({ seq, entry }) => {
        const packet = this.#over.has(entry.id) ? undefined : (fresh.get(seq) ?? entry.packet);
        return packet?.session === session ? [{ seq, packet, entry }] : [];
      });
      // What is being replaced would be missing in the line.
      if (this.#changing > 0) return nothingSealed;
      const line = inLine(packets, trail, (seq) => idAt(this.#ports.store, this.peer, seq, this.#over));
      return sealedPage(page, line);
    });
  }

  /** Takes the peer's word on packets that went another way; true when one of them is to be sent anew. */
  async settle(receipts: readonly DeliveryReceipt[]): Promise<boolean> {
    const words = new Map(receipts.map((receipt) => [receipt.ack.id, receipt]));
    let anew = false;
    await this.#walk(async () => {
      for await (const { seq, entry } of this.waiting()) {
        const word = words.get(entry.id);
        if (word === undefined) continue;
        const again = reasonToRetry(word.ack);
        if (again === undefined) this.#finish(seq, word.ack);
        else if (entry.packet !== undefined && equalBytes(packetName(entry.packet), word.packet)) {
          // An old word about another sealing of it says nothing about this one.
          await this.#retry({ seq, at: this.sentAt(entry.id) }, again, entry.id);
          anew = true;
        }
        words.delete(entry.id);
        if (words.size === 0) return;
      }
    });
    this.#kick();
    return anew;
  }

  /** Ends every message, unless the peer is reached after all: it refused the connection or the session they need. */
  async refuseWaiting(reason: Reason): Promise<void> {
    await this.#endWhere({ outcome: 'denied', reason }, () => !this.ready);
  }

  /** Forgets the sessions, with what goes into the same commit: whatever waits or comes next needs a new one. */
  async endSessions(also: readonly Operation[]): Promise<void> {
    await this.sessions.inTurn(() => this.#ports.store.commit([...this.sessions.end(), ...also]));
    this.#sealAnew();
  }

  /** The peer is dealt with no more: its sessions are forgotten, and every message ends with the reason. */
  async close(reason: Reason): Promise<void> {
    await this.endSessions([]);
    await this.#endWhere({ outcome: 'denied', reason }, () => true);
  }

  /** Ends what has expired. */
  async expire(): Promise<void> {
    const now = this.#ports.clock.now();
    await this.#endWhere({ outcome: 'rejected', reason: 'message-expired' }, (entry) => entry.expires <= now);
  }

  /** Forgets the keys of messages that can come no more. */
  async forgetKeys(): Promise<void> {
    await this.sessions.inTurn(() => {
      const { operations, ended } = this.sessions.expire();
      if (ended) this.#sealAnew();
      return operations.length === 0 ? undefined : this.#ports.store.commit(operations, { lazy: true });
    });
  }

  async #endWhere(end: Omit<Ack, 'id'>, holds: (entry: OutboxEntry) => boolean): Promise<void> {
    await this.#walk(async () => {
      for await (const { seq, entry } of this.waiting())
        if (holds(entry)) this.#finish(seq, { id: entry.id, ...end }, { isGivenUp: true });
    });
  }

  /** What ends while others work on what was read before must not come up again. */
  async #walk<T>(work: () => Promise<T>): Promise<T> {
    this.#over.enter();
    try {
      return await work();
    } finally {
      this.#over.leave();
    }
  }

  /** The whole outbox, page by page. */
  async *waiting(): AsyncGenerator<Stored, void, undefined> {
    for (let page = await this.#page(0); page.length > 0; page = await this.#page(page.at(-1)?.seq ?? 0)) yield* page;
  }

  /** Takes a session that is of no more use out of use, and asks for another; after a pause when it brought nothing to its end. */
  #replace(id: SessionId, known = false): readonly Operation[] {
    const operations = known ? this.sessions.retire(id) : this.sessions.drop(id);
    if (operations === undefined) return [];
    if (!this.#fruitful) this.#pause.begin();
    this.#fruitful = false;
    this.#sealAnew();
    this.#ports.wanted(this);
    return operations;
  }

  #rewind(): void {
    this.#epoch++;
    this.#cursor = 0;
    this.#hot.clear();
    this.#inFlight.clear();
  }

  /** What is stored was sealed under an older session: all of it passes the pump again. */
  #sealAnew(): void {
    this.#rewind();
    this.#backlog = true;
    this.#kick();
  }

  /** Wakes the pump after the caller's own step is complete, commit included. */
  #kick(): void {
    if (this.#pumping) {
      this.#pumpAgain = true;
      return;
    }
    this.#pumping = true;
    queueMicrotask(() => void this.#pumpUntilIdle());
  }

  async #pumpUntilIdle(): Promise<void> {
    this.#over.enter();
    try {
      do {
        this.#pumpAgain = false;
        while (await this.#pump());
      } while (this.#pumpAgain);
    } catch {
      // The store or the channel failed: both report for themselves, and the next channel starts over.
    } finally {
      this.#pumping = false;
      this.#over.leave();
    }
  }

  /** One round: sends what is at hand; true when there may be more. */
  async #pump(): Promise<boolean> {
    const channel = this.#channel;
    const session = this.sessions.current?.id;
    if (channel === undefined || session === undefined) {
      if (this.busy) this.#ports.wanted(this);
      return false;
    }
    if (this.#held.some) this.#ports.ready(this);
    if (this.#pause.until !== undefined || this.#changing > 0 || this.#inFlight.size >= maxInFlight) return false;
    if (this.#ports.store.busy) {
      this.#pause.begin();
      return false;
    }
    const seq = this.#cursor + 1;
    const hot = this.#hot.get(seq);
    if (hot?.packet.session !== session) return this.#pumpFromStore(channel, session);
    await this.#transmit(channel, seq, hot);
    return true;
  }

  async #pumpFromStore(channel: Channel, session: SessionId): Promise<boolean> {
    const upTo = this.#committed;
    const epoch = this.#epoch;
    const page = this.#cursor < upTo ? await this.#page(this.#cursor) : [];
    if (epoch !== this.#epoch) return true;
    if (page.length === 0) {
      this.#cursor = Math.max(this.#cursor, upTo);
      // Everything accepted so far has been through: what comes next may be sealed when it is accepted.
      if (this.#nextSeq === upTo + 1) this.#backlog = false;
      return this.#committed > upTo;
    }
    const packets = await this.#sealPage(session, page);
    for (const { seq, entry } of page) {
      if (epoch !== this.#epoch || this.#changing > 0) return true;
      const packet = this.#over.has(entry.id) ? undefined : (packets.get(seq) ?? entry.packet);
      if (packet === undefined || this.#inFlight.has(entry.id)) this.#cursor = Math.max(this.#cursor, seq);
      else await this.#transmit(channel, seq, { id: entry.id, packet, expires: entry.expires });
    }
    return true;
  }

  /** Seals what is not sealed under `session`, all of it and the session's next state in one commit. */
  async #sealPage(session: SessionId, page: readonly Stored[]): Promise<ReadonlyMap<number, Packet>> {
    const { written, packets } = await this.sessions.inTurn(() => this.#sealAll(session, page));
    await written;
    return packets;
  }

  async #sealAll(session: SessionId, page: readonly Stored[]): Promise<SealedPage> {
    const packets = new Map<number, Packet>();
    const operations: Operation[] = [];
    let last: Operation | undefined;
    for (const { seq, entry } of page) {
      if (this.sessions.current?.id !== session) break;
      if (entry.packet?.session === session || this.#over.has(entry.id) || this.#held.hasAt(entry.id, seq)) continue;
      const sealed = await this.sessions.seal(entry);
      if (sealed === undefined) break;
      packets.set(seq, sealed.packet);
      last = sealed.operation;
      operations.push(putEntry(this.peer, { seq, entry: { ...entry, packet: sealed.packet } }));
    }
    const written = last === undefined ? Promise.resolve() : this.#ports.store.commit([...operations, last]);
    return { packets, written };
  }

  async #transmit(channel: Channel, seq: number, ready: Ready): Promise<void> {
    this.#cursor = seq;
    this.#hot.remove(seq);
    const now = this.#ports.clock.now();
    // What waited too long does not leave late: its end is an expiry.
    if (ready.expires <= now)
      return this.#finish(seq, { id: ready.id, outcome: 'rejected', reason: 'message-expired' }, { isGivenUp: true });
    this.#inFlight.set(ready.id, { seq, at: now });
    await sendPacket(channel, ready.packet, () => this.#ports.departing(this, channel));
  }

  async #retry({ seq, at }: Departed, reason: Reason, id: MessageId): Promise<void> {
    const entry = this.#over.has(id) ? undefined : entryAt(this.#ports.store, this.peer, seq);
    if (entry === undefined) return;
    const attempts = attemptsAfter(entry.attempts, reason);
    if (attempts >= maxAttempts)
      return this.#finish(seq, { id, outcome: 'rejected', reason }, { sent: at, isGivenUp: true });
    const operations = [putEntry(this.peer, { seq, entry: { ...entry, packet: undefined, attempts } })];
    const ended = sessionGone.has(reason) ? entry.packet?.session : undefined;
    if (ended === undefined) this.#pause.begin();
    else operations.push(...this.#replace(ended, reason === 'session-expired'));
    this.#backlog = true;
    await this.#ports.store.commit(operations);
    this.#cursor = Math.min(this.#cursor, seq - 1);
  }

  /** The end of a message comes once, whatever is heard of it afterwards. */
  #finish(seq: number, ack: Ack, how: Partial<Omit<Course, 'entry'>> = {}): void {
    const { sent = this.sentAt(ack.id), isGivenUp = false } = how;
    if (!this.#over.add(ack.id)) return;
    this.#held.remove(ack.id);
    this.#inFlight.delete(ack.id);
    const entry = ack.outcome === 'delivered' ? undefined : entryAt(this.#ports.store, this.peer, seq);
    const { writes, instead } = this.#ports.ended(this, ack, { sent, entry, isGivenUp });
    if (instead === undefined) this.#depth--;
    const next = instead && { ...instead, packet: undefined, attempts: 0 };
    const place = next === undefined ? removeEntry(this.peer, seq) : putEntry(this.peer, { seq, entry: next });
    // One write: an entry that were gone without its ending would never have one. To lose it only means that the
    // packet is sent once more and recognised as a duplicate.
    const written = this.#ports.store.commit([place, ...writes], { lazy: true });
    written.then(() => this.#over.deleted(ack.id)).catch(() => undefined);
    if (instead === undefined) return;
    this.#hot.remove(seq);
    this.#backlog = true;
    this.#changing++;
    const changed = (): void => {
      this.#changing--;
      this.replacements++;
      this.#cursor = Math.min(this.#cursor, seq - 1);
      this.#kick();
    };
    written.then(changed, () => undefined);
  }

  #page(after: number): Promise<readonly Stored[]> {
    return readPage(this.#ports.store, this.peer, { after, upTo: this.#committed });
  }
}
