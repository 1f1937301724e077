import { describe, expect, it } from 'vitest';
import {
  aeadOpen,
  aeadSeal,
  agreementKeyFromPrivate,
  concat,
  hkdfSha256,
  hmacSha256,
  kemBytes,
  SecretKey,
  verifyEd25519,
} from '../../src/base/base.ts';
import { nativeKem, portableKem } from '../../src/base/kem.ts';
import { formats, isPresent, readVectors } from './wycheproof.ts';

const isZero = (bytes: Uint8Array): boolean => bytes.every((byte) => byte === 0);

describe.skipIf(!isPresent)('the primitives, on the vectors of Wycheproof,', () => {
  it('agree over X25519 as RFC 7748 says, and refuse every all-zero result', () => {
    const file = readVectors('x25519', formats.x25519);
    const tests = file.testGroups.flatMap((group) => group.tests);
    const wrong = tests.filter((test) => {
      const shared = agreementKeyFromPrivate(SecretKey.own(test.private)).agree(test.public);
      return isZero(test.shared) ? shared !== undefined : !Buffer.from(shared ?? []).equals(test.shared);
    });
    expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
    expect(tests).toHaveLength(file.numberOfTests);
    const refused = tests.filter(({ flags }) => flags.includes('ZeroSharedSecret'));
    expect(refused).toHaveLength(31);
    expect(refused.every(({ shared }) => isZero(shared))).toBe(true);
  });

  it('verify Ed25519 signatures that are valid and no others', () => {
    const file = readVectors('ed25519', formats.ed25519);
    const tests = file.testGroups.flatMap(({ publicKey, tests }) => tests.map((test) => ({ ...test, publicKey })));
    const wrong = tests.filter(
      ({ publicKey, msg, sig, result }) => verifyEd25519(publicKey.pk, msg, sig) !== (result === 'valid'),
    );
    expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
    expect(tests).toHaveLength(file.numberOfTests);
  });

  it('derive with HKDF-SHA256, and refuse lengths beyond 255 blocks', () => {
    const file = readVectors('hkdf_sha256', formats.hkdf_sha256);
    const tests = file.testGroups.flatMap((group) => group.tests);
    const derive = ({ ikm, salt, info, size }: (typeof tests)[number]) => hkdfSha256(ikm, salt, info, size);
    const wrong = tests.filter((test) => test.result === 'valid' && !Buffer.from(derive(test)).equals(test.okm));
    expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
    const invalid = tests.filter(({ result }) => result === 'invalid');
    expect(invalid).toHaveLength(3);
    for (const test of invalid) expect(() => derive(test)).toThrow(RangeError);
    expect(tests).toHaveLength(file.numberOfTests);
  });

  it('authenticate with HMAC-SHA256, and match no tag that was modified', () => {
    const file = readVectors('hmac_sha256', formats.hmac_sha256);
    const tests = file.testGroups.flatMap((group) => group.tests);
    const wrong = tests.filter(({ key, msg, tag, result }) => {
      const mac = hmacSha256(key, msg).subarray(0, tag.length);
      return Buffer.from(mac).equals(tag) !== (result === 'valid');
    });
    expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
    expect(tests).toHaveLength(file.numberOfTests);
  });

  it.each([
    ['native', nativeKem],
    ['portable', portableKem],
  ] as const)('make keys and find secrets with ML-KEM-768 (%s)', (_, by) => {
    const file = readVectors('mlkem_768', formats.mlkem_768);
    const tests = file.testGroups.flatMap((group) => group.tests);
    const implementation = by ?? portableKem;
    const wrong = tests.filter(({ seed, ek, c, K, result }) => {
      // Invalid are seeds and ciphertexts of another length.
      if (seed.length !== kemBytes.seed) return result !== 'invalid';
      const key = implementation.keyFromSeed(SecretKey.own(seed));
      const secret = key.decapsulate(c);
      if (result === 'invalid') return secret !== undefined;
      const [expectedKey, expected] = [ek ?? new Uint8Array(0), K ?? new Uint8Array(0)];
      return !Buffer.from(key.publicKey).equals(expectedKey) || !Buffer.from(secret ?? []).equals(expected);
    });
    expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
    expect(tests).toHaveLength(file.numberOfTests);
    expect(tests.filter(({ result }) => result === 'invalid')).toHaveLength(40);
  });

  it('seal and open with ChaCha20-Poly1305, and open nothing that is invalid', () => {
    const file = readVectors('chacha20_poly1305', formats.chacha20_poly1305);
    const tests = file.testGroups.flatMap((group) => group.tests);
    const wrong = tests.filter(({ key, iv, aad, msg, ct, tag, result }) => {
      const opened = aeadOpen(key, iv, concat(ct, tag), aad);
      if (result === 'invalid') return opened !== undefined;
      const isOpened = opened !== undefined && Buffer.from(opened).equals(msg);
      return !isOpened || !Buffer.from(aeadSeal(key, iv, msg, aad)).equals(concat(ct, tag));
    });
    expect(wrong.map(({ tcId }) => tcId)).toEqual([]);
    expect(tests).toHaveLength(file.numberOfTests);
    const sizes = tests.filter(({ flags }) => flags.includes('InvalidNonceSize'));
    for (const { key, iv, msg, aad } of sizes) expect(() => aeadSeal(key, iv, msg, aad)).toThrow(/./);
  });
});
