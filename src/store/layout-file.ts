import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { newerLayout, schemaVersion } from './format.ts';
import { replacePrivateFile } from './private-file.ts';

/** Longest content that is read, bytes: a number and the end of its line. */
const maxBytes = 16;

/**
 * The layout that is noted beside the database, `undefined` when none is: an older version made it, or nobody yet. Open, and
 * no proof: what is sealed within the database decides. But LevelDB writes to what it opens, so only a file beside it lets an
 * older program refuse a newer directory and leave every byte of it. Throws MeshError `store-newer`.
 */
export async function readLayoutFile(dir: string): Promise<number | undefined> {
  const text = await readStart(pathIn(dir)).catch(() => '');
  if (!/^[1-9]\d{0,8}\n$/.test(text)) return undefined;
  const version = Number(text);
  if (version > schemaVersion) throw newerLayout(version);
  return version;
}

/**
 * Notes the layout of this version, where another one was read. Only once the database has it: after an upgrade that
 * failed, the version before can go on. Throws MeshError `store-write-failed`.
 */
export async function noteLayout(dir: string, noted: number | undefined): Promise<void> {
  if (noted !== schemaVersion) await replacePrivateFile(pathIn(dir), Buffer.from(`${schemaVersion}\n`));
}

function pathIn(dir: string): string {
  return join(dir, 'layout');
}

async function readStart(path: string): Promise<string> {
  await using handle = await open(path, 'r');
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxBytes), 0, maxBytes, 0);
  return buffer.toString('latin1', 0, bytesRead);
}
