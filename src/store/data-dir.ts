import { chmod, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { MeshError } from '../base/base.ts';

/** Where the database lies within the data directory. */
export function databasePath(dir: string): string {
  return join(dir, 'db');
}

/**
 * Makes the directory and the database's own, both for their owner alone, and narrows what is there already.
 * LevelDB makes files whenever it likes, with whatever the process allows: so the process's umask is narrowed too,
 * for good. Throws MeshError `data-dir-missing` when the directory can be neither made nor entered.
 */
export async function prepareDirectory(dir: string): Promise<void> {
  process.umask(0o077);
  const database = databasePath(dir);
  try {
    await mkdir(database, { recursive: true, mode: 0o700 });
    await chmod(dir, 0o700);
    await chmod(database, 0o700);
    for (const name of await readdir(database)) await chmod(join(database, name), 0o600);
  } catch (cause) {
    throw new MeshError(
      'data-dir-missing',
      `The data directory ${dir} could not be made or read (${codeOf(cause) ?? 'unknown cause'}). Create it for the user that runs the node, or name another one.`,
      { cause },
    );
  }
}

/**
 * Whether a database lost the file that says where it begins. LevelDB would then start an empty one over it, in
 * silence. A log or a table exists only after that file does, so a crash while the first one is made is no damage.
 */
export async function lostItsBeginning(dir: string): Promise<boolean> {
  const names = await readdir(databasePath(dir));
  return !names.includes('CURRENT') && names.some((name) => /\.(?:ldb|sst|log)$/.test(name));
}

/** Notes which process holds the directory, for the message that a second one gets. */
export async function writePid(dir: string): Promise<void> {
  await writeFile(join(dir, 'pid'), `${process.pid}\n`, { mode: 0o600 });
}

/** The process that says it holds the directory; undefined when none does. */
export async function readPid(dir: string): Promise<number | undefined> {
  try {
    const text = await readFile(join(dir, 'pid'), 'utf8');
    return /^[1-9][0-9]{0,9}\n$/.test(text) ? Number(text) : undefined;
  } catch {
    return undefined;
  }
}

/** Removes the note; that it is gone already is no failure. */
export async function removePid(dir: string): Promise<void> {
  await rm(join(dir, 'pid'), { force: true });
}

/** The code of a system or database error, such as ENOSPC; undefined when it has none. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
