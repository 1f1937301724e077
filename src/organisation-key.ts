import { MeshError, signingKeyFromSeed, systemRandom, type SecretKey } from './base/base.ts';
import type { Config } from './config.ts';
import { organisationId } from './identity/identity.ts';
import { askSecret } from './prompt.ts';
import { askTwice, refuseWhileRunning, type Ask } from './rekey.ts';
import {
  openKeyring,
  readOrganisationFile,
  saveKeyring,
  wipeSecrets,
  writeOrganisationFile,
  type Unlock,
} from './store/store.ts';
import { readUnlock } from './unlock.ts';

/** A file with the key of an organisation, and the passphrase it is sealed under; asked for when no file has it. Absolute paths. */
export interface OrganisationFile {
  readonly file: string;
  readonly passphraseFile?: string | undefined;
}

/** What was written or read. */
export interface OrganisationKeyReport {
  readonly file: string;
  /** Its id. */
  readonly organisation: string;
}

const askTerminal: Ask = (question) => askSecret(question, process);

/**
 * Writes the key of the organisation to a file of its own, also while the node runs. Throws MeshError `refused` when the
 * keyring has none, `data-dir-exists` when the file is there, and what `readUnlock` and `openKeyring` throw.
 */
export async function exportOrganisation(
  config: Config,
  { file, passphraseFile }: OrganisationFile,
  ask: Ask = askTerminal,
): Promise<OrganisationKeyReport> {
  const { keyring } = config;
  const secrets = await openKeyring(keyring.file, await readUnlock(keyring.unlock, { env: process.env, ask }));
  try {
    const seed = secrets.organisationSeed;
    if (seed === undefined)
      throw new MeshError(
        'refused',
        'The keyring of this node holds no key of an organisation. Export it where it is.',
      );
    const unlock: Unlock =
      passphraseFile === undefined
        ? await askTwice(ask)
        : await readUnlock({ kind: 'passphrase-file', path: passphraseFile });
    await writeOrganisationFile(file, { seed, unlock, random: systemRandom });
    return { file, organisation: idOf(seed) };
  } finally {
    wipeSecrets(secrets);
  }
}

/**
 * Puts the key of an organisation into the keyring of a node that is not running. Throws MeshError `data-dir-in-use` when it
 * runs, `data-dir-exists` when the keyring has another one and `replace` is not given, and what `readOrganisationFile`
 * throws.
 */
export async function importOrganisation(
  config: Config,
  { file, passphraseFile, replace = false }: OrganisationFile & { readonly replace?: boolean | undefined },
  ask: Ask = askTerminal,
): Promise<OrganisationKeyReport> {
  await refuseWhileRunning(config);
  const { keyring } = config;
  const unlock = await readUnlock(keyring.unlock, { env: process.env, ask });
  const secrets = await openKeyring(keyring.file, unlock);
  try {
    const organisationSeed = await readOrganisationFile(file, await opening(passphraseFile, ask));
    const organisation = idOf(organisationSeed);
    try {
      const present = secrets.organisationSeed && idOf(secrets.organisationSeed);
      if (present !== undefined && present !== organisation && !replace) throw otherKey(present);
      if (present !== organisation)
        await saveKeyring({
          file: keyring.file,
          secrets: { ...secrets, organisationSeed },
          unlock,
          random: systemRandom,
        });
      return { file, organisation };
    } finally {
      organisationSeed.wipe();
    }
  } finally {
    wipeSecrets(secrets);
  }
}

async function opening(passphraseFile: string | undefined, ask: Ask): Promise<Unlock> {
  if (passphraseFile !== undefined) return await readUnlock({ kind: 'passphrase-file', path: passphraseFile });
  return { kind: 'passphrase', passphrase: await ask('Passphrase of the file: ') };
}

function idOf(seed: SecretKey): string {
  return organisationId(signingKeyFromSeed(seed).publicKey);
}

function otherKey(id: string): MeshError {
  return new MeshError(
    'data-dir-exists',
    `The keyring holds the key of ${id}, which would be lost. Export it first, then say --replace; a node just made has signed for nobody but itself.`,
  );
}
