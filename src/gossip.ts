import { equalBytes, type Did, type Millis, type Reason } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Delegations } from './delegations.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Exchanges } from './exchanges.ts';
import type { Handshakes } from './handshakes.ts';
import { Hearsay, receiptsPerTurn, type HearsayPorts } from './hearsay.ts';
import type { KnockLink } from './knocking.ts';
import { RateGate } from './rate.ts';
import { isDelegation, standing, type Learnt, type RegistryEntry } from './registry/registry.ts';
import type { Reputation } from './reputation.ts';
import { isReceipt } from './trust/trust.ts';
import { maxStatements } from './wire/wire.ts';

/** What spreading records and revocations needs of the rest of the hall. */
export interface GossipPorts extends HearsayPorts {
  readonly directory: Directory;
  readonly delegations: Delegations;
  readonly clock: Clock;
  readonly events: Events;
  readonly reputation: Reputation;
  readonly exchanges: Exchanges;
  readonly handshakes: Handshakes;
  links(): Neighbourhood;
}

/** The connections to other nodes, as far as gossip needs them. */
interface Neighbourhood {
  /** One link to every peer connected, but for one peer. */
  neighbours(except?: Did): readonly KnockLink[];
  /** Proves both ends of a peer's connections anew: its key changed. */
  prove(peer: Did): Promise<void>;
  /** Ends whatever stands with a peer. */
  cut(peer: Did, reason: Reason): Promise<void>;
}

/**
 * Statements of one peer that are verified: a signature costs us 0.1 ms and the sender nothing, and an honest
 * peer tells each thing once. What is over is not looked at; it comes again with the next connection.
 */
const signatureBudget = { burst: 2048, perSecond: 100 };

/** Revocations told to a peer that connects; more are told one by one as they come. */
const maxGreeting = 2048;

/** Records and revocations on their way from node to node: each verified here before it is kept or passed on. */
export class Gossip {
  readonly #ports: GossipPorts;
  readonly #budget = new RateGate<Did>(signatureBudget);
  readonly #hearsay: Hearsay;
  /** Receipts so far. */
  #verified = 0;

  constructor(ports: GossipPorts) {
    this.#ports = ports;
    this.#hearsay = new Hearsay(ports);
  }

  /** Tells a peer that has just connected what it may have missed: everything that ended, and what was delegated between us. */
  greet(link: KnockLink): void {
    const { delegations, clock } = this.#ports;
    const endings: Uint8Array[] = [];
    for (const bytes of this.#ports.directory.endings()) {
      if (endings.length >= maxGreeting) break;
      endings.push(bytes);
    }
    send(link, [...endings, ...delegations.toTell(link.peer, clock.now()), ...this.#hearsay.toGreet(link.peer)]);
  }

  /** Tells every peer connected, but for the one it came from. */
  push(statements: readonly Uint8Array[], except?: Did): void {
    for (const link of this.#ports.links().neighbours(except)) send(link, statements);
  }

  /** Tells every peer connected which receipts this node has written since it last did. */
  async tellReceipts(): Promise<void> {
    this.push(await this.#hearsay.fresh());
  }

  /** Takes in something that we signed ourselves, and tells it. */
  async announce(bytes: Uint8Array): Promise<void> {
    // Told before it is acted upon: a revocation of our own ends the very links that it travels by.
    this.push([bytes]);
    await this.ingest(bytes);
  }

  /** A peer told us something. Resolves to the fault for which it is to be cut off; undefined when there is none. */
  async came(link: KnockLink, statements: readonly Uint8Array[]): Promise<Reason | undefined> {
    const { clock, events } = this.#ports;
    const news: Uint8Array[] = [];
    let fault: Reason | undefined;
    try {
      for (const bytes of statements) {
        const now = clock.now();
        if (this.#isKnown(bytes, now)) continue;
        if (!this.#budget.admit(link.peer, now)) {
          events.badFrame(link.peer, 'rate-limited');
          break;
        }
        const verdict = isReceipt(bytes)
          ? await this.#heard(bytes, news)
          : isDelegation(bytes)
            ? await this.#delegated(link.peer, bytes)
            : await this.ingest(bytes);
        if (verdict === 'accept') news.push(bytes);
        if (verdict === 'accept' || verdict === 'ignore') continue;
        // An honest node passes on only what it verified.
        events.badFrame(link.peer, verdict);
        fault = verdict;
        break;
      }
    } catch (error) {
      events.internalError('gossip', error);
    }
    if (news.length > 0) this.push(news, link.peer);
    return fault;
  }

  #isKnown(bytes: Uint8Array, now: Millis): boolean {
    const { directory, delegations } = this.#ports;
    if (isReceipt(bytes)) return this.#hearsay.isKnown(bytes);
    const seen = isDelegation(bytes) ? delegations.glance(bytes) : directory.glance(bytes, now);
    return seen.kind === 'ignore';
  }

  /** What somebody says of another: what is to be passed on goes to the news. */
  async #heard(bytes: Uint8Array, news: Uint8Array[]): Promise<'ignore' | Reason> {
    this.#verified++;
    if (this.#verified % receiptsPerTurn === 0) await new Promise((next) => setImmediate(next));
    const verdict = this.#hearsay.came(bytes, this.#ports.clock.now());
    if (verdict.kind === 'accept') news.push(...verdict.value);
    return verdict.kind === 'reject' ? verdict.reason : 'ignore';
  }

  /** A delegation is between those it names, and not passed on: at most shown where its authority lies. */
  async #delegated(from: Did, bytes: Uint8Array): Promise<'ignore' | Reason> {
    const { delegations, clock, events } = this.#ports;
    const verdict = await delegations.came(from, bytes, clock.now());
    if (verdict.kind === 'reject') return verdict.reason;
    if (verdict.kind === 'ignore') return 'ignore';
    const { iss, aud, sub } = verdict.value.delegation;
    events.delegated(iss, aud);
    for (const link of this.#ports.links().neighbours(from)) if (link.peer === sub) send(link, [bytes]);
    return 'ignore';
  }

  /** The verdict on one statement, and everything that follows from it here; the reason when it is rejected. */
  async ingest(bytes: Uint8Array): Promise<'accept' | 'ignore' | Reason> {
    const { directory, clock } = this.#ports;
    const before = directory.glance(bytes, clock.now());
    const held = before.kind === 'accept' ? directory.peer(before.value).entry?.record : undefined;
    const verdict = await directory.ingest(bytes, clock.now());
    if (verdict.kind === 'ignore') return 'ignore';
    if (verdict.kind === 'reject') return verdict.reason;
    await this.#follow(verdict.value, held?.record.publicKey);
    return 'accept';
  }

  async #follow(learnt: Learnt, keyBefore: Uint8Array | undefined): Promise<void> {
    const { clock, events } = this.#ports;
    const { did } = learnt;
    this.#ports.reputation.changed();
    if (learnt.kind === 'delegation') return;
    const why = endOf(learnt.entry, clock.now());
    if (why !== undefined) {
      events.agentEnded(did, why);
      this.#ports.exchanges.breakOff(did, why);
      await this.#ports.links().cut(did, why);
      return;
    }
    const key = learnt.entry.record?.record.publicKey;
    if (keyBefore === undefined || key === undefined || equalBytes(keyBefore, key))
      this.#ports.handshakes.carryOver(did);
    else void this.#ports.links().prove(did);
  }
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
