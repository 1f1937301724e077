import { sha256 } from '../base/base.ts';
import { encodeVarint, fingerprintBytes, idBytes, type Range } from './negentropy-wire.ts';
import type { Bound, OrderTree } from './order-tree.ts';

/** The end of the order. */
export const infinity: Bound = { hour: Number.POSITIVE_INFINITY, prefix: new Uint8Array(0) };

/** Parts that a range is split into: four times over they leave a few of 10^5 items, which are then listed. */
const buckets = 12;
/** A range of fewer items is listed: to split it would cost nearly as much, and a round trip. */
const minSplit = 2 * buckets;
/** A bucket may be larger or smaller by this share of it where that makes its bound shorter. */
const slackShare = 1 / 8;

/** First 16 bytes of SHA-256 of the sum of the ids, 32 bytes little-endian, and their number as a varint. */
export function fingerprint(items: OrderTree, lower: number, upper: number): Uint8Array {
  const { count, sum } = items.sum(lower, upper);
  const bytes = new Uint8Array(idBytes);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < 4; i++) view.setBigUint64(8 * i, BigInt.asUintN(64, sum >> BigInt(64 * i)), true);
  return sha256(bytes, encodeVarint(count)).subarray(0, fingerprintBytes);
}

/** The ids of the items of ranks `lower` up to, not including, `upper`. */
export function idsOf(items: OrderTree, lower: number, upper: number): readonly Uint8Array[] {
  return Array.from(items.range(lower, upper), ({ id }) => id);
}

/** What to say of a range in which the other side has something else: its ids when they are few, or parts of it. */
export function split(items: OrderTree, lower: number, upper: number, bound: Bound): readonly Range[] {
  const count = upper - lower;
  if (count < minSplit) return [{ upper: bound, mode: 'idList', ids: idsOf(items, lower, upper) }];
  const ranges: Range[] = [];
  let from = lower;
  for (let i = 1; i <= buckets; i++) {
    const ideal = lower + Math.floor((i * count) / buckets);
    const slack = Math.floor((count / buckets) * slackShare);
    const cut = i === buckets ? { bound, rank: upper } : shortestCut(items, ideal, slack);
    ranges.push({ upper: cut.bound, mode: 'fingerprint', fingerprint: fingerprint(items, from, cut.rank) });
    from = cut.rank;
  }
  return ranges;
}

interface Cut {
  readonly bound: Bound;
  readonly rank: number;
}

/** The shortest bound that has between `ideal - slack` and `ideal + slack` items before it. `ideal` is the rank of an item. */
function shortestCut(items: OrderTree, ideal: number, slack: number): Cut {
  const item = items.at(ideal);
  if (item === undefined) return { bound: infinity, rank: items.count };
  for (let length = 0; length < idBytes; length++) {
    const below: Bound = { hour: item.hour, prefix: item.id.subarray(0, length) };
    for (const bound of [below, following(below)]) {
      const rank = bound === undefined ? undefined : items.rank(bound);
      if (bound !== undefined && rank !== undefined && Math.abs(rank - ideal) <= slack) return { bound, rank };
    }
  }
  return { bound: { hour: item.hour, prefix: item.id }, rank: ideal };
}

/** The next bound of the same length; undefined when the hour has none. */
function following({ hour, prefix }: Bound): Bound | undefined {
  const last = prefix.at(-1);
  if (last === undefined) return { hour: hour + 1, prefix };
  return last === 0xff ? undefined : { hour, prefix: Uint8Array.of(...prefix.subarray(0, -1), last + 1) };
}
