import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemRandom, u32be, utf8 } from '../../../src/base/base.ts';
import { readBackup, readBackupHeader, writeBackup, type StoreEntry } from '../../../src/store/store.ts';
import { errorOf, keyOf, temporaryDirectory } from './support.ts';

const keyring = utf8('a sealed keyring');
const made = Array.from({ length: 300 }, (_, i): StoreEntry => ({
  space: i % 2 === 0 ? 'outbox' : 'record',
  key: u32be(i),
  value: systemRandom(i * 20),
}));

async function* streamed(entries: readonly StoreEntry[]): AsyncGenerator<StoreEntry> {
  yield* entries;
}

async function written(entries: readonly StoreEntry[] = made): Promise<string> {
  const file = join(await temporaryDirectory(), 'backup');
  const options = { file, created: 7, keyring, dataKey: keyOf(1), random: systemRandom };
  const report = await writeBackup(options, streamed(entries));
  expect(report).toEqual({ entries: entries.length, bytes: (await stat(file)).size });
  return file;
}

async function allOf(file: string, key = keyOf(1)): Promise<readonly StoreEntry[]> {
  return Array.fromAsync(readBackup(file, key));
}

describe('a backup', () => {
  it('gives back what was written, its header without any key, and is for its owner alone', async () => {
    const file = await written();
    expect(await readBackupHeader(file)).toEqual({ created: 7, keyring });
    expect(await allOf(file)).toEqual(made);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await allOf(await written([]))).toEqual([]);
    const large = [{ space: 'inbox', key: u32be(1), value: systemRandom(3_000_000) } as const];
    expect(await allOf(await written(large))).toEqual(large);
  });

  it('never takes the place of a file that is there, and leaves nothing behind when it fails', async () => {
    const file = await written();
    const before = await readFile(file);
    const options = { file, created: 8, keyring, dataKey: keyOf(1), random: systemRandom };
    expect(await errorOf(() => writeBackup(options, streamed(made)))).toMatch(/^data-dir-exists: /);
    expect(await readFile(file)).toEqual(before);
    expect(await readdir(join(file, '..'))).toEqual(['backup']);
    expect(await errorOf(() => writeBackup({ ...options, file: join(file, 'x') }, streamed(made)))).toMatch(
      /^store-write-failed: .*ENOTDIR/,
    );
  });

  it('is refused when any byte of it was changed, when it was cut anywhere, and when something was put behind', async () => {
    const file = await written();
    const bytes = new Uint8Array(await readFile(file));
    const spoilt = `${file}-spoilt`;
    const refusal = async (content: Uint8Array): Promise<string> => {
      await writeFile(spoilt, content);
      return errorOf(async () => {
        await allOf(spoilt);
      });
    };
    for (let at = 0; at < bytes.length; at += at < 400 ? 7 : 9973)
      expect(await refusal(bytes.with(at, (bytes[at] ?? 0) ^ 1))).toMatch(/^backup-invalid: /);
    for (const length of [0, 10, 40, 200, 5000, bytes.length - 1])
      expect(await refusal(bytes.slice(0, length))).toMatch(/^backup-invalid: /);
    expect(await refusal(new Uint8Array([...bytes, 0]))).toMatch(/^backup-invalid: /);
  });

  it('is refused when whole parts of it are missing, doubled or exchanged, or of another backup', async () => {
    const file = await written();
    const bytes = new Uint8Array(await readFile(file));
    const start = 20 + new DataView(bytes.buffer).getUint32(16);
    const view = new DataView(bytes.buffer);
    const chunks: Uint8Array[] = [];
    for (let at = start; at < bytes.length;) {
      const end = at + 5 + view.getUint32(at + 1);
      chunks.push(bytes.slice(at, end));
      at = end;
    }
    expect(chunks.length).toBeGreaterThan(3);
    const head = bytes.slice(0, start);
    const [first = head, second = head, ...rest] = chunks;
    const last = rest.at(-1) ?? head;
    for (const parts of [
      [second, ...rest],
      [first, first, second, ...rest],
      [second, first, ...rest],
      [first, second],
      [first, last],
      [],
    ]) {
      await writeFile(`${file}-parts`, Buffer.concat([head, ...parts]));
      expect(await errorOf(() => allOf(`${file}-parts`))).toMatch(/^backup-invalid: /);
    }
    expect(await errorOf(() => allOf(file, keyOf(2)))).toMatch(/^backup-invalid: .*of another backup/);
  });

  it('is missed by its name when there is none', async () => {
    expect(await errorOf(() => readBackupHeader('/nowhere/backup'))).toMatch(/^not-found: .*ENOENT/);
  });
});
