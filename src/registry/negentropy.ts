import { accept, equalBytes, ignore, reject, toHex, type Ignore, type Reject, type Verdict } from '../base/base.ts';
import { fingerprint, idsOf, infinity, split } from './negentropy-ranges.ts';
import { idBytes, MessageReader, MessageWriter, protocolVersion, type Range } from './negentropy-wire.ts';
import type { Bound, OrderTree } from './order-tree.ts';

/**
 * Range-based set reconciliation, the Negentropy protocol V1. The initiator learns which ids only it has and which
 * only the other side has; the responder answers, and learns nothing.
 *
 *   initiator                                  responder
 *   start    -> send fingerprints   ------->   frame -> send what differs, finer, or as ids
 *   frame    -> found, send the rest <------
 *   ...                                        ...
 *   frame    -> found, done         <-------   (nothing differs any more)
 *
 * A state holds a snapshot of the set and nothing of what was found: that is put out as it comes.
 */
export type RepairState =
  | {
      readonly kind: 'initiator' | 'responder';
      readonly items: OrderTree;
      readonly maxFrameBytes: number;
      readonly rounds: number;
    }
  | { readonly kind: 'ended' };

/** What happens to a repair: it is begun (by the initiator), or a message of the other side comes. */
export type RepairInput = { readonly kind: 'start' } | { readonly kind: 'frame'; readonly bytes: Uint8Array };

/** What is to be done: `done` and `failed` are the last, and what was found before holds in either case. */
export type RepairOutput =
  | { readonly kind: 'send'; readonly frame: Uint8Array }
  /** Ids that only we have, and that only the other side has; an id may come more than once. */
  | { readonly kind: 'found'; readonly have: readonly Uint8Array[]; readonly need: readonly Uint8Array[] }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly verdict: Ignore | Reject };

/** A repair that is under way. */
type OpenRepair = Exclude<RepairState, { kind: 'ended' }>;

type Step = readonly [RepairState, readonly RepairOutput[]];

/** Largest message, bytes, in either direction: to answer one takes at most some tens of milliseconds. */
export const maxRepairFrameBytes = 128 * 1024;
/** The smallest limit there may be: one range with all that is said of it fits. */
const minFrameBytes = 4096;
/** Messages of one repair: a million ids fit, and a peer cannot go on for ever. What is left comes with the next. */
export const maxRepairRounds = 512;
/** Bytes of a bound, a mode and a count at their longest: numbers have at most 8 digits. */
const maxRangeHead = 8 + 1 + idBytes + 1 + 8;
/** Kept free for a skip and the fingerprint of all that did not fit. */
const reservedBytes = 2 * (maxRangeHead + 16);

/** Either side of a repair of a set as it is now. `maxFrameBytes` is from 4096 up. */
export function openRepair(
  kind: 'initiator' | 'responder',
  items: OrderTree,
  maxFrameBytes = maxRepairFrameBytes,
): RepairState {
  return { kind, items, maxFrameBytes: Math.max(minFrameBytes, maxFrameBytes), rounds: 0 };
}

/**
 * One step. Fails with `frame-too-large`, `malformed` or `unexpected-frame` (the sender's fault), `unknown-version`
 * (a newer node answers) or `overloaded` (more rounds than a repair may have); never throws, whatever the bytes.
 */
export function stepRepair(state: RepairState, input: RepairInput): Step {
  if (state.kind === 'ended') return [state, []];
  if (input.kind === 'start') return start(state);
  if (state.rounds >= maxRepairRounds) return failed(ignore('overloaded', 'the repair takes too many rounds'));
  const { bytes } = input;
  const fault = faultOf(state, bytes);
  if (fault !== undefined) return failed(fault);
  if (bytes[0] !== protocolVersion) return otherVersion(state);
  const answer = reconcile(state, bytes);
  if (answer.kind !== 'accept') return failed(answer);
  const { frame, have, need } = answer.value;
  const found: readonly RepairOutput[] = have.length + need.length > 0 ? [{ kind: 'found', have, need }] : [];
  if (state.kind === 'initiator' && frame.length === 1) return [{ kind: 'ended' }, [...found, { kind: 'done' }]];
  return [{ ...state, rounds: state.rounds + 1 }, [...found, { kind: 'send', frame }]];
}

/** What is wrong with a message before it is read. */
function faultOf(state: OpenRepair, bytes: Uint8Array): Reject | undefined {
  const [version = 0] = bytes;
  if (bytes.length > state.maxFrameBytes) return reject('frame-too-large');
  if (version >> 4 !== protocolVersion >> 4) return reject('malformed', 'no repair message');
  if (state.kind === 'initiator' && state.rounds === 0)
    return reject('unexpected-frame', 'an answer without a question');
  return undefined;
}

function start(state: OpenRepair): Step {
  if (state.kind === 'responder' || state.rounds > 0) return [state, []];
  const message = new MessageWriter();
  for (const range of split(state.items, 0, state.items.count, infinity)) message.write(range);
  return [{ ...state, rounds: 1 }, [{ kind: 'send', frame: message.finish() }]];
}

/** A responder says which version it speaks, and waits for that; an initiator speaks only this one. */
function otherVersion(state: OpenRepair): Step {
  if (state.kind === 'initiator') return failed(ignore('unknown-version'));
  return [{ ...state, rounds: state.rounds + 1 }, [{ kind: 'send', frame: Uint8Array.of(protocolVersion) }]];
}

function failed(verdict: Ignore | Reject): Step {
  return [{ kind: 'ended' }, [{ kind: 'failed', verdict }]];
}

interface Answer {
  readonly frame: Uint8Array;
  readonly have: readonly Uint8Array[];
  readonly need: readonly Uint8Array[];
}

function reconcile(state: OpenRepair, bytes: Uint8Array): Verdict<Answer> {
  const { items, maxFrameBytes } = state;
  const reader = new MessageReader(bytes);
  const reply = new Reply(items, maxFrameBytes);
  const need: Uint8Array[] = [];
  const have: Uint8Array[] = [];
  let lower = 0;
  while (!reader.isAtEnd && !reply.isFull) {
    const read = reader.read();
    if (read.kind !== 'accept') return read;
    const range = read.value;
    const upper = items.rank(range.upper);
    if (agrees(items, lower, upper, range)) reply.skip(range.upper);
    else if (range.mode === 'fingerprint') reply.write(split(items, lower, upper, range.upper), lower);
    else if (range.mode === 'idList' && state.kind === 'responder') reply.list(lower, upper, range.upper);
    else if (range.mode === 'idList') {
      compare(idsOf(items, lower, upper), range.ids, { have, need });
      reply.skip(range.upper);
    }
    lower = upper;
  }
  return accept({ frame: reply.finish(), have, need });
}

/** Whether there is nothing to answer: both have the same in the range, or the sender asks nothing of it. */
function agrees(items: OrderTree, lower: number, upper: number, range: Range): boolean {
  if (range.mode === 'skip') return true;
  if (range.mode === 'fingerprint') return equalBytes(range.fingerprint, fingerprint(items, lower, upper));
  // Both sides list in order.
  if (range.ids.length !== upper - lower) return false;
  return idsOf(items, lower, upper).every((id, i) => equalBytes(id, range.ids[i] ?? id.subarray(1)));
}

function compare(
  ours: readonly Uint8Array[],
  theirs: readonly Uint8Array[],
  found: { readonly have: Uint8Array[]; readonly need: Uint8Array[] },
): void {
  const only = new Map(theirs.map((id) => [toHex(id), id]));
  for (const id of ours) if (!only.delete(toHex(id))) found.have.push(id);
  found.need.push(...only.values());
}

/** The message that answers another: ranges in order, up to the limit; behind it one fingerprint for all the rest. */
class Reply {
  readonly #message = new MessageWriter();
  readonly #items: OrderTree;
  readonly #maxBytes: number;
  /** The list written last, still open: another that follows it at once becomes part of it. */
  #list: { upper: Bound; readonly ids: Uint8Array[] } | undefined;
  /** Up to here nothing needs to be said, unless something follows. */
  #skipped: Bound | undefined;
  #isFull = false;

  constructor(items: OrderTree, maxBytes: number) {
    this.#items = items;
    this.#maxBytes = maxBytes;
  }

  /** Nothing more fits: what the other side said of the rest is answered by the fingerprint of all of it. */
  get isFull(): boolean {
    return this.#isFull;
  }

  skip(upper: Bound): void {
    this.#skipped = upper;
  }

  /** Says this of the items from the rank `lower` on, or as much as fits of everything from there. */
  write(ranges: readonly Range[], lower: number): void {
    const bytes = ranges.reduce((sum, range) => sum + maxRangeHead + payloadBytes(range), 0);
    if (bytes > this.#room()) return this.#rest(lower);
    this.#flush();
    for (const range of ranges) this.#put(range);
  }

  /** Lists the ids of a range, or as many as fit. */
  list(lower: number, upper: number, bound: Bound): void {
    const fitting = Math.floor((this.#room() - maxRangeHead) / idBytes);
    const next = upper - lower > fitting ? this.#items.at(lower + Math.max(0, fitting)) : undefined;
    if (next === undefined)
      return this.write([{ upper: bound, mode: 'idList', ids: idsOf(this.#items, lower, upper) }], lower);
    if (fitting <= 0) return this.#rest(lower);
    const ids = idsOf(this.#items, lower, lower + fitting);
    this.write([{ upper: { hour: next.hour, prefix: next.id }, mode: 'idList', ids }], lower);
    this.#rest(lower + fitting);
  }

  finish(): Uint8Array {
    this.#closeList();
    return this.#message.finish();
  }

  #room(): number {
    const open = this.#list === undefined ? 0 : maxRangeHead + idBytes * this.#list.ids.length;
    return this.#maxBytes - reservedBytes - this.#message.bytes - open;
  }

  #rest(lower: number): void {
    this.#isFull = true;
    this.#flush();
    const rest = fingerprint(this.#items, lower, this.#items.count);
    this.#put({ upper: infinity, mode: 'fingerprint', fingerprint: rest });
  }

  #put(range: Range): void {
    if (range.mode === 'idList') {
      this.#list ??= { upper: range.upper, ids: [] };
      this.#list.upper = range.upper;
      for (const id of range.ids) this.#list.ids.push(id);
      return;
    }
    this.#closeList();
    this.#message.write(range);
  }

  #flush(): void {
    if (this.#skipped === undefined) return;
    this.#closeList();
    this.#message.write({ upper: this.#skipped, mode: 'skip' });
    this.#skipped = undefined;
  }

  #closeList(): void {
    if (this.#list !== undefined) this.#message.write({ ...this.#list, mode: 'idList' });
    this.#list = undefined;
  }
}

function payloadBytes(range: Range): number {
  if (range.mode === 'fingerprint') return range.fingerprint.length;
  return range.mode === 'idList' ? idBytes * range.ids.length : 0;
}
