import { appendFile, cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemRandom, u32be } from '../../../src/base/base.ts';
import { hasDamagedLog } from '../../../src/store/log-check.ts';
import { LogRoom } from '../../../src/store/log-room.ts';
import { openedStore, temporaryDirectory } from './support.ts';

/** A store of so many synced commits, as a kill leaves it, and how many zeros its newest log ends in. */
async function killed(commits: number, bytes: number): Promise<{ readonly dir: string; readonly zeros: number }> {
  const running = await temporaryDirectory();
  const dir = await temporaryDirectory();
  const store = await openedStore(running);
  for (let i = 0; i < commits; i++)
    await store.commit([{ kind: 'put', space: 'nonce', key: u32be(i), value: systemRandom(bytes) }]);
  await cp(running, dir, { recursive: true });
  const log = await readFile(join(dir, 'db', (await logsOf(dir)).at(-1) ?? ''));
  return { dir, zeros: log.length - 1 - log.findLastIndex((byte) => byte !== 0) };
}

async function logsOf(dir: string): Promise<readonly string[]> {
  return (await readdir(join(dir, 'db'))).filter((name) => name.endsWith('.log')).toSorted();
}

async function countAfterOpening(dir: string): Promise<number> {
  const entries = await Array.fromAsync((await openedStore(dir)).range('nonce', { limit: 1000 }));
  return entries.length;
}

/** What the system writes to the disk as one. */
const pageBytes = 4096;

/** A folder with one log of these bytes. */
async function folderWith(bytes: Uint8Array): Promise<{ readonly folder: string; readonly log: string }> {
  const folder = await temporaryDirectory();
  const log = join(folder, '000007.log');
  await writeFile(join(folder, '000003.log'), 'older');
  await writeFile(log, bytes);
  return { folder, log };
}

const batch = (length: number) => [{ type: 'put' as const, key: new Uint8Array(8), value: new Uint8Array(length) }];

describe('the room ahead in the log', () => {
  it('is there after commits of every size, and a node that was killed has all of them', async () => {
    for (const bytes of [10, 600, 40_000]) {
      const { dir, zeros } = await killed(100, bytes);
      expect(zeros).toBeGreaterThan(64 * 1024);
      expect(await hasDamagedLog(join(dir, 'db'))).toBe(false);
      expect(await countAfterOpening(dir)).toBe(100);
    }
  });

  it('follows the database to its next logs', async () => {
    const first = await killed(1, 10);
    const last = await killed(250, 40_000);
    expect(await logsOf(last.dir)).not.toEqual(await logsOf(first.dir));
    expect(last.zeros).toBeGreaterThan(64 * 1024);
    expect(await countAfterOpening(last.dir)).toBe(250);
  });

  it('may have a torn batch in it, of which any page never reached the disk', async () => {
    for (const lost of [0, 1, 7, 8, 9, 20]) {
      const { dir, zeros } = await killed(20, 100_000);
      const log = join(dir, 'db', (await logsOf(dir)).at(-1) ?? '');
      const bytes = await readFile(log);
      const end = bytes.length - zeros;
      const begin = Math.ceil((end - 100_000) / pageBytes) * pageBytes + lost * pageBytes;
      await writeFile(log, bytes.fill(0, begin, begin + pageBytes));
      expect(await countAfterOpening(dir)).toBe(19);
    }
  });

  it('is made behind what the newest log has, which stays as it is', async () => {
    const { folder, log } = await folderWith(new Uint8Array(1000).fill(7));
    const room = new LogRoom(folder);
    expect(room.isShortFor([])).toBe(true);
    await room.extend();
    expect(room.isShortFor([])).toBe(false);
    const bytes = await readFile(log);
    expect(bytes.subarray(0, 1000).every((byte) => byte === 7)).toBe(true);
    expect(bytes.length).toBeGreaterThan(100_000);
    expect(bytes.subarray(1000).every((byte) => byte === 0)).toBe(true);
    expect(await readFile(join(folder, '000003.log'), 'utf8')).toBe('older');
    await room.close();
  });

  it('is made anew when it is half used, and behind a batch that went past it', async () => {
    const { folder, log } = await folderWith(new Uint8Array(0));
    const room = new LogRoom(folder);
    await room.extend();
    const { length } = await readFile(log);
    room.wrote(batch(length / 2 - 1000));
    expect(room.isShortFor([])).toBe(false);
    room.wrote(batch(2000));
    expect(room.isShortFor([])).toBe(true);
    await appendFile(log, new Uint8Array(5000).fill(9));
    await room.extend();
    const bytes = await readFile(log);
    expect(bytes.subarray(length, length + 5000).every((byte) => byte === 9)).toBe(true);
    expect(bytes.length).toBe(2 * length + 5000);
    await room.close();
  });

  it('is done without where it cannot be made, and tried again further on', async () => {
    const folder = await temporaryDirectory();
    const room = new LogRoom(folder);
    await room.extend();
    expect(room.isShortFor([])).toBe(false);
    await writeFile(join(folder, '000001.log'), '');
    for (let i = 0; i < 1000 && !room.isShortFor([]); i++) room.wrote(batch(1000));
    expect(room.isShortFor([])).toBe(true);
    await room.extend();
    expect((await readFile(join(folder, '000001.log'))).length).toBeGreaterThan(100_000);
    await room.close();
  });
});
