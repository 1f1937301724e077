import { cp, open, readdir, readFile, rm, stat, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { Level } from 'level';
import { describe, expect, it } from 'vitest';
import { concat, equalBytes, fromUtf8, openAtRest, systemRandom, u32be, utf8 } from '../../../src/base/base.ts';
import { EpochFile } from '../../../src/store/epoch-file.ts';
import type { RawWrite } from '../../../src/store/format.ts';
import { associatedData, databaseKey } from '../../../src/store/space.ts';
import { SplitDatabase } from '../../../src/store/split-database.ts';
import { openStore, type Delete, type Put, type Store } from '../../../src/store/store.ts';
import { errorOf, keyOf, openedStore, temporaryDirectory } from './support.ts';

const kibibyte = 1024;
const mebibyte = 1024 * kibibyte;

/** Bytes that say whose they are, so that a value in another's place is noticed. */
function bytesOf(seed: number, length: number): Uint8Array {
  return new Uint8Array(Buffer.alloc(length, Buffer.from(concat(u32be(seed), u32be(length)))));
}

function put(key: string, value: Uint8Array): Put {
  return { kind: 'put', space: 'part', key, value };
}

function remove(key: string): Delete {
  return { kind: 'delete', space: 'part', key };
}

async function blobsOf(dir: string): Promise<readonly string[]> {
  const names = await readdir(join(dir, 'db'));
  return names.filter((name) => name.endsWith('.blob')).map((name) => join(dir, 'db', name));
}

async function blobBytes(dir: string): Promise<number> {
  const sizes = await Promise.all((await blobsOf(dir)).map(async (path) => (await stat(path)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function databaseBytes(dir: string): Promise<number> {
  const names = (await readdir(join(dir, 'db'))).filter((name) => /\.(?:log|ldb)$/.test(name));
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(dir, 'db', name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function only(paths: Promise<readonly string[]>): Promise<string> {
  const [path, ...others] = await paths;
  if (path === undefined || others.length > 0) throw new Error('there is not exactly one file of long values');
  return path;
}

/** A store of which this test alone knows when it is closed. */
function storeIn(dir: string, fsync = true): Promise<Store> {
  return openStore({ dir, dataKey: keyOf(1), fsync, random: systemRandom });
}

function apply(model: Map<string, Uint8Array>, operations: readonly (Put | Delete)[]): void {
  for (const one of operations) {
    if (one.kind === 'put') model.set(String(one.key), one.value);
    else model.delete(String(one.key));
  }
}

/** That exactly these values are there, by whatever way they are read. */
async function expectAll(store: Store, model: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const found = new Map<string, Uint8Array>();
  for await (const [key, value] of store.range('part', { limit: 100 })) found.set(fromUtf8(key) ?? '', value);
  expect([...found.keys()]).toEqual([...model.keys()].toSorted());
  for (const [key, value] of model) {
    expect(equalBytes(found.get(key) ?? Uint8Array.of(1, 2), value)).toBe(true);
    expect(equalBytes(store.get('part', key) ?? Uint8Array.of(1, 2), value)).toBe(true);
  }
}

describe('long values of the space of parts', () => {
  it('stand in a file beside the database, sealed, once', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    const value = bytesOf(1, 4 * mebibyte);
    await store.commit([put('a', value), put('short', bytesOf(2, 100))]);
    expect(equalBytes(store.get('part', 'a') ?? new Uint8Array(0), value)).toBe(true);
    expect(await databaseBytes(dir)).toBeLessThan(mebibyte);
    const file = await readFile(await only(blobsOf(dir)));
    expect(file.length).toBeLessThan(value.length + 1000);
    expect(file.includes(Buffer.from(value.subarray(0, 64)))).toBe(false);
    expect((await stat(await only(blobsOf(dir)))).mode & 0o777).toBe(0o600);
  });

  it('are what was committed last, whatever was written, removed and replaced in whatever groups, over openings and kills', async () => {
    const key = fc.constantFrom('a', 'b', 'c', 'd', 'e');
    const length = fc.constantFrom(0, 12, 40, 32 * kibibyte - 40, 32 * kibibyte, 100 * kibibyte);
    const step = fc.oneof(
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('put' as const), key, length }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('delete' as const), key }) },
    );
    const event = fc.oneof(
      { weight: 8, arbitrary: fc.array(step, { minLength: 1, maxLength: 6 }) },
      { weight: 1, arbitrary: fc.constantFrom('closed' as const, 'killed' as const, 'turned' as const) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 30 }), async (events) => {
        let dir = await temporaryDirectory();
        let store = await storeIn(dir);
        const model = new Map<string, Uint8Array>();
        let seed = 0;
        for (const each of events) {
          if (each === 'turned') {
            await store.turnEpoch(++seed * 1e12);
          } else if (each === 'closed') {
            await store.close();
            store = await storeIn(dir);
          } else if (each === 'killed') {
            // What a kill leaves: the files as they are at this moment.
            const copy = await temporaryDirectory();
            await cp(dir, copy, { recursive: true });
            await store.close();
            dir = copy;
            store = await storeIn(dir);
          } else {
            const operations = each.map((one) =>
              one.kind === 'delete' ? remove(one.key) : put(one.key, bytesOf(++seed, one.length)),
            );
            apply(model, operations);
            await store.commit(operations);
          }
          await expectAll(store, model);
        }
        await store.close();
        const isLong = [...model.values()].some(({ length }) => length >= 32 * kibibyte - 40);
        expect((await blobsOf(dir)).length > 0).toBe(isLong);
      }),
      { numRuns: 40 },
    );
  }, 120_000);

  it('take no more room than the most that lived at once, however many come and go', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    for (let round = 0; round < 20; round++) {
      const keys = Array.from({ length: 8 }, (_, i) => `${round}/${i}`);
      await store.commit(keys.map((key, i) => put(key, bytesOf(i, mebibyte))));
      await store.commit(keys.map(remove));
    }
    expect(await blobBytes(dir)).toBeLessThan(9 * mebibyte);
    await store.close();
    expect(await blobsOf(dir)).toEqual([]);
  });

  it('are moved together where a few of them would keep much from being freed', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    const kept = Array.from({ length: 20 }, (_, i) => `kept ${i}`);
    for (const [i, key] of kept.entries()) {
      const others = Array.from({ length: 15 }, (_, n) => `gone ${i}/${n}`);
      await store.commit([put(key, bytesOf(i, mebibyte)), ...others.map((other) => put(other, bytesOf(99, mebibyte)))]);
      await store.commit(others.map(remove));
    }
    for (let i = 0; i < 12; i++) await store.commit([put('last', bytesOf(i, 40 * kibibyte))]);
    expect(await blobBytes(dir)).toBeLessThan(240 * mebibyte);
    for (const [i, key] of kept.entries())
      expect(equalBytes(store.get('part', key) ?? new Uint8Array(0), bytesOf(i, mebibyte))).toBe(true);
  }, 60_000);

  it('are kept where a batch failed of which nobody knows whether it is on disk', async () => {
    const dir = await temporaryDirectory();
    const folder = join(dir, 'db');
    const key = databaseKey('part', 'k');
    const level = new Level<Uint8Array, Uint8Array>(folder, { keyEncoding: 'view', valueEncoding: 'view' });
    await level.open();
    const split = await SplitDatabase.open(level, { folder, fsync: true });
    const batch: (writes: RawWrite[], options: object) => Promise<void> = level.batch.bind(level);
    const failing = async (writes: RawWrite[], options: object): Promise<void> => {
      await batch(writes, options);
      throw new Error('the disk said no, though it had written');
    };
    Object.defineProperty(level, 'batch', { value: failing });
    const value = bytesOf(1, 100 * kibibyte);
    await expect(split.batch([{ type: 'put', key, value }], { sync: true })).rejects.toThrow('the disk said no');
    await split.close();
    const again = new Level<Uint8Array, Uint8Array>(folder, { keyEncoding: 'view', valueEncoding: 'view' });
    await again.open();
    const reopened = await SplitDatabase.open(again, { folder, fsync: true });
    expect(equalBytes(reopened.getSync(key) ?? new Uint8Array(0), value)).toBe(true);
    await reopened.close();
  });

  it('are read by who began before they were removed, and others written over them', async () => {
    const store = await openedStore(await temporaryDirectory());
    const keys = Array.from({ length: 20 }, (_, i) => `k${String(i).padStart(2, '0')}`);
    await store.commit(keys.map((key, i) => put(key, bytesOf(i, 300 * kibibyte))));
    const reader = store.range('part', { limit: 100 })[Symbol.asyncIterator]();
    const read = [(await reader.next()).value];
    await store.commit(keys.map(remove));
    for (let round = 0; round < 5; round++)
      await store.commit(keys.map((key) => put(`new ${key}`, bytesOf(77, 300 * kibibyte))));
    for (let next = await reader.next(); next.done !== true; next = await reader.next()) read.push(next.value);
    expect(read).toHaveLength(keys.length);
    for (const [i, entry] of read.entries())
      expect(entry !== undefined && equalBytes(entry[1], bytesOf(i, 300 * kibibyte))).toBe(true);
  });

  it('open no more with disk and passphrase once they were removed and the epoch has turned', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    await store.turnEpoch(1e12);
    await store.commit([put('secret', bytesOf(1, 100 * kibibyte))]);
    const sealed = new Uint8Array(await readFile(await only(blobsOf(dir))));
    const opens = async (): Promise<boolean> => {
      const copy = await temporaryDirectory();
      await cp(dir, copy, { recursive: true });
      const file = await EpochFile.open(copy, { dataKey: keyOf(1), random: systemRandom }, 0);
      const aad = associatedData('part', 'secret');
      const found = [keyOf(1), ...file.keys.values()].some((key) => openAtRest(key, sealed, aad) !== undefined);
      await file.close();
      return found;
    };
    expect(await opens()).toBe(true);
    await store.commit([remove('secret')]);
    await store.turnEpoch(3e12);
    expect(await opens()).toBe(false);
  });

  it('that lived on as the epoch turned are under the new key alone', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    await store.commit([put('k', bytesOf(1, 100 * kibibyte)), put('other', bytesOf(2, 100 * kibibyte))]);
    await store.turnEpoch(1e12);
    await store.commit([remove('other')]);
    await store.turnEpoch(3e12);
    await store.close();
    const again = await openedStore(dir);
    expect(equalBytes(again.get('part', 'k') ?? new Uint8Array(0), bytesOf(1, 100 * kibibyte))).toBe(true);
  });
});

describe('a file of long values', () => {
  async function withTwo(): Promise<string> {
    const dir = await temporaryDirectory();
    const store = await storeIn(dir);
    await store.commit([put('a', bytesOf(1, 100 * kibibyte))]);
    await store.commit([put('b', bytesOf(2, 100 * kibibyte))]);
    await store.close();
    return dir;
  }

  it('that is gone, or shorter than what stands in it, is damage that the next start tells of', async () => {
    const gone = await withTwo();
    await rm(await only(blobsOf(gone)));
    expect(await errorOf(() => openedStore(gone))).toMatch(/^store-damaged: .*2 long values are not in their files/);
    const cut = await withTwo();
    await truncate(await only(blobsOf(cut)), 150 * kibibyte);
    expect(await errorOf(() => openedStore(cut))).toMatch(/^store-damaged: .*1 long values are not in their files/);
  });

  it('that is shorter is a power failure where nothing is synced: what was in it is gone, and the rest goes on', async () => {
    const dir = await withTwo();
    await truncate(await only(blobsOf(dir)), 150 * kibibyte);
    const store = await storeIn(dir, false);
    expect(store.get('part', 'b')).toBeUndefined();
    expect(equalBytes(store.get('part', 'a') ?? new Uint8Array(0), bytesOf(1, 100 * kibibyte))).toBe(true);
    await store.close();
  });

  it('of which a byte was changed is damage that whoever reads the value is told of', async () => {
    const dir = await withTwo();
    const file = await open(await only(blobsOf(dir)), 'r+');
    await file.write(Uint8Array.of(0x55, 0xaa), 0, 2, 50 * kibibyte);
    await file.close();
    const store = await openedStore(dir);
    expect(await errorOf(() => store.get('part', 'a'))).toMatch(/^store-damaged: .*not what this node wrote/);
    expect(store.get('part', 'b')).toBeDefined();
  });

  it('that vanishes while the store is open is told of, and nothing else is lost', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    await store.commit([put('a', bytesOf(1, 100 * kibibyte)), { ...put('a', utf8('x')), space: 'inbox' }]);
    await rm(await only(blobsOf(dir)));
    expect(await errorOf(() => store.get('part', 'a'))).toMatch(/^store-damaged: /);
    expect(store.get('inbox', 'a')).toEqual(utf8('x'));
  });

  it('that nothing names any more is removed at the next start, and others in the folder are left alone', async () => {
    const dir = await withTwo();
    const folder = join(dir, 'db');
    await cp(await only(blobsOf(dir)), join(folder, '000777.blob'));
    await cp(join(folder, '000777.blob'), join(folder, 'mine.blob'));
    await openedStore(dir);
    expect((await blobsOf(dir)).map((path) => path.slice(folder.length + 1)).toSorted()).toEqual([
      '000001.blob',
      'mine.blob',
    ]);
  });
});
