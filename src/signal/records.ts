import { SecretKey } from '../base/base.ts';
import type { KyberPreKeyRecord, PreKeyRecord, SignedPreKeyRecord } from '@signalapp/libsignal-client';
import { plain, type Library } from './library.ts';

/** A record of a prekey, as libsignal holds it and as it is kept. */
interface Kind<T extends object> {
  /** The secret bytes of a record that was just made. */
  keep(record: T & { serialize(): Uint8Array }): SecretKey;
  /** The record in those bytes. Throws what libsignal throws at bytes that are none. */
  read(library: Library, secret: SecretKey): T;
}

/** Records stay in memory as long as their bytes do: to read one of Kyber takes a tenth of a key agreement. */
function kind<T extends object>(deserialize: (library: Library, bytes: Uint8Array<ArrayBuffer>) => T): Kind<T> {
  const inUse = new WeakMap<SecretKey, T>();
  return {
    keep(record) {
      const secret = SecretKey.own(record.serialize());
      inUse.set(secret, record);
      return secret;
    },
    read(library, secret) {
      const known = inUse.get(secret);
      if (known !== undefined) return known;
      const record = deserialize(library, plain(secret.expose()));
      inUse.set(secret, record);
      return record;
    },
  };
}

/** One-time prekeys. */
export const oneTimeRecords: Kind<PreKeyRecord> = kind((library, bytes) => library.PreKeyRecord.deserialize(bytes));
/** Signed prekeys. */
export const signedRecords: Kind<SignedPreKeyRecord> = kind((library, bytes) =>
  library.SignedPreKeyRecord.deserialize(bytes),
);
/** Kyber prekeys, one-time and of last resort. */
export const kyberRecords: Kind<KyberPreKeyRecord> = kind((library, bytes) =>
  library.KyberPreKeyRecord.deserialize(bytes),
);
