import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { equalBytes, u32be } from '../../../src/base/base.ts';
import type { Store } from '../../../src/store/store.ts';
import { longLives, openedStore, repeated, temporaryDirectory } from './support.ts';

const child = fileURLToPath(new URL('writer-child.ts', import.meta.url));

/** Runs the writer until it ends or has acknowledged `killAfter` commits; gives the lines it wrote. */
async function runWriter(
  dir: string,
  options: { killAfter?: number; fileBlocks?: number; mode?: 'turning' | 'long' },
): Promise<readonly string[]> {
  const limit = options.fileBlocks === undefined ? '' : `ulimit -f ${options.fileBlocks}; `;
  const writer = spawn(
    '/bin/sh',
    ['-c', `${limit}exec "$0" "$@"`, process.execPath, child, dir, '1', options.mode ?? ''],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const exited = once(writer, 'exit');
  const lines: string[] = [];
  for await (const line of createInterface({ input: writer.stdout })) {
    lines.push(line);
    if (lines.length === options.killAfter) writer.kill('SIGKILL');
  }
  await exited;
  return lines;
}

/** The numbers in one space; fails when a value differs between the two spaces of a commit. */
async function pairs(store: Store): Promise<ReadonlySet<number>> {
  const outbox = await Array.fromAsync(store.range('outbox', { limit: 10_000 }));
  const session = await Array.fromAsync(store.range('session', { limit: 10_000 }));
  expect(session.length).toBe(outbox.length);
  for (const [key, value] of outbox) {
    const other = store.get('session', key);
    expect(other !== undefined && equalBytes(other, value)).toBe(true);
  }
  return new Set(outbox.map(([key]) => new DataView(key.buffer, key.byteOffset).getUint32(0)));
}

describe('a node that is killed', () => {
  it('finds everything that was acknowledged, and no half of a commit, at every one of several kills', async () => {
    for (const killAfter of [1, 40, 333]) {
      const dir = await temporaryDirectory();
      const acknowledged = (await runWriter(dir, { killAfter })).map(Number);
      expect(acknowledged.length).toBeGreaterThanOrEqual(killAfter);
      const store = await openedStore(dir);
      const found = await pairs(store);
      expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
      await store.close();
    }
  });

  it('finds the same when it is killed while the epochs turn without a pause, again and again in one directory', async () => {
    const dir = await temporaryDirectory();
    for (const killAfter of [3, 17, 50, 91, 120, 200]) {
      const acknowledged = (await runWriter(dir, { killAfter, mode: 'turning' })).map(Number);
      const store = await openedStore(dir);
      expect(store.continuity).toEqual({ kind: 'continued' });
      const found = await pairs(store);
      expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
      await store.close();
    }
  }, 60_000);

  it('finds every long value that was acknowledged and not removed, whole, again and again in one directory', async () => {
    const dir = await temporaryDirectory();
    for (const killAfter of [1, 29, 61, 150, 90, 200]) {
      const acknowledged = (await runWriter(dir, { killAfter, mode: 'long' })).map(Number);
      const store = await openedStore(dir);
      const found = await pairs(store);
      expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
      for (const number of acknowledged.filter((n) => !found.has(n + longLives))) {
        const long = store.get('part', u32be(number));
        const value = store.get('outbox', u32be(number)) ?? new Uint8Array(0);
        expect(long && equalBytes(long, repeated(value))).toBe(true);
      }
      await store.close();
    }
  }, 60_000);

  it('leaves a process id behind, which hinders nobody', async () => {
    const dir = await temporaryDirectory();
    await runWriter(dir, { killAfter: 1 });
    expect((await stat(join(dir, 'pid'))).size).toBeGreaterThan(1);
    expect(await pairs(await openedStore(dir))).not.toEqual(new Set());
  });
});

describe('two processes', () => {
  it('do not share a directory: the second is told which one holds it', async () => {
    const dir = await temporaryDirectory();
    await openedStore(dir);
    const lines = await runWriter(dir, {});
    expect(lines).toEqual([expect.stringMatching(new RegExp(`^data-dir-in-use: Process ${process.pid} `))]);
  });
});

describe('a disk that takes no more', () => {
  it('fails the commit and every later one, stays readable, and keeps what was acknowledged', async () => {
    const dir = await temporaryDirectory();
    const lines = await runWriter(dir, { fileBlocks: 400 });
    const acknowledged = lines.filter((line) => /^[0-9]+$/.test(line)).map(Number);
    const rest = lines.slice(acknowledged.length);
    expect(acknowledged.length).toBeGreaterThan(10);
    expect(rest.slice(0, -1)).toHaveLength(9);
    for (const line of rest.slice(0, -1)) expect(line).toMatch(/^store-write-failed: .*Check free space/);
    expect(rest.at(-1)).toBe('still readable: true');
    const store = await openedStore(dir);
    const found = await pairs(store);
    expect(acknowledged.filter((n) => !found.has(n))).toEqual([]);
  });

  it('is called that when it refuses the very first write, and nothing is left that hinders the next start', async () => {
    const dir = await temporaryDirectory();
    const lines = await runWriter(dir, { fileBlocks: 0 });
    expect(lines).toEqual([expect.stringMatching(/^store-write-failed: /)]);
    expect(await pairs(await openedStore(dir))).toEqual(new Set());
  });
});
