import { compareBytes } from './order.ts';

/** An element of a set that is reconciled. Its order is by hour, then by id. */
export interface SetItem {
  /** Hours since the Unix epoch, a whole number of at most `maxHour`. */
  readonly hour: number;
  /** 32 bytes, a hash. */
  readonly id: Uint8Array;
}

/** A place between items: before every item of at least this hour and, within the hour, this prefix (zeros follow it). */
export interface Bound {
  /** As of an item; `Infinity` is behind everything. */
  readonly hour: number;
  /** 0 to 32 bytes. */
  readonly prefix: Uint8Array;
}

/** What a range of items adds up to. */
export interface RangeSum {
  readonly count: number;
  /** The ids, read as little-endian numbers, added modulo 2^256. */
  readonly sum: bigint;
}

/** The last hour that a date in milliseconds, a safe integer, can fall into. */
export const maxHour = Math.floor(Number.MAX_SAFE_INTEGER / 3_600_000);

/** A node of the tree: its own item, and what its whole subtree adds up to. */
interface Branch {
  readonly left: Branch | undefined;
  readonly item: SetItem;
  readonly right: Branch | undefined;
  readonly count: number;
  readonly sum: bigint;
}

type Subtree = Branch | undefined;

/**
 * A set of items in order that answers how many there are, and what their ids add up to, in any range: an
 * order-statistics tree. It never changes; `insert` and `delete` give another that shares all but a path with it,
 * so whoever holds one has a snapshot for nothing. All in O(log n), also against an opponent who chooses the
 * items: balanced by weight (Nievergelt and Reingold, with the parameters that Hirai and Yamamoto proved).
 */
export class OrderTree {
  readonly #root: Subtree;

  private constructor(root: Subtree) {
    this.#root = root;
  }

  static readonly empty = new OrderTree(undefined);

  /** The set of these items, in any order; the same item counts once. O(n log n). */
  static of(items: readonly SetItem[]): OrderTree {
    const sorted = items.toSorted(compareItems);
    const distinct = sorted.filter((item, i) => i === 0 || compareItems(sorted[i - 1] ?? item, item) !== 0);
    return new OrderTree(build(distinct, 0, distinct.length));
  }

  get count(): number {
    return countOf(this.#root);
  }

  /** With the item; this very tree when it is there. */
  insert(item: SetItem): OrderTree {
    const root = inserted(this.#root, item);
    return root === this.#root ? this : new OrderTree(root);
  }

  /** Without the item; this very tree when it is not there. */
  delete(item: SetItem): OrderTree {
    const root = deleted(this.#root, item);
    return root === this.#root ? this : new OrderTree(root);
  }

  has(item: SetItem): boolean {
    const found = this.at(this.rank({ hour: item.hour, prefix: item.id }));
    return found !== undefined && compareItems(found, item) === 0;
  }

  /** The item that has `rank` items before it; undefined where there is none. */
  at(rank: number): SetItem | undefined {
    let left = rank;
    let node = this.#root;
    while (node !== undefined) {
      const before = countOf(node.left);
      if (left === before) return node.item;
      node = left < before ? node.left : node.right;
      if (left > before) left -= before + 1;
    }
    return undefined;
  }

  /** How many items are before the bound. */
  rank(bound: Bound): number {
    let rank = 0;
    let node = this.#root;
    while (node !== undefined) {
      const isBefore = isBeforeBound(node.item, bound);
      if (isBefore) rank += countOf(node.left) + 1;
      node = isBefore ? node.right : node.left;
    }
    return rank;
  }

  /** Count and sum of the items of ranks `lower` up to, not including, `upper`. */
  sum(lower: number, upper: number): RangeSum {
    if (upper <= lower) return { count: 0, sum: 0n };
    const [a, b] = [prefixSum(this.#root, lower), prefixSum(this.#root, upper)];
    return { count: b.count - a.count, sum: wrap(b.sum - a.sum) };
  }

  /** The items of ranks `lower` up to, not including, `upper`, in order: O(log n) and a constant for each. */
  *range(lower: number, upper: number): Generator<SetItem> {
    yield* itemsOf(this.#root, lower, upper);
  }
}

function countOf(node: Subtree): number {
  return node?.count ?? 0;
}

function sumOf(node: Subtree): bigint {
  return node?.sum ?? 0n;
}

function wrap(sum: bigint): bigint {
  return BigInt.asUintN(256, sum);
}

/** The id as a little-endian number. */
function valueOf({ id }: SetItem): bigint {
  const view = new DataView(id.buffer, id.byteOffset, 32);
  const word = (i: number): bigint => view.getBigUint64(8 * i, true);
  return word(0) | (word(1) << 64n) | (word(2) << 128n) | (word(3) << 192n);
}

/** The value of the branch's own item: what its subtree holds above its children. Cheaper than to read the id. */
function ownValue({ left, right, sum }: Branch): bigint {
  return wrap(sum - sumOf(left) - sumOf(right));
}

function compareItems(a: SetItem, b: SetItem): number {
  return a.hour - b.hour || compareBytes(a.id, b.id);
}

function isBeforeBound(item: SetItem, { hour, prefix }: Bound): boolean {
  // What a prefix leaves out counts as zeros.
  return item.hour < hour || (item.hour === hour && compareBytes(item.id, prefix) < 0);
}

/** Count and sum of the first `count` items. */
function prefixSum(root: Subtree, count: number): RangeSum {
  let left = count;
  let sum = 0n;
  let node = root;
  while (node !== undefined && left > 0) {
    if (left >= node.count) {
      sum += node.sum;
      left -= node.count;
      break;
    }
    const before = countOf(node.left);
    if (left > before) {
      sum += node.sum - sumOf(node.right);
      left -= before + 1;
      node = node.right;
    } else node = node.left;
  }
  return { count: count - Math.max(0, left), sum: wrap(sum) };
}

function* itemsOf(node: Subtree, lower: number, upper: number): Generator<SetItem> {
  if (node === undefined || upper <= 0 || lower >= node.count || lower >= upper) return;
  const own = countOf(node.left);
  yield* itemsOf(node.left, lower, Math.min(upper, own));
  if (lower <= own && own < upper) yield node.item;
  yield* itemsOf(node.right, Math.max(0, lower - own - 1), upper - own - 1);
}

function build(sorted: readonly SetItem[], from: number, to: number): Subtree {
  const middle = (from + to) >>> 1;
  const item = sorted[middle];
  if (from >= to || item === undefined) return undefined;
  return join(build(sorted, from, middle), { item, value: valueOf(item) }, build(sorted, middle + 1, to));
}

// ---- balance -----------------------------------------------------------------------------------------

/** An item with the number that its id is. */
interface Weighed {
  readonly item: SetItem;
  readonly value: bigint;
}

/** Neither side of a branch weighs more than this many times the other, a weight being a count and one. */
const maxImbalance = 3;
/** A single rotation mends it while the inner grandchild weighs less than this many times the outer. */
const singleRotation = 2;

function weight(node: Subtree): number {
  return countOf(node) + 1;
}

function weighed(branch: Branch): Weighed {
  return { item: branch.item, value: ownValue(branch) };
}

function join(left: Subtree, { item, value }: Weighed, right: Subtree): Branch {
  const sum = wrap(sumOf(left) + value + sumOf(right));
  return { left, item, right, count: countOf(left) + 1 + countOf(right), sum };
}

/** Joins two sides of which one has gained or lost an item since they were in balance. */
function balanced(left: Subtree, middle: Weighed, right: Subtree): Branch {
  if (right !== undefined && weight(right) > maxImbalance * weight(left)) return rotatedLeft(left, middle, right);
  if (left !== undefined && weight(left) > maxImbalance * weight(right)) return rotatedRight(left, middle, right);
  return join(left, middle, right);
}

function rotatedLeft(left: Subtree, middle: Weighed, right: Branch): Branch {
  const inner = right.left;
  if (inner === undefined || weight(inner) < singleRotation * weight(right.right))
    return join(join(left, middle, inner), weighed(right), right.right);
  return join(join(left, middle, inner.left), weighed(inner), join(inner.right, weighed(right), right.right));
}

function rotatedRight(left: Branch, middle: Weighed, right: Subtree): Branch {
  const inner = left.right;
  if (inner === undefined || weight(inner) < singleRotation * weight(left.left))
    return join(left.left, weighed(left), join(inner, middle, right));
  return join(join(left.left, weighed(left), inner.left), weighed(inner), join(inner.right, middle, right));
}

function inserted(node: Subtree, item: SetItem): Branch {
  if (node === undefined) return join(undefined, { item, value: valueOf(item) }, undefined);
  const order = compareItems(item, node.item);
  if (order === 0) return node;
  const [left, right] = order < 0 ? [inserted(node.left, item), node.right] : [node.left, inserted(node.right, item)];
  return left === node.left && right === node.right ? node : balanced(left, weighed(node), right);
}

function deleted(node: Subtree, item: SetItem): Subtree {
  if (node === undefined) return undefined;
  const order = compareItems(item, node.item);
  if (order === 0) return glued(node.left, node.right);
  const [left, right] = order < 0 ? [deleted(node.left, item), node.right] : [node.left, deleted(node.right, item)];
  return left === node.left && right === node.right ? node : balanced(left, weighed(node), right);
}

/** Both sides of a branch whose item is gone: an item of the heavier side takes its place. */
function glued(left: Subtree, right: Subtree): Subtree {
  if (left === undefined || right === undefined) return left ?? right;
  const heir = left.count > right.count ? outermost(left, 'right') : outermost(right, 'left');
  const middle = weighed(heir);
  return left.count > right.count
    ? balanced(deleted(left, heir.item), middle, right)
    : balanced(left, middle, deleted(right, heir.item));
}

function outermost(node: Branch, side: 'left' | 'right'): Branch {
  const next = node[side];
  return next === undefined ? node : outermost(next, side);
}
