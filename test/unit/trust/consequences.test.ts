import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis } from '../../../src/base/base.ts';
import {
  BehaviourMonitor,
  damageOf,
  defaultParameters,
  disprovedLoss,
  divergence,
  emptyLedger,
  lossesOf,
  one,
  reachOf,
  regimeChange,
  type Habits,
  type Spread,
} from '../../../src/trust/trust.ts';
import { failure, heardUnits, home, ledgerWith, now, scoreOf, success, times } from './support.ts';

const today = Math.floor(now / 24);
const source = { organisation: 'did:key:zBad', hops: 1, day: today, loss: one };
const damage = (...spread: readonly Spread[]): number => damageOf(spread, defaultParameters, now);

describe('what an organisation says of its own agents', () => {
  it('counts nothing', () => {
    const praise = heardUnits(10 * one, 0);
    const testimony = praise.testimony.map((line) => ({ ...line, organisation: home }));
    const credibility = { ...praise.credibility, values: new Map([[home, one]]) };
    expect(scoreOf(emptyLedger, { testimony, credibility }).score).toBe(500);
  });
});

describe('damage', () => {
  it('is three tenths over the first edge, half of that over the second, and nothing beyond', () => {
    // One unit lost takes 1000/21 points of an agent of which nothing else is known.
    expect(damage(source)).toBe(Math.floor((1000 / 21) * 0.3));
    expect(damage({ ...source, hops: 2 })).toBe(Math.floor((1000 / 21) * 0.15));
    expect(damage({ ...source, hops: 3 })).toBe(0);
  });

  it('is at most 50 points an organisation and day, whatever was done, and by however many', () => {
    expect(damage({ ...source, loss: disprovedLoss })).toBe(50);
    expect(damage(...Array.from({ length: 20 }, () => ({ ...source, loss: 10 * one })))).toBe(50);
    expect(damage({ ...source, loss: disprovedLoss }, { ...source, organisation: 'other', loss: disprovedLoss })).toBe(
      100,
    );
  });

  it('is taken from the score, fades in half of 60 days, and is the same in any order', () => {
    const spread = [{ ...source, loss: disprovedLoss }];
    expect(scoreOf(emptyLedger, { spread })).toMatchObject({ score: 450, damage: 50 });
    expect(damageOf(spread, defaultParameters, now + 60 * 24 + 24)).toBeLessThanOrEqual(25);
    const any = fc.record({
      organisation: fc.constantFrom('a', 'b'),
      hops: fc.integer({ min: 1, max: 3 }),
      day: fc.integer({ min: today - 3, max: today }),
      loss: fc.nat(20 * one),
    });
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (list) => {
        expect(damage(...list.toReversed())).toBe(damage(...list));
      }),
    );
  });

  it('counts what was done wrong, by day, and never what was done well', () => {
    const ledger = ledgerWith(times(50, success()), failure(2), failure(1, now - 48));
    expect([...lossesOf(ledger, defaultParameters)].toSorted(([a], [b]) => a - b)).toEqual([
      [today - 2, one],
      [today, 3 * one],
    ]);
  });

  it('reaches over two edges, each agent by its shortest way', () => {
    const edges: Readonly<Record<string, readonly string[]>> = { a: ['o'], o: ['a', 'b'], b: ['o', 'p'], p: ['c'] };
    expect(reachOf('a', (node) => edges[node] ?? [], 2)).toEqual(
      new Map([
        ['o', 1],
        ['b', 2],
      ]),
    );
  });
});

describe('a change of regime', () => {
  const habits = (counts: Readonly<Record<string, number>>): Habits => new Map(Object.entries(counts));
  const usual = habits({ read: 80, list: 20 });

  it('is an agent that does of late what it never did', () => {
    expect(regimeChange(habits({ pay: 20 }), usual)).toBe(true);
    expect(regimeChange(habits({ read: 16, list: 4 }), usual)).toBe(false);
  });

  it('is no single novel action, and needs five actions on either side', () => {
    expect(regimeChange(habits({ read: 8, list: 2, pay: 1 }), usual)).toBe(false);
    expect(regimeChange(habits({ pay: 4 }), usual)).toBe(false);
    expect(regimeChange(habits({ pay: 20 }), habits({ read: 4 }))).toBe(false);
  });

  it('is measured as logarithms measure it, without them', () => {
    const counts = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(200));
    fc.assert(
      fc.property(counts, counts, (p, q) => {
        const names = new Set([...Object.keys(p), ...Object.keys(q)]);
        const share = (of: Readonly<Record<string, number>>, name: string): number => {
          const all = [...names].reduce((sum, each) => sum + (of[each] ?? 0) + 1, 0);
          return ((of[name] ?? 0) + 1) / all;
        };
        const exact = [...names].reduce((sum, n) => sum + share(p, n) * Math.log(share(p, n) / share(q, n)), 0);
        expect(divergence(habits(p), habits(q)) / one).toBeCloseTo(exact, 3);
      }),
    );
  });

  it('leaves an agent what it did in the last hours, and takes away its long record', () => {
    const earned = ledgerWith(times(160, success(now - 168)));
    expect(scoreOf(earned).score).toBeGreaterThan(900);
    expect(scoreOf(earned, { unusual: true }).score).toBeLessThanOrEqual(500);
  });
});

describe('the behaviour monitor', () => {
  const bounds = { callsPerMinute: 100, failuresInRow: 20, denials: 10 };
  const at = (ms: number) => millis(1_000_000 + ms);

  it('raises an alarm at the 101st call of a minute, wherever the minute begins, and at none below', () => {
    const busy = new BehaviourMonitor(bounds);
    const alarms = Array.from({ length: 101 }, (_, i) => busy.see('call', at(30_000 + i * 500)));
    expect(alarms.flatMap((alarm, i) => (alarm === undefined ? [] : [[i, alarm]]))).toEqual([[100, 'burst']]);
    const steady = new BehaviourMonitor(bounds);
    expect(Array.from({ length: 500 }, (_, i) => steady.see('call', at(i * 610))).every((a) => a === undefined)).toBe(
      true,
    );
  });

  it('counts failures only in a row, and denials within an hour', () => {
    const monitor = new BehaviourMonitor(bounds);
    for (let i = 0; i < 19; i++) expect(monitor.see('failed', at(i))).toBeUndefined();
    monitor.see('answered', at(20));
    for (let i = 0; i < 19; i++) expect(monitor.see('failed', at(30 + i))).toBeUndefined();
    expect(monitor.see('failed', at(60))).toBe('failures');
    for (let i = 0; i < 9; i++) expect(monitor.see('denied', at(i))).toBeUndefined();
    expect(monitor.see('denied', at(3_700_000))).toBeUndefined();
    for (let i = 0; i < 8; i++) monitor.see('denied', at(3_700_000 + i));
    expect(monitor.see('denied', at(3_700_010))).toBe('denials');
  });

  it('raises none where a bound is 0', () => {
    const off = new BehaviourMonitor({ callsPerMinute: 0, failuresInRow: 0, denials: 0 });
    for (const kind of ['call', 'failed', 'denied'] as const)
      for (let i = 0; i < 300; i++) expect(off.see(kind, at(i))).toBeUndefined();
  });
});
