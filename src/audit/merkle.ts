import { concat, sha256 } from '../base/base.ts';

/** Bytes of a hash of the tree. */
export const hashBytes = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

/** The hash of a leaf (RFC 6962, section 2.1): SHA-256(0x00 || data). */
export function leafHash(data: Uint8Array): Uint8Array {
  return sha256(leafPrefix, data);
}

/** The hash of an inner node (RFC 6962, section 2.1): SHA-256(0x01 || left || right). */
export function nodeHash(left: Uint8Array, right: Uint8Array): Uint8Array {
  return sha256(concat(nodePrefix, left, right));
}

/** The root of the tree without leaves: SHA-256 of nothing. */
export function emptyRoot(): Uint8Array {
  return sha256();
}

/** The root over subtrees that stand side by side, largest first: folded from the right. */
export function foldRoots(roots: readonly Uint8Array[]): Uint8Array {
  const last = roots.at(-1);
  if (last === undefined) return emptyRoot();
  return roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right), last);
}

/**
 * A tree known by the roots of its full subtrees alone, one for each bit of its size: enough to append and
 * to tell the root. At most 53 hashes, whatever the size.
 */
export class CompactRange {
  readonly #roots: Uint8Array[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The roots of its full subtrees, largest first. */
  get roots(): readonly Uint8Array[] {
    return this.#roots;
  }

  /** Takes one more leaf, by its hash; one hash per append on average. */
  append(hash: Uint8Array): void {
    let node = hash;
    // A number above 2^32 has no bit operations: the size is halved instead.
    for (let rest = this.#size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = nodeHash(this.#roots.pop() ?? node, node);
    }
    this.#roots.push(node);
    this.#size++;
  }

  /** The root (RFC 6962, section 2.1). */
  root(): Uint8Array {
    return foldRoots(this.#roots);
  }
}

/** A full subtree: `2^level` leaves, the `index`-th of that size from the left. */
export interface Subtree {
  readonly level: number;
  readonly index: number;
}

/** The full subtrees that make up the leaves from `from` (0, or the start of what is left) to `to`, left to right. */
export function subtreesOf(to: number, from = 0): readonly Subtree[] {
  const out: Subtree[] = [];
  for (let at = from; at < to;) {
    let level = 0;
    let width = 1;
    while (at % (width * 2) === 0 && at + width * 2 <= to) {
      level++;
      width *= 2;
    }
    out.push({ level, index: at / width });
    at += width;
  }
  return out;
}
