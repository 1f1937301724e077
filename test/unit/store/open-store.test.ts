import { appendFile, chmod, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Level } from 'level';
import { describe, expect, it } from 'vitest';
import { fromUtf8, systemRandom, u32be, utf8 } from '../../../src/base/base.ts';
import { openStore, spaces, storeLimits, type Put, type RangeOptions, type Space } from '../../../src/store/store.ts';
import { errorOf, keyOf, openedStore, temporaryDirectory } from './support.ts';

function put(space: Space, key: string | Uint8Array, text: string): Put {
  return { kind: 'put', space, key, value: utf8(text) };
}

/** The database as it lies on disk, for tests that change it behind the store's back. */
async function rawDatabase(dir: string): Promise<Level<Uint8Array, Uint8Array>> {
  const database = new Level<Uint8Array, Uint8Array>(join(dir, 'db'), { keyEncoding: 'view', valueEncoding: 'view' });
  await database.open();
  return database;
}

describe('a store', () => {
  it('gives back what was committed, also after it was closed and opened again', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    await store.commit([put('outbox', 'a', 'one'), put('inbox', Uint8Array.of(0, 255), '')]);
    expect(store.get('outbox', utf8('a'))).toEqual(utf8('one'));
    await store.close();
    const again = await openedStore(dir);
    expect(again.get('outbox', 'a')).toEqual(utf8('one'));
    expect(again.get('inbox', Uint8Array.of(0, 255))).toEqual(new Uint8Array(0));
    expect(again.get('outbox', 'b')).toBeUndefined();
  });

  it.each(['meta', 'session'] as const)('applies the operations of a commit in their order, in %s', async (space) => {
    const store = await openedStore(await temporaryDirectory());
    await store.commit([
      put(space, 'k', 'first'),
      { kind: 'delete', space, key: 'k' },
      put(space, 'other', 'x'),
      put(space, 'k', 'last'),
      put(space, 'gone', 'x'),
      { kind: 'delete', space, key: 'gone' },
      { kind: 'delete', space, key: 'never' },
    ]);
    expect(store.get(space, 'k')).toEqual(utf8('last'));
    expect(store.get(space, 'other')).toEqual(utf8('x'));
    expect(store.get(space, 'gone')).toBeUndefined();
  });

  it.each(['meta', 'session'] as const)(
    'applies commits in the order of the calls, though nobody waits between them, in %s',
    async (space) => {
      const store = await openedStore(await temporaryDirectory());
      const commits = Array.from({ length: 500 }, (_, i) =>
        store.commit([put(space, 'same', String(i)), put(space, String(i), String(i))], { lazy: i % 3 === 0 }),
      );
      await Promise.all(commits);
      expect(store.get(space, 'same')).toEqual(utf8('499'));
      for (let i = 0; i < 500; i++) expect(store.get(space, String(i))).toEqual(utf8(String(i)));
    },
  );

  it('writes a commit that waits for company as it was, whether its values were sealed before or with its group', async () => {
    const store = await openedStore(await temporaryDirectory());
    const alone = store.commit([put('decision', 'alone', 'x')], { lazy: true });
    await nextTurn();
    await nextTurn();
    await nextTurn();
    await Promise.all([
      alone,
      store.commit([put('decision', 'late', 'y')], { lazy: true }),
      store.commit([put('inbox', 'k', 'z')]),
    ]);
    const read = [store.get('decision', 'alone'), store.get('decision', 'late'), store.get('inbox', 'k')];
    expect(read).toEqual([utf8('x'), utf8('y'), utf8('z')]);
  });

  it('has a session encoded once for all commits that are written together', async () => {
    const store = await openedStore(await temporaryDirectory());
    const asked: number[] = [];
    const states = [1, 2, 3].map((n): Put => {
      const encoded = (): Uint8Array => {
        asked.push(n);
        return Uint8Array.of(n);
      };
      return {
        kind: 'put',
        space: 'session',
        key: 'k',
        get value() {
          return encoded();
        },
      };
    });
    await Promise.all(states.map((state) => store.commit([state])));
    expect(asked).toEqual([3]);
    expect(store.get('session', 'k')).toEqual(Uint8Array.of(3));
  });

  it('keeps the spaces apart', async () => {
    const store = await openedStore(await temporaryDirectory());
    await store.commit(spaces.map((space) => put(space, 'k', space)));
    for (const space of spaces) {
      expect(store.get(space, 'k')).toEqual(utf8(space));
      const found = await Array.fromAsync(store.range(space, { limit: 10, gte: 'k' }));
      expect(found.map(([, value]) => fromUtf8(value))).toEqual([space]);
    }
  });

  it('reads ranges by their bounds, in both directions, up to the limit', async () => {
    const store = await openedStore(await temporaryDirectory());
    await store.commit(Array.from({ length: 10 }, (_, i) => put('seen', u32be(i), String(i))));
    const keys = async (options: RangeOptions): Promise<readonly number[]> => {
      const entries = await Array.fromAsync(store.range('seen', options));
      return entries.map(([key]) => key[3] ?? -1);
    };
    expect(await keys({ limit: 100 })).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(await keys({ limit: 3 })).toEqual([0, 1, 2]);
    expect(await keys({ limit: 3, reverse: true })).toEqual([9, 8, 7]);
    expect(await keys({ limit: 9, gt: u32be(2), lt: u32be(5) })).toEqual([3, 4]);
    expect(await keys({ limit: 9, gte: u32be(2), lte: u32be(5) })).toEqual([2, 3, 4, 5]);
    expect(await keys({ limit: 2, gte: u32be(2), lte: u32be(5), reverse: true })).toEqual([5, 4]);
  });

  it('leaves a range early without holding on to it', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    await store.commit([put('seen', 'a', '1'), put('seen', 'b', '2')]);
    for await (const [key] of store.range('seen', { limit: 2 })) {
      expect(key).toEqual(utf8('a'));
      break;
    }
    await store.close();
  });

  it('refuses a range without a sensible limit', async () => {
    const store = await openedStore(await temporaryDirectory());
    for (const limit of [0, -1, 1.5, Number.NaN, storeLimits.maxRange + 1]) {
      await expect(Array.fromAsync(store.range('seen', { limit }))).rejects.toThrow(RangeError);
    }
  });

  it('writes no value in clear, in no file', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    const canary = 'canary-that-must-not-be-found';
    await store.commit([put('session', 'k', canary.repeat(50))]);
    await store.close();
    for (const name of await readdir(join(dir, 'db'))) {
      expect((await readFile(join(dir, 'db', name))).includes(canary)).toBe(false);
    }
  });

  it('keeps its directory and files for their owner alone, and narrows what was wider', async () => {
    const parent = await temporaryDirectory();
    const dir = join(parent, 'data');
    await mkdir(dir, { mode: 0o755 });
    await chmod(dir, 0o755);
    const store = await openedStore(dir);
    await store.commit([put('meta', 'k', 'v')]);
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dir, 'db'))).mode & 0o777).toBe(0o700);
    const files = [join(dir, 'pid'), ...(await readdir(join(dir, 'db'))).map((name) => join(dir, 'db', name))];
    const modes = await Promise.all(files.map(async (file) => (await stat(file)).mode & 0o777));
    expect(new Set(modes)).toEqual(new Set([0o600]));
  });
});

describe('opening a store', () => {
  it('is refused while another holds the directory, whose process id is named', async () => {
    const dir = await temporaryDirectory();
    await openedStore(dir);
    expect(await errorOf(() => openedStore(dir))).toMatch(
      new RegExp(`^data-dir-in-use: Process ${process.pid} uses the data directory`),
    );
    await writeFile(join(dir, 'pid'), 'no number');
    expect(await errorOf(() => openedStore(dir))).toMatch(/^data-dir-in-use: Another process uses/);
  });

  it('leaves no process id behind when it was closed', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    await store.close();
    expect(await readdir(dir)).toEqual(['db', 'epochs', 'layout']);
  });

  it('is refused with another data key, and the right one still works', async () => {
    const dir = await temporaryDirectory();
    await (await openedStore(dir)).close();
    expect(await errorOf(() => openedStore(dir, keyOf(2)))).toMatch(/^keyring-locked: The data key in the keyring/);
    await (await openedStore(dir)).close();
  });

  it('is refused when a newer version wrote it, whatever the key', async () => {
    const dir = await temporaryDirectory();
    await (await openedStore(dir)).close();
    const database = await rawDatabase(dir);
    await database.put(Uint8Array.of(0), u32be(5));
    await database.close();
    expect(await errorOf(() => openedStore(dir, keyOf(2)))).toMatch(/^store-newer: .*layout 5; this one knows 4/);
  });

  it.each([
    ['its version is no number', Uint8Array.of(1)],
    ['its version is 0, which never was', u32be(0)],
  ])('is refused as damaged when %s', async (message, version) => {
    const dir = await temporaryDirectory();
    await (await openedStore(dir)).close();
    const database = await rawDatabase(dir);
    await database.put(Uint8Array.of(0), version);
    await database.close();
    expect(await errorOf(() => openedStore(dir))).toContain(`store-damaged: The store is damaged: ${message}`);
  });

  it('is refused when values stand without a version or without the key check', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    await store.commit([put('record', 'k', 'v')]);
    await store.close();
    const database = await rawDatabase(dir);
    const version = await database.get(Uint8Array.of(0));
    await database.del(Uint8Array.of(0));
    await database.close();
    expect(await errorOf(() => openedStore(dir))).toMatch(/^store-damaged: .*but no version/);
    const second = await rawDatabase(dir);
    await second.put(Uint8Array.of(0), version ?? u32be(1));
    await second.del(Uint8Array.of(1, ...utf8('data-key-check')));
    await second.close();
    expect(await errorOf(() => openedStore(dir))).toMatch(/^store-damaged: .*key check is missing/);
  });

  it('is refused when the file that says where the database begins is gone', async () => {
    const dir = await temporaryDirectory();
    await (await openedStore(dir)).close();
    await rm(join(dir, 'db', 'CURRENT'));
    expect(await errorOf(() => openedStore(dir))).toMatch(/^store-damaged: .*CURRENT is missing/);
  });

  it('is refused when LevelDB finds its manifest corrupt', async () => {
    const dir = await temporaryDirectory();
    await (await openedStore(dir)).close();
    await writeFile(join(dir, 'db', 'CURRENT'), 'nonsense');
    expect(await errorOf(() => openedStore(dir))).toMatch(/^store-damaged: .*LevelDB found it corrupt/);
  });

  it('is refused when the manifest that CURRENT names is gone', async () => {
    const dir = await temporaryDirectory();
    await (await openedStore(dir)).close();
    for (const name of await readdir(join(dir, 'db'))) {
      if (name.startsWith('MANIFEST')) await rm(join(dir, 'db', name));
    }
    expect(await errorOf(() => openedStore(dir))).toMatch(/^store-damaged: /);
  });

  it('goes on after a crash while the very first database was made', async () => {
    const dir = await temporaryDirectory();
    await mkdir(join(dir, 'db'));
    await appendFile(join(dir, 'db', 'MANIFEST-000001'), 'torn');
    expect((await openedStore(dir)).get('meta', 'k')).toBeUndefined();
    const empty = await temporaryDirectory();
    await (await rawDatabase(empty)).close();
    expect((await openedStore(empty)).get('meta', 'k')).toBeUndefined();
  });

  it('is refused when the directory cannot be made', async () => {
    const dir = await temporaryDirectory();
    await writeFile(join(dir, 'file'), '');
    expect(await errorOf(() => openedStore(join(dir, 'file', 'data')))).toMatch(/^data-dir-missing: .*ENOTDIR/);
  });
});

describe('a damaged value', () => {
  it('is never given out: not when changed, not when moved to another key, not when cut', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    await store.commit(['a', 'b', 'c'].map((key) => put('decision', key, `value of ${key}`)));
    await store.close();
    const key = (name: string): Uint8Array => Uint8Array.of(13, ...utf8(name));
    const database = await rawDatabase(dir);
    const sealed = await database.get(key('a'));
    expect(sealed).toBeDefined();
    await database.put(key('b'), sealed ?? new Uint8Array(0));
    await database.put(key('c'), sealed?.slice(0, 20) ?? new Uint8Array(0));
    await database.put(key('d'), sealed?.with(30, (sealed[30] ?? 0) ^ 1) ?? new Uint8Array(0));
    await database.close();
    const again = await openedStore(dir);
    expect(again.get('decision', 'a')).toEqual(utf8('value of a'));
    for (const name of ['b', 'c', 'd']) {
      expect(await errorOf(() => again.get('decision', name))).toMatch(
        /^store-damaged: .*"decision" is not what this node/,
      );
      expect(await errorOf(() => Array.fromAsync(again.range('decision', { gte: name, limit: 1 })))).toMatch(
        /^store-damaged/,
      );
    }
  });
});

describe('a closed store', () => {
  it('writes what was committed before, refuses what comes after, and closes only once', async () => {
    const dir = await temporaryDirectory();
    const store = await openedStore(dir);
    const commits = Array.from({ length: 100 }, (_, i) => store.commit([put('seen', u32be(i), 'x')]));
    await Promise.all([store.close(), store.close()]);
    await Promise.all(commits);
    expect(await errorOf(() => store.commit([put('seen', 'late', 'x')]))).toMatch(/^stopping: /);
    expect(await errorOf(() => store.get('seen', u32be(0)))).toMatch(/^stopping: /);
    expect(await errorOf(() => Array.fromAsync(store.range('seen', { limit: 1 })))).toMatch(/^stopping: /);
    const again = await openedStore(dir);
    expect(await Array.fromAsync(again.range('seen', { limit: 1000 }))).toHaveLength(100);
  });

  it('is what the end of its scope makes of it', async () => {
    const dir = await temporaryDirectory();
    {
      await using store = await openStore({ dir, dataKey: keyOf(1), fsync: false, random: systemRandom });
      await store.commit([put('seen', 'k', 'v')]);
    }
    expect((await openedStore(dir)).get('seen', 'k')).toEqual(utf8('v'));
  });
});

describe('the bounds of a commit', () => {
  it('refuse a value or a key that is too long, and write nothing of the commit', async () => {
    const store = await openedStore(await temporaryDirectory());
    const large = {
      kind: 'put',
      space: 'inbox',
      key: 'large',
      value: new Uint8Array(storeLimits.maxValueBytes + 1),
    } as const;
    expect(await errorOf(() => store.commit([put('inbox', 'k', 'v'), large]))).toMatch(/^message-too-large: /);
    const key = 'k'.repeat(storeLimits.maxKeyBytes + 1);
    expect(await errorOf(() => store.commit([put('inbox', 'k', 'v'), put('inbox', key, 'v')]))).toMatch(/^internal: /);
    expect(store.get('inbox', 'k')).toBeUndefined();
  });
});
