import { limits, type Did, type Random, type SessionId } from './base/base.ts';
import type { Clock } from './clock.ts';
import { andThen, InTurn } from './in-turn.ts';
import { putSession, sealUnder, sessionKey, type LiveSession } from './live-session.ts';
import type { Awaitable, Moment, SessionState } from './session/session.ts';
import type { Operation, Store } from './store/store.ts';
import type { OutboxEntry, Packet } from './wire/wire.ts';

/** A packet, and the ratchet step to write with it. */
export interface SealedEntry {
  readonly packet: Packet;
  readonly operation: Operation;
}

/** What sessions need of the rest of the hall. */
export interface PeerSessionPorts {
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * The sessions with one peer: the one in force, the one before it, and the one that we asked for. Their ratchets
 * are stepped one at a time, each step's commit handed over before the next step begins.
 */
export class PeerSessions {
  readonly #peer: Did;
  readonly #ports: PeerSessionPorts;
  #current: LiveSession | undefined;
  /** The session before: packets sealed under it may still arrive. */
  #previous: LiveSession | undefined;
  #expected: { readonly id: SessionId; readonly settled: Promise<void> } | undefined;
  readonly #turns = new InTurn();

  constructor(
    peer: Did,
    ports: PeerSessionPorts,
    start: { readonly current: LiveSession | undefined; readonly previous: LiveSession | undefined },
  ) {
    this.#peer = peer;
    this.#ports = ports;
    this.#current = start.current;
    this.#previous = start.previous;
  }

  get current(): LiveSession | undefined {
    return this.#current;
  }

  /** The session that the peer may take for the current one, where there is none for us. */
  get retired(): LiveSession | undefined {
    return this.#current === undefined ? this.#previous : undefined;
  }

  /** The session a packet names, current or previous. */
  byId(id: SessionId): LiveSession | undefined {
    if (this.#current?.id === id) return this.#current;
    return this.#previous?.id === id ? this.#previous : undefined;
  }

  /** We asked for a session; `answered` settles when it is in force, or refused. */
  expect(id: SessionId, answered: Promise<unknown>): void {
    const over = (): void => {
      if (this.#expected?.id === id) this.#expected = undefined;
    };
    this.#expected = { id, settled: answered.then(over, over) };
  }

  /** What a packet under this session has to wait for: on another channel it may have overtaken the answer to our knock. */
  expected(id: SessionId): Promise<void> | undefined {
    return this.#expected?.id === id ? this.#expected.settled : undefined;
  }

  /** Runs a step on these sessions when no other is under way; at once when none is. */
  inTurn<T>(step: () => Awaitable<T>): Awaitable<T> {
    return this.#turns.run(step);
  }

  /** Puts the next state of a session in place; the returned operation belongs into the same commit as its cause. */
  advance(session: LiveSession, state: SessionState, received: number): Operation {
    const next = { ...session, state, received: session.received + received };
    if (this.#current?.id === session.id) this.#current = next;
    else this.#previous = next;
    return putSession(next, this.#current?.id === session.id);
  }

  /** Seals under the current session, in the caller's turn; undefined when there is none, or it ended meanwhile. */
  seal(entry: Pick<OutboxEntry, 'id' | 'envelope'>): Awaitable<SealedEntry | undefined> {
    const session = this.#current;
    if (session === undefined) return undefined;
    return andThen(sealUnder(session, entry.envelope, this.#moment()), ({ session: next, message }) => {
      if (this.#current?.id !== session.id) return undefined;
      const packet = { id: entry.id, session: session.id, ...message };
      return { packet, operation: this.advance(next, next.state, 0) };
    });
  }

  /**
   * Seals in a turn of its own, the ratchet's last step handed over as a commit of its own. No packets when there is no
   * session, or it ended meanwhile: what was sealed before that is of no use.
   */
  sealApart(
    entries: readonly Pick<OutboxEntry, 'id' | 'envelope'>[],
    store: Store,
  ): Awaitable<{ readonly packets: readonly Packet[]; readonly written?: Promise<void> }> {
    return this.inTurn(async () => {
      const session = this.#current?.id;
      const packets: Packet[] = [];
      let last: Operation | undefined;
      for (const entry of entries) {
        const sealed = await this.seal(entry);
        // Another may have come into force since: a step of this one, written behind it, would take its place on disk.
        if (sealed === undefined || this.#current?.id !== session) return { packets: [] };
        packets.push(sealed.packet);
        last = sealed.operation;
      }
      return last === undefined ? { packets } : { packets, written: store.commit([last]) };
    });
  }

  /** Readies the current session's next key while there is nothing better to do; in memory only. */
  async prepare(): Promise<void> {
    await this.#turns.run(() => {
      const session = this.#current;
      if (session === undefined) return;
      return andThen(session.engine.prepare(session.state, this.#moment()), (state) => {
        if (this.#current?.id === session.id) this.#current = { ...session, state };
      });
    });
  }

  /** Makes `session` the current one. */
  adopt(session: LiveSession): readonly Operation[] {
    const old = this.#current;
    this.#current = session;
    this.#previous = old ?? this.#previous;
    const operations = [putSession(session, true)];
    return old === undefined ? operations : [...operations, putSession(old, false)];
  }

  /** Forgets the current session; the peer no longer has it. Undefined when the current one is another. */
  drop(id: SessionId): readonly Operation[] | undefined {
    if (this.#current?.id !== id) return undefined;
    this.#current = undefined;
    return [{ kind: 'delete', space: 'session', key: sessionKey(this.#peer, true) }];
  }

  /** As `drop`, when the peer takes no more under the session and has it still: what it sealed may be on its way. */
  retire(id: SessionId): readonly Operation[] | undefined {
    const old = this.#current;
    const dropped = this.drop(id);
    if (old === undefined || dropped === undefined) return undefined;
    this.#previous = old;
    return [...dropped, putSession(old, false)];
  }

  /**
   * Forgets the keys of messages that can come no more, also when no message comes that would do it, in the caller's
   * turn; `ended` when the current session went with them, because its suite forgets no single keys.
   */
  expire(): { readonly operations: readonly Operation[]; readonly ended: boolean } {
    const before = this.#current;
    const done = [this.#expireOne(this.#previous, false), this.#expireOne(before, true)];
    const operations = done.filter((operation) => operation !== undefined);
    return { operations, ended: before !== undefined && this.#current === undefined };
  }

  #expireOne(session: LiveSession | undefined, isCurrent: boolean): Operation | undefined {
    if (session === undefined) return undefined;
    const now = this.#ports.clock.now();
    // Nothing was sealed under the session before since the current one stood, so nothing can come.
    const isOver = !isCurrent && now - (this.#current ?? session).opened > limits.messageTtlMs;
    const state = isOver ? undefined : session.engine.expire(session.state, now);
    if (state === session.state) return undefined;
    if (state !== undefined) return this.advance(session, state, 0);
    if (isCurrent) this.#current = undefined;
    else this.#previous = undefined;
    return { kind: 'delete', space: 'session', key: sessionKey(this.#peer, isCurrent) };
  }

  /** Forgets both, in the caller's turn: the peer is dealt with no more. */
  end(): readonly Operation[] {
    this.#current = undefined;
    this.#previous = undefined;
    return [true, false].map((current) => ({ kind: 'delete', space: 'session', key: sessionKey(this.#peer, current) }));
  }

  #moment(): Moment {
    return { now: this.#ports.clock.now(), random: this.#ports.random };
  }
}
