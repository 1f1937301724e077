import { cp, mkdtemp, readdir, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  CompactRange,
  consistencyProof,
  decodeEntry,
  inclusionProof,
  isSignedBy,
  leafHash,
  logKey,
  verifyConsistency,
  verifyInclusion,
  type AuditEntry,
} from '../../../src/audit/audit.ts';
import { AuditLog } from '../../../src/audit-log.ts';
import { MeshError, millis, SecretKey, systemRandom, u64be, utf8 } from '../../../src/base/base.ts';
import type { Clock } from '../../../src/clock.ts';
import { createIdentity } from '../../../src/identity/identity.ts';
import { openStore, storeLimits, type Operation, type Store } from '../../../src/store/store.ts';
import { present } from './frames.ts';

const self = createIdentity(SecretKey.own(new Uint8Array(32).fill(7)));
const other = createIdentity(SecretKey.own(new Uint8Array(32).fill(8)));
const quiet = { auditDamaged: () => undefined, internalError: () => undefined };
/** Timers never run: a checkpoint is signed when the test says so. */
const clock: Clock = { now: () => millis(1_700_000_000_000), after: () => () => undefined };

async function folder(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-audit-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  return dir;
}

async function storeIn(dir: string): Promise<Store> {
  const dataKey = SecretKey.own(new Uint8Array(32).fill(1));
  const store = await openStore({ dir, dataKey, fsync: true, random: systemRandom });
  onTestFinished(() => store.close());
  return store;
}

function logIn(store: Store): Promise<AuditLog> {
  return AuditLog.open({ store, clock, events: quiet, self });
}

function entry(n: number): AuditEntry {
  const about = { time: millis(1_700_000_000_000 + n), id: n.toString(16).padStart(32, '0'), peer: other.did } as const;
  return { type: 'delivery', direction: 'out', outcome: 'delivered', ...about };
}

/** What stands in the tests for the consequence of an entry. */
function consequence(n: number): Operation {
  return { kind: 'put', space: 'inbox', key: u64be(n), value: utf8(`message ${n}`) };
}

async function append(store: Store, log: AuditLog, from: number, to: number): Promise<void> {
  const commits = Array.from({ length: to - from }, (_, at) =>
    store.commit([consequence(from + at), log.append(entry(from + at))]),
  );
  await Promise.all(commits);
}

/** The log as it lies there: every entry, and whether entry and consequence stand together. */
async function contents(store: Store): Promise<readonly number[]> {
  const out: number[] = [];
  for await (const [key, value] of store.range('audit', { limit: 10_000 })) {
    const n = Number(`0x${String(present(decodeEntry(value)).fields['id'])}`);
    expect(Number(new DataView(key.buffer, key.byteOffset).getBigUint64(0))).toBe(out.length);
    expect(store.get('inbox', u64be(n))).toBeDefined();
    out.push(n);
  }
  let consequences = 0;
  for await (const [key] of store.range('inbox', { limit: 10_000 })) consequences += key.length > 0 ? 1 : 0;
  expect(consequences).toBe(out.length);
  return out;
}

describe('the audit log', () => {
  it('writes an entry with its consequence, in the order of the commits, and signs the tree over them', async () => {
    const store = await storeIn(await folder());
    const log = await logIn(store);
    await append(store, log, 0, 700);
    await log.sign();
    expect(await contents(store)).toEqual(Array.from({ length: 700 }, (_, n) => n));
    const range = new CompactRange();
    for (let n = 0; n < 700; n++) range.append(leafHash(present(log.entry(n))));
    expect(log.checkpoint.size).toBe(700);
    expect(log.checkpoint.root).toEqual(range.root());
    expect(isSignedBy(log.checkpoint, logKey(self.did, self.signing.publicKey))).toBe(true);
    expect(isSignedBy(log.checkpoint, logKey(other.did, other.signing.publicKey))).toBe(false);
  });

  it('gives no index to an entry whose commit is refused, also when others are taken in the same turn', async () => {
    const store = await storeIn(await folder());
    const log = await logIn(store);
    const tooLarge: Operation = {
      kind: 'put',
      space: 'inbox',
      key: 'x',
      value: new Uint8Array(storeLimits.maxValueBytes + 1),
    };
    const [first, refused, second] = [0, 1, 2].map((n) =>
      store.commit([n === 1 ? tooLarge : consequence(n), log.append(entry(n))]),
    );
    await expect(refused).rejects.toMatchObject({ code: 'message-too-large' });
    await Promise.all([first, second]);
    expect(await contents(store)).toEqual([0, 2]);
  });

  it('gives proofs also while the tile that they need is full and not yet on disk', async () => {
    const store = await storeIn(await folder());
    const log = await logIn(store);
    await append(store, log, 0, 100);
    await log.sign();
    const older = log.checkpoint;
    await append(store, log, 100, 250);
    await log.sign();
    const underWay = append(store, log, 250, 600);
    expect(log.size).toBe(600);
    expect(store.get('tile', Uint8Array.of(0, ...u64be(0)))).toBeUndefined();
    expect(log.tile({ level: 0, index: 0, width: 250 })).toHaveLength(250);
    const { size } = log.checkpoint;
    const proof = await consistencyProof(older.size, size, log.subtrees(size));
    expect(verifyConsistency(older, log.checkpoint, proof)).toBe(true);
    await underWay;
    await log.sign();
    expect(log.tile({ level: 0, index: 0, width: 256 })).toHaveLength(256);
  });

  it('goes on after a restart, and its proofs reach over it', async () => {
    const dir = await folder();
    const before = await storeIn(dir);
    const log = await logIn(before);
    await append(before, log, 0, 300);
    await log.sign();
    const older = log.checkpoint;
    await append(before, log, 300, 310);
    await before.close();

    const store = await storeIn(dir);
    const again = await logIn(store);
    expect([again.problem, again.size, again.checkpoint.size]).toEqual([undefined, 310, 300]);
    await append(store, again, 310, 600);
    await again.sign();
    const { size, root } = again.checkpoint;
    const subtrees = again.subtrees(size);
    expect(verifyConsistency(older, again.checkpoint, await consistencyProof(300, size, subtrees))).toBe(true);
    for (const index of [0, 255, 256, 305, 599]) {
      const about = { index, size, leaf: leafHash(present(again.entry(index))), root };
      expect(verifyInclusion(about, await inclusionProof(index, size, subtrees))).toBe(true);
    }
  });

  it('signs soon after a start what a crash left unsigned, also when nothing else comes', async () => {
    const store = await storeIn(await folder());
    const log = await logIn(store);
    await append(store, log, 0, 3);
    const due: (() => void)[] = [];
    const after: Clock['after'] = (_, act) => {
      due.push(act);
      return () => undefined;
    };
    const again = await AuditLog.open({ store, clock: { ...clock, after }, events: quiet, self });
    expect([again.size, again.checkpoint.size]).toEqual([3, 0]);
    const signed = again.wait(0, AbortSignal.timeout(10_000));
    for (const act of due) act();
    await signed;
    expect(again.checkpoint.size).toBe(3);
  });

  it('stands whole at every boundary between two commits, and wherever its last write is cut off', async () => {
    const dir = await folder();
    const store = await storeIn(dir);
    const log = await logIn(store);
    await append(store, log, 0, 250);
    const states: { readonly dir: string; readonly size: number }[] = [];
    for (let n = 250; n < 262; n++) {
      await append(store, log, n, n + 1);
      if (n % 3 === 0) await log.sign();
      const copy = await folder();
      await cp(dir, copy, { recursive: true });
      states.push({ dir: copy, size: n + 1 });
    }
    for (const state of states) {
      const found = await storeIn(state.dir);
      const opened = await logIn(found);
      expect([opened.problem, opened.size]).toEqual([undefined, state.size]);
      await found.close();
    }
    // The write of entry 257 and all behind it, cut at places that no commit ends at.
    for (let cut = 1; cut <= 3001; cut += 250) {
      const copy = await folder();
      await cp(dir, copy, { recursive: true });
      const name = present((await readdir(join(copy, 'db'))).find((file) => file.endsWith('.log')));
      const { length } = await readFile(join(copy, 'db', name));
      await truncate(join(copy, 'db', name), length - cut);
      const found = await storeIn(copy);
      const opened = await logIn(found);
      expect([opened.problem, opened.size]).toEqual([undefined, (await contents(found)).length]);
      await append(found, opened, opened.size, opened.size + 2);
      await opened.sign();
      expect(opened.checkpoint.size).toBe(opened.size);
      await found.close();
    }
  });

  it('drops old entries whole bundles at a time, and still proves what is left', async () => {
    const dir = await folder();
    const store = await storeIn(dir);
    const log = await logIn(store);
    await append(store, log, 0, 1100);
    await log.sign();
    await log.prune(millis(1_700_000_000_000 + 600));
    await store.commit([]);
    expect([log.entry(0), log.entry(511)]).toEqual([undefined, undefined]);
    expect(log.entry(512)).toBeDefined();
    await log.prune(millis(1_800_000_000_000));
    await store.close();

    const later = await storeIn(dir);
    const again = await logIn(later);
    expect([again.problem, again.size]).toEqual([undefined, 1100]);
    expect(again.entry(767)).toBeUndefined();
    const { size, root } = again.checkpoint;
    const about = { index: 900, size, leaf: leafHash(present(again.entry(900))), root };
    expect(verifyInclusion(about, await inclusionProof(900, size, again.subtrees(size)))).toBe(true);
  });
});

describe('a damaged audit log', () => {
  const tile = (level: number, index: number): Uint8Array => Uint8Array.of(level, ...u64be(index));
  const damages: readonly [string, readonly Operation[]][] = [
    ['an entry is missing', [{ kind: 'delete', space: 'audit', key: u64be(520) }]],
    ['an entry is another one', [{ kind: 'put', space: 'audit', key: u64be(515), value: utf8('{"v":1}') }]],
    [
      'its last entries are gone',
      Array.from({ length: 20 }, (_, n) => ({ kind: 'delete', space: 'audit', key: u64be(510 + n) })),
    ],
    ['a tile is missing', [{ kind: 'delete', space: 'tile', key: tile(0, 1) }]],
    ['a tile is another one', [{ kind: 'put', space: 'tile', key: tile(0, 1), value: new Uint8Array(8192) }]],
    ['a tile above is cut short', [{ kind: 'put', space: 'tile', key: tile(1, 0), value: new Uint8Array(32) }]],
    ['a tile above is another one', [{ kind: 'put', space: 'tile', key: tile(1, 0), value: new Uint8Array(64) }]],
    ['the checkpoint is missing', [{ kind: 'delete', space: 'meta', key: 'audit-checkpoint' }]],
    ['the checkpoint is none', [{ kind: 'put', space: 'meta', key: 'audit-checkpoint', value: utf8('x') }]],
  ];

  it.each(damages)('takes nothing, and says so, when %s', async (_, damage) => {
    const dir = await folder();
    const store = await storeIn(dir);
    const log = await logIn(store);
    await append(store, log, 0, 530);
    await log.sign();
    await store.commit(damage);
    await store.close();

    const found = await storeIn(dir);
    const damaged = await logIn(found);
    expect(damaged.problem).toBeInstanceOf(MeshError);
    expect(damaged.problem?.code).toBe('audit-damaged');
    const refused = found.commit([
      { kind: 'put', space: 'inbox', key: 'next', value: utf8('x') },
      damaged.append(entry(9)),
    ]);
    await expect(refused).rejects.toMatchObject({ code: 'audit-damaged' });
    expect(found.get('inbox', 'next')).toBeUndefined();
  });
});
