import type { Random, SecretKey } from '../base/base.ts';

/** How a keyring opens: a passphrase (slow on purpose), or 32 bytes handed in by the environment. */
export type Unlock =
  { readonly kind: 'passphrase'; readonly passphrase: SecretKey } | { readonly kind: 'key'; readonly key: SecretKey };

/** What a keyring holds; each has 32 bytes. */
export interface KeyringSecrets {
  readonly identitySeed: SecretKey;
  readonly nextIdentitySeed: SecretKey;
  readonly organisationSeed: SecretKey | undefined;
  /** Seed of the libp2p host key. */
  readonly hostSeed: SecretKey;
  readonly dataKey: SecretKey;
}

/** How to make a new keyring. */
export interface CreateKeyringOptions {
  readonly file: string;
  readonly unlock: Unlock;
  readonly random: Random;
  /** Whether this node also holds an organisation's key. */
  readonly organisation: boolean;
}

/** Makes new secrets and writes them. Throws MeshError `data-dir-exists` when the file is there already. */
export function createKeyring(options: CreateKeyringOptions): Promise<KeyringSecrets> {
  throw new Error(options.file);
}

/** Replaces a keyring atomically: after a rotation, or to change how it is unlocked. */
export function saveKeyring(o: {
  readonly file: string;
  readonly secrets: KeyringSecrets;
  readonly unlock: Unlock;
  readonly random: Random;
}): Promise<void> {
  throw new Error(o.file);
}

/** Opens a keyring. Throws MeshError: `data-dir-missing`, `keyring-permissions`, `keyring-damaged`, `keyring-locked`. */
export function openKeyring(file: string, unlock: Unlock): Promise<KeyringSecrets> {
  throw new Error(file + unlock.kind);
}
