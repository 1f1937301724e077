import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, toHex, utf8 } from '../../../src/base/base.ts';
import { decay, one } from '../../../src/trust/decay.ts';

describe('decay', () => {
  it('is one at age zero and exactly halved with every half-life', () => {
    for (const halfLife of [6, 336, 1440]) {
      for (let n = 0; n <= 20; n++) expect(decay(n * halfLife, halfLife)).toBe(one / 2 ** n);
      expect(decay(21 * halfLife, halfLife)).toBe(0);
    }
  });

  it('is the power rounded down, to the last digit', () => {
    for (const halfLife of [6, 336, 1440]) {
      for (let age = 0; age < 4400; age++) {
        // Math.pow is off by far less than a millionth of a unit here, and no power but a whole one comes that near.
        const power = one * 2 ** (-age / halfLife);
        expect(decay(age, halfLife)).toBe(Math.floor(power + 1e-7));
      }
    }
  });

  it('never rises with age', () => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 6, 7, 24, 100, 336, 1440), fc.nat(10_000), (halfLife, age) => {
        expect(decay(age + 1, halfLife)).toBeLessThanOrEqual(decay(age, halfLife));
      }),
    );
  });

  it('has tables that stay the same, digit by digit, on every machine', () => {
    const all = [6, 336, 1440].flatMap((halfLife) => Array.from({ length: halfLife }, (_, n) => decay(n, halfLife)));
    expect(toHex(sha256(utf8(all.join(','))))).toBe('8251512252cb1c43eaee33e82bd758db85f9d68710cdaa01b665b137dd54e5ef');
  });
});
