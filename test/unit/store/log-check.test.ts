import { cp, readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemRandom, u32be, utf8 } from '../../../src/base/base.ts';
import { crc32c } from '../../../src/store/crc32c.ts';
import { isDamagedLog } from '../../../src/store/log-check.ts';
import { errorOf, openedStore, temporaryDirectory } from './support.ts';

/** More than one of the commits below takes in the log, in bytes. */
const largestCommit = 800;

/** A store of 200 synced commits, as a crash leaves it; gives its directory and the path of its log. */
async function storeWithLog(): Promise<{ readonly dir: string; readonly log: string }> {
  const running = await temporaryDirectory();
  const dir = await temporaryDirectory();
  const store = await openedStore(running);
  for (let i = 0; i < 200; i++) {
    await store.commit([{ kind: 'put', space: 'nonce', key: u32be(i), value: systemRandom(600) }]);
  }
  await cp(running, dir, { recursive: true });
  const name = (await readdir(join(dir, 'db'))).find((candidate) => candidate.endsWith('.log')) ?? '';
  const log = join(dir, 'db', name);
  // Without the room ahead: a few zeros of it stay, since the last record may end in some of its own.
  await truncate(log, (await readFile(log)).findLastIndex((byte) => byte !== 0) + 16);
  return { dir, log };
}

async function countAfterOpening(dir: string): Promise<number> {
  const entries = await Array.fromAsync((await openedStore(dir)).range('nonce', { limit: 1000 }));
  return entries.length;
}

describe('the log of the database', () => {
  it('is refused when a bit of an acknowledged commit changed, which LevelDB would skip in silence', async () => {
    const { dir, log } = await storeWithLog();
    const bytes = await readFile(log);
    await writeFile(log, bytes.with(60_000, (bytes[60_000] ?? 0) ^ 1));
    expect(await errorOf(() => openedStore(dir))).toMatch(/^store-damaged: .*a commit in its log/);
    await writeFile(log, bytes);
    expect(await countAfterOpening(dir)).toBe(200);
  });

  it('may end in a torn record: that is what a crash leaves', async () => {
    const { dir, log } = await storeWithLog();
    await truncate(log, (await readFile(log)).length - 300);
    expect(await countAfterOpening(dir)).toBe(199);
  });

  it('may end in a damaged record or in zeros, for the same reason', async () => {
    const { dir, log } = await storeWithLog();
    const bytes = await readFile(log);
    await writeFile(log, bytes.with(bytes.length - 100, (bytes.at(-100) ?? 0) ^ 1));
    expect(await countAfterOpening(dir)).toBe(199);
    const second = await storeWithLog();
    await writeFile(second.log, Buffer.concat([await readFile(second.log), new Uint8Array(50_000)]));
    expect(await countAfterOpening(second.dir)).toBe(200);
  });

  it('is sound as it was written, and damaged by any changed bit before its last commit', async () => {
    const { log } = await storeWithLog();
    const bytes = new Uint8Array(await readFile(log));
    expect(isDamagedLog(bytes)).toBe(false);
    expect(isDamagedLog(new Uint8Array(0))).toBe(false);
    const missed: number[] = [];
    for (let at = 0; at < bytes.length - 2 * largestCommit; at += 97) {
      if (!isDamagedLog(bytes.with(at, (bytes[at] ?? 0) ^ 4))) missed.push(at);
    }
    expect(missed).toEqual([]);
  });

  it('of a few commits is told from a torn one by what stands behind the damage, in the same block', async () => {
    const { log } = await storeWithLog();
    const bytes = new Uint8Array(await readFile(log)).slice(0, 8 * largestCommit);
    for (const at of [0, 64]) {
      for (const filling of [0, 0xa5]) {
        expect(isDamagedLog(bytes.slice().fill(filling, at, at + 64))).toBe(true);
        expect(isDamagedLog(bytes.slice().fill(filling, at))).toBe(false);
      }
    }
  });
});

describe('the checksum of a record', () => {
  it('is CRC-32C, by its published vectors', () => {
    expect(crc32c(utf8('123456789'))).toBe(0xe306_9283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a91_36aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8_ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd_794e);
  });
});
