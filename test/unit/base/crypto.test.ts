import { chacha20poly1305, xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { ed25519, x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 as nobleSha256, sha512 as nobleSha512 } from '@noble/hashes/sha2.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  aeadOpen,
  aeadSeal,
  agreementKeyFromPair,
  agreementKeyFromPrivate,
  concat,
  constantTimeEqual,
  hkdfSha256,
  hmacSha256,
  hmacSha512,
  newAgreementKey,
  openAtRest,
  openAtRestSealer,
  sealAtRest,
  SecretKey,
  sha256,
  sha512,
  signDomain,
  signingKeyFromSeed,
  systemRandom,
  toAgreementPublicKey,
  toHex,
  verifyDomain,
  verifyEd25519,
} from '../../../src/base/base.ts';

const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const key32 = exactly(32);
const data = fc.uint8Array({ maxLength: 300 });
const secret = (bytes: Uint8Array): SecretKey => SecretKey.own(bytes.slice());
const few = { numRuns: 40 };

describe('two implementations of a primitive', () => {
  it('agree on hashes, HMAC and HKDF', () => {
    fc.assert(
      fc.property(data, data, data, fc.integer({ min: 1, max: 100 }), (a, b, salt, length) => {
        expect(sha256(a, b)).toEqual(nobleSha256(concat(a, b)));
        expect(sha512(a, b)).toEqual(nobleSha512(concat(a, b)));
        expect(hmacSha256(salt, a, b)).toEqual(hmac(nobleSha256, salt, concat(a, b)));
        expect(hmacSha512(salt, a)).toEqual(hmac(nobleSha512, salt, a));
        expect(hkdfSha256(a, salt, b, length)).toEqual(hkdf(nobleSha256, a, salt, b, length));
      }),
    );
  });

  it('agree on ChaCha20-Poly1305, sealing and opening', () => {
    fc.assert(
      fc.property(key32, exactly(12), data, data, (key, nonce, text, aad) => {
        const sealed = aeadSeal(key, nonce, text, aad);
        expect(sealed).toEqual(chacha20poly1305(key, nonce, aad).encrypt(text));
        expect(aeadOpen(key, nonce, sealed, aad)).toEqual(text);
      }),
    );
  });

  it('agree on XChaCha20-Poly1305 at rest', () => {
    fc.assert(
      fc.property(key32, exactly(24), data, data, (key, nonce, text, aad) => {
        const sealed = sealAtRest(secret(key), text, aad, () => nonce.slice());
        expect(sealed).toEqual(concat(nonce, xchacha20poly1305(key, nonce, aad).encrypt(text)));
        expect(openAtRest(secret(key), sealed, aad)).toEqual(text);
      }),
    );
  });

  it('agree on X25519: public keys, however imported, and shared secrets', () => {
    fc.assert(
      fc.property(key32, key32, (a, b) => {
        const mine = agreementKeyFromPrivate(secret(a));
        const theirs = x25519.getPublicKey(b);
        expect(mine.publicKey).toEqual(x25519.getPublicKey(a));
        const shared = x25519.getSharedSecret(a, theirs);
        expect(mine.agree(theirs)).toEqual(shared);
        expect(agreementKeyFromPair(secret(a), mine.publicKey).agree(theirs)).toEqual(shared);
        expect(newAgreementKey(() => b.slice()).agree(mine.publicKey)).toEqual(shared);
      }),
      few,
    );
  });

  it('agree on Ed25519: keys, signatures, verdicts and the X25519 form', () => {
    fc.assert(
      fc.property(key32, data, data, (seed, message, other) => {
        const signing = signingKeyFromSeed(secret(seed));
        const signature = signing.sign(message);
        expect(signing.publicKey).toEqual(ed25519.getPublicKey(seed));
        expect(signature).toEqual(ed25519.sign(message, seed));
        expect(verifyEd25519(signing.publicKey, message, signature)).toBe(true);
        const holds = ed25519.verify(signature, other, signing.publicKey);
        expect(verifyEd25519(signing.publicKey, other, signature)).toBe(holds);
        const agreement = signing.agreementKey();
        expect(toAgreementPublicKey(signing.publicKey)).toEqual(agreement.publicKey);
        expect(agreement.publicKey).toEqual(x25519.getPublicKey(ed25519.utils.toMontgomerySecret(seed)));
      }),
      few,
    );
  });
});

describe('sealed bytes', () => {
  it('open under nothing but the same key, nonce, data and associated data', () => {
    fc.assert(
      fc.property(fc.tuple(key32, exactly(12)), data, data, fc.nat(), ([key, nonce], text, aad, at) => {
        const sealed = aeadSeal(key, nonce, text, aad);
        expect(aeadOpen(key, nonce, flipped(sealed, at), aad)).toBeUndefined();
        expect(aeadOpen(flipped(key, at), nonce, sealed, aad)).toBeUndefined();
        expect(aeadOpen(key, flipped(nonce, at), sealed, aad)).toBeUndefined();
        expect(aeadOpen(key, nonce, sealed, concat(aad, Uint8Array.of(0)))).toBeUndefined();
        expect(aeadOpen(key, nonce, sealed.subarray(0, at % sealed.length), aad)).toBeUndefined();
        const atRest = sealAtRest(secret(key), text, aad, systemRandom);
        expect(openAtRest(secret(key), flipped(atRest, at), aad)).toBeUndefined();
        expect(openAtRest(secret(key), atRest.subarray(0, at % atRest.length), aad)).toBeUndefined();
      }),
    );
  });

  it('are the same at rest whether sealed one by one or by a sealer, of this run or an earlier one', () => {
    fc.assert(
      fc.property(key32, data, data, fc.nat(), (key, text, aad, at) => {
        const [earlier, now] = [
          openAtRestSealer(secret(key), systemRandom),
          openAtRestSealer(secret(key), systemRandom),
        ];
        for (const sealed of [
          earlier.seal(text, aad),
          now.seal(text, aad),
          sealAtRest(secret(key), text, aad, systemRandom),
        ]) {
          expect(now.open(sealed, aad)).toEqual(text);
          expect(openAtRest(secret(key), sealed, aad)).toEqual(text);
          expect(now.open(flipped(sealed, at), aad)).toBeUndefined();
          expect(now.open(sealed.subarray(0, at % sealed.length), aad)).toBeUndefined();
        }
      }),
      few,
    );
  });

  it('never take a nonce twice from one sealer', () => {
    const sealer = openAtRestSealer(secret(systemRandom(32)), systemRandom);
    const nonces = Array.from({ length: 1000 }, () =>
      toHex(sealer.seal(new Uint8Array(0), new Uint8Array(0)).subarray(0, 24)),
    );
    expect(new Set(nonces).size).toBe(1000);
  });
});

describe('a domain-separated signature', () => {
  it('holds for its type and payload alone', () => {
    const signing = signingKeyFromSeed(secret(new Uint8Array(32).fill(7)));
    const payload = Uint8Array.of(1, 2, 3);
    const signature = signDomain(signing, 'Knock', payload);
    expect(verifyDomain(signing.publicKey, 'Knock', payload, signature)).toBe(true);
    expect(verifyDomain(signing.publicKey, 'KnockReply', payload, signature)).toBe(false);
    expect(verifyDomain(signing.publicKey, 'Knock', Uint8Array.of(1, 2), signature)).toBe(false);
    expect(verifyEd25519(signing.publicKey, payload, signature)).toBe(false);
  });
});

describe('a constant-time comparison', () => {
  it('is an ordinary comparison otherwise', () => {
    fc.assert(
      fc.property(data, data, (a, b) => {
        expect(constantTimeEqual(a, b)).toBe(Buffer.from(a).equals(b));
        expect(constantTimeEqual(a, a.slice())).toBe(true);
      }),
    );
  });
});

function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  const index = at % copy.length;
  copy[index] = (copy[index] ?? 0) ^ (1 << (at % 8));
  return copy;
}
