import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { Dice } from '../../../testnet/dice.ts';

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });

it('makes the same choices from the same seed', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const choices = (): unknown => {
        const dice = new Dice(seed);
        return [dice.below(1000), dice.shuffled(['a', 'b', 'c', 'd']), dice.bytes(8), dice.between(3, 9)];
      };
      expect(choices()).toEqual(choices());
    }),
  );
});

it('chooses otherwise from another seed', () => {
  const firsts = new Set(Array.from({ length: 100 }, (_, seed) => new Dice(seed).below(2 ** 32)));
  expect(firsts.size).toBeGreaterThan(98);
});

it('keeps within the bounds, and comes to every choice', () => {
  fc.assert(
    fc.property(seeds, fc.integer({ min: 1, max: 6 }), (seed, below) => {
      const dice = new Dice(seed);
      const seen = new Set(Array.from({ length: 400 }, () => dice.below(below)));
      expect([...seen].toSorted((a, b) => a - b)).toEqual(Array.from({ length: below }, (_, n) => n));
    }),
  );
});

it('loses and doubles nothing when it shuffles', () => {
  fc.assert(
    fc.property(seeds, fc.array(fc.integer()), (seed, all) => {
      const sorted = (some: readonly number[]): readonly number[] => some.toSorted((a, b) => a - b);
      expect(sorted(new Dice(seed).shuffled(all))).toEqual(sorted(all));
    }),
  );
});
