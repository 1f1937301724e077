import { accept, ignore, reject, toHex, type Did, type Verdict } from '../base/base.ts';
import { one, scaled, type Fixed } from './decay.ts';
import { emptyChain, hourFits, type ChainHead, type VerifiedReceipt } from './receipt.ts';
import type { Hour } from './ledger.ts';
import type { Parameters } from './parameters.ts';
import { unitsOf } from './units.ts';
import { dimensions, isSeverity } from './dimension.ts';

/** Bounds of what a node keeps of others' receipts. */
export const bookLimits = {
  /** Receipts of one rater in one UTC day; more than count, so that which of them count does not depend on their order. */
  maxPerRaterDay: 400,
  /** Receipts in all, about 400 bytes each in memory; beyond, the oldest days go. */
  maxReceipts: 400_000,
} as const;

/** The UTC day of an hour. */
export function dayOf(hour: Hour): number {
  return Math.floor(hour / 24);
}

/** What the book keeps of one receipt in memory; the rest is in the store. */
interface Held {
  readonly id: string;
  readonly iid: string;
  readonly seq: number;
  readonly day: number;
  readonly gain: Fixed;
  readonly loss: Fixed;
  readonly statement: Statement;
}

/** What one rater said about one subject in one UTC day: all its receipts together, at most 1.0 unit. */
export interface Statement {
  readonly rater: Did;
  readonly subject: Did;
  readonly day: number;
  /** Good and bad units, fresh, fixed point; together at most 1.0. */
  r: Fixed;
  s: Fixed;
  readonly receipts: Set<Held>;
}

interface Chain {
  readonly bySeq: Map<number, Held>;
  /** The lowest seq that names an exchange: it alone counts. */
  readonly byExchange: Map<string, number>;
  /** Seqs of each day, ascending. */
  readonly days: Map<number, number[]>;
  /** Seqs of which two receipts are known: neither counts. */
  readonly forked: Set<number>;
  /** Receipts held, by their subject. */
  readonly subjects: Map<Did, number>;
  last: ChainHead;
}

/**
 * The receipts a node has accepted, and what they amount to. The same receipts give the same statements, in
 * whatever order, portions and repetitions they come; only `maxReceipts` lets go of old days.
 */
export class ReceiptBook {
  readonly #parameters: Parameters;
  readonly #chains = new Map<Did, Chain>();
  readonly #bySubject = new Map<Did, Map<string, Statement>>();
  readonly #byDay = new Map<number, Set<Statement>>();
  /** Statements of this day and before were let go, and come no more. */
  #floorDay = -1;
  #size = 0;
  #version = 0;

  constructor(parameters: Parameters) {
    this.#parameters = parameters;
  }

  /** Receipts held. */
  get size(): number {
    return this.#size;
  }

  /** Grows whenever a statement changes. */
  get version(): number {
    return this.#version;
  }

  /**
   * Takes a verified receipt in. `ignore`: `duplicate`, `expired` (hour out of its window, or let go),
   * `rate-limited` (over what is kept of a rater's day). `reject`: `equivocation`, which is E0: the rater has signed two receipts of one
   * number; both have to be kept as proof, and neither counts.
   */
  take(receipt: VerifiedReceipt, nowHour: Hour): Verdict<VerifiedReceipt> {
    const { body } = receipt;
    const day = dayOf(body.hour);
    if (!hourFits(body.hour, nowHour, this.#parameters) || day <= this.#floorDay) return ignore('expired');
    const chain = this.#chain(body.rater);
    const id = toHex(receipt.id);
    const held = chain.bySeq.get(body.seq);
    if (held?.id === id) return ignore('duplicate');
    if (held !== undefined || chain.forked.has(body.seq)) {
      if (held !== undefined) this.#fork(chain, held);
      return reject('equivocation', 'two receipts of one number');
    }
    if ((chain.days.get(day)?.length ?? 0) >= bookLimits.maxPerRaterDay) return ignore('rate-limited');
    this.#hold(chain, receipt, { id, day });
    if (this.#size > bookLimits.maxReceipts) this.#letGo(Math.min(...this.#byDay.keys()));
    return accept(receipt);
  }

  /** Whether a receipt is held, or counts for nothing because its number is forked. */
  has({ rater, seq, id }: { readonly rater: Did; readonly seq: number; readonly id: string }): boolean {
    const chain = this.#chains.get(rater);
    return chain !== undefined && (chain.forked.has(seq) || chain.bySeq.get(seq)?.id === id);
  }

  /** Marks a fork that is known from elsewhere, as from the store. */
  markFork(rater: Did, seq: number): void {
    const chain = this.#chain(rater);
    const held = chain.bySeq.get(seq);
    if (held === undefined) chain.forked.add(seq);
    else this.#fork(chain, held);
  }

  /** The statements about one agent. */
  about(subject: Did): Iterable<Statement> {
    return this.#bySubject.get(subject)?.values() ?? [];
  }

  /** Every statement. */
  *statements(): Generator<Statement, void, undefined> {
    for (const statements of this.#bySubject.values()) yield* statements.values();
  }

  /** Whether a receipt is held of one about the other: both have signed that they dealt with each other. */
  haveDealt(a: Did, b: Did): boolean {
    return this.#chains.get(a)?.subjects.has(b) === true || this.#chains.get(b)?.subjects.has(a) === true;
  }

  /** The newest receipt of a rater: what its next one follows. */
  head(rater: Did): ChainHead | undefined {
    return this.#chains.get(rater)?.last;
  }

  /** Raters of which a receipt is held, those heard of first first. */
  *raters(): Generator<Did, void, undefined> {
    for (const [did, { bySeq }] of this.#chains) if (bySeq.size > 0) yield did;
  }

  /** The numbers of the receipts held of a rater above one, the newest `most` of them, ascending. */
  after(rater: Did, seq: number, most: number): readonly number[] {
    const days = this.#chains.get(rater)?.days ?? new Map<number, number[]>();
    const found: number[] = [];
    // A later day may have lower numbers only by a lie, which costs its rater nothing but their order here.
    for (const day of [...days.keys()].toSorted((a, b) => b - a)) {
      if (found.length >= most) break;
      found.push(...(days.get(day) ?? []).filter((each) => each > seq));
    }
    return found.toSorted((a, b) => a - b).slice(-most);
  }

  /**
   * The highest number below this one of which a receipt of the rater is held, where the one right before it is missing;
   * 0 when there is none. Undefined where nothing is missing there.
   */
  gapBelow(rater: Did, seq: number): number | undefined {
    const chain = this.#chains.get(rater);
    if (chain === undefined || seq <= 1 || chain.bySeq.has(seq - 1) || chain.forked.has(seq - 1)) return undefined;
    let highest = 0;
    for (const held of chain.bySeq.keys()) if (held < seq && held > highest) highest = held;
    return highest;
  }

  /** Raters that signed two receipts of one number. */
  forkedRaters(): readonly Did[] {
    return [...this.#chains].flatMap(([did, chain]) => (chain.forked.size > 0 ? [did] : []));
  }

  /** Lets go of what is older than the score counts. */
  prune(nowHour: Hour): void {
    const oldest = dayOf(Math.max(0, nowHour - this.#parameters.maxAgeHours));
    for (const day of this.#byDay.keys()) if (day < oldest) this.#letGo(day);
  }

  #chain(rater: Did): Chain {
    const known = this.#chains.get(rater);
    if (known !== undefined) return known;
    const maps = { bySeq: new Map(), byExchange: new Map(), days: new Map(), subjects: new Map() };
    const chain: Chain = { ...maps, forked: new Set(), last: emptyChain };
    this.#chains.set(rater, chain);
    return chain;
  }

  #hold(
    chain: Chain,
    { body, id: bytes }: VerifiedReceipt,
    { id, day }: { readonly id: string; readonly day: number },
  ): void {
    const statement = this.#statement(body.rater, body.subject, day);
    const severity = isSeverity(body.severity) ? body.severity : 0;
    const dimension = dimensions[body.dimension] ?? 'output_quality';
    const { gain, loss } = unitsOf({ dimension, outcome: body.outcome, severity }, this.#parameters);
    const held: Held = { id, iid: toHex(body.iid), seq: body.seq, day, gain, loss, statement };
    chain.bySeq.set(body.seq, held);
    const before = chain.byExchange.get(held.iid);
    if (before === undefined || body.seq < before) chain.byExchange.set(held.iid, body.seq);
    const seqs = chain.days.get(day) ?? [];
    chain.days.set(day, seqs);
    seqs.splice(placeOf(seqs, body.seq), 0, body.seq);
    if (body.seq > chain.last.seq) chain.last = { seq: body.seq, id: bytes };
    statement.receipts.add(held);
    chain.subjects.set(body.subject, (chain.subjects.get(body.subject) ?? 0) + 1);
    this.#size++;
    this.#weigh(statement, chain);
    // The newcomer may have taken the exchange, or the last place in the day's budget, from a later one.
    this.#weighAt(chain, before);
    this.#weighAt(chain, seqs[this.#parameters.dailyReceipts]);
  }

  #weighAt(chain: Chain, seq: number | undefined): void {
    const held = seq === undefined ? undefined : chain.bySeq.get(seq);
    if (held !== undefined) this.#weigh(held.statement, chain);
  }

  /** Sums up a statement anew from the receipts in it that count. */
  #weigh(statement: Statement, chain: Chain): void {
    let [gain, loss] = [0, 0];
    for (const held of statement.receipts) {
      if (!this.#counts(held, chain)) continue;
      gain += held.gain;
      loss += held.loss;
    }
    const units = Math.max(one, gain + loss);
    statement.r = scaled(gain, one, units);
    statement.s = scaled(loss, one, units);
    this.#version++;
  }

  #counts(held: Held, chain: Chain): boolean {
    if (chain.byExchange.get(held.iid) !== held.seq) return false;
    return placeOf(chain.days.get(held.day) ?? [], held.seq) < this.#parameters.dailyReceipts;
  }

  #statement(rater: Did, subject: Did, day: number): Statement {
    const about = this.#bySubject.get(subject) ?? new Map<string, Statement>();
    this.#bySubject.set(subject, about);
    const key = `${day} ${rater}`;
    const known = about.get(key);
    if (known !== undefined) return known;
    const statement: Statement = { rater, subject, day, r: 0, s: 0, receipts: new Set() };
    about.set(key, statement);
    const ofDay = this.#byDay.get(day) ?? new Set();
    this.#byDay.set(day, ofDay.add(statement));
    return statement;
  }

  #fork(chain: Chain, held: Held): void {
    chain.forked.add(held.seq);
    this.#remove(chain, held);
    this.#version++;
  }

  #remove(chain: Chain, held: Held): void {
    chain.bySeq.delete(held.seq);
    const seqs = chain.days.get(held.day) ?? [];
    seqs.splice(placeOf(seqs, held.seq), 1);
    held.statement.receipts.delete(held);
    countDown(chain, held.statement.subject);
    this.#size--;
    if (chain.byExchange.get(held.iid) === held.seq) this.#passExchangeOn(chain, held.iid);
    this.#weigh(held.statement, chain);
    this.#weighAt(chain, seqs[this.#parameters.dailyReceipts - 1]);
  }

  /** The receipt that named an exchange first is gone: the next one counts. */
  #passExchangeOn(chain: Chain, iid: string): void {
    let next: number | undefined;
    for (const { iid: other, seq } of chain.bySeq.values()) {
      if (other === iid && (next === undefined || seq < next)) next = seq;
    }
    if (next === undefined) chain.byExchange.delete(iid);
    else chain.byExchange.set(iid, next);
    this.#weighAt(chain, next);
  }

  #letGo(day: number): void {
    for (const statement of this.#byDay.get(day) ?? []) {
      const chain = this.#chain(statement.rater);
      for (const held of statement.receipts) {
        chain.bySeq.delete(held.seq);
        if (chain.byExchange.get(held.iid) === held.seq) chain.byExchange.delete(held.iid);
        countDown(chain, statement.subject);
        this.#size--;
      }
      chain.days.delete(day);
      const about = this.#bySubject.get(statement.subject);
      about?.delete(`${day} ${statement.rater}`);
      if (about?.size === 0) this.#bySubject.delete(statement.subject);
    }
    this.#byDay.delete(day);
    this.#floorDay = Math.max(this.#floorDay, day);
    this.#version++;
  }
}

function countDown({ subjects }: Chain, subject: Did): void {
  const left = (subjects.get(subject) ?? 1) - 1;
  if (left === 0) subjects.delete(subject);
  else subjects.set(subject, left);
}

/** Where a number stands, or would stand, in an ascending list. */
function placeOf(list: readonly number[], value: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
