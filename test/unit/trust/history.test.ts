import { describe, expect, it } from 'vitest';
import {
  defaultParameters,
  emptyLedger,
  historyOf,
  noCredibility,
  observe,
  rootsOf,
  weigh,
  type Evidence,
  type Observation,
} from '../../../src/trust/trust.ts';

const now = 480_000;
const roots = rootsOf('ours', { known: new Set(['theirs']) });

function seen(hour: number, outcome: number): Observation {
  return { dimension: 'output_quality', outcome, severity: outcome === 100 ? 0 : 2, capabilityClass: 'mcp.call', hour };
}

function evidence(observations: readonly Observation[], days: readonly number[] = []): Evidence {
  const ledger = observe(emptyLedger, observations);
  return {
    subject: 'agent',
    organisation: 'theirs',
    ledger,
    organisationLedgers: [ledger],
    testimony: days.map((day) => ({ organisation: 'other', day, r: 2 ** 19, s: 0 })),
    credibility: noCredibility,
    spread: [],
    revoked: false,
    disproved: false,
    unusual: false,
  };
}

const history = (of: Evidence) => historyOf(of, roots, defaultParameters, now);

describe('the history of a score', () => {
  it('begins before the first evidence, falls with misconduct, and ends with the score of now', () => {
    const of = evidence([seen(now - 50, 100), seen(now - 50, 100), seen(now - 10, 0)]);
    const { points, left } = history(of);
    expect(points.map(({ hour }) => hour)).toEqual([now - 51, now - 50, now - 10, now]);
    const [before, good, bad, last] = points.map(({ weighed }) => weighed.score);
    expect(good).toBeGreaterThan(Number(before));
    expect(bad).toBeLessThan(Number(good));
    expect(last).toBe(weigh(of, roots, defaultParameters, now).score);
    expect(left).toBe(0);
  });

  it('names what each hour added, and nothing of a later one', () => {
    const { points } = history(evidence([seen(now - 50, 100), seen(now - 10, 0)], [Math.floor((now - 30) / 24)]));
    expect(points.map(({ entries }) => entries.length)).toEqual([0, 1, 0, 1, 0]);
    expect(points.map(({ heard }) => heard).reduce((sum, n) => sum + n, 0)).toBe(1);
  });

  it('gives each hour the score that was computed in it', () => {
    const all = [seen(now - 90, 100), seen(now - 60, 0), seen(now - 30, 100)];
    for (const { hour, weighed } of history(evidence(all)).points.slice(0, -1)) {
      const then = evidence(all.filter((one) => one.hour <= hour));
      expect(weighed).toEqual(weigh(then, roots, defaultParameters, hour));
    }
  });

  it('leaves the oldest out of a very long one, and says how many', () => {
    const { points, left } = history(evidence(Array.from({ length: 400 }, (_, i) => seen(now - i, 100))));
    expect(points.length + left).toBe(401);
    expect(points.at(-1)?.hour).toBe(now);
    expect(left).toBeGreaterThan(100);
  });
});
