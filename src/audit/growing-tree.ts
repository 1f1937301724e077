import { concat } from '../base/base.ts';
import { CompactRange, foldRoots, hashBytes } from './merkle.ts';
import { splitTile, tileIn, tileWidth, type TileName } from './tiles.ts';

/** A tile as it is to be kept: its name, and its hashes joined. */
export interface TileBytes extends TileName {
  readonly bytes: Uint8Array;
}

/** The tile at the right edge of one level, with the subtrees it makes up. */
interface Edge {
  index: number;
  hashes: Uint8Array[];
  range: CompactRange;
}

/**
 * A tree that grows: of each level only the tile that is not full yet is in memory, at most 255 hashes, so an
 * append costs one leaf and on average one node. What it gives to be kept is enough to go on after a restart,
 * together with the leaves behind the last full tile.
 */
export class GrowingTree {
  readonly #edges: Edge[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Takes the next leaf, by its hash. Returns the tiles to keep: those of leaves when full, those above whenever they change. */
  append(hash: Uint8Array): readonly TileBytes[] {
    this.#size++;
    const out: TileBytes[] = [];
    let carry: Uint8Array | undefined = hash;
    for (let level = 0; carry !== undefined; level++) {
      const edge = this.#edgeAt(level);
      edge.hashes.push(carry);
      edge.range.append(carry);
      carry = undefined;
      const isFull = edge.hashes.length === tileWidth;
      if (isFull || level > 0) {
        out.push({ level, index: edge.index, width: edge.hashes.length, bytes: concat(...edge.hashes) });
      }
      if (!isFull) break;
      carry = edge.range.root();
      this.#edges[level] = emptyEdge(edge.index + 1);
    }
    return out;
  }

  /** The root of all leaves. */
  root(): Uint8Array {
    return foldRoots(this.#edges.toReversed().flatMap(({ range }) => range.roots));
  }

  /** The hashes of a tile at the right edge; undefined for one that is full, or is none. */
  edgeTile(level: number, index: number): readonly Uint8Array[] | undefined {
    const edge = this.#edges[level];
    return edge?.index === index && edge.hashes.length > 0 ? edge.hashes : undefined;
  }

  /**
   * Puts a tree together again: `leaves` are the hashes behind the last full tile of leaves, `read` gives a tile above
   * by its name. Undefined when a tile is missing or has another length than its name says.
   */
  static restore(
    size: number,
    leaves: readonly Uint8Array[],
    read: (tile: TileName) => Uint8Array | undefined,
  ): GrowingTree | undefined {
    const tree = new GrowingTree();
    if (leaves.length !== size % tileWidth) return undefined;
    tree.#size = size;
    for (let level = 0; tileWidth ** level <= size; level++) {
      const count = Math.floor(size / tileWidth ** level);
      const edge = emptyEdge(Math.floor(count / tileWidth));
      const tile = tileIn(size, level, edge.index);
      const hashes = level === 0 ? leaves : readHashes(tile, read);
      if (hashes === undefined) return undefined;
      for (const hash of hashes) {
        edge.hashes.push(hash);
        edge.range.append(hash);
      }
      tree.#edges[level] = edge;
    }
    return tree;
  }

  #edgeAt(level: number): Edge {
    return (this.#edges[level] ??= emptyEdge(0));
  }
}

function emptyEdge(index: number): Edge {
  return { index, hashes: [], range: new CompactRange() };
}

function readHashes(
  tile: TileName | undefined,
  read: (tile: TileName) => Uint8Array | undefined,
): readonly Uint8Array[] | undefined {
  if (tile === undefined) return [];
  return splitTile(read(tile) ?? new Uint8Array(hashBytes - 1), tile.width);
}
