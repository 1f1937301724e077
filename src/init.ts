import { existsSync } from 'node:fs';
import { mkdir, open, stat } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import {
  MeshError,
  signingKeyFromSeed,
  systemRandom,
  toBase64url,
  utf8,
  type Did,
  type SecretKey,
} from './base/base.ts';
import { loadConfig, type Config } from './config.ts';
import { commentedConfig, type CommentedConfigValues } from './config-file.ts';
import { didFromKey, organisationId } from './identity/identity.ts';
import { defaultPolicies } from './rulebook/rulebook.ts';
import { createKeyring } from './store/store.ts';
import { describeUnlock, readUnlock } from './unlock.ts';

/** What a new node is to be. */
export interface InitOptions extends Omit<CommentedConfigValues, 'name'> {
  /** Made when absent. */
  readonly dir: string;
  /** Name of the agent; that of the folder when absent. */
  readonly name?: string | undefined;
}

/** What was made. */
export interface InitReport {
  readonly did: Did;
  readonly organisation: { readonly id: string; readonly name: string };
  /** Path of parley.yaml. */
  readonly config: string;
  /** Folder of the policies. */
  readonly policies: string;
  readonly keyring: string;
  /** What unlocks the keyring. */
  readonly unlockedBy: string;
}

/**
 * Sets up a node: keys, a first policy, parley.yaml. What is there already is never overwritten: throws
 * MeshError 'data-dir-exists' before anything is written when the folder has a node, 'config-invalid' when a value does not
 * fit, and what `readUnlock` throws when a passphrase file is named.
 */
export async function initNode(options: InitOptions): Promise<InitReport> {
  const dir = resolve(options.dir);
  const file = join(dir, 'parley.yaml');
  if (existsSync(file)) throw exists(file);
  const name = options.name ?? nameFrom(dir);
  const organisation = options.organisation ?? name;
  const passphraseFile = options.passphraseFile === undefined ? undefined : resolve(options.passphraseFile);
  const text = commentedConfig({ ...options, name, organisation, passphraseFile });
  // The very text that is going to be the file must be valid before anything is made.
  const config = loadConfig({ file, text, env: {} });
  if (existsSync(config.keyring.file)) throw exists(config.keyring.file);
  await mkdir(dir, { recursive: true });
  await mkdir(config.data, { recursive: true, mode: 0o700 });
  const keys = await makeKeys(config);
  await mkdir(config.policies, { recursive: true });
  await writeNew(join(config.policies, 'default.cedar'), defaultPolicies(), 0o644);
  await writeNew(file, text, 0o644);
  return {
    did: keys.did,
    organisation: { id: keys.organisation, name: organisation },
    config: file,
    policies: config.policies,
    keyring: config.keyring.file,
    unlockedBy: describeUnlock(config.keyring.unlock),
  };
}

/**
 * Makes the keys of the node whose configuration stands already, as a container or a package brings it; undefined when
 * there are keys. Throws what `readUnlock` throws.
 */
export async function initKeys(config: Config): Promise<InitReport | undefined> {
  if (existsSync(config.keyring.file)) return undefined;
  await mkdir(config.data, { recursive: true, mode: 0o700 });
  const keys = await makeKeys(config);
  return {
    did: keys.did,
    organisation: { id: keys.organisation, name: config.organisation ?? config.name },
    config: config.file ?? '',
    policies: config.policies,
    keyring: config.keyring.file,
    unlockedBy: describeUnlock(config.keyring.unlock),
  };
}

async function makeKeys({ keyring }: Config): Promise<{ readonly did: Did; readonly organisation: string }> {
  if (keyring.unlock.kind === 'key-file')
    await writeNew(keyring.unlock.path, `${toBase64url(systemRandom(32))}\n`, 0o600);
  const unlock = await readUnlock(keyring.unlock);
  const secrets = await createKeyring({ file: keyring.file, unlock, random: systemRandom, organisation: true });
  if (secrets.organisationSeed === undefined)
    throw new MeshError('internal', 'A new keyring lacks the key of the organisation.');
  const made = {
    did: didFromKey(signingKeyFromSeed(secrets.identitySeed).publicKey),
    organisation: organisationId(signingKeyFromSeed(secrets.organisationSeed).publicKey),
  };
  const all: readonly SecretKey[] = [
    secrets.identitySeed,
    secrets.nextIdentitySeed,
    secrets.organisationSeed,
    secrets.hostSeed,
    secrets.dataKey,
  ];
  for (const secret of all) secret.wipe();
  return made;
}

/** The folder's name as far as it can be one; `agent` when nothing is left. */
function nameFrom(dir: string): string {
  const kept = basename(dir)
    .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 63);
  return kept === '' ? 'agent' : kept;
}

/** Leaves a file that is there as it is: a policy or a key that the operator put there is meant. */
export async function writeNew(path: string, text: string, mode: number): Promise<void> {
  const present = await stat(path).catch(() => undefined);
  if (present !== undefined) return;
  await using handle = await open(path, 'wx', mode);
  await handle.writeFile(utf8(text));
  await handle.sync();
}

function exists(path: string): MeshError {
  return new MeshError(
    'data-dir-exists',
    `${path} is there already, and a node's keys are never overwritten. Choose another folder with --dir, or move this one away.`,
  );
}
