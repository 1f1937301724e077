import { equalBytes } from '../base/base.ts';
import { foldRoots, hashBytes, nodeHash, subtreesOf, type Subtree } from './merkle.ts';

/** Gives the root of a full subtree; rejects when it is not to be had. */
export type ReadSubtree = (subtree: Subtree) => Promise<Uint8Array>;

/** Hashes in one proof at most: a tree has fewer levels than a safe integer has bits. */
export const maxProofHashes = 63;

/** The largest power of two below `size`, which is at least 2 (RFC 6962's k). */
function splitOf(size: number): number {
  let k = 1;
  while (k * 2 < size) k *= 2;
  return k;
}

/** The root of the leaves `from` to `to`, not included. */
async function rootOf(from: number, to: number, read: ReadSubtree): Promise<Uint8Array> {
  return foldRoots(await Promise.all(subtreesOf(to, from).map(read)));
}

/** The root of the first `size` leaves. */
export function rootAt(size: number, read: ReadSubtree): Promise<Uint8Array> {
  return rootOf(0, size, read);
}

/**
 * The proof that leaf `index` is among the first `size` (RFC 6962, section 2.1.1): siblings from the leaf to the
 * root. Throws RangeError unless 0 <= index < size.
 */
export async function inclusionProof(index: number, size: number, read: ReadSubtree): Promise<readonly Uint8Array[]> {
  if (!(Number.isSafeInteger(index) && index >= 0 && index < size)) throw new RangeError('no such leaf in that tree');
  const out: Promise<Uint8Array>[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      out.push(rootOf(middle, to, read));
      to = middle;
    } else {
      out.push(rootOf(from, middle, read));
      from = middle;
    }
  }
  return (await Promise.all(out)).reverse();
}

/**
 * The proof that the first `oldSize` leaves of a tree of `size` are what they were (RFC 6962, section 2.1.2);
 * empty when `oldSize` is 0 or `size`. Throws RangeError unless 0 <= oldSize <= size.
 */
export async function consistencyProof(
  oldSize: number,
  size: number,
  read: ReadSubtree,
): Promise<readonly Uint8Array[]> {
  if (!(Number.isSafeInteger(oldSize) && oldSize >= 0 && oldSize <= size)) throw new RangeError('no such older tree');
  if (oldSize === 0 || oldSize === size) return [];
  const out: Promise<Uint8Array>[] = [];
  let [from, to, isWhole] = [0, size, true];
  while (to !== oldSize) {
    const middle = from + splitOf(to - from);
    if (oldSize <= middle) {
      out.push(rootOf(middle, to, read));
      to = middle;
    } else {
      out.push(rootOf(from, middle, read));
      from = middle;
      isWhole = false;
    }
  }
  // The old tree itself need not be told to whoever has its root.
  if (!isWhole) out.push(rootOf(from, to, read));
  return (await Promise.all(out)).reverse();
}

function areHashes(...hashes: readonly Uint8Array[]): boolean {
  return hashes.every((hash) => hash.length === hashBytes);
}

function isSize(...numbers: readonly number[]): boolean {
  return numbers.every((number) => Number.isSafeInteger(number) && number >= 0);
}

/** What an inclusion proof is about. */
export interface Inclusion {
  readonly index: number;
  readonly size: number;
  readonly leaf: Uint8Array;
  readonly root: Uint8Array;
}

/** Whether `proof` shows that the leaf is at `index` in the tree of `size` with that root (RFC 9162, section 2.1.3.2). */
export function verifyInclusion({ index, size, leaf, root }: Inclusion, proof: readonly Uint8Array[]): boolean {
  if (!isSize(index, size) || index >= size || proof.length > maxProofHashes) return false;
  if (!areHashes(leaf, root, ...proof)) return false;
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      hash = nodeHash(hash, sibling);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && equalBytes(hash, root);
}

/** A tree: its size and its root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * Whether `proof` shows that `newer` continues `older` (RFC 9162, section 2.1.4.2). False when `older` is empty:
 * every tree continues that one, and a proof of it would say nothing.
 */
export function verifyConsistency(older: TreeHead, newer: TreeHead, proof: readonly Uint8Array[]): boolean {
  if (!isSize(older.size, newer.size) || older.size > newer.size || older.size === 0) return false;
  if (older.size === newer.size) return proof.length === 0 && equalBytes(older.root, newer.root);
  if (proof.length > maxProofHashes || !areHashes(older.root, newer.root, ...proof)) return false;
  const [fn, sn] = shared(older.size - 1, newer.size - 1);
  // An old tree that is one full subtree is where the path begins.
  const path = isPowerOfTwo(older.size) ? [older.root, ...proof] : proof;
  const [first, ...rest] = path;
  return first !== undefined && climb(first, rest, { fn, sn, older, newer });
}

/** Both without the levels on which the last old leaf is a right child. */
function shared(oldLast: number, newLast: number): readonly [fn: number, sn: number] {
  let [fn, sn] = [oldLast, newLast];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  return [fn, sn];
}

interface Ascent {
  readonly fn: number;
  readonly sn: number;
  readonly older: TreeHead;
  readonly newer: TreeHead;
}

/** From the last full subtree of the old tree to both roots at once. */
function climb(first: Uint8Array, rest: readonly Uint8Array[], { older, newer, ...start }: Ascent): boolean {
  let { fn, sn } = start;
  let [oldHash, newHash] = [first, first];
  for (const sibling of rest) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      oldHash = nodeHash(sibling, oldHash);
      newHash = nodeHash(sibling, newHash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else {
      newHash = nodeHash(newHash, sibling);
    }
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && equalBytes(oldHash, older.root) && equalBytes(newHash, newer.root);
}

function isPowerOfTwo(value: number): boolean {
  let rest = value;
  while (rest % 2 === 0 && rest > 0) rest /= 2;
  return rest === 1;
}
