import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kem, kemBytes, newKemKey, SecretKey, systemRandom } from '../../../src/base/base.ts';
import { nativeKem, portableKem, type Kem } from '../../../src/base/kem.ts';

const implementations: readonly (readonly [string, Kem])[] = [
  ['portable', portableKem],
  ...(nativeKem === undefined ? [] : [['native', nativeKem] as const]),
];
const seed = fc.uint8Array({ minLength: kemBytes.seed, maxLength: kemBytes.seed });
const keyOf = (by: Kem, bytes: Uint8Array) => by.keyFromSeed(SecretKey.own(bytes.slice()));

function encapsulated(by: Kem, publicKey: Uint8Array) {
  const made = by.encapsulate(publicKey, systemRandom);
  if (made === undefined) throw new Error('not a public key');
  return made;
}

describe('ML-KEM-768', () => {
  it('is native where this Node can', () => {
    expect(kem).toBe(nativeKem ?? portableKem);
    expect(nativeKem !== undefined).toBe(Number(process.versions.node.split('.')[0]) >= 24);
  });

  it('is the same in both implementations: keys from seeds, and secrets across each other', () => {
    const random = fc.uint8Array({ minLength: kemBytes.ciphertext, maxLength: kemBytes.ciphertext });
    fc.assert(
      fc.property(seed, random, (bytes, damaged) => {
        const keys = implementations.map(([, by]) => keyOf(by, bytes));
        const publicKeys = keys.map(({ publicKey }) => Buffer.from(publicKey).toString('hex'));
        expect(new Set(publicKeys).size).toBe(1);
        for (const [, by] of implementations) {
          const { ciphertext, secret } = encapsulated(by, keyOf(kem, bytes).publicKey);
          for (const key of keys) expect(Buffer.from(key.decapsulate(ciphertext) ?? []).equals(secret)).toBe(true);
        }
        // Also what is no ciphertext of this key: implicit rejection gives one and the same other secret.
        const rejected = keys.map((key) => Buffer.from(key.decapsulate(damaged) ?? []).toString('hex'));
        expect(new Set(rejected).size).toBe(1);
      }),
      { numRuns: 15 },
    );
  });

  it.each(implementations)('%s: gives a new secret each time, of 32 bytes', (_, by) => {
    const { publicKey } = newKemKey(systemRandom);
    const [one, two] = [encapsulated(by, publicKey), encapsulated(by, publicKey)];
    expect([one.secret.length, one.ciphertext.length]).toEqual([kemBytes.secret, kemBytes.ciphertext]);
    expect(Buffer.from(one.secret).equals(two.secret)).toBe(false);
  });

  it.each(implementations)('%s: refuses what is not a public key', (_, by) => {
    const { publicKey } = newKemKey(systemRandom);
    // A coefficient of 4095 is no residue modulo 3329.
    const unreduced = publicKey.slice().fill(0xff, 0, 3);
    for (const wrong of [new Uint8Array(0), publicKey.subarray(1), unreduced, new Uint8Array(1184).fill(0xff)])
      expect(by.encapsulate(wrong, systemRandom)).toBeUndefined();
  });

  it.each(implementations)('%s: refuses ciphertexts of another length and seeds that are none', (_, by) => {
    const key = keyOf(by, new Uint8Array(kemBytes.seed));
    for (const length of [0, 32, kemBytes.ciphertext - 1, kemBytes.ciphertext + 1])
      expect(key.decapsulate(new Uint8Array(length))).toBeUndefined();
    expect(() => keyOf(by, new Uint8Array(63))).toThrow(RangeError);
  });

  it('is portable where the platform has none', async () => {
    const door = fileURLToPath(new URL('../../../src/base/kem.ts', import.meta.url));
    const script = `
      import { registerHooks } from 'node:module';
      const source = "export * from 'node:crypto?real'; export const encapsulate = undefined;";
      registerHooks({
        resolve: (specifier, context, next) =>
          specifier === 'node:crypto' && context.parentURL?.endsWith('/kem.ts')
            ? { url: 'parley:crypto', shortCircuit: true }
            : next(specifier === 'node:crypto?real' ? 'node:crypto' : specifier, context),
        load: (url, context, next) =>
          url === 'parley:crypto' ? { format: 'module', source, shortCircuit: true } : next(url, context),
      });
      const { kem, portableKem, nativeKem, newKemKey } = await import(${JSON.stringify(door)});
      const key = newKemKey((length) => new Uint8Array(length).fill(7));
      const { ciphertext, secret } = kem.encapsulate(key.publicKey, (length) => new Uint8Array(length));
      console.log(nativeKem === undefined, kem === portableKem, Buffer.from(secret).equals(key.decapsulate(ciphertext)));
    `;
    const args = ['--experimental-strip-types', '--no-warnings', '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout.trim()).toBe('true true true');
  });
});
