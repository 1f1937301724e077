import { accept, ignore, type Did, type Millis, type Reason, type Verdict } from './base/base.ts';
import type { Events } from './events.ts';
import type { Quarantines } from './quarantine.ts';
import type { Receipts } from './receipts.ts';
import type { Reputation } from './reputation.ts';
import type { Store } from './store/store.ts';
import type { ReceiptHead } from './wire/wire.ts';

/** What receipts on their way between nodes need of the hall. */
export interface HearsayPorts {
  readonly store: Store;
  readonly receipts: Receipts;
  readonly reputation: Reputation;
  readonly quarantines: Quarantines;
  readonly events: Events;
}

/** What came of a receipt that a peer told. */
export interface Heard {
  /** What is to be passed on. */
  readonly news: readonly Uint8Array[];
  /** Which one it is. */
  readonly told: ReceiptHead;
}

/** Receipts told to a peer that connects: days of a busy node's, and a fraction of what a connection may carry. */
const maxGreeting = 512;
/** Peers remembered by what they were told; another is told the newest again. */
const maxPeers = 4096;

/** Faults that only the teller can have: it passes on what it did not verify. What it may know better than we is none. */
const faults: ReadonlySet<Reason> = new Set<Reason>(['malformed', 'bad-signature', 'frame-too-large']);

/** Receipts on their way from node to node: a rater tells its own when they are on disk, and everyone passes on what is news. */
export class Hearsay {
  readonly #ports: HearsayPorts;
  /** The number of the last own receipt that a peer was told since this node started. */
  readonly #told = new Map<Did, number>();

  constructor(ports: HearsayPorts) {
    this.#ports = ports;
  }

  /** Whether a receipt says nothing new, or is about agents that nobody here knows: no signature need be looked at. */
  isKnown(bytes: Uint8Array): boolean {
    return this.#ports.receipts.glance(bytes).kind === 'ignore';
  }

  /**
   * Takes in a receipt that a peer told: accepted, it counts at once, and what is to be passed on comes back. A fork of
   * its rater's chain is passed on with the receipt that it contradicts: together they are the proof.
   */
  came(bytes: Uint8Array, now: Millis): Verdict<Heard> {
    const { receipts, reputation, events } = this.#ports;
    const taken = receipts.accept(bytes, now);
    if (taken.kind === 'ignore') return taken;
    if (taken.kind === 'reject') return faults.has(taken.reason) ? taken : ignore(taken.reason, taken.detail);
    const { receipt, contradicts, written } = taken.value;
    const { rater, seq } = receipt.body;
    const told = { rater, seq };
    // Nobody waits for the disk here: what is lost in a crash is told again.
    const failed = (error: unknown): void => events.internalError('receipts', error);
    written.catch(failed);
    if (contradicts === undefined) {
      reputation.heard(receipt.body.subject);
      return accept({ news: [bytes], told });
    }
    this.#shutOut(rater, now).catch(failed);
    return accept({ news: [contradicts, bytes], told });
  }

  /** What a peer that has just connected may have missed: our own newest receipts. */
  toGreet(peer: Did): readonly Uint8Array[] {
    const { last, statements } = this.#ports.receipts.own(this.#told.get(peer) ?? 0, maxGreeting);
    this.#told.delete(peer);
    this.#told.set(peer, last);
    for (const [oldest] of this.#told) {
      if (this.#told.size <= maxPeers) break;
      this.#told.delete(oldest);
    }
    return statements;
  }

  /**
   * Our own receipts that are news, for every peer. One that is not on disk is not told: after a crash its number would
   * be given again, and we would have forked our own chain.
   */
  async fresh(): Promise<readonly Uint8Array[]> {
    const { store, receipts } = this.#ports;
    const { last, statements } = receipts.own(receipts.told, maxGreeting);
    if (statements.length === 0) return [];
    // What was handed to the store before this write is on disk when this is.
    await store.commit([receipts.tell(last)]);
    return statements;
  }

  async #shutOut(rater: Did, now: Millis): Promise<void> {
    const { store, quarantines, reputation, events } = this.#ports;
    events.quarantined(rater, 'equivocation', undefined);
    reputation.changed();
    await store.commit(quarantines.begin(rater, { cause: 'equivocation', since: now, until: undefined }));
  }
}
