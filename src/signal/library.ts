import { ignore, reject, type Ignore, type Reject } from '../base/base.ts';
import type * as libsignal from '@signalapp/libsignal-client';

/** The functions and classes of libsignal, as its package gives them. */
export type Library = typeof libsignal;

/** Loads libsignal; undefined when the package is not installed, or has no build for this platform. */
export async function loadLibrary(): Promise<Library | undefined> {
  try {
    return await import('@signalapp/libsignal-client');
  } catch {
    return undefined;
  }
}

/** What we make of an error that libsignal answered a message with; what is not known is the sender's fault. */
export function verdictOf(library: Library, error: unknown): Ignore | Reject {
  const { ErrorCode, LibSignalErrorBase } = library;
  if (LibSignalErrorBase.is(error, ErrorCode.DuplicatedMessage)) return ignore('duplicate');
  if (LibSignalErrorBase.is(error, ErrorCode.UntrustedIdentity))
    return reject('key-mismatch', 'the message names another identity key of suite signal');
  return reject('undecryptable');
}

/** The same bytes in the type that libsignal declares: it takes no shared memory. */
export function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const { buffer } = bytes;
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer, bytes.byteOffset, bytes.length);
  return Uint8Array.from(bytes);
}

/** A key pair of its private half. */
export function identityPair(library: Library, privateKey: libsignal.PrivateKey): libsignal.IdentityKeyPair {
  return new library.IdentityKeyPair(privateKey.getPublicKey(), privateKey);
}
