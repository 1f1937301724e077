import { describe, expect, it } from 'vitest';
import { randomRule } from './trust/baselines.ts';
import { campaigns, pointsOf } from './trust/campaigns.ts';
import { judges } from './trust/judges.ts';
import { parleyRule } from './trust/parley-rule.ts';
import { svgOf } from './trust/plot.ts';
import { strategies } from './trust/strategies.ts';
import { run, type Model } from './trust/world.ts';

/** Half the cycles and two thirds of the queries of the full run. */
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
    { model: { name: 'C', bad: 27, spies: 0, camouflage: 0.8 }, bar: 0.11 },
    { model: { name: 'D', bad: 20, spies: 20, camouflage: 0 }, bar: 0.15 },
  ])(
    'keeps bad service within the bar of the design (model $model.name, $model.camouflage)',
    ({ model, bar }) => {
      const share = run({ model, ...small }, parleyRule);
      expect(share).toBeLessThanOrEqual(bar);
      expect(run({ model, ...small }, randomRule)).toBeGreaterThan(share * 1.5);
    },
    60_000,
  );
});

describe('one agent that knows how it is judged', () => {
  /** What it may get away with; the first two are bars of the design, the others what was measured, and a little. */
  const bars: Readonly<Record<string, number>> = {
    'on-off': 0.035,
    'on-off, security breaches': 0.01,
    'slow poisoning': 0.06,
    whitewashing: 0.07,
    'skill laundering': 0,
  };

  it.each(strategies)(
    'gets away with no more than its bar, and with a multiple of it where all that was seen is averaged ($name)',
    ({ name, share }) => {
      const { Parley: parley, 'pooled Beta': pooled } = judges;
      if (parley === undefined || pooled === undefined) throw new Error('two judges are compared');
      const bar = bars[name] ?? -1;
      expect(share(parley, 1)).toBeLessThanOrEqual(bar);
      expect(share(pooled, 1)).toBeGreaterThan(Math.max(0.1, bar * 3));
    },
    60_000,
  );
});

describe('many that work together', () => {
  it('move nobody by more than 25 points, however many they are, whatever they write and however they date it', () => {
    const played = campaigns(1, [10, 1000]);
    const [ours, pooled] = [
      played.filter(({ rule }) => rule === 'Parley'),
      played.filter(({ rule }) => rule !== 'Parley'),
    ];
    expect(ours.length).toBeGreaterThan(8);
    expect(ours.filter((moved) => pointsOf(moved) > 25)).toEqual([]);
    expect(pooled.filter((moved) => pointsOf(moved) <= 50)).toEqual([]);
  }, 60_000);
});

describe('a plot', () => {
  it('draws a bar of the right height for every number, and no markup out of a name', () => {
    const groups = [{ name: 'a<b', bars: [50, 100] }];
    const svg = svgOf({ title: 't', unit: 'percent', groups, series: ['one', 'two'] });
    expect([...svg.matchAll(/height="(110|220)" fill="#(?!fff)/g)].map(([, height]) => height)).toEqual(['110', '220']);
    expect(svg).toContain('a&lt;b');
  });
});
