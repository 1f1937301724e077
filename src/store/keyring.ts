import { scrypt } from 'node:crypto';
import { concat, hkdfSha256, MeshError, openAtRest, sealAtRest, SecretKey, utf8, type Random } from '../base/base.ts';
import { createPrivateFile, readPrivateFile, replacePrivateFile } from './private-file.ts';
import {
  decodeKeyringFile,
  encodeKeyringFile,
  headerBytes,
  type KeyringHeader,
  type ScryptParameters,
} from './keyring-file.ts';

/** How a keyring opens: a passphrase (slow on purpose), or 32 bytes handed in by the environment. */
export type Unlock =
  { readonly kind: 'passphrase'; readonly passphrase: SecretKey } | { readonly kind: 'key'; readonly key: SecretKey };

/** What a keyring holds; each has 32 bytes. */
export interface KeyringSecrets {
  readonly identitySeed: SecretKey;
  /** Committed to in the record, so that only its holder can rotate the identity. */
  readonly nextIdentitySeed: SecretKey;
  readonly organisationSeed: SecretKey | undefined;
  /** Seed of the libp2p host key. */
  readonly hostSeed: SecretKey;
  /** Seals the values of the store. */
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

/** How to write a keyring. */
export interface SaveKeyringOptions {
  readonly file: string;
  readonly secrets: KeyringSecrets;
  readonly unlock: Unlock;
  readonly random: Random;
}

/** Bytes of every secret in the keyring. */
const secretBytes = 32;

/**
 * The cost of a passphrase: 128 MiB and some 0.4 s a guess (RFC 7914; OWASP's first choice for scrypt).
 */
const scryptCost = { N: 2 ** 17, r: 8, p: 1 } as const;

/**
 * Makes new secrets and writes them, for their owner alone. Throws MeshError `data-dir-exists` when the file is
 * there already: secrets are never overwritten by new ones.
 */
export async function createKeyring({
  file,
  unlock,
  random,
  organisation,
}: CreateKeyringOptions): Promise<KeyringSecrets> {
  const fresh = (): SecretKey => SecretKey.own(random(secretBytes));
  const secrets: KeyringSecrets = {
    identitySeed: fresh(),
    nextIdentitySeed: fresh(),
    organisationSeed: organisation ? fresh() : undefined,
    hostSeed: fresh(),
    dataKey: fresh(),
  };
  await createPrivateFile(file, await sealKeyring(secrets, unlock, random));
  return secrets;
}

/**
 * Replaces a keyring whole: after a rotation, or to change how it is unlocked. After a crash the old or the new one is
 * there, and the new one is opened before it takes the old one's place. Afterwards the old way opens it no more.
 */
export async function saveKeyring({ file, secrets, unlock, random }: SaveKeyringOptions): Promise<void> {
  const bytes = await sealKeyring(secrets, unlock, random);
  wipeSecrets(await unsealKeyring(bytes, unlock));
  await replacePrivateFile(file, bytes);
}

/** How a keyring file, given as bytes, is unlocked. Throws MeshError `keyring-damaged`. */
export function unlockKindOf(bytes: Uint8Array): Unlock['kind'] {
  return decodeKeyringFile(bytes).header.unlock.kind === 'scrypt' ? 'passphrase' : 'key';
}

/** Overwrites all secrets of a keyring. */
export function wipeSecrets(secrets: KeyringSecrets): void {
  for (const secret of Object.values<SecretKey | undefined>({ ...secrets })) secret?.wipe();
}

/** A data key for a store made anew. */
export function freshDataKey(random: Random): SecretKey {
  return SecretKey.own(random(secretBytes));
}

/**
 * Opens a keyring. Throws MeshError: `data-dir-missing` (no such file), `keyring-permissions` (others may read it),
 * `keyring-damaged`, `keyring-locked` (wrong passphrase or key, or the wrong kind of the two).
 */
export async function openKeyring(file: string, unlock: Unlock): Promise<KeyringSecrets> {
  return unsealKeyring(await readPrivateFile(file), unlock);
}

/** A keyring's file as it is, sealed; throws as `openKeyring` does before it unlocks anything. */
export function readKeyringFile(file: string): Promise<Uint8Array> {
  return readPrivateFile(file);
}

/** Opens a keyring from the bytes of its file; throws as `openKeyring`. */
export async function unsealKeyring(file: Uint8Array, unlock: Unlock): Promise<KeyringSecrets> {
  return decodeSecrets(await unsealSecret(file, unlock));
}

/** Opens a file of the form of a keyring; throws as `openKeyring`. Whoever calls overwrites what comes out. */
export async function unsealSecret(file: Uint8Array, unlock: Unlock): Promise<Uint8Array> {
  const { header, sealed } = decodeKeyringFile(file);
  const key = await unlockingKey(header, unlock);
  const plain = openAtRest(key, sealed, headerBytes(header));
  key.wipe();
  if (plain === undefined) throw locked(unlock);
  return plain;
}

/** A keyring as the bytes of its file, to be kept within another file. */
export async function sealKeyring(secrets: KeyringSecrets, unlock: Unlock, random: Random): Promise<Uint8Array> {
  return sealSecret(encodeSecrets(secrets), unlock, random);
}

/** Seals bytes as a keyring is sealed, and overwrites them: the bytes of a file. */
export async function sealSecret(plain: Uint8Array, unlock: Unlock, random: Random): Promise<Uint8Array> {
  const salt = random(32);
  const header: KeyringHeader =
    unlock.kind === 'passphrase'
      ? { version: 1, unlock: { kind: 'scrypt', ...scryptCost, salt } }
      : { version: 1, unlock: { kind: 'key', salt } };
  const key = await unlockingKey(header, unlock);
  const sealed = sealAtRest(key, plain, headerBytes(header), random);
  key.wipe();
  plain.fill(0);
  return encodeKeyringFile(header, sealed);
}

async function unlockingKey(header: KeyringHeader, unlock: Unlock): Promise<SecretKey> {
  const stored = header.unlock;
  if (unlock.kind === 'passphrase') {
    if (stored.kind !== 'scrypt') throw wrongKind('a key', 'a passphrase');
    return stretch(unlock.passphrase, stored);
  }
  if (stored.kind !== 'key') throw wrongKind('a passphrase', 'a key');
  if (unlock.key.length !== secretBytes) {
    throw new MeshError(
      'keyring-locked',
      `The key for the keyring has ${unlock.key.length} bytes, but must have ${secretBytes}. Hand in the key that it was made with.`,
    );
  }
  return SecretKey.own(hkdfSha256(unlock.key.expose(), stored.salt, utf8('parley/v1/keyring'), secretBytes));
}

function stretch(passphrase: SecretKey, { N, r, p, salt }: ScryptParameters): Promise<SecretKey> {
  const { promise, resolve, reject } = Promise.withResolvers<SecretKey>();
  // scrypt needs a little more than 128 * N * r; Node refuses without room above it.
  const maxmem = 128 * N * r + 128 * r * p + 1024 * 1024;
  scrypt(passphrase.expose(), salt, secretBytes, { N, r, p, maxmem }, (error, key) => {
    if (error === null) resolve(SecretKey.own(new Uint8Array(key.buffer, key.byteOffset, key.length)));
    else reject(error);
  });
  return promise;
}

/** `u8 version | u8 has organisation | identity | next identity | host | data | organisation`, never a string. */
function encodeSecrets(secrets: KeyringSecrets): Uint8Array {
  const { identitySeed, nextIdentitySeed, hostSeed, dataKey, organisationSeed } = secrets;
  const parts = [identitySeed, nextIdentitySeed, hostSeed, dataKey];
  if (organisationSeed !== undefined) parts.push(organisationSeed);
  if (parts.some((part) => part.length !== secretBytes))
    throw new RangeError(`a secret must have ${secretBytes} bytes`);
  return concat(Uint8Array.of(1, organisationSeed === undefined ? 0 : 1), ...parts.map((part) => part.expose()));
}

function decodeSecrets(plain: Uint8Array): KeyringSecrets {
  const hasOrganisation = plain[1] === 1;
  const count = hasOrganisation ? 5 : 4;
  if (plain[0] !== 1 || (plain[1] ?? 2) > 1 || plain.length !== 2 + count * secretBytes) {
    plain.fill(0);
    throw new MeshError(
      'keyring-damaged',
      'The keyring opens, but this version does not know what is in it. Use the version that wrote it, or restore the file from a backup.',
    );
  }
  const at = (i: number): SecretKey => SecretKey.own(plain.slice(2 + i * secretBytes, 2 + (i + 1) * secretBytes));
  const secrets = {
    identitySeed: at(0),
    nextIdentitySeed: at(1),
    hostSeed: at(2),
    dataKey: at(3),
    organisationSeed: hasOrganisation ? at(4) : undefined,
  };
  plain.fill(0);
  return secrets;
}

function locked(unlock: Unlock): MeshError {
  const what = unlock.kind === 'passphrase' ? 'passphrase' : 'key';
  return new MeshError(
    'keyring-locked',
    `The ${what} does not open the keyring. The file itself is whole: try again with the ${what} that it was made with.`,
  );
}

function wrongKind(needs: string, got: string): MeshError {
  return new MeshError(
    'keyring-locked',
    `The keyring opens with ${needs}, but ${got} was given. Configure the one that it was made with.`,
  );
}
