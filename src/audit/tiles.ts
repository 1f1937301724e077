import { concat } from '../base/base.ts';
import { foldRoots, hashBytes, nodeHash, type Subtree } from './merkle.ts';
import type { ReadSubtree } from './proof.ts';

/** Hashes of a full tile (c2sp.org/tlog-tiles). */
export const tileWidth = 256;
/** Levels of the tree that one tile spans. */
const tileHeight = 8;
/** Largest entry of a bundle, bytes: its length is written in 16 bits. */
export const maxEntryBytes = 0xffff;

/** One tile: `width` hashes, 256 when full. */
export interface TileName {
  readonly level: number;
  readonly index: number;
  readonly width: number;
}

/** The path of a tile of hashes: `tile/<level>/<index>[.p/<width>]`. */
export function tilePath({ level, index, width }: TileName): string {
  return `tile/${level}/${numbered(index, width)}`;
}

/** The path of a bundle of entries: `tile/entries/<index>[.p/<width>]`. */
export function bundlePath(index: number, width: number): string {
  return `tile/entries/${numbered(index, width)}`;
}

/** Three digits a path element, all but the last behind an `x`. */
function numbered(index: number, width: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const last = groups.pop() ?? '000';
  const path = [...groups.map((group) => `x${group}`), last].join('/');
  return width === tileWidth ? path : `${path}.p/${width}`;
}

/** How many hashes the tiles of a level hold together in a tree of this size. */
function hashesAt(level: number, size: number): number {
  return Math.floor(size / tileWidth ** level);
}

/** Every tile of a tree of this size, level by level from the leaves. */
export function* tilesOf(size: number): Generator<TileName, void, void> {
  for (let level = 0; hashesAt(level, size) > 0; level++) {
    const count = hashesAt(level, size);
    for (let index = 0; index * tileWidth < count; index++) {
      yield { level, index, width: Math.min(tileWidth, count - index * tileWidth) };
    }
  }
}

/** The tile of this place as it is in a tree of this size; undefined when there is none. */
export function tileIn(size: number, level: number, index: number): TileName | undefined {
  const width = Math.min(tileWidth, hashesAt(level, size) - index * tileWidth);
  return width > 0 ? { level, index, width } : undefined;
}

/** The hashes of a tile; undefined when the bytes are not `width` whole hashes. */
export function splitTile(bytes: Uint8Array, width: number): readonly Uint8Array[] | undefined {
  if (bytes.length !== width * hashBytes) return undefined;
  return Array.from({ length: width }, (_, at) => bytes.subarray(at * hashBytes, (at + 1) * hashBytes));
}

/** The root over as many hashes as a power of two: a full subtree. */
function rootOver(hashes: readonly Uint8Array[]): Uint8Array {
  let row = hashes;
  while (row.length > 1) {
    row = Array.from({ length: row.length / 2 }, (_, at) => {
      const [left, right] = [row[2 * at], row[2 * at + 1]];
      return left === undefined || right === undefined ? foldRoots([]) : nodeHash(left, right);
    });
  }
  return foldRoots(row);
}

/** The root over a full tile: the hash that stands for it in the level above. */
export function rootOfTile(hashes: readonly Uint8Array[]): Uint8Array {
  if (hashes.length !== tileWidth) throw new RangeError('the tile is not full');
  return rootOver(hashes);
}

/** Gives the hashes of a tile, at least those of its name; rejects when it is not to be had. */
export type ReadTile = (tile: TileName) => Promise<readonly Uint8Array[]>;

/** Reads subtrees of a tree of `size` out of its tiles; up to eight levels of hashes are made from one tile. */
export function subtreesFrom(size: number, read: ReadTile): ReadSubtree {
  return async ({ level, index }: Subtree) => {
    const tileLevel = Math.floor(level / tileHeight);
    const span = 2 ** (level % tileHeight);
    const first = index * span;
    const tile = tileIn(size, tileLevel, Math.floor(first / tileWidth));
    const hashes = tile === undefined ? [] : await read(tile);
    const within = first % tileWidth;
    const part = hashes.slice(within, within + span);
    if (part.length !== span) throw new RangeError('the tree has no such subtree');
    return rootOver(part);
  };
}

/** A bundle of entries: each behind its length, 16 bits, big-endian. Throws RangeError for one that is too long. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...entries.flatMap((entry) => {
      if (entry.length > maxEntryBytes) throw new RangeError('an entry does not fit into a bundle');
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** Reads a bundle of exactly `count` entries; undefined when the bytes are anything else. */
export function decodeBundle(bytes: Uint8Array, count: number): readonly Uint8Array[] | undefined {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (at + 2 <= bytes.length && entries.length < count) {
    const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    at += 2;
    if (at + length > bytes.length) return undefined;
    entries.push(bytes.subarray(at, at + length));
    at += length;
  }
  return at === bytes.length && entries.length === count ? entries : undefined;
}
