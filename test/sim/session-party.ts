import { equalBytes, fromUtf8, toHex, utf8, type Did } from '../../src/base/base.ts';
import type { Message, Moment, Prekeys, SessionState, Suite, SuiteIdentity } from '../../src/session/session.ts';

/** A suite under simulation. */
export interface Subject {
  readonly suite: Suite;
  /** What names the message key of a message within its session and direction. */
  keyName(message: Message): Uint8Array;
  /** What must differ between two messages under one message key: the nonce, or the first block of what is sealed. */
  firstBlock(message: Message): Uint8Array;
}

/** A sealed text on its way. */
export interface SimPacket extends Message {
  readonly session: string;
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What opens a session: the establishment and the first message. */
export interface SimKnock {
  readonly id: string;
  readonly from: number;
  readonly to: number;
  readonly establishment: Uint8Array;
  readonly hello: Message;
}

interface SimSession {
  readonly id: string;
  readonly state: SessionState;
}

/** All that a party has on disk. Never changed: each step makes the next. */
interface Disk {
  readonly prekeys: Prekeys;
  /** By peer, newest first. */
  readonly sessions: ReadonlyMap<number, readonly SimSession[]>;
  /** Knocks that were answered. */
  readonly knocks: ReadonlySet<string>;
  /** Texts that were delivered. */
  readonly delivered: ReadonlySet<string>;
}

/** Sessions kept with one peer: the current one, the one before, and one that both sides opened at once. */
const maxSessions = 3;

/** One agent and its disk: every step is in memory until it is committed, and a crash takes back what is not. */
export class Party {
  readonly index: number;
  readonly identity: SuiteIdentity;
  readonly #suite: Suite;
  #memory: Disk;
  #disk: Disk;
  #snapshot: Disk;

  constructor(index: number, subject: Subject, start: { readonly identity: SuiteIdentity; readonly prekeys: Prekeys }) {
    this.index = index;
    this.identity = start.identity;
    this.#suite = subject.suite;
    const empty = { sessions: new Map(), knocks: new Set<string>(), delivered: new Set<string>() };
    this.#memory = this.#disk = this.#snapshot = { prekeys: start.prekeys, ...empty };
  }

  /** What others know of it. */
  get peer(): { readonly did: Did; readonly publicKey: Uint8Array } {
    return { did: this.identity.did, publicKey: this.identity.signing.publicKey };
  }

  get prekeys(): Prekeys {
    return this.#memory.prekeys;
  }

  commit(): void {
    this.#disk = this.#memory;
  }

  /** Loses what was not committed; what was is read from its encoded form. */
  crash(): void {
    const sessions = new Map([...this.#disk.sessions].map(([peer, list]) => [peer, list.map(this.#reread)]));
    const prekeys = this.#suite.decodePrekeys(this.#suite.encodePrekeys(this.#disk.prekeys));
    this.#memory = this.#disk = { ...this.#disk, prekeys, sessions };
  }

  readonly #reread = ({ id, state }: SimSession): SimSession => {
    const bytes = this.#suite.encodeState(state);
    const again = this.#suite.decodeState(bytes);
    if (!equalBytes(this.#suite.encodeState(again), bytes)) throw new Error('a state has two encodings');
    return { id, state: again };
  };

  snapshot(): void {
    this.#snapshot = this.#disk;
  }

  /** Goes back to the snapshot; a party that notices gives its sessions up. */
  restore(noticed: boolean): void {
    const sessions = noticed ? new Map<number, readonly SimSession[]>() : this.#snapshot.sessions;
    this.#memory = this.#disk = { ...this.#snapshot, sessions };
  }

  session(peer: number): SimSession | undefined {
    return this.#memory.sessions.get(peer)?.[0];
  }

  /** Gives up the sessions with a peer. */
  forget(peer: number): void {
    const sessions = new Map(this.#memory.sessions);
    sessions.delete(peer);
    this.#memory = { ...this.#memory, sessions };
  }

  adopt(peer: number, session: SimSession): void {
    const others = (this.#memory.sessions.get(peer) ?? []).filter(({ id }) => id !== session.id);
    this.#keep(peer, [session, ...others].slice(0, maxSessions));
  }

  #keep(peer: number, list: readonly SimSession[]): void {
    this.#memory = { ...this.#memory, sessions: new Map(this.#memory.sessions).set(peer, list) };
  }

  #advance(peer: number, next: SimSession): void {
    const list = this.#memory.sessions.get(peer) ?? [];
    this.#keep(
      peer,
      list.map((session) => (session.id === next.id ? next : session)),
    );
  }

  /** Rotates and refills. */
  refill(moment: Moment): void {
    this.#memory = { ...this.#memory, prekeys: this.#suite.refillPrekeys(this.#memory.prekeys, moment) };
  }

  /** A bundle; what it took is on disk before it leaves. */
  bundle(moment: Moment): Uint8Array {
    const { prekeys, bundle } = this.#suite.takeBundle(this.#memory.prekeys, this.identity, moment.now);
    this.#memory = { ...this.#memory, prekeys };
    this.commit();
    return bundle;
  }

  /** Seals under the newest session; undefined without one. */
  async seal(to: number, text: string, moment: Moment): Promise<SimPacket | undefined> {
    const session = this.session(to);
    if (session === undefined) return undefined;
    const { state, header, ciphertext } = await this.#suite.seal(session.state, utf8(text), moment);
    this.#advance(to, { id: session.id, state });
    return { session: session.id, from: this.index, to, text, header, ciphertext };
  }

  /** Readies the next key of a session in memory. */
  async prepare(to: number, moment: Moment): Promise<void> {
    const session = this.session(to);
    if (session !== undefined)
      this.#advance(to, { id: session.id, state: await this.#suite.prepare(session.state, moment) });
  }

  /** What becomes of a packet: its text, or why not. A refusal must leave the encoded state as it was. */
  async open(
    packet: SimPacket,
    moment: Moment,
  ): Promise<{ readonly text: string } | { readonly refused: string } | { readonly changed: true }> {
    const session = this.#memory.sessions.get(packet.from)?.find(({ id }) => id === packet.session);
    if (session === undefined) return { refused: 'unknown-session' };
    const before = toHex(this.#suite.encodeState(session.state));
    const verdict = await this.#suite.open(session.state, packet, moment);
    if (verdict.kind !== 'accept') {
      const isSame = toHex(this.#suite.encodeState(session.state)) === before;
      return isSame ? { refused: verdict.reason } : { changed: true };
    }
    this.#advance(packet.from, { id: session.id, state: verdict.value.state });
    return { text: fromUtf8(verdict.value.plaintext) ?? 'not a text' };
  }

  /** Notes a delivery; false when the text was delivered before. */
  deliver(text: string): boolean {
    if (this.#memory.delivered.has(text)) return false;
    this.#memory = { ...this.#memory, delivered: new Set(this.#memory.delivered).add(text) };
    return true;
  }

  /** Whether it has answered a knock, as far as its disk knows. */
  hasAnswered(knock: string): boolean {
    return this.#memory.knocks.has(knock);
  }

  /** Answers a knock as the hall does: once, and with its prekey used up. The reply's text is `reply`. */
  async answer(
    knock: SimKnock,
    from: Party,
    about: { readonly associatedData: Uint8Array; readonly reply: string; readonly moment: Moment },
  ): Promise<SimPacket | string> {
    const { associatedData, reply, moment } = about;
    const options = { self: this.identity, prekeys: this.prekeys, peer: from.peer, associatedData };
    const joined = await this.#suite.respond({ ...options, establishment: knock.establishment });
    if (joined.kind !== 'accept') return joined.reason;
    const { state, usedOneTimePrekey } = joined.value;
    // Without a one-time prekey only the memory of knocks tells a copy.
    if (usedOneTimePrekey === undefined && this.#memory.knocks.has(knock.id)) return 'replayed';
    const opened = await this.#suite.open(state, knock.hello, moment);
    if (opened.kind !== 'accept') return opened.reason;
    const prekeys =
      usedOneTimePrekey === undefined ? this.prekeys : this.#suite.consumePrekey(this.prekeys, usedOneTimePrekey);
    const knocks = new Set(this.#memory.knocks).add(knock.id);
    this.#memory = { ...this.#memory, prekeys, knocks };
    this.adopt(from.index, { id: knock.id, state: opened.value.state });
    return (await this.seal(from.index, reply, moment)) ?? 'no session';
  }
}
