import { assert, asyncProperty, nat } from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  bundlePath,
  checkpointBytes,
  cosignerKey,
  encodeBundle,
  logKey,
  tilePath,
  verifyLog,
  writeNote,
  type VerifyOptions,
  type VerifyReport,
} from '../../../src/audit/audit.ts';
import { utf8 } from '../../../src/base/base.ts';
import { agent, logOf, type Files } from './log-in-memory.ts';

const owner = agent(7);
const cosigner = agent(8);
const key = logKey(owner.did, owner.signing.publicKey);
const size = 700;

function verified({ read }: Pick<Files, 'read'>, options: Partial<VerifyOptions> = {}): Promise<VerifyReport> {
  const cosigners = [cosignerKey(cosigner.did, cosigner.signing.publicKey)];
  return verifyLog(read, { key, formerKeys: [], cosigners, against: [], progress: () => undefined, ...options });
}

function kinds(report: VerifyReport): readonly string[] {
  return [...new Set(report.findings.map(({ kind }) => kind))].toSorted();
}

describe('verification of a log', () => {
  it('finds nothing wrong with one that is whole, and tells who cosigned it', async () => {
    for (const n of [0, 1, 255, 256, 257, 512, size, 66_000]) {
      const done: number[] = [];
      const report = await verified(logOf(n), { progress: (count) => done.push(count) });
      expect(report).toMatchObject({ size: n, entries: n, dropped: 0, findings: [], keyProvesItself: true });
      expect(report.cosigned).toEqual([{ name: cosigner.did, at: 1_700_000_000 }]);
      expect(done.at(-1) ?? 0).toBe(n);
    }
  });

  it('finds every change of one bit in any file', async () => {
    const { files, read } = logOf(size);
    const paths = [...files.keys()].filter((path) => !path.endsWith('/1/000.p/1'));
    await assert(
      asyncProperty(nat(), nat(), nat(7), async (file, at, bit) => {
        const path = paths[file % paths.length] ?? '';
        const before = files.get(path) ?? new Uint8Array(0);
        const after = before.slice();
        after[at % after.length] = (after[at % after.length] ?? 0) ^ (1 << bit);
        files.set(path, after);
        const report = await verified({ read });
        files.set(path, before);
        // A cosignature of a key that nobody knows is no error (c2sp.org/signed-note); it counts for nothing.
        const isSeen = report.findings.length > 0 || report.cosigned.length === 0;
        expect([path, at % after.length, bit, isSeen]).toEqual([path, at % after.length, bit, true]);
      }),
      { numRuns: 150 },
    );
    expect((await verified({ read })).findings).toEqual([]);
  });

  it('finds every file that is missing or cut short, but takes entries dropped from the front as dropped', async () => {
    const { files, read } = logOf(size);
    for (const path of [...files.keys()].filter((name) => !name.endsWith('/1/000.p/1'))) {
      const before = files.get(path) ?? new Uint8Array(0);
      files.delete(path);
      const missing = await verified({ read });
      files.set(path, before.subarray(0, before.length - 1));
      const cut = await verified({ read });
      files.set(path, before);
      const isFront = path === bundlePath(0, 256);
      expect([path, kinds(missing)]).toEqual([path, isFront ? [] : ['truncated']]);
      expect([path, cut.findings.length > 0]).toEqual([path, true]);
      expect(missing.dropped).toBe(isFront ? 256 : 0);
    }
  });

  it('finds an entry that was exchanged for another, and names it', async () => {
    const honest = logOf(size);
    const altered = logOf(size, owner, new Set([300]));
    const path = bundlePath(1, 256);
    honest.files.set(path, altered.files.get(path) ?? new Uint8Array(0));
    const report = await verified(honest);
    expect(report.findings).toEqual([{ kind: 'edited', detail: 'entry 300 is not what was hashed into the tree' }]);
  });

  it('finds a log rewritten and signed anew beside any checkpoint from before', async () => {
    const before = logOf(500).checkpoint;
    const rewritten = logOf(size, owner, new Set([10]));
    expect((await verified(rewritten)).findings).toEqual([]);
    expect(kinds(await verified(rewritten, { against: [before] }))).toEqual(['forked']);
    expect((await verified(logOf(size), { against: [before, logOf(size).checkpoint] })).findings).toEqual([]);
    expect(kinds(await verified(logOf(400), { against: [before] }))).toEqual(['truncated']);
  });

  it('compares with checkpoints of a key that was rotated away since', async () => {
    const { signing } = agent(9);
    const before = logOf(500, { ...owner, signing }).checkpoint;
    const formerKeys = [logKey(owner.did, signing.publicKey)];
    expect(kinds(await verified(logOf(size), { against: [before] }))).toEqual(['unsigned']);
    expect((await verified(logOf(size), { against: [before], formerKeys })).findings).toEqual([]);
    const rewritten = logOf(size, owner, new Set([10]));
    expect(kinds(await verified(rewritten, { against: [before], formerKeys }))).toEqual(['forked']);
  });

  it('does not take the word of a key that is not the log’s', async () => {
    const foreign = logOf(size, agent(1));
    expect(kinds(await verified(foreign))).toEqual(['unsigned']);
    const { files, read, checkpoint } = logOf(size);
    files.set('checkpoint', checkpointBytes({ ...checkpoint.note, signatures: [] }));
    expect(kinds(await verified({ read }))).toEqual(['truncated']);
    const other = agent(2);
    const impostor = cosignerKey(cosigner.did, other.signing.publicKey);
    expect((await verified(logOf(size), { cosigners: [impostor] })).cosigned).toEqual([]);
    const text = writeNote(logOf(size).checkpoint.note).replace(/(— did:agentmesh:\S+ )\S+\n$/, '$1AAAAAAAA\n');
    files.set('checkpoint', utf8(text));
    expect((await verified({ read })).cosigned).toEqual([]);
    expect((await verified(logOf(size), { against: [logOf(10, agent(1)).checkpoint] })).findings).toHaveLength(1);
  });

  it('lists a bounded number of findings', async () => {
    const { files, read } = logOf(size);
    for (const [index, width] of [
      [0, 256],
      [1, 256],
      [2, 188],
    ] as const)
      files.set(bundlePath(index, width), encodeBundle(Array.from({ length: width }, () => utf8('{}'))));
    expect((await verified({ read })).findings).toHaveLength(100);
    expect(tilePath({ level: 0, index: 0, width: 256 })).toBe('tile/0/000');
  });
});
