import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { fromBase64url, fromUtf8, MeshError, SecretKey } from './base/base.ts';
import type { Config } from './config.ts';
import type { Unlock } from './store/store.ts';

/** Largest file read as a secret, bytes. */
const maxSecretBytes = 4096;
const keyBytes = 32;

/**
 * Reads what unlocks the keyring. A key file has 32 bytes, or their base64url; of a passphrase file the
 * line end is not part. Throws MeshError 'keyring-locked' when it cannot be read or holds something else,
 * 'keyring-permissions' when other users may reach it.
 */
export function readUnlock(unlock: Config['keyring']['unlock']): Unlock {
  const bytes = readSecret(unlock.path);
  if (unlock.kind === 'passphrase-file') {
    const passphrase = withoutLineEnd(bytes);
    if (passphrase.length === 0) throw notASecret(unlock.path, 'is empty');
    return { kind: 'passphrase', passphrase: SecretKey.own(passphrase) };
  }
  if (bytes.length === keyBytes) return { kind: 'key', key: SecretKey.own(bytes) };
  const key = fromBase64url(fromUtf8(withoutLineEnd(bytes))?.replace(/=$/, '') ?? '');
  if (key?.length !== keyBytes) throw notASecret(unlock.path, 'holds neither 32 bytes nor 32 bytes in base64url');
  return { kind: 'key', key: SecretKey.own(key) };
}

function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  return bytes.slice(0, end);
}

function notASecret(path: string, what: string): MeshError {
  return new MeshError(
    'keyring-locked',
    `The keyring stays locked: ${path} ${what}. Restore it, or correct keyring in parley.yaml.`,
  );
}

function readSecret(path: string): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { mode, size } = fstatSync(file);
    if ((mode & forbiddenMode(path)) !== 0) throw tooOpen(path, mode);
    if (size > maxSecretBytes) throw notASecret(path, `has more than ${maxSecretBytes} bytes`);
    return readFileSync(file);
  } catch (cause) {
    if (cause instanceof MeshError) throw cause;
    throw new MeshError(
      'keyring-locked',
      `The keyring stays locked: ${path} cannot be read. Restore it, or correct keyring in parley.yaml.`,
      { cause },
    );
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** What a supervisor (systemd, Docker, Kubernetes) mounts below /run is often readable to all of its own container. */
function forbiddenMode(path: string): number {
  return /^(?:\/var)?\/run\//.test(path) ? 0o022 : 0o077;
}

function tooOpen(path: string, mode: number): MeshError {
  const octal = (mode & 0o777).toString(8);
  return new MeshError(
    'keyring-permissions',
    `Other users may reach ${path} (mode ${octal}), which unlocks the keyring. Run: chmod 600 ${path}`,
  );
}
