import { describe, expect, it } from 'vitest';
import { randomRule } from './trust/baselines.ts';
import { parleyRule } from './trust/parley-rule.ts';
import { run, type Model } from './trust/world.ts';

/**
 * Half the cycles and two thirds of the queries of the full run. Model C is tried at half camouflage; at its worst,
 * 80 %, the bar of the design is not reached (docs/trust.md).
 */
const small = { seed: 1, cycles: 16, queries: 700 };

interface Case {
  readonly model: Model;
  /** The share of bad service that the design allows. */
  readonly bar: number;
}

describe('the score against the attackers of EigenTrust, a small version of the benchmark', () => {
  it.each<Case>([
    { model: { name: 'A', bad: 27, spies: 0, camouflage: 0 }, bar: 0.1 },
    { model: { name: 'B', bad: 27, spies: 0, camouflage: 0 }, bar: 0.1 },
    { model: { name: 'C', bad: 27, spies: 0, camouflage: 0.5 }, bar: 0.11 },
    { model: { name: 'D', bad: 20, spies: 20, camouflage: 0 }, bar: 0.15 },
  ])(
    'keeps bad service within the bar of the design (model $model.name)',
    ({ model, bar }) => {
      expect(run({ model, ...small }, parleyRule)).toBeLessThanOrEqual(bar);
      expect(run({ model, ...small }, randomRule)).toBeGreaterThan(bar * 2);
    },
    60_000,
  );
});
