import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { MeshError, type ErrorCode } from './base/base.ts';

/** What a secret is for, in the words of messages about it. */
export interface SecretPurpose {
  /** What does not work without it: "The keyring stays locked". */
  readonly without: string;
  /** What the file does: "which unlocks the keyring". */
  readonly use: string;
  /** Where it is named: "keyring in parley.yaml". */
  readonly setting: string;
  /** The code for a file that holds no such secret. */
  readonly code: ErrorCode;
}

/** Largest file read as a secret, bytes. */
const maxSecretBytes = 4096;

/**
 * Reads a file that holds a secret. Throws MeshError 'credential-missing' when it cannot be read, the purpose's code
 * when it is too large, 'keyring-permissions' when other users may reach it.
 */
export function readSecretFile(path: string, purpose: SecretPurpose): Uint8Array {
  let file: number;
  try {
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown cause';
    throw missingSecret(
      `${path} cannot be read (${code}). Restore it, mount it, or correct ${purpose.setting}`,
      purpose,
      cause,
    );
  }
  try {
    checkOwnership(path, file, purpose);
    return readAll(file, path, purpose);
  } finally {
    closeSync(file);
  }
}

/** Reads a secret from a descriptor. Read once and closed: what handed it in closes its end, and nothing started later inherits it. */
export function readSecretDescriptor(fd: number, purpose: SecretPurpose): Uint8Array {
  try {
    const bytes = readAll(fd, `file descriptor ${fd}`, purpose);
    closeSync(fd);
    return bytes;
  } catch (cause) {
    if (cause instanceof MeshError) throw cause;
    throw missingSecret(
      `file descriptor ${fd} is not open for reading. Hand the key in, as in \`${fd}<key\` of a shell, or correct ${purpose.setting}`,
      purpose,
      cause,
    );
  }
}

/** Where a credential of systemd.exec(5), LoadCredential=, lies: a folder for this service alone, named by a variable. */
export function credentialPath(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  purpose: SecretPurpose,
): string {
  const folder = env['CREDENTIALS_DIRECTORY'] ?? '';
  if (folder !== '') return join(folder, name);
  throw missingSecret(
    `the credential ${name} is configured, but $CREDENTIALS_DIRECTORY is not set. Start the node by a systemd unit with LoadCredential=${name}:PATH, or correct ${purpose.setting}`,
    purpose,
  );
}

/** Without the line end that an editor leaves behind. */
export function withoutLineEnd(bytes: Uint8Array): Uint8Array {
  let end = bytes.length;
  while (end > 0 && (bytes[end - 1] === 0x0a || bytes[end - 1] === 0x0d)) end--;
  return bytes.slice(0, end);
}

/** The error for a place that holds no such secret. */
export function notASecret(where: string, what: string, { without, setting, code }: SecretPurpose): MeshError {
  return new MeshError(code, `${without}: ${where} ${what}. Restore it, or correct ${setting}.`);
}

function missingSecret(why: string, { without }: SecretPurpose, cause?: unknown): MeshError {
  return new MeshError('credential-missing', `${without}: ${why}.`, { cause });
}

function readAll(file: number, where: string, purpose: SecretPurpose): Uint8Array {
  const bytes = new Uint8Array(maxSecretBytes + 1);
  let length = 0;
  for (;;) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    length += read;
    if (read === 0) break;
    if (length > maxSecretBytes) throw notASecret(where, `has more than ${maxSecretBytes} bytes`, purpose);
  }
  const secret = bytes.slice(0, length);
  bytes.fill(0);
  return secret;
}

/** Who may reach a file with a secret: its owner, who is this user, or root who mounted it for this user. */
function checkOwnership(path: string, file: number, { use }: SecretPurpose): void {
  const { mode, uid } = fstatSync(file);
  const self = process.getuid?.();
  if (self !== undefined && uid !== self && uid !== 0) {
    throw new MeshError(
      'keyring-permissions',
      `${path}, ${use}, belongs to another user (${uid}), who could change it. Run: chown ${self} ${path}`,
    );
  }
  if (!isOpenToOthers(path, { mode, uid })) return;
  const octal = (mode & 0o777).toString(8);
  throw new MeshError(
    'keyring-permissions',
    `Other users may reach ${path} (mode ${octal}), ${use}. Run: chmod 600 ${path}`,
  );
}

/** Whether others than this user, and what mounted it for this user, may reach a file with a secret. */
export function isOpenToOthers(path: string, { mode, uid }: { readonly mode: number; readonly uid: number }): boolean {
  return (mode & forbiddenMode(path, uid === 0 && process.getuid?.() !== 0)) !== 0;
}

/**
 * What a supervisor (systemd, Docker, Kubernetes) mounts below /run is often readable to all of its own container.
 * Elsewhere a file of root's may be readable to the node's group: without that the node could not read it.
 */
function forbiddenMode(path: string, mounted: boolean): number {
  if (/^(?:\/var)?\/run\//.test(path)) return 0o022;
  return mounted ? 0o027 : 0o077;
}
