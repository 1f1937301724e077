import { constants } from 'node:fs';
import { link, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { MeshError } from '../base/base.ts';
import { codeOf } from './data-dir.ts';
import { damaged, maxKeyringBytes } from './keyring-file.ts';

/**
 * Writes a new file of mode 0600. It is there whole or not at all, and on disk when this resolves.
 * Throws MeshError `data-dir-exists` when there is one already, `store-write-failed`.
 */
export async function createPrivateFile(file: string, bytes: Uint8Array): Promise<void> {
  await throughTemporary(file, bytes, async (temporary) => {
    // Unlike rename, link refuses to replace a file.
    await link(temporary, file);
    await rm(temporary);
  });
}

/**
 * Replaces a file, or makes it; otherwise like `createPrivateFile`. What was there is overwritten where it lay, as far
 * as the disk does that in place: a keyring under an old passphrase should not wait there to be found.
 */
export async function replacePrivateFile(file: string, bytes: Uint8Array): Promise<void> {
  const old = await open(file, constants.O_RDWR | constants.O_NOFOLLOW).catch(() => undefined);
  try {
    await throughTemporary(file, bytes, (temporary) => rename(temporary, file));
    // Only now: until the new one is on disk for good, the old one is all there is.
    await old?.stat().then((stat) => (stat.nlink === 0 ? overwrite(old, stat.size) : undefined));
  } finally {
    await old?.close();
  }
}

async function overwrite(handle: FileHandle, size: number): Promise<void> {
  await handle.write(new Uint8Array(size).fill(0xff), 0, size, 0);
  await handle.sync();
}

async function throughTemporary(
  file: string,
  bytes: Uint8Array,
  place: (temporary: string) => Promise<void>,
): Promise<void> {
  // One name for all: what a crash left behind is overwritten by the next attempt.
  const temporary = join(dirname(file), `.${basename(file)}.new`);
  try {
    await rm(temporary, { force: true });
    await writeSynced(temporary, bytes);
    await place(temporary);
    await syncDirectory(dirname(file));
  } catch (cause) {
    await rm(temporary, { force: true });
    throw writeFailed(file, cause);
  }
}

async function writeSynced(file: string, bytes: Uint8Array): Promise<void> {
  await using handle = await open(file, 'wx', 0o600);
  await handle.writeFile(bytes);
  // The mode given to open is narrowed by the umask; a strange one could take our own right to read.
  await handle.chmod(0o600);
  await handle.sync();
}

/** Without this the name of the file may be lost at power loss though its bytes are not. */
/** Resolves when what a directory names is on disk. */
export async function syncDirectory(dir: string): Promise<void> {
  await using handle = await open(dir, 'r');
  await handle.sync();
}

/**
 * Reads a file that only its owner may read. Throws MeshError `data-dir-missing` (no such file),
 * `keyring-permissions`, `keyring-damaged` (too long, or no plain file).
 */
export async function readPrivateFile(file: string): Promise<Uint8Array> {
  await using handle = await openPrivate(file);
  const { size, mode, uid } = await checkedStat(handle);
  if (size > maxKeyringBytes) throw damaged(`it has ${size} bytes`);
  // The file that was opened is the file that is judged: its name could point elsewhere by now.
  if ((mode & 0o077) !== 0) throw permissions(file, 'others than its owner may read or change it', `chmod 600 ${file}`);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self)
    throw permissions(file, 'it belongs to another user', `chown it to user ${self}`);
  return new Uint8Array(await handle.readFile());
}

async function openPrivate(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'ENOENT') {
      throw new MeshError(
        'data-dir-missing',
        `There is no keyring at ${file}. Run \`parley init\` first, or name the right data directory.`,
        { cause },
      );
    }
    if (code === 'EACCES' || code === 'EPERM')
      throw permissions(file, 'this user may not read it', 'run the node as its owner');
    throw damaged(`it cannot be opened (${code ?? 'unknown cause'})`);
  }
}

async function checkedStat(
  handle: FileHandle,
): Promise<{ readonly size: number; readonly mode: number; readonly uid: number }> {
  const stat = await handle.stat();
  if (!stat.isFile()) throw damaged('it is no plain file');
  return stat;
}

function permissions(file: string, why: string, what: string): MeshError {
  return new MeshError('keyring-permissions', `The keyring ${file} is not used: ${why}. To correct it: ${what}.`);
}

function writeFailed(file: string, cause: unknown): MeshError {
  if (codeOf(cause) === 'EEXIST') {
    return new MeshError(
      'data-dir-exists',
      `There is a keyring at ${file} already, and it is not overwritten. Name another directory, or move it away if it is no longer needed.`,
      { cause },
    );
  }
  return new MeshError(
    'store-write-failed',
    `The keyring ${file} could not be written (${codeOf(cause) ?? 'unknown cause'}). Check the directory, free space and permissions.`,
    { cause },
  );
}
