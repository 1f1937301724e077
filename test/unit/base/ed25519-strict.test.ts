import { ed25519 } from '@noble/curves/ed25519.js';
import { describe, expect, it } from 'vitest';
import {
  agreementKeyFromPrivate,
  concat,
  isStrongPublicKey,
  SecretKey,
  signingKeyFromSeed,
  toAgreementPublicKey,
  toBase64url,
  utf8,
  verifyEd25519,
} from '../../../src/base/base.ts';

const p = 2n ** 255n - 19n;
const order = ed25519.Point.Fn.ORDER;

function littleEndian(value: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn));
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

const sign = 1n << 255n;

/** Every encoding of a point of small order: the eight points, and their encodings that are not canonical. */
function smallOrderKeys(): readonly Uint8Array[] {
  const torsion = ed25519.Point.fromHex('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05', true);
  const points = Array.from({ length: 8 }, (_, i) =>
    i === 0 ? ed25519.Point.ZERO : torsion.multiplyUnsafe(BigInt(i)),
  );
  const canonical = points.map((point) => point.toBytes());
  const odd = [1n + sign, p - 1n + sign, p, p + sign, p + 1n, p + 1n + sign].map(littleEndian);
  return [...canonical, ...odd];
}

const message = utf8('pay everything to me');
const signing = signingKeyFromSeed(SecretKey.own(new Uint8Array(32).fill(3)));

describe('strict Ed25519', () => {
  it('refuses every public key of small order, under which one signature fits many messages', () => {
    const keys = smallOrderKeys();
    expect(new Set(keys.map((key) => toBase64url(key))).size).toBe(14);
    const identity = concat(littleEndian(1n), new Uint8Array(32));
    for (const key of keys) {
      expect(isStrongPublicKey(key)).toBe(false);
      expect(toAgreementPublicKey(key)).toBeUndefined();
      for (let i = 0; i < 8; i++) expect(verifyEd25519(key, Uint8Array.of(i), identity)).toBe(false);
    }
    // The forgery is one: a lenient verifier accepts it under any message.
    expect(ed25519.verify(identity, message, littleEndian(1n))).toBe(true);
  });

  it('refuses a signature with S + L in place of S', () => {
    const signature = signing.sign(message);
    const s = fromLittleEndian(signature.subarray(32));
    expect(verifyEd25519(signing.publicKey, message, signature)).toBe(true);
    for (let k = 1n; s + k * order < 2n ** 256n; k++) {
      const malleated = concat(signature.subarray(0, 32), littleEndian(s + k * order));
      expect(verifyEd25519(signing.publicKey, message, malleated)).toBe(false);
    }
  });

  it('refuses S = L and S = L + 1, whatever R is', () => {
    for (const s of [order, order + 1n, 2n ** 256n - 1n]) {
      expect(verifyEd25519(signing.publicKey, message, concat(littleEndian(1n), littleEndian(s)))).toBe(false);
    }
  });

  it('refuses keys that are not canonical or not on the curve, and other lengths', () => {
    const notOnCurve = littleEndian(2n);
    for (const key of [notOnCurve, littleEndian(p + 3n), new Uint8Array(31), new Uint8Array(33), new Uint8Array(0)]) {
      expect(isStrongPublicKey(key)).toBe(false);
      expect(toAgreementPublicKey(key)).toBeUndefined();
      expect(verifyEd25519(key, message, signing.sign(message))).toBe(false);
    }
    expect(verifyEd25519(signing.publicKey, message, signing.sign(message).subarray(0, 63))).toBe(false);
  });

  it('refuses a signature made under one key for another', () => {
    const other = signingKeyFromSeed(SecretKey.own(new Uint8Array(32).fill(4)));
    expect(verifyEd25519(other.publicKey, message, signing.sign(message))).toBe(false);
  });
});

describe('X25519', () => {
  it('gives no shared secret with a point of small order or a key of another length', () => {
    const key = agreementKeyFromPrivate(SecretKey.own(new Uint8Array(32).fill(9)));
    const small = [0n, 1n, p - 1n, p, p + 1n].map(littleEndian);
    for (const publicKey of [...small, new Uint8Array(31), new Uint8Array(33)]) {
      expect(key.agree(publicKey)).toBeUndefined();
    }
  });
});
