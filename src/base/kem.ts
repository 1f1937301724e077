import * as nodeCrypto from 'node:crypto';
import { ml_kem768 } from '@noble/post-quantum/ml-kem.js';
import { concat, fromBase64url, fromHex } from './bytes.ts';
import type { Random } from './random.ts';
import { SecretKey } from './secret-key.ts';
import { withoutTrace } from './without-trace.ts';

/** Lengths of ML-KEM-768 (FIPS 203, table 3) in bytes; a private key is kept as its seed d || z. */
export const kemBytes = { publicKey: 1184, ciphertext: 1088, secret: 32, seed: 64 } as const;

/** A secret under a public key, and what lets the holder of the private key find it. */
export interface Encapsulated {
  readonly ciphertext: Uint8Array;
  /** 32 bytes; the caller overwrites them. */
  readonly secret: Uint8Array;
}

/** An ML-KEM-768 key pair. */
export interface KemKey {
  /** Derived when it is first asked for. */
  readonly publicKey: Uint8Array;
  /** The seed d || z (FIPS 203, section 7.1), for storage in a sealed record. */
  readonly seed: SecretKey;
  /**
   * The secret in a ciphertext; undefined for another length. A ciphertext that was tampered with gives another
   * secret and no error (implicit rejection), so only what is sealed under the secret tells.
   */
  decapsulate(ciphertext: Uint8Array): Uint8Array | undefined;
}

/** ML-KEM-768 (FIPS 203) as one implementation does it. */
export interface Kem {
  /** Imports a seed of 64 bytes; throws RangeError for another length. */
  keyFromSeed(seed: SecretKey): KemKey;
  /**
   * A new secret under a public key; undefined when it is not one (FIPS 203, section 7.2). `random` is used where
   * the platform lets its caller choose.
   */
  encapsulate(publicKey: Uint8Array, random: Random): Encapsulated | undefined;
}

function checkSeed(seed: SecretKey): void {
  if (seed.length !== kemBytes.seed) throw new RangeError('an ML-KEM seed has 64 bytes');
}

/** ML-KEM by @noble/post-quantum: where the platform has none, and the second implementation that tests compare with. */
export const portableKem: Kem = {
  keyFromSeed(seed) {
    checkSeed(seed);
    let pair: { readonly publicKey: Uint8Array; readonly secretKey: Uint8Array } | undefined;
    const derived = () => (pair ??= ml_kem768.keygen(seed.expose()));
    return {
      get publicKey() {
        return derived().publicKey;
      },
      seed,
      decapsulate(ciphertext) {
        if (ciphertext.length !== kemBytes.ciphertext) return undefined;
        return ml_kem768.decapsulate(ciphertext, derived().secretKey);
      },
    };
  },
  encapsulate(publicKey, random) {
    if (publicKey.length !== kemBytes.publicKey) return undefined;
    try {
      const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey, random(32));
      return { ciphertext: cipherText, secret: sharedSecret };
    } catch {
      return undefined;
    }
  },
};

/** Of a private key in PKCS #8, the bytes before its seed (RFC 9935): cheaper to import than the raw seed. */
const pkcs8Prefix = fromHex('3054020100300b060960864801650304040204428040');
/** Of a public key in SubjectPublicKeyInfo, the bytes before the key itself. */
const spkiPrefix = fromHex('308204b2300b0609608648016503040402038204a100');

/** ML-KEM by OpenSSL 3.5, with Node 24; it is refused by older ones. */
const openSslKem: Kem = {
  keyFromSeed(seed) {
    checkSeed(seed);
    let imported: nodeCrypto.KeyObject | undefined;
    let publicKey: Uint8Array | undefined;
    const key = () => (imported ??= importSeed(seed));
    return {
      get publicKey() {
        return (publicKey ??= exportPublic(key()));
      },
      seed,
      decapsulate(ciphertext) {
        if (ciphertext.length !== kemBytes.ciphertext) return undefined;
        return new Uint8Array(nodeCrypto.decapsulate(key(), ciphertext));
      },
    };
  },
  encapsulate(publicKey) {
    if (publicKey.length !== kemBytes.publicKey) return undefined;
    try {
      const der = Buffer.from(concat(spkiPrefix, publicKey));
      const key = withoutTrace(() => nodeCrypto.createPublicKey({ key: der, format: 'der', type: 'spki' }));
      const { ciphertext, sharedKey } = nodeCrypto.encapsulate(key);
      return { ciphertext: new Uint8Array(ciphertext), secret: new Uint8Array(sharedKey) };
    } catch {
      return undefined;
    }
  },
};

function importSeed(seed: SecretKey): nodeCrypto.KeyObject {
  const der = Buffer.from(concat(pkcs8Prefix, seed.expose()));
  try {
    return withoutTrace(() => nodeCrypto.createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
  } finally {
    der.fill(0);
  }
}

/** By way of JWK: the DER takes four times longer. */
function exportPublic(key: nodeCrypto.KeyObject): Uint8Array {
  const { pub } = nodeCrypto.createPublicKey(key).export({ format: 'jwk' });
  const bytes = typeof pub === 'string' ? fromBase64url(pub) : undefined;
  if (bytes?.length !== kemBytes.publicKey) throw new RangeError('not an ML-KEM-768 key');
  return bytes;
}

/** ML-KEM by the platform; undefined when this Node has none that knows what is used here. */
export const nativeKem: Kem | undefined = isWorking(openSslKem) ? openSslKem : undefined;

function isWorking(candidate: Kem): boolean {
  try {
    const key = candidate.keyFromSeed(SecretKey.own(new Uint8Array(kemBytes.seed)));
    const { ciphertext, secret } = candidate.encapsulate(key.publicKey, (length) => new Uint8Array(length)) ?? {};
    const found = ciphertext && key.decapsulate(ciphertext);
    return found !== undefined && secret !== undefined && SecretKey.own(found).equals(SecretKey.own(secret));
  } catch {
    return false;
  }
}

/** ML-KEM-768 as this process does it: by the platform where it can. */
export const kem: Kem = nativeKem ?? portableKem;

/** A new ML-KEM-768 key pair. */
export function newKemKey(random: Random): KemKey {
  return kem.keyFromSeed(SecretKey.own(random(kemBytes.seed)));
}
