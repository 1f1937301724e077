import { fromBase64url, fromUtf8, SecretKey } from './base/base.ts';
import type { Config } from './config.ts';
import { askSecret } from './prompt.ts';
import {
  credentialPath,
  notASecret,
  readSecretDescriptor,
  readSecretFile,
  withoutLineEnd,
  type SecretPurpose,
} from './secret-file.ts';
import type { Unlock } from './store/store.ts';

/** Where a secret that unlocks the keyring comes from. Never an argument or a variable: others on the machine see those. */
export type UnlockSource = Config['keyring']['unlock'];

/** What reading a secret may use of its surroundings. */
export interface UnlockSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks for a passphrase; throws MeshError 'credential-missing' where nobody can be asked. */
  readonly ask: (question: string) => Promise<SecretKey>;
}

const purpose: SecretPurpose = {
  without: 'The keyring stays locked',
  use: 'which unlocks the keyring',
  setting: 'keyring in parley.yaml',
  code: 'keyring-locked',
};
const keyBytes = 32;

const system: UnlockSurroundings = { env: process.env, ask: (question) => askSecret(question, process) };

/**
 * Reads what unlocks the keyring. A key has 32 bytes, or their base64url; of a passphrase file the line end is
 * not part. Throws MeshError 'credential-missing' when it is not there, 'keyring-locked' when it holds something
 * else, 'keyring-permissions' when other users may reach it.
 */
export async function readUnlock(source: UnlockSource, { env, ask }: UnlockSurroundings = system): Promise<Unlock> {
  switch (source.kind) {
    case 'ask':
      return { kind: 'passphrase', passphrase: await ask('Passphrase of the keyring: ') };
    case 'passphrase-file':
      return { kind: 'passphrase', passphrase: passphraseIn(readSecretFile(source.path, purpose), source.path) };
    case 'key-file':
      return { kind: 'key', key: keyIn(readSecretFile(source.path, purpose), source.path) };
    case 'credential': {
      const path = credentialPath(source.name, env, purpose);
      return { kind: 'key', key: keyIn(readSecretFile(path, purpose), path) };
    }
    case 'key-fd':
      return { kind: 'key', key: keyIn(readSecretDescriptor(source.fd, purpose), `file descriptor ${source.fd}`) };
  }
}

/** The source in words, for reports and messages. */
export function describeUnlock(source: UnlockSource): string {
  switch (source.kind) {
    case 'ask':
      return 'a passphrase that is asked for';
    case 'passphrase-file':
    case 'key-file':
      return source.path;
    case 'credential':
      return `the credential ${source.name}`;
    case 'key-fd':
      return `a key in file descriptor ${source.fd}`;
  }
}

function passphraseIn(bytes: Uint8Array, where: string): SecretKey {
  const passphrase = withoutLineEnd(bytes);
  if (passphrase.length === 0) throw notASecret(where, 'is empty', purpose);
  return SecretKey.own(passphrase);
}

function keyIn(bytes: Uint8Array, where: string): SecretKey {
  if (bytes.length === keyBytes) return SecretKey.own(bytes);
  const key = fromBase64url(fromUtf8(withoutLineEnd(bytes))?.replace(/=$/, '') ?? '');
  bytes.fill(0);
  if (key?.length !== keyBytes) throw notASecret(where, 'holds neither 32 bytes nor 32 bytes in base64url', purpose);
  return SecretKey.own(key);
}
