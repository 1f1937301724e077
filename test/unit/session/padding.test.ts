import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concat, equalBytes, systemRandom } from '../../../src/base/base.ts';
import { pad, paddedSuite, padmeLength, unpad } from '../../../src/session/padding.ts';
import { opaqueSuite } from '../../../src/session/session.ts';
import { accepted, establish, moment, refusal, suite } from './pair.ts';

describe('padding', () => {
  it('comes off again, whatever was padded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 5000 }), (bytes) => {
        const padded = pad(bytes);
        expect(equalBytes(unpad(padded) ?? new Uint8Array(1), bytes)).toBe(true);
        expect(padded.length).toBe(padmeLength(bytes.length + 1));
      }),
    );
  });

  it('follows PADME: known lengths, never shorter, never 12 % longer, few lengths in all', () => {
    expect([0, 1, 8, 9, 100, 1000, 1025, 10_000, 1_000_000].map(padmeLength)).toEqual([
      0, 1, 8, 10, 104, 1024, 1088, 10_240, 1_015_808,
    ]);
    const lengths = new Set<number>();
    for (let length = 1; length < 70_000; length++) {
      const padded = padmeLength(length);
      lengths.add(padded);
      if (padded < length || padded > length * 1.12) throw new Error(`${length} becomes ${padded}`);
    }
    expect(lengths.size).toBeLessThan(180);
  });

  it('has one form: fewer or more zeros, no mark, or nothing at all are refused', () => {
    const padded = pad(new Uint8Array(1000).fill(7));
    const wrong = [
      padded.subarray(0, -1),
      concat(padded, new Uint8Array(1)),
      concat(padded, new Uint8Array(padmeLength(padded.length + 1) - padded.length)),
      new Uint8Array(0),
      new Uint8Array(64),
      Uint8Array.of(1),
    ];
    for (const bytes of wrong) expect(unpad(bytes)).toBeUndefined();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const plain = unpad(bytes);
        return plain === undefined || equalBytes(pad(plain), bytes);
      }),
    );
  });

  it('hides in a suite how long a message is, and refuses one that was sealed without', () => {
    const padded = paddedSuite(opaqueSuite(suite));
    const { initiator, responder } = establish();
    const lengths = [930, 940, 950].map((length) => {
      const sealed = padded.seal(initiator, systemRandom(length), moment);
      if (sealed instanceof Promise) throw new Error('not at once');
      return sealed.ciphertext.length;
    });
    expect(new Set(lengths).size).toBe(1);
    const plain = suite.seal(initiator, new Uint8Array(5).fill(1), moment);
    const verdict = padded.open(responder, plain, moment);
    if (verdict instanceof Promise) throw new Error('not at once');
    expect(refusal(verdict)).toBe('reject: malformed');
    expect(accepted(suite.open(responder, plain, moment)).plaintext).toHaveLength(5);
  });
});
