import { connect } from 'node:net';
import { existsSync } from 'node:fs';
import { MeshError, systemRandom, toBase64url, type SecretKey } from './base/base.ts';
import type { Config } from './config.ts';
import { writeNew } from './init.ts';
import { askSecret } from './prompt.ts';
import { openKeyring, saveKeyring, wipeSecrets, type Unlock } from './store/store.ts';
import { describeUnlock, readUnlock, type UnlockSource } from './unlock.ts';

/** What is to unlock the keyring from now on; a passphrase that is asked for when neither is given. Paths are absolute. */
export interface NewUnlock {
  readonly passphraseFile?: string | undefined;
  /** Made with a random key when absent. */
  readonly keyFile?: string | undefined;
}

/** What became of it. */
export interface RekeyReport {
  readonly keyring: string;
  readonly unlockedBy: string;
  /** The line that parley.yaml needs under `keyring`; undefined when it says so already. */
  readonly configure: string | undefined;
}

/** Asks on the terminal; a parameter for tests. */
export type Ask = (question: string) => Promise<SecretKey>;

const askTerminal: Ask = (question) => askSecret(question, process);

/**
 * Changes what unlocks the keyring. The keys in it stay; the old passphrase or key opens the file no more. Throws
 * MeshError 'data-dir-in-use' while the node runs, and what `readUnlock` and `openKeyring` throw.
 */
export async function changeUnlock(config: Config, to: NewUnlock, ask: Ask = askTerminal): Promise<RekeyReport> {
  if (to.passphraseFile !== undefined && to.keyFile !== undefined)
    throw new MeshError('request-invalid', 'Both a passphrase file and a key file were given. Give one of them.');
  await refuseWhileRunning(config);
  const { file, unlock } = config.keyring;
  const secrets = await openKeyring(file, await readUnlock(unlock, { env: process.env, ask }));
  try {
    const target = await targetOf(to);
    const next = target.kind === 'ask' ? await askTwice(ask) : await readUnlock(target);
    await saveKeyring({ file, secrets, unlock: next, random: systemRandom });
    return { keyring: file, unlockedBy: describeUnlock(target), configure: lineFor(target, unlock) };
  } finally {
    wipeSecrets(secrets);
  }
}

type Target = Extract<UnlockSource, { kind: 'ask' | 'passphrase-file' | 'key-file' }>;

async function targetOf({ passphraseFile, keyFile }: NewUnlock): Promise<Target> {
  if (passphraseFile !== undefined) return { kind: 'passphrase-file', path: passphraseFile };
  if (keyFile === undefined) return { kind: 'ask' };
  if (!existsSync(keyFile)) await writeNew(keyFile, `${toBase64url(systemRandom(32))}\n`, 0o600);
  return { kind: 'key-file', path: keyFile };
}

/** Asks for a new passphrase, twice. Throws MeshError `request-invalid` when the two differ. */
export async function askTwice(ask: Ask): Promise<Unlock> {
  const passphrase = await ask('New passphrase: ');
  const again = await ask('The same again: ');
  if (passphrase.equals(again)) return { kind: 'passphrase', passphrase };
  throw new MeshError('request-invalid', 'The two passphrases differ. Nothing was changed; try again.');
}

function lineFor(target: Target, configured: UnlockSource): string | undefined {
  if (target.kind === 'ask') return configured.kind === 'ask' ? undefined : 'passphrase: ask';
  if (configured.kind === target.kind && configured.path === target.path) return undefined;
  return `${target.kind === 'key-file' ? 'keyFile' : 'passphraseFile'}: ${JSON.stringify(target.path)}`;
}

/** Throws MeshError 'data-dir-in-use' when a node answers on this configuration's socket. */
export async function refuseWhileRunning({ control, data }: Pick<Config, 'control' | 'data'>): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(control.socket, () => resolve(true)).on('error', () => resolve(false));
  const running = await promise;
  socket.destroy();
  if (!running) return;
  throw new MeshError('data-dir-in-use', `The node of ${data} is running. Stop it first, with \`parley down\`.`);
}
