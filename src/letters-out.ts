import {
  accept,
  concat,
  MeshError,
  millis,
  utf8,
  type Did,
  type MessageId,
  type Millis,
  type PeerId,
  type Random,
  type Reason,
  type SessionId,
  type Verdict,
} from './base/base.ts';
import { backoffMs, type Clock } from './clock.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { AgentIdentity } from './identity/identity.ts';
import type { Lane } from './lane.ts';
import type { Letterbox } from './letterbox.ts';
import type { InLine, Trail } from './line.ts';
import type { Links } from './links.ts';
import { mailboxesIn, sealLetter, type MailboxAddress } from './mailbox/mailbox.ts';
import { mailboxProtocol, MailboxTalk } from './mailbox-talk.ts';
import type { Net } from './net/net.ts';
import { maxMissing, maxReceipts, packetName, type Before } from './wire/wire.ts';
import type { Deposit, DeliveryReceipt, Packet } from './wire/wire.ts';

/** What leaving letters needs of the rest of the hall. */
export interface LettersOutPorts {
  readonly self: AgentIdentity;
  readonly clock: Clock;
  readonly random: Random;
  readonly directory: Directory;
  readonly letterbox: Letterbox;
  readonly events: Events;
  readonly reputation: { killOf(did: Did): unknown };
  /** How long a peer is without a connection before letters are left for it, milliseconds. */
  readonly afterMs: number;
  links(): Pick<Links, 'lanes' | 'laneTo' | 'isLinked'>;
  /** A host of its own for one visit, which no mailbox can tell from any other stranger's. */
  visitor(): Promise<Pick<Net, 'open' | 'close'>>;
}

/** How far one mailbox of a peer is served. */
export interface LeftAt {
  readonly mailbox: PeerId;
  /** Letters that it said it has on disk, since the peer was gone. */
  readonly left: number;
  /** Why it took no more; undefined when it took all. */
  readonly refused: Reason | undefined;
}

/** A peer that is not connected, and what was left for it. */
interface Gone {
  readonly since: Millis;
  session: SessionId | undefined;
  /** How much of the outbox had been replaced. */
  replacements: number;
  begun: Millis;
  /** When the peer last said that it misses something. */
  missed: Millis | undefined;
  /** Sequence number of the last message left, and how many were, by mailbox. */
  readonly at: Map<PeerId, At>;
  isBusy: boolean;
  attempt: number;
  next: Millis;
}

/** How often it is looked whether something is to be left. */
const lookEveryMs = 1_000;
/** How long a visit may take to connect, milliseconds. */
const connectMs = 10_000;
/** A message that ends sooner is not left: nobody fetches it in time. Live calls are such messages. */
const minLifeMs = 120_000;
/**
 * What was left is left again after so long without a word: the mailbox may have lost it, or the other one the word. An
 * honest mailbox knows it by its id and keeps it once.
 */
const againMs = 6 * 3600 * 1000;
/** What a peer misses is left again, with all that waits for it; not sooner than after so long, milliseconds. */
const missedMs = 60_000;
/** When a mailbox took nothing: soon again at first, then every ten minutes. */
const retry = { firstMs: 5_000, maxMs: 600_000 };
/** Receipts for one peer that wait to be left; of more the oldest go, and the peer asks again by sending again. */
const maxWaiting = 4096;

/** Leaves what waits for peers that are not connected at their mailboxes, and receipts for what was fetched from ours. */
export class LettersOut {
  readonly #ports: LettersOutPorts;
  readonly #gone = new Map<Did, Gone>();
  readonly #receipts = new Map<Did, Map<MessageId, DeliveryReceipt>>();
  /** What of each peer's is missing here, until it was left for it. */
  readonly #missing = new Map<Did, readonly MessageId[]>();
  #cancel = (): void => {};
  #isLooking = false;
  #isStopped = false;

  constructor(ports: LettersOutPorts) {
    this.#ports = ports;
  }

  /** Takes up what waited before the start. */
  start(): void {
    for (const lane of this.#ports.links().lanes()) if (lane.busy) this.waits(lane.peer);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancel();
  }

  /** A peer is to be reached: something may wait for it. */
  waits(peer: Did): void {
    if (!this.#gone.has(peer)) this.#gone.set(peer, begin(this.#ports.clock.now()));
    this.#lookLater();
  }

  #lookLater(): void {
    if (this.#isLooking || this.#isStopped || this.#gone.size === 0) return;
    this.#isLooking = true;
    this.#cancel = this.#ports.clock.after(lookEveryMs, () => {
      this.#isLooking = false;
      this.#look();
      this.#lookLater();
    });
  }

  /** What was left for a peer since it was gone. */
  leftFor(peer: Did): readonly LeftAt[] {
    return [...(this.#gone.get(peer)?.at ?? [])].map(([mailbox, { left, refused }]) => ({ mailbox, left, refused }));
  }

  /** The mailboxes of a peer that said they have what is at this place of its outbox. */
  mailboxesWith(peer: Did, seq: number): readonly PeerId[] {
    const at = [...(this.#gone.get(peer)?.at ?? [])];
    return at.flatMap(([mailbox, { upTo, passed }]) => (seq <= upTo && !passed.has(seq) ? [mailbox] : []));
  }

  /** Peers for which something was left, or is about to be. */
  get peers(): readonly Did[] {
    return [...this.#gone.keys()];
  }

  /** Starts to leave what is due, and forgets peers that are back or for which nothing waits any more. */
  #look(): void {
    const links = this.#ports.links();
    const now = this.#ports.clock.now();
    for (const [peer, gone] of this.#gone) {
      const lane = links.laneTo(peer);
      const isBack = links.isLinked(peer);
      if (isBack) this.#forgetWords(peer);
      if (isBack || (!lane.busy && !this.#hasWords(peer))) this.#gone.delete(peer);
      else if (!gone.isBusy && now >= gone.next && this.#isDue(lane, gone, now)) void this.#leaveAll(lane, gone);
    }
  }

  /**
   * Leaves the word on what was fetched, and on what is missing of it, now; what cannot be left is tried again. A peer
   * that is connected asks itself, and sends what is missing anyway.
   */
  async tell(peer: Did, receipts: readonly DeliveryReceipt[], missing: readonly MessageId[] = []): Promise<void> {
    const links = this.#ports.links();
    if (links.isLinked(peer)) return;
    if (missing.length > 0) this.#missing.set(peer, missing.slice(0, maxMissing));
    const waiting = this.#receipts.get(peer) ?? new Map<MessageId, DeliveryReceipt>();
    if (receipts.length > 0) this.#receipts.set(peer, waiting);
    for (const receipt of receipts) {
      waiting.delete(receipt.ack.id);
      waiting.set(receipt.ack.id, receipt);
    }
    for (const [oldest] of waiting) {
      if (waiting.size <= maxWaiting) break;
      waiting.delete(oldest);
    }
    this.waits(peer);
    const gone = this.#gone.get(peer);
    if (gone?.isBusy === false) await this.#leaveAll(links.laneTo(peer), gone);
  }

  /** Something left before was sealed anew: all of it passes again. */
  again(peer: Did): void {
    const gone = this.#gone.get(peer);
    if (gone !== undefined) gone.session = undefined;
  }

  /** The peer misses these, which came before others that it has: what still waits here is left again. */
  async missed(peer: Did, ids: readonly MessageId[]): Promise<void> {
    const { clock, events } = this.#ports;
    const gone = this.#gone.get(peer);
    const now = clock.now();
    if (gone === undefined || now - (gone.missed ?? 0) < missedMs) return;
    gone.missed = now;
    events.lettersMissed(peer, ids.length);
    for await (const { entry } of this.#ports.links().laneTo(peer).waiting())
      if (ids.includes(entry.id)) return this.again(peer);
  }

  #hasWords(peer: Did): boolean {
    return this.#receipts.has(peer) || this.#missing.has(peer);
  }

  #forgetWords(peer: Did): void {
    this.#receipts.delete(peer);
    this.#missing.delete(peer);
  }

  #isDue(lane: Lane, gone: Gone, now: Millis): boolean {
    return this.#hasWords(lane.peer) || this.#hasMessages(lane, gone, now);
  }

  #hasMessages(lane: Lane, gone: Gone, now: Millis): boolean {
    const session = lane.sessions.current?.id;
    if (!lane.busy || session === undefined || now - gone.since < this.#ports.afterMs) return false;
    const isBehind = gone.at.size === 0 || [...gone.at.values()].some(({ upTo }) => upTo < lane.newest);
    return isBehind || isStale(gone, lane, now);
  }

  async #leaveAll(lane: Lane, gone: Gone): Promise<void> {
    const { clock, random, events } = this.#ports;
    gone.isBusy = true;
    try {
      gone.attempt = (await this.#leaveEverywhere(lane, gone)) ? 0 : gone.attempt + 1;
    } catch (error) {
      gone.attempt++;
      events.internalError('letters', error);
    }
    const spread = (random(1)[0] ?? 0) / 255;
    if (gone.attempt > 0) gone.next = millis(clock.now() + backoffMs(gone.attempt - 1, retry, spread));
    gone.isBusy = false;
  }

  /** One mailbox after the other, so that a message is sealed once for all of them. True when all took all. */
  async #leaveEverywhere(lane: Lane, gone: Gone): Promise<boolean> {
    const { clock, events } = this.#ports;
    const to = this.#addressee(lane.peer);
    if (to === undefined) return false;
    const now = clock.now();
    const withMessages = this.#hasMessages(lane, gone, now);
    if (withMessages) beginAnew(gone, lane, now);
    const receipts = [...(this.#receipts.get(lane.peer)?.values() ?? [])];
    const missing = this.#missing.get(lane.peer) ?? [];
    const name = await this.#ports.letterbox.naming();
    let tookAll = true;
    for (const mailbox of to.mailboxes) {
      const at = gone.at.get(mailbox.host) ?? {
        upTo: 0,
        trail: undefined,
        left: 0,
        refused: undefined,
        passed: new Set(),
      };
      if (withMessages) gone.at.set(mailbox.host, at);
      const reason = await this.#visit(mailbox, async (talk) => {
        const post = { talk, to, mailbox: mailbox.host, name };
        const refused = await this.#leaveWords(post, receipts, missing);
        return refused ?? (withMessages ? await this.#leaveMessages(post, lane, at) : undefined);
      });
      at.refused = reason;
      tookAll &&= reason === undefined;
      if (reason !== undefined) events.lettersRefused(lane.peer, mailbox.host, reason);
    }
    return tookAll;
  }

  /** Where letters for a peer go; undefined when it has no mailboxes, or may not be dealt with. */
  #addressee(peer: Did): Addressee | undefined {
    const { directory, clock, reputation } = this.#ports;
    const standing = directory.standing(peer, clock.now());
    if (standing.kind !== 'accept' || reputation.killOf(peer) !== undefined) return undefined;
    const { mailboxes, mailboxKey } = standing.value.record;
    return mailboxKey === undefined ? undefined : { peer, mailboxKey, mailboxes: mailboxesIn(mailboxes) };
  }

  /** What was told at one mailbox is told; a second one hears it too, in the same round. */
  async #leaveWords(
    post: Post,
    receipts: readonly DeliveryReceipt[],
    missing: readonly MessageId[],
  ): Promise<Reason | undefined> {
    for (let from = 0; from < receipts.length || (from === 0 && missing.length > 0); from += maxReceipts) {
      const page = receipts.slice(from, from + maxReceipts);
      const words = page.map(({ ack, packet }) => concat(utf8(`${ack.id} ${ack.outcome}`), packet));
      const wanted = from === 0 ? missing : [];
      const content = concat(...words, utf8(wanted.join(' ')));
      const deposit = this.#sealed(post, { ...nothing, content, receipts: page, missing: wanted });
      if (deposit.kind !== 'accept') return deposit.reason;
      const answers = await post.talk.deposit([deposit.value]);
      if (answers.kind !== 'accept') return answers.reason;
      const [reason] = answers.value;
      if (reason !== undefined) return reason;
      this.#forgetReceipts(post.to.peer, page);
    }
    if (this.#missing.get(post.to.peer) === missing) this.#missing.delete(post.to.peer);
    return undefined;
  }

  async #leaveMessages(post: Post, lane: Lane, at: At): Promise<Reason | undefined> {
    for (;;) {
      if (this.#ports.links().isLinked(lane.peer)) return undefined;
      const { upTo, packets, others } = await lane.sealed(at.upTo, at.trail);
      if (upTo === undefined) return undefined;
      const left = await this.#leavePage(post, packets);
      if (left.kind !== 'accept') return left.reason;
      this.#ports.events.lettersLeft(lane.peer, post.mailbox, left.value.count);
      const done = [...others, ...left.value.brief];
      if (left.value.refused === undefined)
        advance(at, { ...left.value, done, to: upTo, trail: packets.at(-1)?.trail });
      else advance(at, { ...left.value, done, to: left.value.last?.seq, trail: left.value.last?.trail });
      if (left.value.refused !== undefined) return left.value.refused;
    }
  }

  /** How many of a page were left, up to the first that was refused, and the last of them. */
  async #leavePage(post: Post, packets: readonly InLine[]): Promise<Verdict<PageLeft>> {
    const now = this.#ports.clock.now();
    const lasting = packets.filter(({ expires }) => expires - now >= minLifeMs);
    const brief = packets.filter((one) => !lasting.includes(one)).map(({ seq }) => seq);
    const deposits: Deposit[] = [];
    for (const { packet, before } of lasting) {
      const deposit = this.#sealed(post, { ...nothing, content: packetName(packet), packet, before });
      if (deposit.kind !== 'accept') return deposit;
      deposits.push(deposit.value);
    }
    const answers = await post.talk.deposit(deposits);
    if (answers.kind !== 'accept') return answers;
    const refused = answers.value.findIndex((reason) => reason !== undefined);
    const count = refused < 0 ? lasting.length : refused;
    return accept({ count, last: lasting[count - 1], refused: answers.value[refused], brief });
  }

  #sealed({ to, mailbox, name }: Post, what: Content): Verdict<Deposit> {
    const { self, clock, random } = this.#ports;
    const { content, ...rest } = what;
    const letter = { from: self.did, to: to.peer, written: clock.now(), ...rest };
    const sealed = sealLetter(letter, { signing: self.signing, mailboxKey: to.mailboxKey }, random);
    if (sealed.kind !== 'accept') return sealed;
    return accept({ owner: to.peer, id: name(mailbox, content), letter: sealed.value });
  }

  #forgetReceipts(peer: Did, told: readonly DeliveryReceipt[]): void {
    const waiting = this.#receipts.get(peer);
    for (const receipt of told) if (waiting?.get(receipt.ack.id) === receipt) waiting.delete(receipt.ack.id);
    if (waiting?.size === 0) this.#receipts.delete(peer);
  }

  /** One visit to a mailbox; why it did not do all it was for, or undefined. */
  async #visit(
    { host, multiaddrs }: MailboxAddress,
    work: (talk: MailboxTalk) => Promise<Reason | undefined>,
  ): Promise<Reason | undefined> {
    const net = await this.#ports.visitor();
    try {
      const signal = AbortSignal.timeout(connectMs);
      const channel = await net.open({ peerId: host, multiaddrs, protocol: mailboxProtocol, signal });
      using talk = new MailboxTalk(channel, this.#ports.clock);
      return await work(talk);
    } catch (error) {
      if (error instanceof MeshError && error.code === 'peer-unreachable') return 'timeout';
      throw error;
    } finally {
      await net.close();
    }
  }
}

type At = {
  upTo: number;
  trail: Trail | undefined;
  left: number;
  refused: Reason | undefined;
  /** Places up to there that are not for a mailbox; as many as an outbox has at most. */
  readonly passed: Set<number>;
};

interface PageLeft {
  /** Places of those that end too soon to be left. */
  readonly brief: readonly number[];
  readonly count: number;
  readonly last: InLine | undefined;
  /** Why the one behind it was not taken. */
  readonly refused: Reason | undefined;
}

interface Addressee {
  readonly peer: Did;
  readonly mailboxes: readonly MailboxAddress[];
  readonly mailboxKey: Uint8Array;
}

/** A visit to one mailbox of a peer. */
interface Post {
  readonly talk: MailboxTalk;
  readonly to: Addressee;
  readonly mailbox: PeerId;
  /** Gives the id of what is left there. */
  readonly name: (mailbox: PeerId, content: Uint8Array) => Uint8Array;
}

interface Content {
  /** What names it: the same whenever the same thing is left. */
  readonly content: Uint8Array;
  readonly packet: Packet | undefined;
  readonly receipts: readonly DeliveryReceipt[];
  readonly before: Before | undefined;
  readonly missing: readonly MessageId[];
}

const nothing: Omit<Content, 'content'> = { packet: undefined, receipts: [], before: undefined, missing: [] };

function begin(now: Millis): Gone {
  const fresh = { session: undefined, replacements: 0, missed: undefined, isBusy: false, attempt: 0 };
  return { ...fresh, since: now, begun: now, at: new Map(), next: now };
}

/** A mailbox has all up to a place, but what is not for it. */
function advance(
  at: At,
  {
    count,
    done,
    to,
    trail,
  }: { count: number; done: readonly number[]; to: number | undefined; trail: Trail | undefined },
): void {
  at.left += count;
  at.upTo = to ?? at.upTo;
  at.trail = trail ?? at.trail;
  for (const seq of done) at.passed.add(seq);
}

/** Under another session every packet is another, and after a while what was left may be lost. */
function isStale(gone: Gone, lane: Lane, now: Millis): boolean {
  const isOther = gone.session !== lane.sessions.current?.id || gone.replacements !== lane.replacements;
  return isOther || now - gone.begun >= againMs;
}

/** All of it goes again, when it is stale. */
function beginAnew(gone: Gone, lane: Lane, now: Millis): void {
  if (!isStale(gone, lane, now)) return;
  gone.session = lane.sessions.current?.id;
  gone.replacements = lane.replacements;
  gone.begun = now;
  for (const at of gone.at.values()) {
    at.upTo = 0;
    at.trail = undefined;
    at.passed.clear();
  }
}
