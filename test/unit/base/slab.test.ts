import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, giveBack, u32be, u64be, utf8, zeroBytes } from '../../../src/base/base.ts';

describe('bytes from a shared slab', () => {
  it('are zeros, whatever was written into those handed out before', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 60 }), (lengths) => {
        for (const length of lengths) {
          const bytes = zeroBytes(length);
          expect(bytes.length).toBe(length);
          expect(bytes.every((byte) => byte === 0)).toBe(true);
          bytes.fill(0xff);
        }
      }),
    );
  });

  it('overlap with none that were handed out before', () => {
    const kept = Array.from({ length: 400 }, (_, i) => zeroBytes(i % 97).fill(i % 256));
    kept.forEach((bytes, i) => expect(bytes.every((byte) => byte === i % 256)).toBe(true));
  });

  it('hold what UTF-8 makes of any text, long or short, as one encoder alone does', () => {
    const whole = new TextEncoder();
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.string({ unit: 'binary', minLength: 600, maxLength: 900 }),
    );
    fc.assert(
      fc.property(fc.array(texts, { maxLength: 20 }), (some) => {
        const encoded = some.map(utf8);
        encoded.forEach((bytes, i) => expect(bytes).toEqual(whole.encode(some[i])));
      }),
    );
  });
});

describe('big-endian integers', () => {
  it('are what a DataView writes, over their whole range', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.nat({ max: 0xffffffff }), (long, short) => {
        const bytes = new DataView(new ArrayBuffer(12));
        bytes.setBigUint64(0, BigInt(long));
        bytes.setUint32(8, short);
        expect(concat(u64be(long), u32be(short))).toEqual(new Uint8Array(bytes.buffer));
      }),
    );
  });
});

describe('bytes that are given back', () => {
  it('are gone when they are long and memory of their own, and nobody else loses a byte', () => {
    const own = new Uint8Array(100_000).fill(7);
    giveBack(own);
    expect(own.length).toBe(0);

    const whole = new Uint8Array(200_000).fill(7);
    giveBack(whole.subarray(0, 100_000));
    expect(whole.length).toBe(200_000);
    expect(whole.every((byte) => byte === 7)).toBe(true);

    const short = zeroBytes(100);
    giveBack(short);
    expect(short.length).toBe(100);
  });
});
