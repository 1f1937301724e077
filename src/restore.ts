import { existsSync } from 'node:fs';
import { copyFile, mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { MeshError, signingKeyFromSeed, systemRandom, toBase64url, type Did, type SecretKey } from './base/base.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { didFromKey } from './identity/identity.ts';
import { writeNew } from './init.ts';
import { refuseWhileRunning } from './rekey.ts';
import { leapInbox } from './resume.ts';
import {
  freshDataKey,
  openStore,
  readBackup,
  readBackupHeader,
  saveKeyring,
  unlockKindOf,
  unsealKeyring,
  wipeSecrets,
  type KeyringSecrets,
  type Operation,
  type StoreEntry,
  type Unlock,
} from './store/store.ts';
import { readUnlock, type UnlockSource } from './unlock.ts';

/** Which backup, and what opens it. */
export interface RestoreRequest {
  readonly file: string;
  /** What opens the backup; what unlocks the keyring by configuration when both are absent. */
  readonly passphraseFile?: string | undefined;
  readonly keyFile?: string | undefined;
  /** Puts it in the place of a node that is there, which is kept beside under another name. */
  readonly replace?: boolean | undefined;
}

/** What was put in place. */
export interface RestoreReport {
  readonly did: Did;
  /** When the backup was made, milliseconds since 1970. */
  readonly created: number;
  readonly entries: number;
  readonly data: string;
  /** Where the data directory is that was there before; undefined when there was none. */
  readonly before: string | undefined;
}

/** Told now and then how many entries were checked or written. */
export type Progress = (step: 'checked' | 'written', entries: number) => void;

/**
 * Puts a node back from a backup. It is read to its end before anything is touched; then a new data directory is made
 * beside, and takes its place by a rename: after a crash there is the old one or the new one, or the old one under
 * the name that the report gives. Sessions begin anew. Throws MeshError: 'data-dir-in-use', 'data-dir-exists' (a node is
 * there, and `replace` was not asked for), 'backup-invalid', 'not-found', and what unlocking throws.
 */
export async function restoreBackup(
  config: Config,
  request: RestoreRequest,
  progress: Progress = () => {},
): Promise<RestoreReport> {
  await refuseWhileRunning(config);
  const { file } = request;
  const header = await readBackupHeader(file);
  const occupied = await isOccupied(config.data);
  if (occupied && request.replace !== true) throw exists(config.data);
  const secrets = await openBackupKeyring(config, request, header.keyring);
  try {
    await check(file, secrets.dataKey, progress);
    const staged = `${config.data}.restoring`;
    await rm(staged, { recursive: true, force: true });
    const entries = await fill(staged, { config, file, secrets, progress });
    const before = await swap(config.data, staged, occupied);
    const did = didOf(secrets);
    return { did, created: header.created, entries, data: config.data, before };
  } finally {
    wipeSecrets(secrets);
  }
}

function didOf({ identitySeed }: KeyringSecrets): Did {
  return didFromKey(signingKeyFromSeed(identitySeed).publicKey);
}

async function isOccupied(data: string): Promise<boolean> {
  if (!existsSync(data)) return false;
  const names = await readdir(data);
  return names.some((name) => name !== 'keyring.key');
}

async function openBackupKeyring(
  { keyring }: Config,
  { passphraseFile, keyFile }: RestoreRequest,
  sealed: Uint8Array,
): Promise<KeyringSecrets> {
  const kind = unlockKindOf(sealed);
  const source: UnlockSource =
    passphraseFile !== undefined
      ? { kind: 'passphrase-file', path: passphraseFile }
      : keyFile !== undefined
        ? { kind: 'key-file', path: keyFile }
        : keyring.unlock;
  try {
    return await unsealKeyring(sealed, await readUnlock(source));
  } catch (cause) {
    if (!(cause instanceof MeshError) || passphraseFile !== undefined || keyFile !== undefined) throw cause;
    const option = kind === 'passphrase' ? '--passphrase-file' : '--key-file';
    throw new MeshError(cause.code, `${cause.message} The backup opens with a ${kind}: name it with ${option}.`, {
      cause,
    });
  }
}

/** How often progress is told. */
const toldEvery = 10_000;

async function check(file: string, dataKey: SecretKey, progress: Progress): Promise<void> {
  let entries = 0;
  for await (const entry of readBackup(file, dataKey)) {
    if (++entries % toldEvery === 0 && entry.key.length >= 0) progress('checked', entries);
  }
  progress('checked', entries);
}

/** Bytes of one commit of the new store: below what its queue takes. */
const stepBytes = 4 * 1024 * 1024;

async function fill(
  staged: string,
  parts: {
    readonly config: Config;
    readonly file: string;
    readonly secrets: KeyringSecrets;
    readonly progress: Progress;
  },
): Promise<number> {
  const { config, file, secrets, progress } = parts;
  await mkdir(staged, { recursive: true, mode: 0o700 });
  const unlock = await unlockFor(config, staged);
  // A key of its own: what the backup's key opens is the backup.
  const dataKey = freshDataKey(systemRandom);
  await saveKeyring({
    file: join(staged, basename(config.keyring.file)),
    secrets: { ...secrets, dataKey },
    unlock,
    random: systemRandom,
  });
  await using store = await openStore({ dir: staged, dataKey, fsync: true, random: systemRandom });
  let entries = 0;
  for await (const step of stepsOf(readBackup(file, secrets.dataKey))) {
    await store.commit(step);
    entries += step.length;
    progress('written', entries);
  }
  await store.commit([leapInbox(systemClock.now())]);
  return entries;
}

async function* stepsOf(entries: AsyncIterable<StoreEntry>): AsyncGenerator<readonly Operation[], void, void> {
  let step: Operation[] = [];
  let bytes = 0;
  for await (const entry of entries) {
    step.push({ kind: 'put', ...entry });
    bytes += entry.value.length + entry.key.length;
    if (bytes < stepBytes && step.length < 4096) continue;
    yield step;
    [step, bytes] = [[], 0];
  }
  if (step.length > 0) yield step;
}

/** What is to unlock the restored keyring: as configured; a key file within the data directory comes along, or is made. */
async function unlockFor({ keyring, data }: Config, staged: string): Promise<Unlock> {
  const { unlock } = keyring;
  if (unlock.kind !== 'key-file' && unlock.kind !== 'passphrase-file') return readUnlock(unlock);
  const within = relative(data, unlock.path);
  if (within.startsWith('..')) return readUnlock(unlock);
  const path = join(staged, within);
  if (existsSync(unlock.path)) await copyFile(unlock.path, path);
  else if (unlock.kind === 'key-file') await writeNew(path, `${toBase64url(systemRandom(32))}\n`, 0o600);
  return readUnlock({ ...unlock, path });
}

/** Puts the new directory in place; gives where the old one is. */
async function swap(data: string, staged: string, occupied: boolean): Promise<string | undefined> {
  const before = occupied ? `${data}.before-${systemClock.now()}` : undefined;
  if (before !== undefined) await rename(data, before);
  else await rm(data, { recursive: true, force: true });
  await rename(staged, data);
  await using parent = await open(dirname(data), 'r');
  await parent.sync();
  return before;
}

function exists(data: string): MeshError {
  return new MeshError(
    'data-dir-exists',
    `There is a node in ${data}. With --replace the backup takes its place, and what is there is kept beside under another name.`,
  );
}
