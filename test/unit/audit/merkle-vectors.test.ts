import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { verifyConsistency, verifyInclusion } from '../../../src/audit/audit.ts';
import { vectorsDir } from '../../support/vectors.ts';

const root = vectorsDir();
const bytes = z
  .string()
  .nullish()
  .transform((text) => new Uint8Array(Buffer.from(text ?? '', 'base64')));
const proof = z
  .array(bytes)
  .nullish()
  .transform((hashes) => hashes ?? []);
const inclusion = z.object({
  leafIdx: z.number(),
  treeSize: z.number(),
  root: bytes,
  leafHash: bytes,
  proof,
  wantErr: z.boolean(),
});
const consistency = z.object({
  size1: z.number(),
  size2: z.number(),
  root1: bytes,
  root2: bytes,
  proof,
  wantErr: z.boolean(),
});

function vectors(kind: string): readonly { readonly name: string; readonly value: unknown }[] {
  const folder = join(root ?? '', 'merkle', kind);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.json'));
  return names.map((name) => ({ name, value: JSON.parse(readFileSync(join(folder, name), 'utf8')) }));
}

describe.skipIf(root === undefined)('the published vectors of transparency-dev/merkle', () => {
  it('of inclusion proofs are accepted and refused as they say', () => {
    const all = vectors('inclusion');
    expect(all.length).toBeGreaterThan(90);
    for (const { name, value } of all) {
      const { leafIdx, treeSize, leafHash, wantErr, ...rest } = inclusion.parse(value);
      const about = { index: leafIdx, size: treeSize, leaf: leafHash, root: rest.root };
      expect([name, verifyInclusion(about, rest.proof)]).toEqual([name, !wantErr]);
    }
  });

  it('of consistency proofs are accepted and refused as they say', () => {
    const all = vectors('consistency');
    expect(all.length).toBeGreaterThan(90);
    for (const { name, value } of all) {
      const { size1, size2, root1, root2, wantErr, ...rest } = consistency.parse(value);
      const holds = verifyConsistency({ size: size1, root: root1 }, { size: size2, root: root2 }, rest.proof);
      expect([name, holds]).toEqual([name, !wantErr]);
    }
  });
});
