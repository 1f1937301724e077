import { accept, MeshError, type Did, type Millis, type PeerId, type Reason, type Verdict } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Handshakes } from './handshakes.ts';
import type { AgentIdentity } from './identity/identity.ts';
import type { Inbox } from './inbox.ts';
import type { Lane } from './lane.ts';
import type { Letterbox } from './letterbox.ts';
import type { Held, HoldBack } from './hold-back.ts';
import { LettersHeld } from './letters-held.ts';
import type { LettersOut } from './letters-out.ts';
import {
  beginReading,
  createGrant,
  mailboxesIn,
  openLetter,
  readItem,
  type MailboxAddress,
  type OpenedLetter,
} from './mailbox/mailbox.ts';
import { mailboxProtocol, MailboxTalk, type FetchedItem } from './mailbox-talk.ts';
import type { Net } from './net/net.ts';
import type { Pipeline } from './pipeline.ts';
import type { Store } from './store/store.ts';
import { packetName, type DeliveryReceipt, type Letter, type Packet, type Signed } from './wire/wire.ts';

/** What fetching letters needs of the rest of the hall. */
export interface LettersInPorts {
  readonly self: AgentIdentity;
  readonly net: Net;
  readonly store: Store;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly handshakes: Pick<Handshakes, 'meet'>;
  readonly reputation: { killOf(did: Did): unknown };
  readonly letterbox: Letterbox;
  readonly inbox: Pick<Inbox, 'isFull' | 'isFullFor'>;
  readonly pipeline: Pick<Pipeline, 'receive' | 'hasEnded'>;
  readonly out: Pick<LettersOut, 'tell' | 'again' | 'missed'>;
  /** Letters that came before their turn. */
  readonly holdBack: HoldBack;
  readonly events: Events;
  laneTo(peer: Did): Lane;
  /** How often our mailboxes are visited, milliseconds. */
  readonly everyMs: number;
  /** What each of them may keep for us. */
  readonly quota: { readonly maxBytes: number; readonly maxMessages: number };
}

/** How one of our mailboxes was last found. */
export interface MailboxVisit {
  readonly mailbox: PeerId;
  /** When it was last visited with success; undefined when it never was, since the start. */
  readonly at: Millis | undefined;
  readonly fetched: number;
  /** Why the last visit failed; undefined when it did not. */
  readonly problem: Reason | undefined;
}

/** How long after the start the first visit is: peers that are up connect meanwhile, and need no letters. */
const firstAfterMs = 1_000;
/** How long a visit may take to connect and authenticate, milliseconds. */
const connectMs = 15_000;
/** Letters asked for at once: what of them cannot be judged yet stays at the mailbox. */
const pageSize = 64;
/** How long a letter may wait for the ones before it, milliseconds; then it is left for the next visit. */
const patienceMs = 20_000;
/** A grant is signed anew after so long: it must never run out while its owner is away. */
const grantFreshMs = 24 * 3600 * 1000;

/** Reasons for which a packet was not opened: it is as it was, and comes again with the next visit. */
const unopened: ReadonlySet<Reason> = new Set(['store-failed', 'stopping', 'rate-limited', 'not-active']);

/** What became of letters, by their writer. */
type Told = Map<Did, DeliveryReceipt[]>;

interface HeldGrant {
  readonly grant: Signed;
  readonly at: Millis;
  readonly key: Uint8Array;
}

/**
 * Fetches what was left for us at our mailboxes. Every packet passes the pipeline as one from the wire does; a mailbox
 * deletes it after it is on our disk. So whatever a mailbox does delays, and no more.
 */
export class LettersIn {
  readonly #ports: LettersInPorts;
  readonly #mailboxes: readonly MailboxAddress[];
  readonly #grants = new Map<PeerId, HeldGrant>();
  readonly #visits = new Map<PeerId, MailboxVisit>();
  readonly #held: LettersHeld;
  readonly #stop = new AbortController();
  #cancel = (): void => {};

  constructor(ports: LettersInPorts) {
    this.#ports = ports;
    this.#mailboxes = mailboxesIn(ports.letterbox.addresses);
    this.#held = new LettersHeld(ports);
  }

  /** Visits them now and then, until `stop`. */
  start(): void {
    if (this.#mailboxes.length + this.#held.count > 0) this.#visitAfter(firstAfterMs);
  }

  stop(): void {
    this.#stop.abort();
    this.#cancel();
  }

  /** Letters that wait for others before them. */
  get held(): number {
    return this.#held.count;
  }

  /** How our mailboxes were last found. */
  visits(): readonly MailboxVisit[] {
    return this.#mailboxes.map(({ host }) => this.#visits.get(host) ?? unvisited(host));
  }

  #visitAfter(ms: number): void {
    this.#cancel = this.#ports.clock.after(ms, () => {
      void this.visitAll().finally(() => {
        if (!this.#stop.signal.aborted) this.#visitAfter(this.#ports.everyMs);
      });
    });
  }

  /** Visits all of them, at the same time: one that answers slowly must not hide another. */
  async visitAll(): Promise<void> {
    await Promise.all(this.#mailboxes.map((mailbox) => this.#visit(mailbox)));
    try {
      await this.#release();
      // Not before: what one mailbox does not give, another may.
      await this.#held.askForMissing();
    } catch (error) {
      if (!this.#stop.signal.aborted) this.#ports.events.internalError('letters', error);
    }
  }

  async #visit(mailbox: MailboxAddress): Promise<void> {
    const { clock, events } = this.#ports;
    const before = this.#visits.get(mailbox.host) ?? unvisited(mailbox.host);
    const fetched = await this.#fetchFrom(mailbox).catch((error: unknown): Verdict<number> => {
      const isAway = error instanceof MeshError && error.code === 'peer-unreachable';
      if (!isAway && !this.#stop.signal.aborted) events.internalError('letters', error);
      return { kind: 'ignore', reason: 'timeout' };
    });
    if (fetched.kind === 'accept') {
      this.#visits.set(mailbox.host, {
        mailbox: mailbox.host,
        at: clock.now(),
        fetched: before.fetched + fetched.value,
        problem: undefined,
      });
      return;
    }
    this.#visits.set(mailbox.host, { ...before, problem: fetched.reason });
    if (before.problem !== fetched.reason) events.mailboxUnread(mailbox.host, fetched.reason);
  }

  /** How many letters were taken. */
  async #fetchFrom({ host, multiaddrs }: MailboxAddress): Promise<Verdict<number>> {
    const { net, handshakes, clock, quota, directory } = this.#ports;
    const peer = this.#peerAt(host);
    // What would not be opened stays there.
    const ended = directory.ownEnd();
    if (ended !== undefined) return { kind: 'ignore', reason: ended };
    if (peer === undefined) return { kind: 'ignore', reason: 'not-registered' };
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(connectMs)]);
    const met = await handshakes.meet(peer, host, multiaddrs, signal);
    if (met.kind === 'failed') return { kind: 'ignore', reason: met.reason };
    const channel = await net.open({ peerId: host, multiaddrs, protocol: mailboxProtocol, signal });
    using talk = new MailboxTalk(channel, clock);
    const refused = await talk.grant(this.#grantFor(host));
    if (refused !== undefined) return { kind: 'ignore', reason: refused };
    let reading = beginReading(quota);
    let taken = 0;
    while (!this.#isFull()) {
      const page = await talk.fetch(reading.after, pageSize);
      if (page.kind !== 'accept') return page;
      for (const { seq, letter } of page.value.items) {
        const next = readItem(reading, { seq, bytes: letter.length });
        if (next.kind !== 'accept') return next;
        reading = next.value;
      }
      const done = await this.#openAll(page.value.items);
      const told = await talk.taken(done);
      if (told.kind !== 'accept') return told;
      taken += done.length;
      if (!page.value.more || page.value.items.length === 0) break;
    }
    return accept(taken);
  }

  /** What our agent does not fetch stays where it is: at a mailbox it is as safe as in a full inbox, and known to its sender. */
  #isFull(): boolean {
    const { inbox, store } = this.#ports;
    return inbox.isFull() || store.busy || store.failed || this.#stop.signal.aborted;
  }

  #peerAt(host: PeerId): Did | undefined {
    const { directory } = this.#ports;
    return directory.peers().find(({ entry }) => entry?.record?.record.peerId === host)?.did;
  }

  /** Our grant for a mailbox, the same one for a day. */
  #grantFor(mailbox: PeerId): Signed {
    const { self, clock, quota } = this.#ports;
    const now = clock.now();
    const held = this.#grants.get(mailbox);
    const { signing } = self;
    if (held !== undefined && now - held.at < grantFreshMs && held.key === signing.publicKey) return held.grant;
    const grant = createGrant(signing, { owner: self.did, mailbox, ...quota }, now);
    this.#grants.set(mailbox, { grant, at: now, key: signing.publicKey });
    return grant;
  }

  /** Opens letters in their order and tells their writers what became of them; the numbers of those that are done with. */
  async #openAll(items: readonly FetchedItem[]): Promise<readonly number[]> {
    const told: Told = new Map();
    const lines = new Map<Did, Promise<unknown>>();
    const opening = items.map(({ letter }) => this.#open(letter, told, lines));
    const done = await Promise.all(opening.map((one) => this.#inTime(one)));
    await this.#tell(told);
    await this.#release();
    return items.flatMap(({ seq }, i) => (done[i] === true ? [seq] : []));
  }

  /** True when a letter is done with. Those of one writer are taken one after the other. */
  #open(sealed: Uint8Array, told: Told, lines: Map<Did, Promise<unknown>>): Promise<boolean> {
    const letter = this.#read(sealed);
    if (letter === undefined) return Promise.resolve(true);
    const take = (): Promise<boolean> => this.#take(letter, sealed, told);
    const done = (lines.get(letter.from) ?? Promise.resolve()).then(take, take);
    lines.set(letter.from, done);
    return done;
  }

  /** A letter that opens and is of somebody; undefined for one that is worth nothing. */
  #read(sealed: Uint8Array): Letter | undefined {
    const { letterbox, self, events } = this.#ports;
    const opened = openLetter(sealed, letterbox.keys, self.did);
    const letter = opened.kind === 'accept' ? this.#authentic(opened.value) : opened;
    if (letter.kind === 'accept') return letter.value;
    // Anybody may leave anything: what is not of an agent that we know is worth no more than a count.
    events.letterRefused(letter.reason);
    return undefined;
  }

  async #take({ from, packet, receipts, before, missing }: Letter, sealed: Uint8Array, told: Told): Promise<boolean> {
    const lane = this.#ports.laneTo(from);
    if (receipts.length > 0 && (await lane.settle(receipts))) this.#ports.out.again(from);
    if (missing.length > 0) await this.#ports.out.missed(from, missing);
    if (packet === undefined) return true;
    // As with all: what would not be taken stays at the mailbox, and letters of others are read on.
    if (this.#ports.inbox.isFullFor({ from })) return false;
    const { id } = packet;
    if (before !== undefined && !(await this.#held.isInTurn(from, { id, before })))
      return this.#held.hold(from, { id, sealed, before });
    return this.#receive(from, packet, told);
  }

  async #receive(from: Did, packet: Packet, told: Told): Promise<boolean> {
    const ack = await this.#ports.pipeline.receive(this.#ports.laneTo(from), packet);
    if (ack.reason !== undefined && unopened.has(ack.reason)) return false;
    this.#ports.events.letterOpened(from, ack);
    told.set(from, [...(told.get(from) ?? []), { ack, packet: packetName(packet) }]);
    return true;
  }

  /** Takes what was held back and whose turn has come, as long as there is room. */
  async #release(): Promise<void> {
    const told: Told = new Map();
    await this.#held.release(async ({ peer }: Held, sealed: Uint8Array) => {
      if (this.#isFull()) return false;
      // Read anew: its writer may have been revoked meanwhile.
      const packet = this.#read(sealed)?.packet;
      if (packet !== undefined && this.#ports.inbox.isFullFor({ from: peer })) return false;
      return packet === undefined ? true : this.#receive(peer, packet, told);
    });
    await this.#tell(told);
  }

  /** Before the mailbox forgets them: after a crash in between they come again, and are told again. */
  async #tell(told: Told): Promise<void> {
    await Promise.all([...told].map(([peer, receipts]) => this.#ports.out.tell(peer, receipts)));
  }

  /** A letter whose writer is an agent that we deal with, and signed it. */
  #authentic({ letter, isBy }: OpenedLetter): Verdict<Letter> {
    const { directory, clock, reputation } = this.#ports;
    const standing = directory.standing(letter.from, clock.now());
    if (standing.kind !== 'accept') return standing;
    if (reputation.killOf(letter.from) !== undefined) return { kind: 'ignore', reason: 'killed' };
    return isBy(standing.value.record.publicKey) ? accept(letter) : { kind: 'reject', reason: 'bad-signature' };
  }

  #inTime(opening: Promise<boolean>): Promise<boolean> {
    const { clock, events } = this.#ports;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const cancel = clock.after(patienceMs, () => resolve(false));
    const settled = opening.catch((error: unknown) => {
      events.internalError('letter', error);
      return false;
    });
    return Promise.race([settled, promise]).finally(cancel);
  }
}

function unvisited(mailbox: PeerId): MailboxVisit {
  return { mailbox, at: undefined, fetched: 0, problem: undefined };
}
