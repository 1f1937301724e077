import { array, assert, asyncProperty, integer, nat, oneof, property, uint8Array } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bundlePath,
  CompactRange,
  consistencyProof,
  decodeBundle,
  emptyRoot,
  encodeBundle,
  foldRoots,
  GrowingTree,
  inclusionProof,
  leafHash,
  maxProofHashes,
  nodeHash,
  rootAt,
  splitTile,
  subtreesFrom,
  subtreesOf,
  tilePath,
  tilesOf,
  verifyConsistency,
  verifyInclusion,
  type ReadTile,
  type TileBytes,
} from '../../../src/audit/audit.ts';
import { concat, equalBytes, utf8 } from '../../../src/base/base.ts';

/** The root as RFC 6962, section 2.1, defines it, word for word. */
function mth(leaves: readonly Uint8Array[]): Uint8Array {
  if (leaves.length === 0) return emptyRoot();
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

const all = Array.from({ length: 70_000 }, (_, n) => leafHash(utf8(`entry ${n}`)));

/** A tree over the first leaves, and the tiles it gave to be kept. */
function grown(size: number): {
  readonly tree: GrowingTree;
  readonly tiles: Map<string, TileBytes>;
  readonly read: ReadTile;
} {
  const tree = new GrowingTree();
  const tiles = new Map<string, TileBytes>();
  for (const hash of all.slice(0, size)) {
    for (const tile of tree.append(hash)) tiles.set(`${tile.level}/${tile.index}`, tile);
  }
  const read: ReadTile = async ({ level, index, width }) => {
    const kept = tiles.get(`${level}/${index}`);
    const hashes = tree.edgeTile(level, index) ?? (kept && splitTile(kept.bytes, kept.width));
    if (hashes === undefined) throw new Error(`no tile ${level}/${index}`);
    return hashes.slice(0, width);
  };
  return { tree, tiles, read };
}

const large = grown(all.length);
/** Sizes around full tiles of the first and second level, and small ones. */
const size = oneof(
  integer({ min: 1, max: 70 }),
  integer({ min: 250, max: 520 }),
  integer({ min: 65_530, max: 65_800 }),
  integer({ min: 1, max: all.length }),
);

describe('the tree', () => {
  it('has the root that RFC 6962 defines, at every size up to 300, by either way of growing', () => {
    const range = new CompactRange();
    const tree = new GrowingTree();
    for (let n = 0; n <= 300; n++) {
      const root = mth(all.slice(0, n));
      expect([n, range.root(), tree.root()]).toEqual([n, root, root]);
      range.append(all[n] ?? emptyRoot());
      tree.append(all[n] ?? emptyRoot());
    }
    expect(range.size).toBe(301);
  });

  it('gives tiles that make the root of every smaller tree again', async () => {
    await assert(
      asyncProperty(size, async (n) => {
        const root = await rootAt(n, subtreesFrom(n, large.read));
        const range = new CompactRange();
        for (const hash of all.slice(0, n)) range.append(hash);
        expect(root).toEqual(range.root());
      }),
      { numRuns: 8 },
    );
  });

  it('goes on after a restart where it was, from its tiles and the last leaves', () => {
    assert(
      property(integer({ min: 0, max: 1_600 }), integer({ min: 1, max: 300 }), (n, more) => {
        const before = grown(n);
        const leaves = all.slice(n - (n % 256), n);
        const restored = GrowingTree.restore(
          n,
          leaves,
          ({ level, index }) => before.tiles.get(`${level}/${index}`)?.bytes,
        );
        for (const hash of all.slice(n, n + more)) restored?.append(hash);
        expect(restored?.root()).toEqual(grown(n + more).tree.root());
      }),
      { numRuns: 12, examples: [[65_700, 100]] },
    );
  });

  it('is not put together from tiles that are missing or cut short, nor from too few leaves', () => {
    const { tiles } = grown(700);
    const leaves = all.slice(512, 700);
    const read = (tile: { level: number; index: number }): Uint8Array | undefined =>
      tiles.get(`${tile.level}/${tile.index}`)?.bytes;
    expect(GrowingTree.restore(700, leaves, read)?.size).toBe(700);
    expect(GrowingTree.restore(700, leaves.slice(1), read)).toBeUndefined();
    expect(GrowingTree.restore(700, leaves, () => undefined)).toBeUndefined();
    expect(GrowingTree.restore(700, leaves, (tile) => read(tile)?.subarray(32))).toBeUndefined();
  });

  it('splits any range into full subtrees, from left to right without a gap', () => {
    assert(
      property(nat(5000), nat(5000), (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)];
        let at = from;
        for (const { level, index } of subtreesOf(to, from)) {
          expect(index * 2 ** level).toBe(at);
          at += 2 ** level;
        }
        expect(at).toBe(to);
      }),
    );
  });
});

describe('proofs', () => {
  it('of inclusion hold for every leaf of every tree', async () => {
    for (let n = 1; n <= 40; n++) {
      const root = mth(all.slice(0, n));
      for (let index = 0; index < n; index++) {
        const proof = await inclusionProof(index, n, subtreesFrom(n, large.read));
        expect(verifyInclusion({ index, size: n, leaf: all[index] ?? root, root }, proof)).toBe(true);
      }
    }
  });

  it('of consistency hold between every two trees, and a tree is not consistent with nothing', async () => {
    for (let n = 1; n <= 40; n++) {
      const newer = { size: n, root: mth(all.slice(0, n)) };
      for (let old = 1; old <= n; old++) {
        const proof = await consistencyProof(old, n, subtreesFrom(n, large.read));
        expect(verifyConsistency({ size: old, root: mth(all.slice(0, old)) }, newer, proof)).toBe(true);
      }
      expect(verifyConsistency({ size: 0, root: emptyRoot() }, newer, [])).toBe(false);
    }
  });

  it('of inclusion fail for another place, size, leaf, root, and for every bit of a hash', async () => {
    await assert(
      asyncProperty(size, nat(), nat(), nat(), async (n, a, b, bit) => {
        const index = a % n;
        const root = await rootAt(n, subtreesFrom(n, large.read));
        const proof = await inclusionProof(index, n, subtreesFrom(n, large.read));
        const about = { index, size: n, leaf: all[index] ?? root, root };
        expect(verifyInclusion(about, proof)).toBe(true);
        const other = b % n;
        expect(verifyInclusion({ ...about, index: other }, proof)).toBe(other === index);
        expect(verifyInclusion({ ...about, leaf: all[other] ?? root }, proof)).toBe(other === index);
        expect(verifyInclusion({ ...about, root: flipped(root, bit) }, proof)).toBe(false);
        expect(verifyInclusion({ ...about, leaf: flipped(about.leaf, bit) }, proof)).toBe(false);
        expect(verifyInclusion(about, [...proof, root])).toBe(false);
        if (proof.length === 0) return;
        expect(verifyInclusion(about, proof.slice(1))).toBe(false);
        expect(
          verifyInclusion(about, proof.with(b % proof.length, flipped(proof[b % proof.length] ?? root, bit))),
        ).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('of consistency fail for every other history', async () => {
    await assert(
      asyncProperty(size, size, nat(), async (a, b, bit) => {
        const [old, n] = [Math.min(a, b), Math.max(a, b)];
        const subtrees = subtreesFrom(n, large.read);
        const older = { size: old, root: await rootAt(old, subtrees) };
        const newer = { size: n, root: await rootAt(n, subtrees) };
        const proof = await consistencyProof(old, n, subtrees);
        expect(verifyConsistency(older, newer, proof)).toBe(true);
        expect(verifyConsistency({ ...older, root: flipped(older.root, bit) }, newer, proof)).toBe(false);
        expect(verifyConsistency(older, { ...newer, root: flipped(newer.root, bit) }, proof)).toBe(false);
        expect(verifyConsistency(older, newer, [...proof, older.root])).toBe(false);
        if (proof.length === 0) return;
        expect(verifyConsistency(older, newer, proof.slice(1))).toBe(false);
        const at = bit % proof.length;
        expect(verifyConsistency(older, newer, proof.with(at, flipped(proof[at] ?? older.root, bit)))).toBe(false);
      }),
      { numRuns: 60 },
    );
  });

  it('are refused when they are longer than any tree is high', () => {
    const root = mth(all.slice(0, 2));
    const endless = Array.from({ length: maxProofHashes + 1 }, () => root);
    expect(verifyInclusion({ index: 0, size: 2, leaf: root, root }, endless)).toBe(false);
    expect(verifyConsistency({ size: 1, root }, { size: 2, root }, endless)).toBe(false);
  });
});

describe('tiles', () => {
  it('have the paths and widths of c2sp.org/tlog-tiles', () => {
    expect(tilePath({ level: 0, index: 1_234_067, width: 256 })).toBe('tile/0/x001/x234/067');
    expect(tilePath({ level: 1, index: 0, width: 17 })).toBe('tile/1/000.p/17');
    expect(bundlePath(1000, 256)).toBe('tile/entries/x001/000');
    const count = (level: number, width: number): number =>
      [...tilesOf(70_000)].filter((tile) => tile.level === level && tile.width === width).length;
    // The example of the specification.
    expect([count(0, 256), count(0, 112), count(1, 256), count(1, 17), count(2, 1)]).toEqual([273, 1, 1, 1, 1]);
    expect([...tilesOf(256)].map(tilePath)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
  });

  it('of entries read back as they were, and nothing else does', () => {
    assert(
      property(array(uint8Array({ maxLength: 400 }), { maxLength: 20 }), nat(), (entries, at) => {
        const bytes = encodeBundle(entries);
        expect(decodeBundle(bytes, entries.length)?.map((entry) => entry.slice())).toEqual(entries);
        expect(decodeBundle(bytes, entries.length + 1)).toBeUndefined();
        expect(decodeBundle(concat(bytes, Uint8Array.of(0)), entries.length)).toBeUndefined();
        const cut = bytes.subarray(0, at % Math.max(1, bytes.length));
        expect(decodeBundle(cut, entries.length) === undefined).toBe(bytes.length > 0);
      }),
    );
    expect(() => encodeBundle([new Uint8Array(65_536)])).toThrow(RangeError);
  });
});

function flipped(hash: Uint8Array, bit: number): Uint8Array {
  const out = hash.slice();
  out[(bit >> 3) % out.length] = (out[(bit >> 3) % out.length] ?? 0) ^ (1 << (bit & 7));
  return equalBytes(out, hash) ? foldRoots([]) : out;
}
