import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { Coalescer, storeLimits, type Write } from '../../../src/store/coalescer.ts';
import { errorOf } from './support.ts';

interface Group {
  readonly keys: readonly (number | undefined)[];
  readonly done: () => void;
  readonly fail: (error: Error) => void;
}

/** A coalescer over a disk that answers when the test says so. */
function slowDisk(): { readonly coalescer: Coalescer; readonly groups: Group[] } {
  const groups: Group[] = [];
  const coalescer = new Coalescer((writes) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    groups.push({ keys: writes.map((write) => write.key[0]), done: resolve, fail: reject });
    return promise;
  });
  return { coalescer, groups };
}

function write(key: number, bytes = 1): Write {
  return { type: 'put', key: Uint8Array.of(key), value: new Uint8Array(bytes) };
}

/** Lets everything run that waits for nothing outside: a batch begins when the turn of the event loop is over. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('group commit', () => {
  it('writes the commits of one tick together, and gathers later ones while a group is under way', async () => {
    const { coalescer, groups } = slowDisk();
    const first = [coalescer.commit([write(1), write(2)], false), coalescer.commit([write(3)], false)];
    await settled();
    const second = [coalescer.commit([write(4)], false), coalescer.commit([write(5)], false)];
    await settled();
    expect(groups.map((group) => group.keys)).toEqual([[1, 2, 3]]);
    groups[0]?.done();
    await Promise.all(first);
    await settled();
    expect(groups.map((group) => group.keys)).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    groups[1]?.done();
    await Promise.all(second);
  });

  it('keeps a lazy commit back until another comes, and writes both in the order of the calls', async () => {
    const { coalescer, groups } = slowDisk();
    const lazy = coalescer.commit([write(1)], true);
    const prompt = coalescer.commit([write(2)], false);
    await settled();
    expect(groups.map((group) => group.keys)).toEqual([[1, 2]]);
    groups[0]?.done();
    await Promise.all([lazy, prompt]);
  });

  it('keeps a lazy commit that comes while a group is under way back as well', async () => {
    const { coalescer, groups } = slowDisk();
    const first = coalescer.commit([write(1)], false);
    await settled();
    const lazy = coalescer.commit([write(2)], true);
    groups[0]?.done();
    await first;
    await settled();
    expect(groups).toHaveLength(1);
    const second = coalescer.commit([write(3)], false);
    await settled();
    expect(groups.map((group) => group.keys)).toEqual([[1], [2, 3]]);
    groups[1]?.done();
    await Promise.all([lazy, second]);
  });

  it('goes on when the time of a lazy commit comes that another took along', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    onTestFinished(() => void vi.useRealTimers());
    const coalescer = new Coalescer(async () => {});
    await Promise.all([coalescer.commit([write(1)], false), coalescer.commit([write(2)], true)]);
    await settled();
    vi.advanceTimersByTime(1000);
    await expect(coalescer.commit([write(3)], false)).resolves.toBeUndefined();
  });

  it('writes a lazy commit by itself when nothing else comes', async () => {
    const coalescer = new Coalescer(async () => {});
    await expect(coalescer.commit([write(1)], true)).resolves.toBeUndefined();
  });

  it('goes on for a caller who commits again the moment its commit is written', async () => {
    const written: number[] = [];
    const coalescer = new Coalescer(async (writes) => {
      for (const { key } of writes) written.push(key[0] ?? -1);
    });
    for (let i = 0; i < 100; i++) await coalescer.commit([write(i)], false);
    expect(written).toEqual(Array.from({ length: 100 }, (_, i) => i));
  });

  it('never splits a commit over two groups', async () => {
    const { coalescer, groups } = slowDisk();
    const half = Math.floor(storeLimits.maxGroupOperations / 2) + 1;
    const commits = [1, 2].map((key) =>
      coalescer.commit(
        Array.from({ length: half }, () => write(key)),
        false,
      ),
    );
    await settled();
    groups[0]?.done();
    await settled();
    groups[1]?.done();
    await Promise.all(commits);
    expect(groups.map((group) => new Set(group.keys))).toEqual([new Set([1]), new Set([2])]);
  });

  it('writes nothing for an empty commit, which still waits for those before it', async () => {
    const { coalescer, groups } = slowDisk();
    await coalescer.commit([], false);
    expect(groups).toEqual([]);
    const order: string[] = [];
    const before = coalescer.commit([write(1)], false).then(() => order.push('before'));
    const empty = coalescer.commit([], false).then(() => order.push('empty'));
    await settled();
    groups[0]?.done();
    await Promise.all([before, empty]);
    expect(order).toEqual(['before', 'empty']);
  });
});

describe('the queue of commits', () => {
  it('refuses what would pass its bound in bytes, and takes it once there is room', async () => {
    const { coalescer, groups } = slowDisk();
    const large = storeLimits.maxQueuedBytes - 100;
    const first = coalescer.commit([write(1, large)], false);
    expect(await errorOf(() => coalescer.commit([write(2, 200)], false))).toMatch(/^store-busy: .*Try again/);
    const small = coalescer.commit([write(3, 50)], false);
    await settled();
    groups[0]?.done();
    await first;
    await settled();
    groups[1]?.done();
    await small;
    const again = coalescer.commit([write(2, 200)], false);
    await settled();
    groups[2]?.done();
    await again;
    expect(groups.map((group) => group.keys)).toEqual([[1], [3], [2]]);
  });

  it('refuses what would pass its bound in operations', async () => {
    const { coalescer, groups } = slowDisk();
    const operations = Array.from({ length: storeLimits.maxQueuedOperations }, () => write(1));
    const first = coalescer.commit(operations, false);
    expect(await errorOf(() => coalescer.commit([write(2)], false))).toMatch(/^store-busy: /);
    await settled();
    groups[0]?.done();
    await first;
  });

  it('says that a commit beyond the bound by itself is our mistake', async () => {
    const { coalescer } = slowDisk();
    const commit = coalescer.commit([write(1, storeLimits.maxQueuedBytes + 1)], false);
    expect(await errorOf(() => commit)).toMatch(/^internal: /);
  });
});

describe('a failed write', () => {
  it('fails its group, everything queued behind it, and everything that comes', async () => {
    const { coalescer, groups } = slowDisk();
    const first = coalescer.commit([write(1)], false);
    await settled();
    const queued = coalescer.commit([write(2)], false);
    groups[0]?.fail(new Error('ENOSPC'));
    expect(await errorOf(() => first)).toMatch(/^store-write-failed: /);
    expect(await errorOf(() => queued)).toMatch(/^store-write-failed: /);
    expect(await errorOf(() => coalescer.commit([write(3)], false))).toMatch(/^store-write-failed: /);
    await coalescer.close();
    expect(await errorOf(() => coalescer.commit([write(4)], false))).toMatch(/^store-write-failed: /);
    expect(groups).toHaveLength(1);
  });
});

describe('closing', () => {
  it('waits for what is queued and refuses what comes', async () => {
    const { coalescer, groups } = slowDisk();
    const first = coalescer.commit([write(1)], false);
    let closed = false;
    const closing = coalescer.close().then(() => (closed = true));
    expect(await errorOf(() => coalescer.commit([write(2)], false))).toMatch(/^stopping: /);
    await settled();
    expect(closed).toBe(false);
    groups[0]?.done();
    await Promise.all([first, closing]);
  });
});
