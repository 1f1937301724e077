import { systemRandom, type Millis } from './base/base.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { Events } from './events.ts';
import { refuseWhileRunning } from './rekey.ts';
import { resume } from './resume.ts';
import {
  leftOut,
  openKeyring,
  readKeyringFile,
  openStore,
  sealKeyring,
  writeBackup,
  type KeyringSecrets,
  type Store,
  type StoreEntry,
} from './store/store.ts';
import { readUnlock } from './unlock.ts';
import { decodeOutboxEntry, encodeOutboxEntry } from './wire/wire.ts';

/** What a backup is to be. */
export interface BackupRequest {
  /** Made; must not be there. Absolute. */
  readonly file: string;
  /** Holds the passphrase that opens the backup; what unlocks the keyring now opens it when absent. Absolute. */
  readonly passphraseFile?: string | undefined;
}

/** What was written. */
export interface BackupReport {
  readonly file: string;
  readonly entries: number;
  readonly bytes: number;
}

/** What a backup is made of. */
export interface BackupParts {
  /** Path of the keyring file. */
  readonly keyring: string;
  /** What is in it. */
  readonly secrets: KeyringSecrets;
  readonly store: Store;
  readonly now: Millis;
}

/**
 * Writes a backup of a store that is open, from one moment's state, while it goes on. Identity, organisation key,
 * records, peers, evidence, decisions, inbox and outbox are in it; sessions and prekeys are not, so that nothing can
 * bring an older ratchet back. Throws MeshError as `writeBackup`, `readKeyringFile` and `readUnlock` do.
 */
export async function backUp(parts: BackupParts, { file, passphraseFile }: BackupRequest): Promise<BackupReport> {
  const { secrets, store, now } = parts;
  const keyring =
    passphraseFile === undefined
      ? await readKeyringFile(parts.keyring)
      : await sealKeyring(secrets, await readUnlock({ kind: 'passphrase-file', path: passphraseFile }), systemRandom);
  const options = { file, created: now, keyring, dataKey: secrets.dataKey, random: systemRandom };
  return { file, ...(await writeBackup(options, kept(store.everything()))) };
}

/** The same of a node that is not running. Throws MeshError 'data-dir-in-use' when it is. */
export async function backUpStopped(config: Config, request: BackupRequest): Promise<BackupReport> {
  await refuseWhileRunning(config);
  const keyring = config.keyring.file;
  const secrets = await openKeyring(keyring, await readUnlock(config.keyring.unlock));
  const { dataKey } = secrets;
  await using store = await openStore({ dir: config.data, dataKey, fsync: true, random: systemRandom });
  const now = systemClock.now();
  await resume(store, now, new Events(config.log, { node: config.name }));
  return await backUp({ keyring, secrets, store, now }, request);
}

/** What goes into a backup, messages on their way without the packets that a session sealed. */
async function* kept(entries: AsyncIterable<StoreEntry>): AsyncGenerator<StoreEntry, void, void> {
  for await (const entry of entries) {
    if (leftOut.includes(entry.space)) continue;
    yield entry.space === 'outbox' ? withoutPacket(entry) : entry;
  }
}

function withoutPacket(entry: StoreEntry): StoreEntry {
  const decoded = decodeOutboxEntry(entry.value);
  if (decoded.kind !== 'accept') return entry;
  return { ...entry, value: encodeOutboxEntry({ ...decoded.value, packet: undefined }) };
}
