import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  concat,
  equalBytes,
  fromBase64url,
  fromHex,
  fromUtf8,
  toBase58,
  toBase64url,
  toHex,
  u32be,
  u64be,
  utf8,
} from '../../../src/base/base.ts';

const bytes = fc.uint8Array({ maxLength: 200 });

describe('hexadecimal', () => {
  it('agrees with Buffer and reads back what it wrote', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toHex(value)).toBe(Buffer.from(value).toString('hex'));
        expect(fromHex(toHex(value))).toEqual(value);
        expect(fromHex(toHex(value).toUpperCase())).toEqual(value);
      }),
    );
  });

  it('throws on an odd length and on other characters', () => {
    for (const text of ['a', '0g', ' 00', '0x00', '00\n']) expect(() => fromHex(text)).toThrow(RangeError);
  });
});

describe('base64url', () => {
  it('agrees with Buffer and reads back what it wrote', () => {
    fc.assert(
      fc.property(bytes, (value) => {
        expect(toBase64url(value)).toBe(Buffer.from(value).toString('base64url'));
        expect(fromBase64url(toBase64url(value))).toEqual(value);
      }),
    );
  });

  it('reads a text only when it is what it would write', () => {
    const nearly = fc.stringMatching(/^[A-Za-z0-9_+/=-]{0,12}$/);
    fc.assert(
      fc.property(nearly, (text) => {
        const value = fromBase64url(text);
        const canonical = Buffer.from(text, 'base64url').toString('base64url');
        expect(value !== undefined).toBe(canonical === text);
      }),
    );
  });

  it('refuses padding, the other alphabet, blanks, a lone digit and trailing bits', () => {
    for (const text of ['AA==', 'a+b/', 'A A', 'AAAA\n', 'A', 'AAAAA', 'AB', 'AAB']) {
      expect(fromBase64url(text)).toBeUndefined();
    }
  });
});

describe('base58', () => {
  it('writes the published examples', () => {
    expect(toBase58(utf8('Hello World!'))).toBe('2NEpo7TZRRrLZSi2U');
    expect(toBase58(fromHex('0000287fb4cd'))).toBe('11233QC4');
  });

  it('is the number in base 58 after a 1 for each leading zero', () => {
    const zeroed = fc.tuple(fc.nat(5), fc.uint8Array({ maxLength: 64 }));
    fc.assert(
      fc.property(zeroed, ([zeros, tail]) => {
        const value = concat(new Uint8Array(zeros), tail);
        expect(toBase58(value)).toBe(base58ByDivision(value));
      }),
    );
  });
});

describe('bytes', () => {
  it('are joined, compared and counted as Buffer does', () => {
    fc.assert(
      fc.property(fc.array(bytes, { maxLength: 5 }), bytes, (parts, other) => {
        const joined = concat(...parts);
        expect(Buffer.from(joined).equals(Buffer.concat(parts))).toBe(true);
        expect(equalBytes(joined, other)).toBe(Buffer.from(joined).equals(other));
        expect(equalBytes(joined, joined.slice())).toBe(true);
      }),
    );
  });

  it('hold text as UTF-8, and refuse what is not', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fromUtf8(utf8(text))).toBe(text);
      }),
    );
    expect(fromUtf8(Uint8Array.of(0xc3, 0x28))).toBeUndefined();
    expect(fromUtf8(Uint8Array.of(0xed, 0xa0, 0x80))).toBeUndefined();
    expect(fromUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toBe('\ufeffa');
  });

  it('hold integers big-endian', () => {
    fc.assert(
      fc.property(fc.nat(0xffff_ffff), fc.maxSafeNat(), (small, large) => {
        expect(Buffer.from(u32be(small)).readUInt32BE()).toBe(small);
        expect(Buffer.from(u64be(large)).readBigUInt64BE()).toBe(BigInt(large));
      }),
    );
  });
});

/** Base58 the other way: one large number, divided. */
function base58ByDivision(bytes: Uint8Array): string {
  const alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
  let out = '';
  for (let rest = BigInt(`0x0${Buffer.from(bytes).toString('hex')}`); rest > 0n; rest /= 58n) {
    out = `${alphabet[Number(rest % 58n)]}${out}`;
  }
  const zeros = bytes.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros === -1 ? bytes.length : zeros) + out;
}
