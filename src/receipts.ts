import { accept, fromUtf8, ignore, sha256, toHex, u64be } from './base/base.ts';
import type { Did, MessageId, Millis, Random, Verdict } from './base/base.ts';
import { Asked } from './asked.ts';
import type { Directory } from './directory.ts';
import type { AgentIdentity } from './identity/identity.ts';
import { entriesOf } from './pages.ts';
import type { ActionName } from './policy/policy.ts';
import type { Operation, Store } from './store/store.ts';
import {
  createReceipt,
  dayOf,
  defaultParameters,
  emptyChain,
  exchangeId,
  hourOf,
  keyOfAcceptance,
  one,
  receiptClass,
  ReceiptBook,
  signAcceptance,
  verifyReceipt,
  type ChainHead,
  type Hour,
  type Rating,
  type VerifiedReceipt,
} from './trust/trust.ts';
import { decodeReceiptBody, decodeSigned, encodeSigned, type AcceptanceTicket, type Ack } from './wire/wire.ts';

/** What receipts need of the hall. */
export interface ReceiptPorts {
  readonly store: Store;
  readonly random: Random;
  readonly self: AgentIdentity;
  readonly directory: Directory;
}

/** Tickets without an outcome, and outcomes without a ticket, held at most; the oldest goes first, and its exchange gets no receipt. */
const maxWaiting = 8192;
/** Failures of one agent that are published in one day; its first are enough to be believed. */
const maxFailuresPerDay = 5;

interface Held {
  readonly subject: Did;
  readonly ticket: AcceptanceTicket;
}

/** A receipt that was taken in. */
export interface Taken {
  readonly receipt: VerifiedReceipt;
  /** The receipt of the same number that was held: with this one it proves that the rater forked its chain (E0). */
  readonly contradicts: Uint8Array | undefined;
  /** Resolves when it is on disk; it counts before. Rejects as the store does. */
  readonly written: Promise<void>;
}

interface Outcome {
  readonly subject: Did;
  readonly rating: Rating;
}

/** A receipt that cannot be written yet: the subject's signature is by no key that is known here. */
interface Doubted extends Outcome {
  readonly held: Held;
}

/** What the end of a request leads to. */
export interface EndOfRequest {
  readonly writes: readonly Operation[];
  /** What was asked, when the peer kept its signature back. */
  readonly withheld: ActionName | undefined;
}

/**
 * Receipts of this node, as rater and as subject, and those it accepted of others (registry.md, trust.md Evidence). In the store,
 * space `evidence`: `@receipt/<rater>/<seq, 16 hex digits>` holds an encoded Signed of type Receipt,
 * `@fork/<rater>/<seq>/<id>` the u64 hour it was found in and each receipt of a fork, `@chain` our own last seq and id, `@told` the seq of the last that every peer was told.
 */
export class Receipts {
  readonly book = new ReceiptBook(defaultParameters);
  readonly #ports: ReceiptPorts;
  readonly #tickets = new Map<MessageId, Held>();
  /** Tickets of exchanges that went as many before them, of which a receipt would say nothing: a verdict may still come. */
  readonly #unused = new Map<MessageId, Held>();
  /** The hour in which those were last looked through. */
  #sweptAt: Hour = 0;
  readonly #outcomes = new Map<MessageId, Outcome>();
  readonly #asked = new Asked();
  /** The subject may have a new key, and its record be on the way: looked at once more a while later. */
  readonly #doubted = new Map<MessageId, Doubted>();
  /** When the last fork of a rater was found. */
  readonly #forks = new Map<Did, Hour>();
  #head: ChainHead = emptyChain;
  #told = 0;
  /** Receipts of others on their way to disk, by key. */
  readonly #writing = new Map<string, Uint8Array>();

  constructor(ports: ReceiptPorts) {
    this.#ports = ports;
  }

  /** Reads what the store holds. Receipts that no longer verify, as of an agent that is gone, are passed over. */
  async load(now: Millis): Promise<void> {
    const { store } = this.#ports;
    const chain = store.get('evidence', '@chain');
    if (chain !== undefined)
      this.#head = { seq: Number(new DataView(chain.slice().buffer).getBigUint64(0)), id: chain.slice(8) };
    const told = store.get('evidence', '@told');
    if (told !== undefined) this.#told = Number(new DataView(told.slice().buffer).getBigUint64(0));
    for await (const [, value] of entriesOf(store, 'evidence', { gte: '@receipt/', lt: '@receipt0' })) {
      const verified = this.#verify(value);
      if (verified.kind === 'accept') this.book.take(verified.value, hourOf(now));
    }
    for await (const [, value] of entriesOf(store, 'evidence', { gte: '@fork/', lt: '@fork0' })) {
      const hour = Number(new DataView(value.slice(0, 8).buffer).getBigUint64(0));
      const verified = this.#verify(value.slice(8));
      if (verified.kind === 'accept') this.#markFork(verified.value, hour);
    }
  }

  /** The subject's side: our signature under having taken a request, for its acknowledgement. */
  ticketFor(
    request: MessageId,
    rater: Did,
    asked: { readonly action: string; readonly now: Millis },
  ): AcceptanceTicket {
    const { random, self } = this.#ports;
    const nonce = random(16);
    const [hour, capability] = [hourOf(asked.now), receiptClass(asked.action)];
    const acceptance = { iid: exchangeId(request, nonce), rater, subject: self.did, capability, hour };
    return { nonce, hour, capability, signature: signAcceptance(self.signing, acceptance) };
  }

  /** The rater's side: a request leaves, and its subject is to sign that it took it. */
  asked(request: MessageId, subject: Did, action: ActionName): void {
    this.#asked.begin(request, subject, action);
  }

  /** The rater's side: a message reached its end. `wasConnected`: it was on its way over a connection that stood. */
  ended(subject: Did, ack: Ack, about: { readonly wasConnected: boolean; readonly now: Millis }): EndOfRequest {
    const { ticket, id } = ack;
    // Another way than a connection brings the signature with the end.
    const writes = ticket === undefined ? [] : this.ticketed(id, { subject, ticket }, about.now);
    return { writes, withheld: this.#asked.ended(subject, ack, about.wasConnected) };
  }

  /** Looks once more at signatures that did not hold: the receipts of those that do now, and whose do not. */
  reconsider(now: Millis): { readonly writes: readonly Operation[]; readonly withheld: readonly Did[] } {
    const doubted = [...this.#doubted];
    this.#doubted.clear();
    const writes = doubted.flatMap(([request, { held, rating }]) => this.#write(request, held, { rating, now }));
    const withheld = [...this.#doubted.values()].map(({ subject }) => subject);
    this.#doubted.clear();
    return { writes, withheld };
  }

  /**
   * The rater's side: the subject's signature is there. It is kept until the outcome is known; where a quick answer
   * overtook it, these are the writes of the receipt.
   */
  ticketed(request: MessageId, held: Held, now: Millis): readonly Operation[] {
    // Of another hour it is good for no receipt, so it is as if there were none.
    if (Math.abs(held.ticket.hour - hourOf(now)) > 1) return [];
    if (!this.#asked.ticketed(request, held.subject)) return [];
    const outcome = this.#outcomes.get(request);
    if (outcome?.subject === held.subject) {
      this.#outcomes.delete(request);
      return this.#write(request, held, { rating: outcome.rating, now });
    }
    this.#unused.delete(request);
    keep(this.#tickets, request, held);
    return [];
  }

  /**
   * The receipt for an exchange whose outcome is known: writes for the commit of that outcome. Nothing when the
   * subject's signature is still to come, or does not hold, or when more receipts about it would count nothing today;
   * then a later verdict about the same exchange may still have one.
   */
  issue(request: MessageId, outcome: Outcome, now: Millis): readonly Operation[] {
    this.#asked.answered(request, outcome.subject);
    const held = this.#tickets.get(request) ?? this.#unused.get(request);
    if (held?.subject === outcome.subject) {
      this.#tickets.delete(request);
      this.#unused.delete(request);
      return this.#write(request, held, { rating: outcome.rating, now });
    }
    keep(this.#outcomes, request, outcome);
    return [];
  }

  #write(
    request: MessageId,
    held: Held,
    { rating, now }: { readonly rating: Rating; readonly now: Millis },
  ): readonly Operation[] {
    if (!this.#worthSaying(held.subject, rating, hourOf(now))) {
      this.#keepUnused(request, held, hourOf(now));
      return [];
    }
    const { self } = this.#ports;
    const { subject, ticket } = held;
    const { nonce, capability, hour, signature } = ticket;
    if (isOver(hour, hourOf(now))) return [];
    const acceptance = { iid: exchangeId(request, nonce), rater: self.did, subject, capability, hour };
    const subjectKey = keyOfAcceptance(acceptance, signature, this.#keysOf(subject) ?? []);
    if (subjectKey === undefined) {
      keep(this.#doubted, request, { subject, rating, held });
      return [];
    }
    const draft = { ...rating, acceptance, subjectSignature: signature, subjectKey };
    const receipt = createReceipt(self.signing, draft, this.#head);
    this.#head = { seq: receipt.body.seq, id: receipt.id };
    this.book.take(receipt, hourOf(now));
    const chain = new Uint8Array(40);
    chain.set(u64be(receipt.body.seq));
    chain.set(receipt.id, 8);
    return [putReceipt(receipt), { kind: 'put', space: 'evidence', key: '@chain', value: chain }];
  }

  /**
   * Takes another rater's receipt, as an encoded Signed: both signatures, hour, rater and subject of different
   * organisations (`malformed`), then what the book says. A fork is kept as proof, and its rater is disproved.
   */
  accept(bytes: Uint8Array, now: Millis): Verdict<Taken> {
    const verified = this.#verify(bytes);
    if (verified.kind !== 'accept') return verified;
    const { rater, subject, seq } = verified.value.body;
    if (this.#organisationOf(rater) === this.#organisationOf(subject))
      return { kind: 'reject', reason: 'malformed', detail: 'rater and subject are of one organisation' };
    const key = receiptKey(rater, seq);
    const other = this.#writing.get(key) ?? this.#ports.store.get('evidence', key);
    const taken = this.book.take(verified.value, hourOf(now));
    if (taken.kind === 'accept') {
      this.#writing.set(key, bytes);
      const written = this.#ports.store
        .commit([putReceipt(verified.value)], { lazy: true })
        .finally(() => this.#writing.delete(key));
      return accept({ receipt: taken.value, contradicts: undefined, written });
    }
    if (taken.kind !== 'reject' || taken.reason !== 'equivocation') return taken;
    // The number is known to be forked, and the proof is kept: a third receipt of it proves nothing more.
    if (other === undefined) return ignore('duplicate');
    this.#markFork(verified.value, hourOf(now));
    const operations = [bytes, other].map((proof) => putFork(verified.value, proof, hourOf(now)));
    const written = this.#ports.store.commit([...operations, { kind: 'delete', space: 'evidence', key }]);
    return accept({ receipt: verified.value, contradicts: other, written });
  }

  /** Whether a receipt from the network could be news, without looking at a signature (`duplicate`, `not-registered`). */
  glance(bytes: Uint8Array): Verdict<true> {
    const signed = decodeSigned(bytes);
    if (signed.kind !== 'accept') return signed;
    const body = decodeReceiptBody(signed.value.payload);
    if (body.kind !== 'accept') return body;
    const { rater, subject, seq } = body.value;
    if (rater === this.#ports.self.did || this.book.has({ rater, seq, id: toHex(sha256(signed.value.payload)) }))
      return ignore('duplicate');
    const areKnown = [rater, subject].every((did) => this.#keysOf(did) !== undefined);
    return areKnown ? accept(true) : ignore('not-registered', 'rater or subject');
  }

  /** The number of the last own receipt that every peer was told. */
  get told(): number {
    return this.#told;
  }

  /** Own receipts after a number that the store has, the newest `limit` of them, and the number of the last. */
  own(after: number, limit: number): { readonly last: number; readonly statements: readonly Uint8Array[] } {
    const { store, self } = this.#ports;
    const statements: Uint8Array[] = [];
    const newest = this.#head.seq;
    let last = after;
    for (let seq = Math.max(after, newest - limit) + 1; seq <= newest; seq++) {
      const bytes = store.get('evidence', receiptKey(self.did, seq));
      // One that is still on its way to disk is told the next time.
      if (bytes === undefined) continue;
      statements.push(bytes);
      last = seq;
    }
    return { last, statements };
  }

  /** The receipt of a rater and a number, as the store has it. */
  bytesOf(rater: Did, seq: number): Uint8Array | undefined {
    return this.#ports.store.get('evidence', receiptKey(rater, seq));
  }

  /** The write that remembers what every peer was told. */
  tell(seq: number): Operation {
    this.#told = seq;
    return { kind: 'put', space: 'evidence', key: '@told', value: u64be(seq) };
  }

  /** The hour in which an agent was last found to have forked its chain (E0); undefined when it never was. */
  forkOf(did: Did): Hour | undefined {
    return this.#forks.get(did);
  }

  #worthSaying(subject: Did, { outcome }: Rating, hour: Hour): boolean {
    const { self } = this.#ports;
    if (this.#organisationOf(subject) === this.#organisationOf(self.did)) return false;
    for (const statement of this.book.about(subject)) {
      if (statement.rater !== self.did || statement.day !== dayOf(hour)) continue;
      return outcome === 100 ? statement.r + statement.s < one : statement.receipts.size < maxFailuresPerDay;
    }
    return true;
  }

  /** A ticket may still be wanted for a verdict; those of hours that no receipt may have any more go. */
  #keepUnused(request: MessageId, held: Held, hour: Hour): void {
    // Once an hour, since nothing else makes one go: every call comes by here, and thousands may be kept.
    if (hour !== this.#sweptAt)
      for (const [old, { ticket }] of this.#unused) if (isOver(ticket.hour, hour)) this.#unused.delete(old);
    this.#sweptAt = hour;
    keep(this.#unused, request, held);
  }

  #markFork({ body }: VerifiedReceipt, hour: Hour): void {
    this.book.markFork(body.rater, body.seq);
    this.#forks.set(body.rater, Math.max(hour, this.#forks.get(body.rater) ?? 0));
  }

  #verify(bytes: Uint8Array): Verdict<VerifiedReceipt> {
    const signed = decodeSigned(bytes);
    return signed.kind === 'accept' ? verifyReceipt(signed.value, (did) => this.#keysOf(did)) : signed;
  }

  #keysOf(did: Did): readonly Uint8Array[] | undefined {
    const { self, directory } = this.#ports;
    return did === self.did ? directory.own.keys : directory.peer(did).entry?.record?.keys;
  }

  #organisationOf(did: Did): string {
    return this.#ports.directory.describe(did).organisation?.id ?? did;
  }
}

/** Whether a receipt of this hour is too far from now to be written: a ticket holds for the hour of its request and the next. */
function isOver(hour: Hour, now: Hour): boolean {
  return Math.abs(hour - now) > 1;
}

/** Adds to a map that forgets its oldest entry when it is full. */
function keep<V>(map: Map<MessageId, V>, key: MessageId, value: V): void {
  map.set(key, value);
  for (const [oldest] of map) {
    if (map.size <= maxWaiting) break;
    map.delete(oldest);
  }
}

function receiptKey(rater: Did, seq: number): string {
  return `@receipt/${rater}/${seq.toString(16).padStart(16, '0')}`;
}

function putReceipt({ body, signed }: VerifiedReceipt): Operation {
  return { kind: 'put', space: 'evidence', key: receiptKey(body.rater, body.seq), value: encodeSigned(signed) };
}

function putFork({ body }: VerifiedReceipt, proof: Uint8Array, hour: Hour): Operation {
  const value = new Uint8Array(8 + proof.length);
  value.set(u64be(hour));
  value.set(proof, 8);
  const signed = decodeSigned(proof);
  const id = signed.kind === 'accept' ? toHex(signed.value.signature.subarray(0, 8)) : '';
  return { kind: 'put', space: 'evidence', key: `@fork/${body.rater}/${body.seq.toString(16)}/${id}`, value };
}

/** Writes that let go of receipts older than the score counts: those of others by the hour in them. */
export async function forgetReceipts(store: Store, before: Hour, limit: number): Promise<void> {
  const old: Operation[] = [];
  for await (const [key, value] of entriesOf(store, 'evidence', { gte: '@receipt/', lt: '@receipt0' })) {
    if (old.length >= limit) break;
    const signed = decodeSigned(value);
    if (signed.kind !== 'accept') continue;
    const hour = hourOfReceipt(signed.value.payload);
    if (hour !== undefined && hour < before) old.push({ kind: 'delete', space: 'evidence', key: fromUtf8(key) ?? '' });
  }
  if (old.length > 0) await store.commit(old, { lazy: true });
}

function hourOfReceipt(payload: Uint8Array): Hour | undefined {
  const body = decodeReceiptBody(payload);
  return body.kind === 'accept' ? body.value.hour : undefined;
}
