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
import type { Links } from './links.ts';
import { mailboxesIn, sealLetter, type MailboxAddress } from './mailbox/mailbox.ts';
import { mailboxProtocol, MailboxTalk } from './mailbox-talk.ts';
import type { Net } from './net/net.ts';
import { maxReceipts, packetName, type Deposit, type DeliveryReceipt, type Packet } from './wire/wire.ts';

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
  begun: Millis;
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
/** When a mailbox took nothing: soon again at first, then every ten minutes. */
const retry = { firstMs: 5_000, maxMs: 600_000 };
/** Receipts for one peer that wait to be left; of more the oldest go, and the peer asks again by sending again. */
const maxWaiting = 4096;

/** Leaves what waits for peers that are not connected at their mailboxes, and receipts for what was fetched from ours. */
export class LettersOut {
  readonly #ports: LettersOutPorts;
  readonly #gone = new Map<Did, Gone>();
  readonly #receipts = new Map<Did, Map<MessageId, DeliveryReceipt>>();
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
      if (isBack) this.#receipts.delete(peer);
      if (isBack || (!lane.busy && !this.#receipts.has(peer))) this.#gone.delete(peer);
      else if (!gone.isBusy && now >= gone.next && this.#isDue(lane, gone, now)) void this.#leaveAll(lane, gone);
    }
  }

  /** Leaves the word on what was fetched, now; what cannot be left is tried again. A peer that is connected asks itself. */
  async tell(peer: Did, receipts: readonly DeliveryReceipt[]): Promise<void> {
    const links = this.#ports.links();
    if (links.isLinked(peer)) return;
    const waiting = this.#receipts.get(peer) ?? new Map<MessageId, DeliveryReceipt>();
    this.#receipts.set(peer, waiting);
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

  #isDue(lane: Lane, gone: Gone, now: Millis): boolean {
    return this.#receipts.has(lane.peer) || this.#hasMessages(lane, gone, now);
  }

  #hasMessages(lane: Lane, gone: Gone, now: Millis): boolean {
    const session = lane.sessions.current?.id;
    if (!lane.busy || session === undefined || now - gone.since < this.#ports.afterMs) return false;
    const isBehind = gone.at.size === 0 || [...gone.at.values()].some(({ upTo }) => upTo < lane.newest);
    return isBehind || gone.session !== session || now - gone.begun >= againMs;
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
    if (withMessages) beginAnew(gone, lane.sessions.current?.id, now);
    const receipts = [...(this.#receipts.get(lane.peer)?.values() ?? [])];
    const name = await this.#ports.letterbox.naming();
    let tookAll = true;
    for (const mailbox of to.mailboxes) {
      const at = gone.at.get(mailbox.host) ?? { upTo: 0, left: 0, refused: undefined };
      if (withMessages) gone.at.set(mailbox.host, at);
      const reason = await this.#visit(mailbox, async (talk) => {
        const post = { talk, to, mailbox: mailbox.host, name };
        const refused = await this.#leaveReceipts(post, receipts);
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
  async #leaveReceipts(post: Post, receipts: readonly DeliveryReceipt[]): Promise<Reason | undefined> {
    for (let from = 0; from < receipts.length; from += maxReceipts) {
      const page = receipts.slice(from, from + maxReceipts);
      const content = concat(...page.map(({ ack, packet }) => concat(utf8(`${ack.id} ${ack.outcome}`), packet)));
      const deposit = this.#sealed(post, { content, packet: undefined, receipts: page });
      if (deposit.kind !== 'accept') return deposit.reason;
      const answers = await post.talk.deposit([deposit.value]);
      if (answers.kind !== 'accept') return answers.reason;
      const [reason] = answers.value;
      if (reason !== undefined) return reason;
      this.#forgetReceipts(post.to.peer, page);
    }
    return undefined;
  }

  async #leaveMessages(post: Post, lane: Lane, at: At): Promise<Reason | undefined> {
    const { clock, events } = this.#ports;
    for (;;) {
      if (this.#ports.links().isLinked(lane.peer)) return undefined;
      const { upTo, packets } = await lane.sealed(at.upTo);
      if (upTo === undefined) return undefined;
      const lasting = packets.filter(({ expires }) => expires - clock.now() >= minLifeMs);
      const deposits: Deposit[] = [];
      for (const { packet } of lasting) {
        const deposit = this.#sealed(post, { content: packetName(packet), packet, receipts: [] });
        if (deposit.kind !== 'accept') return deposit.reason;
        deposits.push(deposit.value);
      }
      const answers = await post.talk.deposit(deposits);
      if (answers.kind !== 'accept') return answers.reason;
      const refused = answers.value.findIndex((reason) => reason !== undefined);
      const left = refused < 0 ? lasting.length : refused;
      at.left += left;
      events.lettersLeft(lane.peer, post.mailbox, left);
      at.upTo = refused < 0 ? upTo : (lasting[refused - 1]?.seq ?? at.upTo);
      if (refused >= 0) return answers.value[refused];
    }
  }

  #sealed({ to, mailbox, name }: Post, what: Content): Verdict<Deposit> {
    const { self, clock, random } = this.#ports;
    const { content, packet, receipts } = what;
    const letter = { from: self.did, to: to.peer, written: clock.now(), packet, receipts };
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

type At = { upTo: number; left: number; refused: Reason | undefined };

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
}

function begin(now: Millis): Gone {
  return { since: now, session: undefined, begun: now, at: new Map(), isBusy: false, attempt: 0, next: now };
}

/** Under another session every packet is another, and after a while what was left may be lost: all of it goes again. */
function beginAnew(gone: Gone, session: SessionId | undefined, now: Millis): void {
  if (gone.session === session && now - gone.begun < againMs) return;
  gone.session = session;
  gone.begun = now;
  for (const at of gone.at.values()) at.upTo = 0;
}
