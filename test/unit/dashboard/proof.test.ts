import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import {
  encodeEntry,
  leafHash,
  logKey,
  nodeHash,
  originOf,
  signCheckpoint,
  writeNote,
  writeTlogProof,
  writeVerifierKey,
} from '../../../src/audit/audit.ts';
import { fromUtf8 } from '../../../src/base/base.ts';
import { checkCheckpoint, checkInclusion, climb } from '../../../src/dashboard/proof.ts';
import { vectorsDir } from '../../support/vectors.ts';
import { agent, entryOf } from '../audit/log-in-memory.ts';

const vectors = vectorsDir();
const bytes = z
  .string()
  .nullish()
  .transform((text) => Uint8Array.from(Buffer.from(text ?? '', 'base64')));
const inclusion = z.object({
  leafIdx: z.number(),
  treeSize: z.number(),
  root: bytes,
  leafHash: bytes,
  proof: z
    .array(bytes)
    .nullish()
    .transform((hashes) => hashes ?? []),
  wantErr: z.boolean(),
});

describe.skipIf(vectors === undefined)('the published vectors of transparency-dev/merkle', () => {
  it('of inclusion proofs are accepted and refused by the page as they say', async () => {
    const folder = join(vectors ?? '', 'merkle', 'inclusion');
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
    expect(names.length).toBeGreaterThan(90);
    for (const name of names) {
      const vector = inclusion.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
      const root = await climb(vector.leafHash, { index: vector.leafIdx, size: vector.treeSize }, vector.proof);
      expect([name, root !== undefined && Buffer.from(vector.root).equals(root)]).toEqual([name, !vector.wantErr]);
    }
  });
});

const owner = agent(7);
const key = keyOf(owner);

function keyOf({ did, signing }: typeof owner): string {
  return writeVerifierKey(logKey(did, signing.publicKey));
}

/** The root of a tree of at least one leaf (RFC 6962, section 2.1). */
function rootOf(leaves: readonly Uint8Array[]): Uint8Array {
  const [only] = leaves;
  if (leaves.length === 1 && only !== undefined) return only;
  const k = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, k)), rootOf(leaves.slice(k)));
}

/** The proof of a leaf (RFC 6962, section 2.1.1). */
function pathOf(index: number, leaves: readonly Uint8Array[]): readonly Uint8Array[] {
  if (leaves.length === 1) return [];
  const k = splitOf(leaves.length);
  const [left, right] = [leaves.slice(0, k), leaves.slice(k)];
  return index < k ? [...pathOf(index, left), rootOf(right)] : [...pathOf(index - k, right), rootOf(left)];
}

function splitOf(size: number): number {
  return 2 ** Math.ceil(Math.log2(size) - 1);
}

const hashes = Array.from({ length: 9 }, (_, n) => leafHash(encodeEntry(entryOf(n))));

/** The entry as the API gives it: its text. */
function textOf(n: number): string {
  return fromUtf8(encodeEntry(entryOf(n))) ?? '';
}

/** A proof that an entry is in a log of this size; a part of it may be another than it should. */
function proofOf(
  index: number,
  size: number,
  other: {
    readonly index?: number;
    readonly size?: number;
    readonly root?: Uint8Array;
    readonly by?: typeof owner;
  } = {},
): string {
  const leaves = hashes.slice(0, size);
  const origin = originOf(owner.did);
  const head = { origin, size: other.size ?? size, root: other.root ?? rootOf(leaves) };
  const note = signCheckpoint(head, (other.by ?? owner).signing);
  return writeTlogProof({ index: other.index ?? index, hashes: pathOf(index, leaves), note });
}

const unsigned = 'its checkpoint is not signed by the log';
const misplaced = 'the entry is not at that place in the tree that was signed';
const malformed = 'it has another form';

describe('a proof that an entry is in the log', () => {
  it('holds for every entry of every size of tree', async () => {
    for (let size = 1; size <= hashes.length; size++)
      for (let index = 0; index < size; index++)
        expect(await checkInclusion(proofOf(index, size), textOf(index), key)).toEqual({ problem: undefined, size });
  });

  it('is refused for another entry, another place, another size and another root than were signed', async () => {
    const problems = [
      await checkInclusion(proofOf(2, 7), textOf(3), key),
      await checkInclusion(proofOf(2, 7, { index: 3 }), textOf(2), key),
      await checkInclusion(proofOf(2, 7, { index: 7 }), textOf(2), key),
      await checkInclusion(proofOf(2, 7, { size: 8, root: rootOf(hashes.slice(0, 8)) }), textOf(2), key),
      await checkInclusion(proofOf(2, 7, { size: 2 }), textOf(2), key),
      await checkInclusion(proofOf(2, 7, { size: 0 }), textOf(2), key),
      await checkInclusion(proofOf(2, 7, { root: rootOf(hashes.slice(1, 8)) }), textOf(2), key),
    ].map(({ problem }) => problem);
    expect(problems).toEqual(Array.from({ length: 7 }, () => misplaced));
  });

  it('is refused with one hash too many, too few, or changed in one letter', async () => {
    const [before = '', checkpoint = ''] = proofOf(2, 7).split('\n\n', 2);
    const note = proofOf(2, 7).slice(before.length);
    expect(checkpoint).not.toBe('');
    const lines = before.split('\n');
    const last = lines.at(-1) ?? '';
    const changed = [
      [...lines, last],
      lines.slice(0, -1),
      [...lines.slice(0, -1), (last.startsWith('A') ? 'B' : 'A') + last.slice(1)],
    ];
    for (const each of changed)
      expect((await checkInclusion(each.join('\n') + note, textOf(2), key)).problem).toBe(misplaced);
    expect((await checkInclusion(before + note, textOf(2), key)).problem).toBeUndefined();
  });

  it('is refused when another key signed, under another key, and when what was signed was changed after', async () => {
    const stranger = agent(3);
    const proof = proofOf(2, 7);
    expect(await checkInclusion(proofOf(2, 7, { by: stranger }), textOf(2), key)).toEqual({
      problem: unsigned,
      size: 7,
    });
    expect((await checkInclusion(proof, textOf(2), keyOf(stranger))).problem).toBe(unsigned);
    expect((await checkInclusion(proof.replace('\n7\n', '\n8\n'), textOf(2), key)).problem).toBe(unsigned);
    const signature = /^\u2014 \S+ (\S+)$/m.exec(proof)?.[1] ?? '';
    const middle = signature.slice(20, 21) === 'A' ? 'B' : 'A';
    const forged = proof.replace(signature, signature.slice(0, 20) + middle + signature.slice(21));
    expect((await checkInclusion(forged, textOf(2), key)).problem).toBe(unsigned);
  });

  it('is a problem, and never throws, when it is damaged in its form', async () => {
    const proof = proofOf(2, 7);
    const [before = ''] = proof.split('\n\n', 1);
    const rest = proof.slice(before.length);
    const [head = '', index = '', first = '', ...more] = before.split('\n');
    const damaged = [
      '',
      'x',
      before,
      proof.replace('tlog-proof@v1', 'tlog-proof@v2'),
      [head, index.replace('2', 'two'), first, ...more].join('\n') + rest,
      [head, index, `${first}!`, ...more].join('\n') + rest,
      proof.replace('\n7\n', '\nseven\n'),
      proof.replace('\n7\n', '\n-7\n'),
    ];
    for (const each of damaged)
      expect(await checkInclusion(each, textOf(2), key)).toEqual({ problem: malformed, size: 0 });
    for (const no of ['', 'key', key.slice(0, -4), `${key}AAAA`, `${key.slice(0, -1)}!`])
      expect((await checkInclusion(proof, textOf(2), no)).problem).toBe(unsigned);
  });
});

describe('a checkpoint', () => {
  const note = writeNote(
    signCheckpoint({ origin: originOf(owner.did), size: 5, root: rootOf(hashes.slice(0, 5)) }, owner.signing),
  );

  it('is signed by the key of its log', async () => {
    expect(await checkCheckpoint(note, key)).toEqual({ problem: undefined, size: 5 });
  });

  it('is refused with another size, root, origin or key, without a signature, and when it is none', async () => {
    const signature = /^\u2014 .*\n/m.exec(note)?.[0] ?? '';
    const root = note.split('\n')[2] ?? '';
    const others = [
      note.replace('\n5\n', '\n6\n'),
      note.replace(root, root.startsWith('A') ? `B${root.slice(1)}` : `A${root.slice(1)}`),
      note.replace(originOf(owner.did), originOf(agent(3).did)),
      note.replace(signature, ''),
      note.replace(signature, signature.replace(/ \S+\n$/, ' A\n')),
    ];
    for (const other of others)
      expect((await checkCheckpoint(other, key)).problem).toBe('it is not signed by the key of the log');
    expect((await checkCheckpoint(note, keyOf(agent(3)))).problem).toBe('it is not signed by the key of the log');
    expect(await checkCheckpoint('nothing', key)).toEqual({ problem: 'it is no checkpoint', size: 0 });
    for (const bad of ['!', '', 'AAAA'])
      expect((await checkCheckpoint(note.replace(root, bad), key)).problem).toBe('it is no checkpoint');
  });
});
