import { z } from 'zod';
import { concat, equalBytes, fromBase64url, fromUtf8, MeshError, sha256, toBase64url, utf8 } from '../base/base.ts';

/** What a passphrase is stretched with (RFC 7914). */
export interface ScryptParameters {
  readonly N: number;
  readonly r: number;
  readonly p: number;
  readonly salt: Uint8Array;
}

/** The open part of a keyring file. */
export interface KeyringHeader {
  readonly version: 1;
  readonly unlock:
    ({ readonly kind: 'scrypt' } & ScryptParameters) | { readonly kind: 'key'; readonly salt: Uint8Array };
}

/** Largest keyring file, bytes; ours has some 600. */
export const maxKeyringBytes = 16 * 1024;

const bytes = z
  .string()
  .max(maxKeyringBytes)
  .transform((text, context) => {
    const value = fromBase64url(text);
    if (value !== undefined) return value;
    context.addIssue('not base64url');
    return z.NEVER;
  });
const salt = bytes.refine((value) => value.length === 32);

/** Bounds on the cost: a changed file must not make the node ask for gigabytes, nor stretch next to nothing. */
const unlockSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scrypt'),
    N: z.literal([2 ** 14, 2 ** 15, 2 ** 16, 2 ** 17, 2 ** 18, 2 ** 19]),
    r: z.literal(8),
    p: z.int().min(1).max(4),
    salt,
  }),
  z.strictObject({ kind: z.literal('key'), salt }),
]);

const fileSchema = z.strictObject({
  version: z.literal(1),
  unlock: unlockSchema,
  sealed: bytes,
  checksum: bytes,
});

/** What the sealed part is bound to: the header as it is written, so that no parameter can be changed. */
export function headerBytes({ version, unlock }: KeyringHeader): Uint8Array {
  return utf8(JSON.stringify({ version, unlock: { ...unlock, salt: toBase64url(unlock.salt) } }));
}

/**
 * The file: JSON, so that an operator sees how it is to be unlocked. The checksum is no protection (the seal is); it
 * tells a damaged file from a wrong passphrase.
 */
export function encodeKeyringFile(header: KeyringHeader, sealed: Uint8Array): Uint8Array {
  const file = {
    version: header.version,
    unlock: { ...header.unlock, salt: toBase64url(header.unlock.salt) },
    sealed: toBase64url(sealed),
    checksum: toBase64url(checksum(header, sealed)),
  };
  return utf8(`${JSON.stringify(file, undefined, 2)}\n`);
}

/** Reads what `encodeKeyringFile` wrote. Throws MeshError `keyring-damaged`. */
export function decodeKeyringFile(file: Uint8Array): { readonly header: KeyringHeader; readonly sealed: Uint8Array } {
  const parsed = fileSchema.safeParse(parseJson(file));
  if (!parsed.success) throw damaged('it is not a keyring of this version');
  const { version, unlock, sealed, checksum: expected } = parsed.data;
  const header: KeyringHeader = { version, unlock: ordered(unlock) };
  if (!equalBytes(checksum(header, sealed), expected)) throw damaged('its checksum does not fit');
  return { header, sealed };
}

/** The members in the order in which `seal` writes them: the bytes that the seal covers depend on it. */
function ordered(unlock: KeyringHeader['unlock']): KeyringHeader['unlock'] {
  if (unlock.kind === 'key') return { kind: 'key', salt: unlock.salt };
  return { kind: 'scrypt', N: unlock.N, r: unlock.r, p: unlock.p, salt: unlock.salt };
}

function parseJson(file: Uint8Array): unknown {
  const text = file.length > maxKeyringBytes ? undefined : fromUtf8(file);
  if (text === undefined) throw damaged('it is no text, or too long');
  try {
    return JSON.parse(text);
  } catch {
    throw damaged('it is not JSON');
  }
}

function checksum(header: KeyringHeader, sealed: Uint8Array): Uint8Array {
  return sha256(utf8('parley/v1/keyring-checksum\0'), concat(headerBytes(header), sealed));
}

/** The file is not what this program wrote. */
export function damaged(how: string): MeshError {
  return new MeshError(
    'keyring-damaged',
    `The keyring file is damaged: ${how}. Restore it from a backup: without it the identity and the data are lost.`,
  );
}
