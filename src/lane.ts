import { equalBytes, type Did, type MessageId, type Millis, type Reason, type SessionId } from './base/base.ts';
import type { Channel } from './net/net.ts';
import { andThen } from './in-turn.ts';
import { HotPackets, type Ready } from './hot-packets.ts';
import type { Appended, Course, Departed, Manner, Passing, SealedWaiting, Unsealed } from './lane-entries.ts';
import { nothingSealed } from './lane-entries.ts';
import { maxEarly, type LiveSession } from './live-session.ts';
import { HeldEntries } from './held-entries.ts';
import type { Trail } from './line.ts';
import { LanePause } from './lane-pause.ts';
import type { LanePorts } from './lane-ports.ts';
import { maxAdmitting, maxInFlight, OutboxLine } from './outbox-line.ts';
import { diskBusy, putEntry, removeEntry, type Stored } from './outbox.ts';
import { OverEntries } from './over-entries.ts';
import { sendPacket, sendPackets } from './send-packet.ts';
import { PeerSessions, type SealedEntry } from './peer-sessions.ts';
import { attemptsAfter, maxAttempts, reasonToRetry, sessionGone, unopened } from './retry-reasons.ts';
import type { Awaitable } from './session/session.ts';
import type { Operation } from './store/store.ts';
import { packetName } from './wire/wire.ts';
import type { Ack, DeliveryReceipt, OutboxEntry, Packet, Priority } from './wire/wire.ts';
import type { Extent } from './waiting-room.ts';

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
  /** Sequence number of the last entry handed to the channel. */
  #cursor = 0;
  /** Whether entries wait that are not sealed under the current session: what follows must queue behind them. */
  #backlog: boolean;
  /** Grows with each rewind. */
  #epoch = 0;
  /** Grows whenever the cursor is set back: work begun before must not move it on from where it was. */
  #setbacks = 0;
  readonly #pause: LanePause;
  /** Whether the peer said last that it has no room for messages. */
  #isRefused = false;
  /** Whether the session in force, or the first one, brought a message to its end. */
  #fruitful = true;
  readonly #hot = new HotPackets();
  /** Entries that left before they were written, and their commits. */
  readonly #unwritten = new Map<number, Promise<void>>();
  readonly #inFlight = new Map<MessageId, Departed>();
  readonly #held = new HeldEntries();
  readonly #over = new OverEntries();
  readonly #line: OutboxLine;
  /** Entries that are being replaced: until the new ones are on disk, nothing behind them leaves. */
  #changing = 0;
  #pumping = false;
  #pumpAgain = false;

  /** Use `openLane`. */
  constructor(
    peer: Did,
    ports: LanePorts<Lane>,
    start: Extent & { session: LiveSession | undefined; previous: LiveSession | undefined },
  ) {
    this.peer = peer;
    this.sessions = new PeerSessions(peer, ports, { current: start.session, previous: start.previous });
    this.#ports = ports;
    this.#pause = new LanePause(ports, () => this.#kick());
    const { store } = ports;
    this.#line = new OutboxLine({ peer, store, sessions: this.sessions, over: this.#over, held: this.#held }, start);
    ports.quota.add(peer, start.depth);
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
    return this.depth > 0;
  }

  /** Messages accepted and not yet at their end. */
  get depth(): number {
    return this.#ports.quota.of(this.peer);
  }

  /** Whether a message is on its way, its acknowledgement still to come. */
  isInFlight(id: MessageId): boolean {
    return this.#inFlight.has(id);
  }

  /** Sequence number of the newest message that is on disk; beyond every number while some have none yet. */
  get newest(): number {
    return this.#line.someWait ? Number.MAX_SAFE_INTEGER : this.#line.committed;
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
  async append(entry: Unsealed, cause: readonly Operation[], manner: Manner = {}): Promise<void> {
    const { when = 'written', priority = 'normal', needsRoom = false } = manner;
    const { quota, store } = this.#ports;
    quota.demand(this.peer, needsRoom && this.#isRefused);
    // Before sealing: a commit refused afterwards would leave a ratchet step that is in memory only.
    if (store.busy) throw diskBusy();
    const waits = this.#hasToWait(entry.id, priority);
    const whole = { ...entry, priority };
    await quota.adding(this.peer, async () => {
      if (waits) return await this.#line.wait(whole, cause);
      const seq = this.#line.nextPlace();
      const write = (sealed: SealedEntry | undefined): { readonly written: Promise<void> } => ({
        written: this.#write({ seq, entry: whole, sealed, when }, cause),
      });
      const step = this.sessions.inTurn(() => andThen(this.#sealNow(entry), write));
      await andThen(step, ({ written }) => written);
    });
    if (waits) this.#kick();
  }

  /** An entry is not to leave before it is released: what belongs to it goes first, by `pass`. Before it is appended. */
  hold(id: MessageId): void {
    this.#held.add(id);
  }

  /** An entry that was held may leave. */
  release(id: MessageId): void {
    this.#passAgain(this.#held.remove(id) ?? Number.MAX_SAFE_INTEGER);
    this.#kick();
  }

  /**
   * Seals and sends what is in no outbox: its sender sends it anew after a break. One commit for all of them. Resolves
   * once they are on their way; to undefined when none of them leaves.
   */
  async pass(entries: readonly Unsealed[]): Promise<Passing | undefined> {
    const route = this.#epoch;
    const channel = this.#channel;
    if (channel === undefined || this.#ports.store.busy || this.#ports.rests(this)) return undefined;
    const { packets, written } = await this.sessions.sealApart(entries, this.#ports.store);
    await written;
    const session = packets[0]?.session;
    if (session === undefined || route !== this.#epoch) return undefined;
    const behind = (): void => this.#ports.departing(this, channel);
    return { session, gone: sendPackets(channel, packets, { behind, isWay: () => route === this.#epoch }) };
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

  /** Whether it is to wait for a place in line: what leaves at once has one, and so has what is released later. */
  #hasToWait(id: MessageId, priority: Priority): boolean {
    if (this.#held.has(id)) return false;
    // Where others wait for a place, what comes later must not take all that become free.
    const most = this.#line.someWait ? maxAdmitting : maxInFlight;
    const isSlow = this.#pause.until !== undefined || this.#inFlight.size >= most;
    return !this.ready || isSlow || this.#backlog || this.#line.mustWait(priority);
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
    const { id, expires } = entry;
    const ready = sealed === undefined ? undefined : { id, packet: sealed.packet, expires, isWord: false };
    const leavesNow = when !== 'written' && ready !== undefined && this.#unwritten.size < maxEarly;
    const written = this.#ports.store.commit(operations, { lazy: leavesNow && when === 'early-and-last' });
    if (leavesNow) {
      this.#unwritten.set(seq, written);
      if (this.#channel !== undefined) this.#hot.keep(seq, ready);
      this.#kick();
    }
    await written;
    this.#unwritten.delete(seq);
    this.#line.wrote(seq);
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
    this.#inFlight.delete(ack.id);
    await this.#unwritten.get(departed.seq);
    const again = reasonToRetry(ack);
    if (again !== undefined) await this.#retry(departed, again, ack.id);
    else {
      this.#pause.reset();
      this.#isRefused = false;
      this.#fruitful = true;
      this.#finish(departed.seq, ack, { sent: departed.at, isWord: departed.isWord });
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
    const { replacements } = this;
    const sealed = await this.#over.during(() => this.#line.sealed(session, after, trail));
    // The channel may be back, and have found that places were being given.
    this.#kick();
    // What is being replaced would be missing in the line.
    return this.#changing > 0 || this.replacements !== replacements ? nothingSealed : sealed;
  }

  /** Takes the peer's word on packets that went another way; true when one of them is to be sent anew. */
  async settle(receipts: readonly DeliveryReceipt[]): Promise<boolean> {
    const words = new Map(receipts.map((receipt) => [receipt.ack.id, receipt]));
    let anew = false;
    await this.#over.during(async () => {
      for await (const { seq, entry } of this.waiting()) {
        const word = words.get(entry.id);
        if (word === undefined) continue;
        const again = reasonToRetry(word.ack);
        if (again === undefined) this.#finish(seq, word.ack, { isWord: entry.isWord });
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
    // Words stay: they keep the order of what comes when the peer is welcome again.
    await this.#endWhere({ outcome: 'denied', reason }, ({ isWord }) => isWord !== true && !this.ready);
  }

  /** Forgets the sessions, with what goes into the same commit: whatever waits or comes next needs a new one. */
  async endSessions(also: readonly Operation[]): Promise<void> {
    await this.sessions.inTurn(() => this.#ports.store.commit([...this.sessions.end(), ...also]));
    this.#sealAnew();
  }

  /** The peer is dealt with no more: its sessions are forgotten, and every message ends with the reason. */
  async close(reason: Reason): Promise<void> {
    await this.endSessions([]);
    await this.#endWhere({ outcome: 'denied', reason }, () => true, false);
  }

  /** Ends what has expired, and looks whether anything can leave. */
  async expire(): Promise<void> {
    this.#kick();
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

  async #endWhere(end: Omit<Ack, 'id'>, holds: (entry: OutboxEntry) => boolean, isGivenUp = true): Promise<void> {
    await this.#over.during(async () => {
      for await (const { seq, entry } of this.waiting())
        if (holds(entry)) this.#finish(seq, { id: entry.id, ...end }, { isGivenUp, isWord: entry.isWord });
    });
  }

  /** The whole outbox, page by page; what comes into line meanwhile may come twice. */
  waiting(): AsyncGenerator<Stored, void, undefined> {
    return this.#line.waiting();
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
    this.#setbacks++;
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
    this.#pumpAgain = false;
    try {
      await this.#over.during(async () => {
        while (!this.#ports.rests(this) && (await this.#pump()));
      });
    } catch {
      // The store or the channel failed: both report for themselves, and the next channel starts over.
    } finally {
      this.#pumping = false;
    }
    // Called after its last look, or while it failed.
    if (this.#pumpAgain) this.#kick();
  }

  /** One round: sends what is at hand; true when there may be more. */
  async #pump(): Promise<boolean> {
    const channel = this.#channel;
    const session = this.sessions.current?.id;
    if (channel === undefined || session === undefined) {
      if (this.busy) this.#ports.wanted(this);
      return false;
    }
    if (this.#held.some) this.#ports.parts.ready(this);
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
    const line = this.#line;
    const upTo = line.committed;
    const setbacks = this.#setbacks;
    const page = this.#cursor < upTo ? await line.page(this.#cursor) : [];
    if (setbacks !== this.#setbacks) return true;
    if (page.length === 0) {
      this.#cursor = Math.max(this.#cursor, upTo);
      return line.committed > upTo || (await this.#admit(session));
    }
    const packets = await line.sealPage(session, page);
    for (const stored of page) {
      if (setbacks !== this.#setbacks || this.#changing > 0) return true;
      await this.#transmitStored(channel, stored, packets.get(stored.seq) ?? stored.entry.packet);
    }
    return true;
  }

  async #transmitStored(channel: Channel, { seq, entry }: Stored, packet: Packet | undefined): Promise<void> {
    const { id, expires, isWord = false } = entry;
    if (packet === undefined || this.#over.has(id) || this.#inFlight.has(id))
      this.#cursor = Math.max(this.#cursor, seq);
    else await this.#transmit(channel, seq, { id, packet, expires, isWord });
  }

  /** The line is at its end; true when there is more of it now. */
  async #admit(session: SessionId): Promise<boolean> {
    if (this.#line.someWait) return this.#inFlight.size < maxAdmitting && (await this.#line.admit(session));
    // Everything accepted so far has been through: what comes next may be sealed when it is accepted.
    if (this.#line.isWritten) this.#backlog = false;
    return false;
  }

  async #transmit(channel: Channel, seq: number, { id, packet, expires, isWord }: Ready): Promise<void> {
    this.#cursor = seq;
    this.#hot.remove(seq);
    const now = this.#ports.clock.now();
    // What waited too long does not leave late: its end is an expiry.
    if (expires <= now)
      return this.#finish(seq, { id, outcome: 'rejected', reason: 'message-expired' }, { isGivenUp: true, isWord });
    this.#inFlight.set(id, { seq, at: now, isWord });
    await sendPacket(channel, packet, () => this.#ports.departing(this, channel));
  }

  async #retry({ seq, at }: Omit<Departed, 'isWord'>, reason: Reason, id: MessageId): Promise<void> {
    const entry = this.#over.has(id) ? undefined : this.#line.at(seq);
    if (entry === undefined) return;
    if (unopened.has(reason)) {
      this.#pause.begin();
      return this.#passAgain(seq);
    }
    this.#isRefused ||= reason === 'overloaded';
    const attempts = attemptsAfter(entry.attempts, reason);
    const end = { sent: at, isGivenUp: true, isWord: entry.isWord };
    const parts = attempts < maxAttempts ? this.#ports.parts.again(this, id, reason) : undefined;
    if (parts === undefined) return this.#finish(seq, { id, outcome: 'rejected', reason }, end);
    const operations = [putEntry(this.peer, { seq, entry: { ...entry, packet: undefined, attempts } }), ...parts];
    const ended = sessionGone.has(reason) ? entry.packet?.session : undefined;
    if (ended === undefined) this.#pause.begin();
    else operations.push(...this.#replace(ended, reason === 'session-expired'));
    this.#backlog = true;
    await this.#ports.store.commit(operations);
    this.#passAgain(seq);
  }

  /** What stands at a place, and what is behind it, goes through the pump again. */
  #passAgain(seq: number): void {
    this.#setbacks++;
    this.#backlog = true;
    this.#cursor = Math.min(this.#cursor, seq - 1);
  }

  /** The end of a message that was met at a place comes once, whatever is heard of it afterwards. */
  #finish(seq: number, ack: Ack, how: Partial<Omit<Course, 'entry'>> = {}): void {
    const { sent = this.sentAt(ack.id), isGivenUp = false, isWord } = how;
    if (this.#line.hasMoved(seq) || !this.#over.add(ack.id)) return;
    this.#line.ended(seq);
    this.#held.remove(ack.id);
    this.#inFlight.delete(ack.id);
    const entry = ack.outcome === 'delivered' ? undefined : this.#line.at(seq);
    const { writes, instead } = this.#ports.ended(this, ack, { sent, entry, isGivenUp, isWord });
    if (instead === undefined) this.#ports.quota.remove(this.peer);
    const next = instead && { ...instead, packet: undefined, attempts: 0, isWord: true };
    const place = next === undefined ? removeEntry(this.peer, seq) : putEntry(this.peer, { seq, entry: next });
    // One write: an entry that were gone without its ending would never have one. To lose it only means that the
    // packet is sent once more and recognised as a duplicate.
    const written = this.#ports.store.commit([place, ...writes], { lazy: true });
    if (instead !== undefined) this.#standIn(seq);
    const gone = (): void => {
      this.#over.deleted(ack.id);
      if (instead !== undefined) this.#stoodIn(seq);
      // Those next in the waiting room may have been none but such as this.
      if (this.#line.someWait) this.#kick();
    };
    written.then(gone, () => undefined);
  }

  /** Something else comes to stand at a place: nothing behind it leaves before that is on disk. */
  #standIn(seq: number): void {
    this.#hot.remove(seq);
    this.#backlog = true;
    this.#changing++;
  }

  #stoodIn(seq: number): void {
    this.#changing--;
    this.replacements++;
    this.#passAgain(seq);
    this.#kick();
  }
}
