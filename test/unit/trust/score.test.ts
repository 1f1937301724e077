import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, trustScore } from '../../../src/base/base.ts';
import {
  defaultParameters,
  dimensions,
  earnedIn,
  emptyLedger,
  observe,
  one,
  organisationRate,
  parametersHash,
  pruneLedger,
  tierOf,
  writeGate,
  type Grant,
  type Ledger,
} from '../../../src/trust/trust.ts';
import {
  anyObservation,
  anyObservations,
  failure,
  heardUnits,
  ledgerWith,
  now,
  scoreOf,
  success,
  times,
} from './support.ts';

const day = 24;
const at = { nowHour: now, parameters: defaultParameters } as const;
/** A rate of this many thousandths, as fixed-point number. */
const rate = (ledgers: readonly Ledger[], standing: 'known' | 'unknown' = 'known'): number | undefined => {
  const fixed = organisationRate(ledgers, standing, at);
  return fixed === undefined ? undefined : Math.floor((fixed * 1000) / one);
};

describe('the figures of the design', () => {
  it('start a newcomer of a known organisation at 500, standard, without confidence', () => {
    expect(scoreOf(emptyLedger)).toMatchObject({ score: 500, tier: 'standard', confidence: 0, long: 500, short: 500 });
  });

  it('start a newcomer of an unknown organisation at 300, where probation begins', () => {
    expect(scoreOf(emptyLedger, { standing: 'unknown' })).toMatchObject({ score: 300, tier: 'probationary' });
  });

  it('give 900 for 80 fresh full successes, and 944 for 160', () => {
    expect(scoreOf(ledgerWith(times(80, success()))).score).toBe(900);
    expect(scoreOf(ledgerWith(times(160, success()))).score).toBe(944);
  });

  it('give the same 900 for 16 successes in all five dimensions: the weights sum up to five', () => {
    const inAll = dimensions.flatMap((dimension) => times(16, { ...success(), dimension }));
    expect(scoreOf(ledgerWith(inAll))).toMatchObject({ score: 900, r: 80 * one, s: 0 });
  });

  it('leave 818 under total slander, and 333 of ten severity-2 breaches under total praise', () => {
    expect(scoreOf(ledgerWith(times(80, success())), heardUnits(0, 10 * one)).score).toBe(818);
    expect(scoreOf(ledgerWith(times(10, failure(2))), heardUnits(10 * one, 0)).long).toBe(333);
  });

  it('keep an agent within 332 and 666 by hearsay alone', () => {
    expect(scoreOf(emptyLedger, heardUnits(0, 10 * one)).score).toBe(332);
    expect(scoreOf(emptyLedger, heardUnits(10 * one, 0)).score).toBe(665);
    const share = fc.integer({ min: 0, max: 100 * one });
    fc.assert(
      fc.property(share, share, (a, b) => {
        const { score } = scoreOf(emptyLedger, heardUnits(a, b));
        expect(score).toBeGreaterThanOrEqual(332);
        expect(score).toBeLessThanOrEqual(666);
      }),
    );
  });

  it('take 924 to 564 with one severity-2 failure, to 402 with two, to 309 with three', () => {
    // 160 successes of a week ago less an hour: the newest round number that has the 924 of the design.
    const earned = ledgerWith(times(160, success(now - 167)));
    const scores = [0, 1, 2, 3].map((count) => scoreOf(observe(earned, times(count, failure(2)))).score);
    expect(scores).toEqual([924, 564, 402, 309]);
  });

  it('let 160 successes fade from 944 to 899 after 14 days, 832 after 28, 665 after 56, 514 after 112', () => {
    const ledger = ledgerWith(times(160, success()));
    const after = (days: number): number => scoreOf(ledger, { nowHour: now + days * day }).score;
    expect([0, 14, 28, 56, 112].map(after)).toEqual([944, 899, 832, 665, 514]);
  });
});

describe('a score', () => {
  it('is the same whatever the order, the portions, and how often it was asked for in between', () => {
    fc.assert(
      fc.property(anyObservations, fc.array(fc.nat(60)), fc.integer(), (observations, cuts, seed) => {
        const whole = scoreOf(observe(emptyLedger, observations));
        const shuffled = observations
          .map((observation, i) => ({ observation, rank: Math.imul(i + 1, seed | 1) }))
          .toSorted((a, b) => a.rank - b.rank)
          .map(({ observation }) => observation);
        let ledger = emptyLedger;
        let from = 0;
        for (const cut of [...cuts.toSorted((a, b) => a - b), shuffled.length]) {
          ledger = pruneLedger(observe(ledger, shuffled.slice(from, cut)), now, defaultParameters.maxAgeHours);
          scoreOf(ledger);
          from = Math.max(from, cut);
        }
        expect(scoreOf(ledger)).toEqual(whole);
      }),
    );
  });

  it('never falls by a full success and never rises by a total failure', () => {
    fc.assert(
      fc.property(anyObservations, anyObservation, (observations, next) => {
        const before = observe(emptyLedger, observations);
        const { score, long } = scoreOf(before);
        const better = scoreOf(observe(before, [{ ...next, outcome: 100 }]));
        const worse = scoreOf(observe(before, [{ ...next, outcome: 0 }]));
        expect(better.score).toBeGreaterThanOrEqual(score);
        expect(better.long).toBeGreaterThanOrEqual(long);
        expect(worse.score).toBeLessThanOrEqual(score);
      }),
    );
  });

  it('never rises by a total failure of an agent of an unknown organisation, whose rate it lowers too', () => {
    fc.assert(
      fc.property(anyObservations, anyObservation, (observations, next) => {
        const judged = (ledger: Ledger): number => {
          return scoreOf(ledger, { standing: 'unknown', organisationLedgers: [ledger] }).long;
        };
        const before = observe(emptyLedger, observations);
        expect(judged(observe(before, [{ ...next, outcome: 0 }]))).toBeLessThanOrEqual(judged(before));
      }),
    );
  });

  it('lies between 0 and 1000, never above its ceiling, and fits its tier', () => {
    fc.assert(
      fc.property(anyObservations, fc.nat(1000), fc.nat(6000), (observations, ceiling, later) => {
        const answer = scoreOf(observe(emptyLedger, observations), { ceiling, nowHour: now + later });
        expect(answer.score).toBe(trustScore(Math.min(answer.long, answer.short, ceiling)));
        expect(answer.tier).toBe(tierOf(answer.score));
        expect(answer.confidence).toBeGreaterThanOrEqual(0);
        expect(answer.confidence).toBeLessThanOrEqual(1000);
      }),
    );
  });

  it('is 0 and untrusted for whoever is revoked or was proven to misbehave, whatever the evidence', () => {
    const ledger = ledgerWith(times(500, success()));
    expect(scoreOf(ledger, { revoked: true })).toMatchObject({ score: 0, tier: 'untrusted' });
    expect(scoreOf(ledger, { disproved: true })).toMatchObject({ score: 0, tier: 'untrusted' });
  });

  it('stays below 500 while the organisation is unknown and there are fewer than 3 units of evidence', () => {
    const rich = ledgerWith(times(4000, success()));
    const rated = { standing: 'unknown', organisationLedgers: [rich], ...heardUnits(10 * one, 0) } as const;
    expect(scoreOf(ledgerWith(times(2, success())), rated)).toMatchObject({ score: 499, tier: 'probationary' });
    expect(scoreOf(ledgerWith(times(3, success())), rated).score).toBeGreaterThan(499);
    expect(scoreOf(ledgerWith(times(2, success())), { ...rated, standing: 'known' }).score).toBeGreaterThan(499);
  });

  it('weighs a failure by its severity and its dimension', () => {
    const s = (severity: 0 | 1 | 2 | 3): number => scoreOf(ledgerWith(failure(severity))).s / one;
    expect(([0, 1, 2, 3] as const).map(s)).toEqual([0.25, 1, 3, 10]);
    const r = dimensions.map((dimension) => scoreOf(ledgerWith({ ...success(), dimension })).r / one);
    expect(r).toEqual([1.25, 0.75, 1, 1.25, 0.75]);
  });

  it('counts half an outcome half on each side', () => {
    const { r, s } = scoreOf(ledgerWith({ ...failure(2), outcome: 50 }));
    expect([r / one, s / one]).toEqual([0.5, 1.5]);
  });

  it('forgets good evidence in half of 14 days and bad evidence in half of 60, and all of it after 180', () => {
    const good = ledgerWith(success());
    const bad = ledgerWith(failure(1));
    expect(scoreOf(good, { nowHour: now + 14 * day }).r).toBe(one / 2);
    expect(scoreOf(bad, { nowHour: now + 60 * day }).s).toBe(one / 2);
    expect(scoreOf(bad, { nowHour: now + 180 * day }).s).toBe(one / 8);
    expect(scoreOf(bad, { nowHour: now + 180 * day + 1 }).s).toBe(0);
  });

  it('believes no success from more than an hour ahead, but every failure', () => {
    expect(scoreOf(ledgerWith(success(now + 1))).r).toBe(one);
    expect(scoreOf(ledgerWith(success(now + 2))).r).toBe(0);
    expect(scoreOf(ledgerWith(failure(1, now + 2))).s).toBe(one);
  });

  it('starts from the rate of the organisation, where that is below 500', () => {
    const poor = ledgerWith(times(10, failure(2)));
    expect(scoreOf(emptyLedger, { organisationLedgers: [emptyLedger, poor] }).long).toBe(199);
    const rich = ledgerWith(times(160, success()));
    expect(scoreOf(emptyLedger, { organisationLedgers: [emptyLedger, rich] }).long).toBe(500);
    const fair = ledgerWith(times(4, success()));
    expect(scoreOf(emptyLedger, { standing: 'unknown', organisationLedgers: [fair] }).long).toBe(418);
    expect(scoreOf(emptyLedger, { standing: 'own' }).long).toBe(500);
  });

  it('is more certain the more evidence there is', () => {
    expect(scoreOf(ledgerWith(times(20, success()))).confidence).toBe(500);
    expect(scoreOf(ledgerWith(times(180, success()))).confidence).toBe(900);
  });

  it('stays exact at the bounds of the ledger', () => {
    const most = times(4095, failure(3));
    const hours = Array.from({ length: 20 }, (_, i) => most.map((observation) => ({ ...observation, hour: now - i })));
    const { r, s, score } = scoreOf(ledgerWith(...hours), heardUnits(10 * one, 0));
    expect(r).toBe(0);
    expect(Number.isSafeInteger(s)).toBe(true);
    expect(score).toBe(0);
  });

  it('names the evidence, the parameters and the hour it was made from', () => {
    const ledger = ledgerWith(success());
    const answer = scoreOf(ledger);
    expect(answer).toMatchObject({ hour: now, parametersHash: parametersHash(defaultParameters) });
    expect(answer.evidenceRoot).toMatch(/^[0-9a-f]{64}$/);
    expect(scoreOf(observe(ledger, [success()])).evidenceRoot).not.toBe(answer.evidenceRoot);
    expect(parametersHash({ ...defaultParameters, priorUnits: 21 })).not.toBe(answer.parametersHash);
    expect(scoreOf(observe(ledger, [success(now - 5000)])).evidenceRoot).toBe(answer.evidenceRoot);
  });
});

describe('the rate of an organisation', () => {
  it('is nothing without evidence, and the long score of all its agents taken together with it', () => {
    expect(rate([])).toBeUndefined();
    expect(rate([emptyLedger])).toBeUndefined();
    expect(rate([ledgerWith(times(50, success())), ledgerWith(times(30, success()))])).toBe(899);
    expect(rate([ledgerWith(times(10, failure(2)))])).toBe(199);
    expect(rate([ledgerWith(failure(1))], 'unknown')).toBe(287);
  });
});

describe('the gate for write actions', () => {
  const gate = (ledger: Ledger, capabilityClass: string, grant?: Grant): ReturnType<typeof writeGate> =>
    writeGate(earnedIn(ledger, capabilityClass, now, defaultParameters), grant, defaultParameters);

  it('opens with three units of good evidence in the same class, and for no other class', () => {
    const write = { ...success(), capabilityClass: 'write' };
    const two = ledgerWith(times(2, write), times(200, success()));
    const closed = { allow: false, by: 'nothing', until: undefined, r: 2 * one, required: 3 * one };
    expect(gate(two, 'write')).toEqual(closed);
    expect(gate(observe(two, [write]), 'write')).toMatchObject({ allow: true, by: 'evidence' });
    expect(gate(observe(two, [write]), 'pay')).toMatchObject({ allow: false, r: 0 });
  });

  it('closes again when the evidence has faded', () => {
    const ledger = ledgerWith(times(3, success(now - 1)));
    expect(gate(ledger, 'read').allow).toBe(false);
  });

  it('opens by a grant, and says by which and until when', () => {
    const vouch: Grant = { by: 'vouch', until: millis(7) };
    expect(gate(emptyLedger, 'write', vouch)).toMatchObject({ allow: true, ...vouch });
    expect(gate(ledgerWith(times(9, success())), 'read', vouch)).toMatchObject({ allow: true, by: 'evidence' });
  });

  it('never opens by evidence that has no class', () => {
    expect(gate(ledgerWith(times(9, { ...success(), capabilityClass: '' })), '').allow).toBe(false);
  });
});

describe('a tier', () => {
  it('begins where AgentMesh lets it begin', () => {
    const names = [0, 299, 300, 499, 500, 699, 700, 899, 900, 1000].map((value) => tierOf(trustScore(value)));
    const tiers = ['untrusted', 'probationary', 'standard', 'trusted', 'verified_partner'];
    expect(names).toEqual(tiers.flatMap((tier) => [tier, tier]));
  });
});
