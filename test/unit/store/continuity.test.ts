import { copyFile, cp, readdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { fromUtf8, utf8 } from '../../../src/base/base.ts';
import type { Put, Space, Store } from '../../../src/store/store.ts';
import { errorOf, openedStore, temporaryDirectory } from './support.ts';

function put(space: Space, key: string, text: string): Put {
  return { kind: 'put', space, key, value: utf8(text) };
}

function text(store: Store, space: Space, key: string): string | undefined {
  const value = store.get(space, key);
  return value === undefined ? undefined : fromUtf8(value);
}

/** A data directory with a copy of an older state of it; both are closed. */
async function withOlderCopy(): Promise<{ readonly dir: string; readonly copy: string }> {
  const dir = await temporaryDirectory();
  const copy = join(await temporaryDirectory(), 'copy');
  const store = await openedStore(dir);
  await store.commit([
    put('session', 's', 'old'),
    put('prekey', 'own', 'old'),
    put('outbox', 'm', 'old'),
    put('record', 'r', 'old'),
  ]);
  await store.close();
  await cp(dir, copy, { recursive: true });
  const again = await openedStore(dir);
  expect(again.continuity).toEqual({ kind: 'continued' });
  await again.commit([put('session', 's', 'new'), put('outbox', 'm', 'new'), put('record', 'r', 'new')]);
  await again.turnEpoch(1);
  await again.close();
  return { dir, copy };
}

describe('a data directory', () => {
  it('continues after it was closed, after it was moved, and after its files were read', async () => {
    const dir = await temporaryDirectory();
    const first = await openedStore(dir);
    await first.commit([put('session', 's', 'one')]);
    await first.close();
    const moved = join(await temporaryDirectory(), 'moved');
    await cp(dir, join(await temporaryDirectory(), 'read'), { recursive: true });
    await rename(dir, moved);
    const store = await openedStore(moved);
    expect(store.continuity).toEqual({ kind: 'continued' });
    expect(text(store, 'session', 's')).toBe('one');
  });

  it('that was copied elsewhere is an older copy: its ratchets and prekeys are gone, the rest is there', async () => {
    const { copy } = await withOlderCopy();
    const store = await openedStore(copy);
    expect(store.continuity).toEqual({ kind: 'restored', cause: 'files', forgotten: 2, unreadable: 0 });
    expect(text(store, 'session', 's')).toBeUndefined();
    expect(text(store, 'prekey', 'own')).toBeUndefined();
    expect(text(store, 'outbox', 'm')).toBe('old');
    expect(text(store, 'record', 'r')).toBe('old');
    await store.close();
    const again = await openedStore(copy);
    expect(again.continuity).toEqual({ kind: 'continued' });
  });

  it('that an older copy was written over, file by file, is found out though inodes stay', async () => {
    const { dir, copy } = await withOlderCopy();
    for (const name of await readdir(join(dir, 'db'))) {
      const old = join(copy, 'db', name);
      await copyFile(old, join(dir, 'db', name)).catch(() => unlink(join(dir, 'db', name)));
    }
    for (const name of await readdir(join(copy, 'db'))) await copyFile(join(copy, 'db', name), join(dir, 'db', name));
    await copyFile(join(copy, 'epochs'), join(dir, 'epochs'));
    const store = await openedStore(dir);
    expect(store.continuity).toEqual({ kind: 'restored', cause: 'files', forgotten: 2, unreadable: 0 });
    expect(text(store, 'session', 's')).toBeUndefined();
  });

  it('whose database alone was put back is found out, and what no key opens any more is counted', async () => {
    const { dir, copy } = await withOlderCopy();
    await rm(join(dir, 'db'), { recursive: true });
    await rename(join(copy, 'db'), join(dir, 'db'));
    const store = await openedStore(dir);
    expect(store.continuity).toEqual({ kind: 'restored', cause: 'epoch', forgotten: 2, unreadable: 1 });
    expect(text(store, 'session', 's')).toBeUndefined();
    expect(text(store, 'outbox', 'm')).toBeUndefined();
    expect(text(store, 'record', 'r')).toBe('old');
  });

  it('whose file of the epochs was written over within one epoch is found out by the count', async () => {
    const dir = await temporaryDirectory();
    await (await openedStore(dir)).close();
    const old = await readFile(join(dir, 'epochs'));
    await (await openedStore(dir)).close();
    await writeFile(join(dir, 'epochs'), old);
    const store = await openedStore(dir);
    expect(store.continuity).toEqual({ kind: 'restored', cause: 'count', forgotten: 0, unreadable: 0 });
  });

  it('whose file of the epochs was put back is found out, and newer messages are counted as lost', async () => {
    const { dir, copy } = await withOlderCopy();
    await copyFile(join(copy, 'epochs'), join(dir, 'epochs'));
    const store = await openedStore(dir);
    expect(store.continuity).toEqual({ kind: 'restored', cause: 'epoch', forgotten: 2, unreadable: 1 });
    expect(text(store, 'record', 'r')).toBe('new');
  });

  it('without its file of the epochs is refused, until an empty one in its place gives up what it sealed', async () => {
    const { dir } = await withOlderCopy();
    await rm(join(dir, 'epochs'));
    expect(await errorOf(() => openedStore(dir))).toMatch(
      /^epoch-keys-lost: .*it is missing.*parley restore.*empty file/,
    );
    await writeFile(join(dir, 'epochs'), '');
    const store = await openedStore(dir);
    expect(store.continuity).toEqual({ kind: 'restored', cause: 'epoch', forgotten: 2, unreadable: 1 });
    await store.commit([put('outbox', 'm', 'again')]);
    await store.close();
    const again = await openedStore(dir);
    expect(again.continuity).toEqual({ kind: 'continued' });
    expect(text(again, 'outbox', 'm')).toBe('again');
  });
});
