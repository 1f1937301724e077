import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { fromBase64url, fromUtf8, MeshError, SecretKey } from './base/base.ts';
import type { Config } from './config.ts';
import { askSecret } from './prompt.ts';
import type { Unlock } from './store/store.ts';

/** Where a secret that unlocks the keyring comes from. Never an argument or a variable: others on the machine see those. */
export type UnlockSource = Config['keyring']['unlock'];

/** What reading a secret may use of its surroundings. */
export interface UnlockSurroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Asks for a passphrase; throws MeshError 'credential-missing' where nobody can be asked. */
  readonly ask: (question: string) => Promise<SecretKey>;
}

/** Largest file read as a secret, bytes. */
const maxSecretBytes = 4096;
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
      return { kind: 'passphrase', passphrase: passphraseIn(readSecretFile(source.path), source.path) };
    case 'key-file':
      return { kind: 'key', key: keyIn(readSecretFile(source.path), source.path) };
    case 'credential': {
      const path = credentialPath(source.name, env);
      return { kind: 'key', key: keyIn(readSecretFile(path), path) };
    }
    case 'key-fd':
      return { kind: 'key', key: keyIn(readDescriptor(source.fd), `file descriptor ${source.fd}`) };
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
  if (passphrase.length === 0) throw notASecret(where, 'is empty');
  return SecretKey.own(passphrase);
}

function keyIn(bytes: Uint8Array, where: string): SecretKey {
  if (bytes.length === keyBytes) return SecretKey.own(bytes);
  const key = fromBase64url(fromUtf8(withoutLineEnd(bytes))?.replace(/=$/, '') ?? '');
  bytes.fill(0);
  if (key?.length !== keyBytes) throw notASecret(where, 'holds neither 32 bytes nor 32 bytes in base64url');
  return SecretKey.own(key);
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  return bytes.slice(0, end);
}

/** systemd.exec(5), LoadCredential=: a folder for this service alone, named by a variable. */
function credentialPath(name: string, env: UnlockSurroundings['env']): string {
  const folder = env['CREDENTIALS_DIRECTORY'] ?? '';
  if (folder !== '') return join(folder, name);
  throw missing(
    `the credential ${name} is configured, but $CREDENTIALS_DIRECTORY is not set. Start the node by a systemd unit with LoadCredential=${name}:PATH, or correct keyring in parley.yaml`,
  );
}

function readSecretFile(path: string): Uint8Array {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
    throw missing(`${path} cannot be read (${code}). Restore it, mount it, or correct keyring in parley.yaml`, cause);
  }
  try {
    checkOwnership(path, file);
    return readAll(file, path);
  } finally {
    closeSync(file);
  }
}

/** Read once and closed: what handed it in closes its end, and nothing started later inherits it. */
function readDescriptor(fd: number): Uint8Array {
  try {
    const bytes = readAll(fd, `file descriptor ${fd}`);
    closeSync(fd);
    return bytes;
  } catch (cause) {
    if (cause instanceof MeshError) throw cause;
    throw missing(
      `file descriptor ${fd} is not open for reading. Hand the key in, as in \`${fd}<key\` of a shell, or correct keyring in parley.yaml`,
      cause,
    );
  }
}

function readAll(file: number, where: string): Uint8Array {
  const bytes = new Uint8Array(maxSecretBytes + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    length += read;
    if (read === 0) break;
    if (length > maxSecretBytes) throw notASecret(where, `has more than ${maxSecretBytes} bytes`);
  }
  const secret = bytes.slice(0, length);
  bytes.fill(0);
  return secret;
}

/** Who may reach a file that unlocks the keyring: its owner, who is this user, or root who mounted it for this user. */
function checkOwnership(path: string, file: number): void {
  const { mode, uid } = fstatSync(file);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self && uid !== 0) {
    throw new MeshError(
      'keyring-permissions',
      `${path}, which unlocks the keyring, belongs to another user (${uid}), who could change it. Run: chown ${self} ${path}`,
    );
  }
  const mounted = uid === 0 && self !== 0;
  if ((mode & forbiddenMode(path, mounted)) === 0) return;
  const octal = (mode & 0o777).toString(8);
  throw new MeshError(
    'keyring-permissions',
    `Other users may reach ${path} (mode ${octal}), which unlocks the keyring. Run: chmod 600 ${path}`,
  );
}

/**
 * What a supervisor (systemd, Docker, Kubernetes) mounts below /run is often readable to all of its own container.
 * Elsewhere a file of root's may be readable to the node's group: without that the node could not read it.
 */
function forbiddenMode(path: string, mounted: boolean): number {
  if (/^(?:\/var)?\/run\//.test(path)) return 0o022;
  return mounted ? 0o027 : 0o077;
}

function notASecret(where: string, what: string): MeshError {
  return new MeshError(
    'keyring-locked',
    `The keyring stays locked: ${where} ${what}. Restore it, or correct keyring in parley.yaml.`,
  );
}

function missing(why: string, cause?: unknown): MeshError {
  return new MeshError('credential-missing', `The keyring stays locked: ${why}.`, { cause });
}
