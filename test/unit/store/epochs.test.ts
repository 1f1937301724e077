import { cp, open, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Level } from 'level';
import { describe, expect, it } from 'vitest';
import { fromUtf8, openAtRest, sealAtRest, SecretKey, systemRandom, u32be, utf8 } from '../../../src/base/base.ts';
import { epochBounds } from '../../../src/store/epochs.ts';
import { EpochFile } from '../../../src/store/epoch-file.ts';
import { associatedData, databaseKey, isPassing, passingSpaces, spaceOf, spaces } from '../../../src/store/space.ts';
import type { Put, Space, Store } from '../../../src/store/store.ts';
import { remnantsOf } from './leveldb-files.ts';
import { errorOf, keyOf, openedStore, temporaryDirectory } from './support.ts';

function put(space: Space, key: string | Uint8Array, text: string): Put {
  return { kind: 'put', space, key, value: utf8(text) };
}

/** What whoever has the disk and the passphrase reads: every value that any key still there opens. */
async function readByThief(dir: string, dataKey: SecretKey): Promise<readonly string[]> {
  // Opening it does not change it: the thief works on a copy.
  const copy = await temporaryDirectory();
  await cp(dir, copy, { recursive: true });
  const file = await EpochFile.open(copy, { dataKey, random: systemRandom }, 0);
  const keys = [dataKey, ...file.keys.values()];
  const found: string[] = [];
  for (const { key, value } of await remnantsOf(join(copy, 'db'))) {
    const space = spaceOf(key);
    if (space === undefined) continue;
    for (const candidate of keys) {
      const opened = openAtRest(candidate, value, associatedData(space, key.subarray(1)));
      if (opened !== undefined) found.push(fromUtf8(opened) ?? '');
    }
  }
  await file.close();
  return found;
}

/** Makes the store turn now, whatever the time. */
async function turn(store: Store, times = 1): Promise<void> {
  for (let i = 1; i <= times; i++) {
    // Something passing must have been written, or there is nothing to forget.
    await store.commit([{ kind: 'delete', space: 'session', key: 'nobody' }]);
    await store.turnEpoch(clock++ * 1_000_000_000);
  }
}
let clock = 1;

/** A store in which secrets were written, some replaced, some removed, and other spaces filled, so that tables exist. */
async function plant(dir: string): Promise<Store> {
  const store = await openedStore(dir);
  for (let i = 0; i < 200; i++) {
    await store.commit(
      passingSpaces.flatMap((space) => [
        put(space, `k${i % 10}`, `old ${space} ${i}`),
        put(space, `gone${i}`, `old ${i}`),
      ]),
    );
  }
  for (const space of passingSpaces) {
    await store.commit(Array.from({ length: 10 }, (_, i) => put(space, `k${i}`, `live ${space} ${i}`)));
    await store.commit(Array.from({ length: 200 }, (_, i) => ({ kind: 'delete', space, key: `gone${i}` }) as const));
  }
  return store;
}

describe('what was replaced or removed', () => {
  it('is on disk still, and opens with disk and passphrase until the epoch turns', async () => {
    const dir = await temporaryDirectory();
    await (await plant(dir)).close();
    const read = await readByThief(dir, keyOf(1));
    for (const space of passingSpaces) expect(read).toContain(`old ${space} 3`);
    expect(read).toContain('live session 3');
  });

  it('opens no more with disk and passphrase once the epoch has turned, wherever LevelDB kept it', async () => {
    const dir = await temporaryDirectory();
    const store = await plant(dir);
    await turn(store);
    await store.close();
    // Opened and closed again, the log has become a table: both kinds of file are looked through.
    const again = await openedStore(dir);
    await again.commit([put('session', 'k0', 'live session 0')]);
    await again.close();
    const files = await readdir(join(dir, 'db'));
    expect(files.some((name) => name.endsWith('.ldb'))).toBe(true);
    const read = await readByThief(dir, keyOf(1));
    expect(read.filter((text) => text.startsWith('old'))).toEqual([]);
    for (const space of passingSpaces) expect(read).toContain(`live ${space} 3`);
  });

  it('is sealed with a key that does not open under the data key alone', async () => {
    const dir = await temporaryDirectory();
    await (await plant(dir)).close();
    await writeFile(join(dir, 'epochs'), new Uint8Array(16_384));
    expect(await errorOf(() => openedStore(dir))).toMatch(/^epoch-keys-lost: .*no key in it opens/);
  });

  it('has no key left in the file of the epochs, which keeps its size', async () => {
    const dir = await temporaryDirectory();
    const store = await plant(dir);
    const before = await readFile(join(dir, 'epochs'));
    await turn(store);
    const after = await readFile(join(dir, 'epochs'));
    expect(after.length).toBe(before.length);
    // The first epoch's block, from its number to the end of its sealed key.
    expect(after.includes(before.subarray(4096, 4096 + 76))).toBe(false);
  });
});

describe('a turn of the epochs', () => {
  it('leaves every live value as it was, through many turns and openings', async () => {
    const dir = await temporaryDirectory();
    let store = await plant(dir);
    await store.commit([put('record', 'stays', 'as it is')]);
    for (let round = 0; round < 3; round++) {
      await turn(store, 2);
      await store.close();
      store = await openedStore(dir);
      expect(store.continuity).toEqual({ kind: 'continued' });
    }
    for (const space of passingSpaces) {
      const entries = await Array.fromAsync(store.range(space, { limit: 100 }));
      expect(entries.map(([, value]) => fromUtf8(value))).toEqual(
        Array.from({ length: 10 }, (_, i) => `live ${space} ${i}`),
      );
    }
    expect(fromUtf8(store.get('record', 'stays') ?? new Uint8Array(0))).toBe('as it is');
  });

  it('loses no commit made while it moves values, and brings nothing back that was removed meanwhile', async () => {
    const store = await openedStore(await temporaryDirectory());
    const count = 3000;
    const value = 'x'.repeat(500);
    await store.commit(Array.from({ length: count }, (_, i) => put('outbox', u32be(i), `${value} old`)));
    const turning = turn(store);
    const commits: Promise<void>[] = [];
    for (let i = 0; i < count; i += 3) {
      commits.push(store.commit([put('outbox', u32be(i), 'new')]));
      commits.push(store.commit([{ kind: 'delete', space: 'outbox', key: u32be(i + 1) }]));
      if (i % 30 === 0) await Promise.all(commits.splice(0));
    }
    await Promise.all([turning, ...commits]);
    await turn(store);
    for (let i = 0; i < count; i++) {
      const text = fromUtf8(store.get('outbox', u32be(i)) ?? utf8('none'));
      expect(text).toBe(i % 3 === 0 ? 'new' : i % 3 === 1 ? 'none' : `${value} old`);
    }
  });

  it('brings nothing back that is removed in the very group in which it would be sealed anew', async () => {
    const store = await openedStore(await temporaryDirectory());
    const count = 10_000;
    await store.commit(Array.from({ length: count }, (_, i) => put('outbox', u32be(i), 'old')));
    const turned = new AbortController();
    const turning = turn(store).finally(() => turned.abort());
    const removed = new Set<number>();
    const removals: Promise<void>[] = [];
    // Some always in flight, and far apart, so that some fall into the group that seals them anew; none is written again.
    const inFlight = 20;
    for (let i = 0; !turned.signal.aborted && removed.size < count; i++) {
      const key = (i * 7919) % count;
      removed.add(key);
      removals.push(store.commit([{ kind: 'delete', space: 'outbox', key: u32be(key) }]));
      await new Promise((next) => setImmediate(next));
      await removals.at(-inFlight);
    }
    await Promise.all([turning, ...removals]);
    const left = await Array.fromAsync(store.range('outbox', { limit: count }));
    expect(left.length).toBe(count - removed.size);
  });

  it('lets a reader that began before it finish, with the values of its moment', async () => {
    const store = await openedStore(await temporaryDirectory());
    const count = 5000;
    await store.commit(Array.from({ length: count }, (_, i) => put('inbox', u32be(i), `old ${'x'.repeat(300)}`)));
    let seen = 0;
    for await (const [, value] of store.range('inbox', { limit: 10_000 })) {
      if (seen++ === 10) await turn(store, 2);
      expect(fromUtf8(value)?.slice(0, 3)).toBe('old');
    }
    expect(seen).toBe(count);
  });

  it('comes when it is due: not without anything to forget, not too often, sooner when much was written', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    const epochsSeen = async (): Promise<string> => (await readFile(join(dir, 'epochs'))).toString('hex', 0, 8192);
    const turnsAt = async (now: number): Promise<boolean> => {
      const before = await epochsSeen();
      await store.turnEpoch(now);
      return before !== (await epochsSeen());
    };
    const start = 1_000_000;
    expect(await turnsAt(start)).toBe(false);
    await store.commit([put('session', 'k', 'v')]);
    expect(await turnsAt(start)).toBe(true);
    await store.commit([put('session', 'k', 'v')]);
    expect(await turnsAt(start + epochBounds.turnAfterMs - 1)).toBe(false);
    expect(await turnsAt(start + epochBounds.turnAfterMs)).toBe(true);
    const many = Array.from({ length: epochBounds.turnAfterWrites }, () => put('session', 'k', 'v'));
    await store.commit(many);
    expect(await turnsAt(start + epochBounds.turnAfterMs + epochBounds.minMs - 1)).toBe(false);
    expect(await turnsAt(start + epochBounds.turnAfterMs + epochBounds.minMs)).toBe(true);
    await store.commit([put('record', 'k', 'stays')]);
    expect(await turnsAt(start + 10 * epochBounds.turnAfterMs)).toBe(false);
    await store.commit([put('session', 'k', 'v')]);
    // A clock set far back does not put it off.
    expect(await turnsAt(1)).toBe(true);
  });

  it('waits longer after it had much to move', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    const large = 'x'.repeat(1024 * 1024);
    for (let i = 0; i < 100; i++) await store.commit([put('outbox', u32be(i), large)]);
    await store.turnEpoch(0);
    await store.commit([put('session', 'k', 'v')]);
    const before = await readFile(join(dir, 'epochs'));
    await store.turnEpoch(epochBounds.turnAfterMs);
    expect(await readFile(join(dir, 'epochs'))).toEqual(before);
    await store.turnEpoch(2 * epochBounds.turnAfterMs);
    expect(await readFile(join(dir, 'epochs'))).not.toEqual(before);
  }, 60_000);
});

describe('a crash in a turn', () => {
  /** The key file with a second epoch added, as a crash right after the first step leaves it. */
  async function withSecondEpoch(dir: string): Promise<void> {
    const file = await EpochFile.open(dir, { dataKey: keyOf(1), random: systemRandom }, 0);
    await file.add();
    await file.close();
  }

  it('after the new key was written is finished by the next opening', async () => {
    const dir = await temporaryDirectory();
    await (await plant(dir)).close();
    await withSecondEpoch(dir);
    const store = await openedStore(dir);
    expect(store.continuity).toEqual({ kind: 'continued' });
    expect(fromUtf8(store.get('session', 'k1') ?? utf8(''))).toBe('live session 1');
    await store.close();
    expect((await readByThief(dir, keyOf(1))).filter((text) => text.startsWith('old'))).toEqual([]);
  });

  it('while the new key was written leaves the old one in force', async () => {
    const dir = await temporaryDirectory();
    await (await plant(dir)).close();
    const handle = await open(join(dir, 'epochs'), 'r+');
    // The first epoch is in the second block; the next would go to the first: half of it is there.
    await handle.write(systemRandom(40), 0, 40, 0);
    await handle.close();
    const store = await openedStore(dir);
    expect(store.continuity).toEqual({ kind: 'continued' });
    expect(fromUtf8(store.get('outbox', 'k1') ?? utf8(''))).toBe('live outbox 1');
    await turn(store);
    expect(fromUtf8(store.get('outbox', 'k1') ?? utf8(''))).toBe('live outbox 1');
  });
});

describe('a data directory of the layout before epochs', () => {
  /** Writes what the first layout had: every value under the data key, version 1, no file of epochs. */
  async function writeFirstLayout(dir: string, dataKey: SecretKey): Promise<void> {
    const database = new Level<Uint8Array, Uint8Array>(join(dir, 'db'), { keyEncoding: 'view', valueEncoding: 'view' });
    await database.open();
    const seal = (space: Space, key: string, text: string): Promise<void> =>
      database.put(databaseKey(space, key), sealAtRest(dataKey, utf8(text), associatedData(space, key), systemRandom));
    await database.put(Uint8Array.of(0), u32be(1));
    await seal('meta', 'data-key-check', 'parley store 1');
    for (const space of spaces) for (let i = 0; i < 600; i++) await seal(space, `k${i}`, `${space} ${i}`);
    await database.close();
  }

  it('is taken over whole, and continues', async () => {
    const dir = await temporaryDirectory();
    await writeFirstLayout(dir, keyOf(1));
    expect(await errorOf(() => openedStore(dir, keyOf(2)))).toMatch(/^keyring-locked/);
    const store = await openedStore(dir);
    expect(store.continuity).toEqual({ kind: 'continued' });
    for (const space of spaces) expect(fromUtf8(store.get(space, 'k599') ?? utf8(''))).toBe(`${space} 599`);
    await store.close();
    const again = await openedStore(dir);
    for (const space of spaces) {
      expect((await Array.fromAsync(again.range(space, { gte: 'k', lt: 'l', limit: 1000 }))).length).toBe(600);
    }
    expect(again.continuity).toEqual({ kind: 'continued' });
  });

  it('is taken over also when the first attempt crashed half-way', async () => {
    const dir = await temporaryDirectory();
    await writeFirstLayout(dir, keyOf(1));
    await EpochFile.create(dir, { dataKey: keyOf(1), random: systemRandom });
    const file = await EpochFile.open(dir, { dataKey: keyOf(1), random: systemRandom }, 0);
    const [[epoch, key] = [0, SecretKey.own(new Uint8Array(32))]] = [...file.keys];
    const database = new Level<Uint8Array, Uint8Array>(join(dir, 'db'), { keyEncoding: 'view', valueEncoding: 'view' });
    await database.open();
    for (let i = 0; i < 300; i++) {
      const nonce = (length: number): Uint8Array => new Uint8Array([...u32be(epoch), ...systemRandom(length - 4)]);
      const sealed = sealAtRest(key, utf8(`session ${i}`), associatedData('session', `k${i}`), nonce);
      await database.put(databaseKey('session', `k${i}`), sealed);
    }
    await database.close();
    await file.close();
    const store = await openedStore(dir);
    for (const i of [0, 299, 300, 599])
      expect(fromUtf8(store.get('session', `k${i}`) ?? utf8(''))).toBe(`session ${i}`);
  });

  it('is refused as damaged when its version is set back by hand', async () => {
    const dir = await temporaryDirectory();
    await (await openedStore(dir)).close();
    const database = new Level<Uint8Array, Uint8Array>(join(dir, 'db'), { keyEncoding: 'view', valueEncoding: 'view' });
    await database.open();
    await database.put(Uint8Array.of(0), u32be(1));
    await database.close();
    expect(await errorOf(() => openedStore(dir))).toMatch(/^store-damaged: .*version was changed/);
  });
});

describe('the spaces', () => {
  it('that pass are those whose keys say so', () => {
    for (const space of spaces) expect(isPassing(databaseKey(space, 'k'))).toBe(passingSpaces.includes(space));
  });
});
