import { equalBytes, sha256, toHex, type Did, type Millis, type PeerId, type Reason } from './base/base.ts';
import type { Delegations } from './delegations.ts';
import type { Events } from './events.ts';
import type { Exchanges } from './exchanges.ts';
import type { Handshakes } from './handshakes.ts';
import { Hearsay, type HearsayPorts } from './hearsay.ts';
import type { KnockLink } from './knocking.ts';
import type { Judgement, Net } from './net/net.ts';
import type { QuarantineNews } from './quarantine-news.ts';
import { RateGate } from './rate.ts';
import { ReceiptSync } from './receipt-sync.ts';
import { isDelegation, standing, type Learnt, type RegistryEntry } from './registry/registry.ts';
import type { Reputation } from './reputation.ts';
import { isSponsorship, Sponsorships, type SponsorshipPorts } from './sponsorships.ts';
import { isLifted, isQuarantine, isReceipt } from './trust/trust.ts';
import { claimedType, maxStatements, type AgentRecord, type Frame } from './wire/wire.ts';

/** What spreading records and revocations needs of the rest of the hall. */
export interface GossipPorts extends HearsayPorts, SponsorshipPorts {
  readonly delegations: Delegations;
  readonly events: Events;
  readonly reputation: Reputation;
  readonly news: QuarantineNews;
  readonly exchanges: Exchanges;
  readonly handshakes: Handshakes;
  readonly net: Pick<Net, 'topics'>;
  links(): Neighbourhood;
}

/** The connections to other nodes, as far as gossip needs them. */
interface Neighbourhood {
  /** One link to every peer connected, but for one peer. */
  neighbours(except?: Did): readonly KnockLink[];
  /** Proves both ends of a peer's connections anew: its key changed. */
  prove(peer: Did): Promise<void>;
  /** Lets what waits for a peer leave again. */
  wake(peers: readonly Did[]): void;
  /** Ends whatever stands with a peer. */
  cut(peer: Did, reason: Reason): Promise<void>;
  /** Ends every connection with a peer that broke the rules, and takes none from it for a while. */
  outlaw(peer: Did, reason: Reason): void;
}

/** The topics of gossip, by the type of the statement. */
const topics: ReadonlyMap<string, string> = new Map([
  ['AgentRecord', '/parley/record/1'],
  ['Revocation', '/parley/revocation/1'],
  ['Quarantine', '/parley/quarantine/1'],
  ['Delegation', '/parley/delegation/1'],
]);

/** Types that travel by their topic alone where there are topics: nothing is lost when they come a little later. */
const byTopicAlone: ReadonlySet<string | undefined> = new Set(
  ['AgentRecord', 'Quarantine', 'Delegation'].map((type) => topics.get(type)),
);

/** The topics that the host takes part in. */
export const gossipTopics: readonly string[] = [...topics.values()];

/**
 * Statements of one peer that are verified: a signature costs us 0.1 ms and the sender nothing, and an honest
 * peer tells each thing once. What is over is not looked at; it comes again with the next connection.
 */
const signatureBudget = { burst: 2048, perSecond: 100 };

/** What a peer may tell beyond its budget before it is cut off: to read what is not looked at costs us time as well. */
const patience = { burst: 2048, perSecond: 10 };

/** Revocations told to a peer that connects; more are told one by one as they come. */
const maxGreeting = 2048;

/**
 * What a peer may tell of what is known or of no concern here: a look at each costs us some microseconds. An honest peer
 * tells `maxGreeting` at most with each connection.
 */
const noise = { burst: 8 * maxGreeting, perSecond: 200 };

/** Statements verified between two turns of the event loop: below a millisecond, as garbage collection may join them. */
export const verifiedPerTurn = 2;

/** Statements remembered as news of late: a copy that comes by another way is passed on in the topic as well. */
const maxRecent = 4096;

/** Score in the topics of a peer that nothing is to be read of. */
const outcast = -1000;
/** Of the trust score, 0..1000, one point in the topics is made of this many. */
const trustPerPoint = 50;

/** Records and revocations on their way from node to node: each verified here before it is kept or passed on. */
export class Gossip {
  readonly #ports: GossipPorts;
  readonly #budget = new RateGate<Did>(signatureBudget);
  readonly #hearsay: Hearsay;
  readonly #receiptSync: ReceiptSync;
  /** Links over which receipts were asked for. */
  readonly #questioned = new WeakSet<KnockLink>();
  readonly #sponsorships: Sponsorships;
  /** Statements of links that were verified so far. */
  #verified = 0;
  readonly #patience = new RateGate<Did>(patience);
  readonly #noise = new RateGate<Did>(noise);
  /** By SHA-256 in hexadecimal, oldest first. */
  readonly #recent = new Set<string>();
  /** Statements on their way to the disk, by the same name: a copy by another way waits for the same verdict. */
  readonly #pending = new Map<string, Promise<'accept' | 'ignore' | Reason>>();

  constructor(ports: GossipPorts) {
    this.#ports = ports;
    this.#hearsay = new Hearsay(ports);
    this.#receiptSync = new ReceiptSync(ports);
    this.#sponsorships = new Sponsorships(ports);
  }

  /**
   * Tells a peer that has just connected what it may have missed: our own record, because a handshake that still stands
   * shows none and our key may have been rotated since; everything that ended; what was delegated between us; and the word of
   * our organisation for it, where that is due.
   */
  greet(link: KnockLink): void {
    const { delegations, clock } = this.#ports;
    const now = clock.now();
    const endings: Uint8Array[] = [];
    for (const bytes of this.#ports.directory.endings()) {
      if (endings.length >= maxGreeting) break;
      endings.push(bytes);
    }
    send(link, [
      this.#ports.directory.own.bytes,
      ...endings,
      ...delegations.toTell(link.peer, now),
      ...this.#hearsay.toGreet(link.peer),
      ...this.#sponsorships.toTell(link.peer, now),
    ]);
  }

  /** A peer told statements, or asked for receipts. */
  async told(link: KnockLink, frame: Extract<Frame, { kind: 'statements' | 'receipts-after' }>): Promise<void> {
    if (frame.kind === 'statements') await this.came(link, frame.statements);
    else send(link, this.#receiptSync.given(link.peer, frame, this.#ports.clock.now()));
  }

  /** Tells the agents of our organisation that are connected its word for them, where it is due. */
  renewSponsorships(): void {
    const now = this.#ports.clock.now();
    for (const link of this.#ports.links().neighbours()) send(link, this.#sponsorships.toTell(link.peer, now));
  }

  /** Takes part in the topics, where the network has them. */
  start(): void {
    const { net, handshakes, news, clock } = this.#ports;
    // In a turn of its own: it is announced in the midst of judging a message.
    news.onAnnounced((bytes) => clock.after(0, () => this.push([bytes])));
    if (net.topics === undefined) return;
    for (const topic of gossipTopics) net.topics.join(topic, (host, bytes) => this.#judge(host, bytes));
    net.topics.rate((host) => this.#standingOf(host));
    net.topics.onOutcast((host) => {
      const peer = handshakes.authenticated(host)?.peer;
      if (peer !== undefined) this.#ports.links().outlaw(peer, 'rate-limited');
    });
  }

  /** Tells every peer connected, and by the topics those beyond them. */
  push(statements: readonly Uint8Array[]): void {
    for (const link of this.#ports.links().neighbours()) send(link, statements);
    this.#publish(statements);
  }

  /** Tells every peer connected which receipts this node has written since it last did, and asks each once for those of others. */
  async tellReceipts(): Promise<void> {
    for (const link of this.#ports.links().neighbours()) {
      if (this.#questioned.has(link)) continue;
      this.#questioned.add(link);
      link.send(this.#receiptSync.opening());
    }
    this.push(await this.#hearsay.fresh());
  }

  /** Takes in something that we signed ourselves, and tells it. */
  async announce(bytes: Uint8Array): Promise<void> {
    // Told before it is acted upon: a revocation of our own ends the very links that it travels by.
    this.push([bytes]);
    await this.ingest(bytes);
  }

  /**
   * Passes on what was news here. A record or a quarantine travels by its topic, receipts by the links to every peer but the one
   * they came from, and a revocation by both: it must not wait for a mesh that is still finding itself. Without topics, all
   * by links.
   */
  passOn(statements: readonly Uint8Array[], except?: Did): void {
    const hasTopics = this.#ports.net.topics !== undefined;
    const told = hasTopics ? statements.filter((bytes) => !byTopicAlone.has(topicOf(bytes))) : statements;
    if (told.length > 0) for (const link of this.#ports.links().neighbours(except)) send(link, told);
    this.#publish(statements);
  }

  #publish(statements: readonly Uint8Array[]): void {
    const { net, events } = this.#ports;
    for (const bytes of statements) {
      const topic = topicOf(bytes);
      if (topic === undefined) continue;
      net.topics?.publish(topic, bytes).catch((error: unknown) => events.internalError('publish', error));
    }
  }

  /** The verdict on a message of a topic. Where it is news it is kept before it is passed on. */
  async #judge(host: PeerId, bytes: Uint8Array): Promise<Judgement> {
    const { clock, events, handshakes } = this.#ports;
    const peer = handshakes.authenticated(host)?.peer;
    if (peer === undefined) return 'ignore';
    const now = clock.now();
    const pending = this.#pending.get(nameOf(bytes));
    if (pending !== undefined) return (await pending) === 'accept' ? 'accept' : 'ignore';
    // What came by a link just now travels on in the topic; what has been known for long does not start again.
    if (this.#isKnown(bytes, now)) {
      this.#hush(peer, now);
      return this.#recent.has(nameOf(bytes)) ? 'accept' : 'ignore';
    }
    if (!this.#admit(peer, now)) return 'ignore';
    const verdict = await this.ingest(bytes);
    if (verdict === 'accept' || verdict === 'ignore') return verdict;
    events.badFrame(peer, verdict);
    this.#ports.links().outlaw(peer, verdict);
    return 'reject';
  }

  /** Whether one more statement of a peer is verified; one that goes on long after it is not is cut off. */
  #admit(peer: Did, now: Millis): boolean {
    if (this.#budget.admit(peer, now)) return true;
    this.#ports.events.badFrame(peer, 'rate-limited');
    if (!this.#patience.admit(peer, now)) this.#ports.links().outlaw(peer, 'rate-limited');
    return false;
  }

  /** A peer told what is no news; one that does nothing else, and fast, is cut off. */
  #hush(peer: Did, now: Millis): void {
    if (!this.#noise.admit(peer, now)) this.#ports.links().outlaw(peer, 'rate-limited');
  }

  /** What the topics are to think of a peer: our trust in its agent. */
  #standingOf(host: PeerId): number {
    const { clock, handshakes, reputation } = this.#ports;
    const peer = handshakes.authenticated(host)?.peer;
    if (peer === undefined) return 0;
    const now = clock.now();
    return reputation.gate(peer, now) === undefined ? reputation.answer(peer, now).score / trustPerPoint : outcast;
  }

  /** A peer told us something. For what does not hold it is cut off. */
  async came(link: KnockLink, statements: readonly Uint8Array[]): Promise<void> {
    const { events } = this.#ports;
    const news: Uint8Array[] = [];
    try {
      for (const bytes of statements) {
        if (!this.#isDue(link.peer, bytes)) continue;
        const verdict = await this.#verdict(link, bytes, news);
        if (verdict === 'accept') news.push(bytes);
        if (verdict === 'accept' || verdict === 'ignore') continue;
        // An honest node passes on only what it verified.
        events.badFrame(link.peer, verdict);
        this.#ports.links().outlaw(link.peer, verdict);
        break;
      }
    } catch (error) {
      events.internalError('gossip', error);
    }
    if (news.length > 0) this.passOn(news, link.peer);
  }

  /** Whether what a peer told by its link is looked at: news, and within what it may cost us. */
  #isDue(peer: Did, bytes: Uint8Array): boolean {
    const now = this.#ports.clock.now();
    const isNews = !this.#isKnown(bytes, now);
    // Every neighbour tells the same receipts again, and a busy one more than are worth a signature: no fault of theirs.
    if (isReceipt(bytes)) return isNews && this.#budget.admit(peer, now);
    if (isNews) return this.#admit(peer, now);
    this.#hush(peer, now);
    return false;
  }

  async #verdict(link: KnockLink, bytes: Uint8Array, news: Uint8Array[]): Promise<'accept' | 'ignore' | Reason> {
    this.#verified++;
    // What is refused waits for no disk, so that a frame of it would hold everyone else up for as long as it takes.
    if (this.#verified % verifiedPerTurn === 0) await new Promise((next) => setImmediate(next));
    return isReceipt(bytes) ? this.#heard(link, bytes, news) : await this.ingest(bytes);
  }

  #isKnown(bytes: Uint8Array, now: Millis): boolean {
    const { directory, delegations, news } = this.#ports;
    switch (claimedType(bytes)) {
      case 'Receipt':
        return this.#hearsay.isKnown(bytes);
      case 'Sponsorship':
        return this.#sponsorships.glance(bytes).kind === 'ignore';
      case 'Quarantine':
        return news.glance(bytes, now).kind === 'ignore';
      case 'Delegation':
        return delegations.glance(bytes, now).kind === 'ignore';
      case undefined:
      default:
        return directory.glance(bytes, now).kind === 'ignore';
    }
  }

  /** What somebody says of another: what is to be passed on goes to the news. */
  #heard(link: KnockLink, bytes: Uint8Array, news: Uint8Array[]): 'ignore' | Reason {
    const now = this.#ports.clock.now();
    const verdict = this.#hearsay.came(bytes, now);
    if (verdict.kind !== 'accept') return verdict.kind === 'reject' ? verdict.reason : 'ignore';
    news.push(...verdict.value.news);
    const gap = this.#receiptSync.gapBefore(verdict.value.told, link.peer, now);
    if (gap !== undefined) link.send(gap);
    return 'ignore';
  }

  /** Somebody delegated. Those it is between are told at once; everyone else hears it by the topic. */
  async #delegated(bytes: Uint8Array): Promise<'accept' | 'ignore' | Reason> {
    const { delegations, clock, events } = this.#ports;
    const verdict = await delegations.came(bytes, clock.now());
    if (verdict.kind !== 'accept') return verdict.kind === 'ignore' ? 'ignore' : verdict.reason;
    this.#remember(bytes);
    const { iss, aud, sub } = verdict.value.delegation;
    events.delegated(iss, aud);
    for (const link of this.#ports.links().neighbours())
      if (link.peer === sub || link.peer === aud) send(link, [bytes]);
    return 'accept';
  }

  /** Takes in a statement that a peer gave because we asked for it, and passes on what is news. */
  async learn(from: Did, bytes: Uint8Array): Promise<'accept' | 'ignore' | Reason> {
    const verdict = await this.ingest(bytes);
    if (verdict === 'accept') this.passOn([bytes], from);
    return verdict;
  }

  /** The verdict on one statement, and everything that follows from it here; the reason when it is rejected. */
  async ingest(bytes: Uint8Array): Promise<'accept' | 'ignore' | Reason> {
    const name = nameOf(bytes);
    const pending = this.#pending.get(name);
    if (pending !== undefined) {
      const settled = await pending;
      return settled === 'accept' ? 'ignore' : settled;
    }
    const verdict = this.#ingest(bytes);
    this.#pending.set(name, verdict);
    try {
      return await verdict;
    } finally {
      this.#pending.delete(name);
    }
  }

  async #ingest(bytes: Uint8Array): Promise<'accept' | 'ignore' | Reason> {
    const { directory, clock } = this.#ports;
    if (isQuarantine(bytes)) return this.#announced(bytes);
    if (isDelegation(bytes)) return this.#delegated(bytes);
    if (isSponsorship(bytes)) return this.#sponsored(bytes);
    const before = directory.glance(bytes, clock.now());
    const held = before.kind === 'accept' ? directory.peer(before.value).entry?.record : undefined;
    const verdict = await directory.ingest(bytes, clock.now());
    if (verdict.kind === 'ignore') return 'ignore';
    if (verdict.kind === 'reject') return verdict.reason;
    this.#remember(bytes);
    await this.#follow(verdict.value, held?.record);
    return 'accept';
  }

  /** Somebody shut an agent out, or let it in again. */
  async #announced(bytes: Uint8Array): Promise<'accept' | 'ignore' | Reason> {
    const { news, clock, reputation, events } = this.#ports;
    const verdict = await news.accept(bytes, clock.now());
    if (verdict.kind !== 'accept') return verdict.kind === 'ignore' ? 'ignore' : verdict.reason;
    this.#remember(bytes);
    const { by, subject, cause } = verdict.value.body;
    events.quarantineHeard({ by, subject, cause, lifted: isLifted(verdict.value.body) });
    reputation.heard(subject);
    return 'accept';
  }

  /** Our organisation signed for us anew: others hear of it by our record, and of the sponsorship itself nobody else. */
  async #sponsored(bytes: Uint8Array): Promise<'ignore' | Reason> {
    const verdict = await this.#sponsorships.came(bytes, this.#ports.clock.now());
    if (verdict.kind === 'accept') this.push([verdict.value]);
    return verdict.kind === 'reject' ? verdict.reason : 'ignore';
  }

  #remember(bytes: Uint8Array): void {
    this.#recent.add(nameOf(bytes));
    for (const oldest of this.#recent) {
      if (this.#recent.size <= maxRecent) break;
      this.#recent.delete(oldest);
    }
  }

  async #follow(learnt: Learnt, before: AgentRecord | undefined): Promise<void> {
    const { clock, events } = this.#ports;
    const { did } = learnt;
    this.#ports.reputation.changed();
    if (learnt.kind === 'delegation') {
      const left = await this.#sponsorships.leave(learnt.revocation);
      if (left !== undefined) this.push([left]);
      return;
    }
    const why = endOf(learnt.entry, clock.now());
    if (why !== undefined) {
      events.agentEnded(did, why);
      this.#ports.exchanges.breakOff(did, why);
      await this.#ports.links().cut(did, why);
      return;
    }
    const record = learnt.entry.record?.record;
    if (before === undefined || record === undefined) return;
    if (!equalBytes(before.publicKey, record.publicKey)) void this.#ports.links().prove(did);
    if (before.status !== record.status) this.#rest(did, record.status);
  }

  /** An agent is suspended: calls under way get no answer, and what waits for it is kept. Or it goes on. */
  #rest(did: Did, status: AgentRecord['status']): void {
    this.#ports.events.agentRests(did, status);
    if (status === 'suspended') this.#ports.exchanges.breakOff(did, 'not-active', 'remote');
    else this.#ports.links().wake([did]);
  }
}

/** The topic that a statement belongs to; undefined when it is in none. */
function topicOf(bytes: Uint8Array): string | undefined {
  return topics.get(claimedType(bytes) ?? '');
}

function nameOf(bytes: Uint8Array): string {
  return toHex(sha256(bytes));
}

/** Why an agent may be dealt with no more, whatever it says later; undefined when it may. */
function endOf(entry: RegistryEntry, now: Millis): Reason | undefined {
  if (entry.revocation !== undefined) return 'revoked';
  if (entry.dispute !== undefined) return 'equivocation';
  const verdict = standing(entry, now);
  return verdict.kind !== 'accept' && verdict.reason === 'revoked' ? 'revoked' : undefined;
}

function send(link: KnockLink, statements: readonly Uint8Array[]): void {
  for (let at = 0; at < statements.length; at += maxStatements)
    link.send({ kind: 'statements', statements: statements.slice(at, at + maxStatements) });
}
