import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SecretKey, sha256, utf8 } from '../../../src/base/base.ts';
import { createIdentity } from '../../../src/identity/identity.ts';
import {
  createReceipt,
  defaultParameters,
  emptyChain,
  observe,
  one,
  ReceiptBook,
  type ChainHead,
  type Credibility,
  type Dimension,
  type Ledger,
  type Severity,
  type Testimony,
  type VerifiedReceipt,
} from '../../../src/trust/trust.ts';
import { anyObservation, anyObservations, heardUnits, ledgerWith, now, scoreOf } from './support.ts';

const success = { dimension: 'output_quality', outcome: 100, severity: 0, capabilityClass: '', hour: now } as const;

/** Words of several organisations on several days, and how far each organisation is believed: together at most 1.0. */
const anyHearsay = fc
  .record({
    words: fc.array(
      fc.record({
        from: fc.nat(5),
        ago: fc.nat(200),
        units: fc.nat(one),
        good: fc.integer({ min: 0, max: one }),
      }),
      { maxLength: 60 },
    ),
    weights: fc.array(fc.nat(1000), { minLength: 6, maxLength: 6 }),
  })
  .map(({ words, weights }) => {
    const all = Math.max(
      1,
      weights.reduce((sum, weight) => sum + weight, 0),
    );
    const name = (from: number): string => `did:key:zOrg${from}`;
    const testimony = words.map(({ from, ago, units, good }): Testimony => {
      const r = Math.floor((units * good) / one);
      return { organisation: name(from), day: Math.floor(now / 24) - ago, r, s: units - r };
    });
    const values = new Map(weights.map((weight, from) => [name(from), Math.floor((weight * one) / all)]));
    const credibility: Credibility = { hour: now, values, root: 'f'.repeat(64) };
    return { testimony, credibility };
  });

describe('hearsay alone', () => {
  it('leaves an agent between 332 and 666, whoever says what, whenever, and however far each is believed', () => {
    fc.assert(
      fc.property(anyHearsay, fc.nat(3000), (hearsay, later) => {
        const { score } = scoreOf(ledgerWith(), { ...hearsay, nowHour: now + later });
        expect(score).toBeGreaterThanOrEqual(332);
        expect(score).toBeLessThanOrEqual(666);
      }),
    );
  });

  it('never makes an agent trusted that failed more often than it served, nor untrusts one with a good record', () => {
    fc.assert(
      fc.property(anyHearsay, (hearsay) => {
        const good = ledgerWith(Array.from({ length: 80 }, () => ({ ...success, hour: now })));
        expect(scoreOf(good, hearsay).score).toBeGreaterThanOrEqual(818);
        const bad = ledgerWith(Array.from({ length: 10 }, () => ({ ...success, outcome: 0, severity: 2 as const })));
        expect(scoreOf(bad, hearsay).long).toBeLessThanOrEqual(333);
      }),
    );
  });
});

/** Any way of being served in full 80 units' worth: in the five dimensions, and in any classes. */
const anyEighty = fc
  .record({
    policy: fc.nat(20),
    security: fc.nat(20),
    // Two of these weigh 1.5, so that the rest is whole.
    resources: fc.nat(10),
    collaboration: fc.nat(10),
    classes: fc.array(fc.constantFrom('', 'read', 'mcp.call', 'a2a.send'), { minLength: 1, maxLength: 4 }),
    ranks: fc.array(fc.nat(1000), { minLength: 8, maxLength: 8 }),
  })
  .map(({ policy, security, resources, collaboration, classes, ranks }) => {
    const many = (dimension: Dimension, count: number) =>
      Array.from({ length: count }, (_, i) => {
        return { ...success, dimension, capabilityClass: classes[i % classes.length] ?? '' };
      });
    // 1.25 and 0.75 a piece: whole numbers of units are left to be filled up by pieces of 1.
    const [a, b] = [4 * Math.floor(policy / 4), 4 * Math.floor(security / 4)];
    const [c, d] = [4 * Math.floor(resources / 4), 4 * Math.floor(collaboration / 4)];
    const rest = 80 - (5 * (a + b) + 3 * (c + d)) / 4;
    const all = [
      ...many('policy_compliance', a),
      ...many('security_posture', b),
      ...many('resource_efficiency', c),
      ...many('collaboration_health', d),
      ...many('output_quality', rest),
    ];
    return all
      .map((each, i) => ({ each, rank: ranks[i % ranks.length] ?? i }))
      .toSorted((x, y) => x.rank - y.rank)
      .map(({ each }) => each);
  });

describe('80 fresh full successes', () => {
  it('give 900 in whatever dimensions, classes and order, and 818 under total slander', () => {
    fc.assert(
      fc.property(anyEighty, (eighty) => {
        const ledger = ledgerWith(eighty);
        expect(scoreOf(ledger).score).toBe(900);
        expect(scoreOf(ledger, heardUnits(0, 10 * one)).score).toBe(818);
      }),
    );
  });
});

describe('a breach', () => {
  /** 160 successes, as long ago as it takes for the 924 of the design. */
  const earned = (hour: number) => Array.from({ length: 160 }, () => ({ ...success, hour: hour - 167 }));
  const breachAt = (hour: number) => ({ ...success, outcome: 0, severity: 2 as const, hour });

  it('takes 924 to 564 at once, two to 402, three to 309: at any hour, in any class, whatever was seen first', () => {
    fc.assert(
      fc.property(
        fc.nat(100_000),
        fc.nat(3),
        fc.constantFrom('', 'read', 'pay'),
        fc.boolean(),
        (at, many, of, first) => {
          const nowHour = now + at;
          const breaches = Array.from({ length: many }, () => ({ ...breachAt(nowHour), capabilityClass: of }));
          const seen = first ? [...breaches, ...earned(nowHour)] : [...earned(nowHour), ...breaches];
          expect(scoreOf(ledgerWith(seen), { nowHour }).score).toBe([924, 564, 402, 309][many]);
        },
      ),
    );
  });

  it('leaves nobody trusted, however good the record behind the last three days, and however good the praise', () => {
    const old = fc.record({ ago: fc.integer({ min: 72, max: 2000 }), count: fc.integer({ min: 1, max: 400 }) });
    fc.assert(
      fc.property(fc.array(old, { maxLength: 8 }), fc.integer({ min: 1, max: 5 }), anyHearsay, (record, many, said) => {
        const good = record.flatMap(({ ago, count }) =>
          Array.from({ length: count }, () => ({ ...success, hour: now - ago })),
        );
        const ledger = ledgerWith(
          good,
          Array.from({ length: many }, () => breachAt(now)),
        );
        // 5 units of the long record against 3 for each breach, and what the successes of three days ago add to the last hours.
        const recent = good.length * 2 ** -12;
        const bound = Math.ceil((1000 * (5 + recent)) / (5 + recent + 3 * many));
        expect(scoreOf(ledger, said).score).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 60 },
    );
  });
});

describe('an agent that does nothing', () => {
  it('fades from 944 to 899, 832, 665 and 514 after 14, 28, 56 and 112 days, whenever it began', () => {
    fc.assert(
      fc.property(fc.nat(100_000), fc.constantFrom('', 'read', 'pay'), (at, capabilityClass) => {
        const hour = now + at;
        const ledger = ledgerWith(Array.from({ length: 160 }, () => ({ ...success, hour, capabilityClass })));
        const after = (days: number): number => scoreOf(ledger, { nowHour: hour + days * 24 }).score;
        expect([0, 14, 28, 56, 112].map(after)).toEqual([944, 899, 832, 665, 514]);
      }),
      { numRuns: 40 },
    );
  });

  it('never gains by waiting what it did not earn: a good record only falls, towards 500 and not below', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(5000), fc.nat(5000), (count, early, late) => {
        const ledger = ledgerWith(Array.from({ length: count }, () => ({ ...success })));
        const at = (hours: number): number => scoreOf(ledger, { nowHour: now + hours }).score;
        const [first, second] = [at(Math.min(early, late)), at(Math.max(early, late))];
        expect(second).toBeLessThanOrEqual(first);
        expect(second).toBeGreaterThanOrEqual(500);
      }),
    );
  });
});

const [rater, subject] = [
  createIdentity(SecretKey.own(sha256(utf8('a')))),
  createIdentity(SecretKey.own(sha256(utf8('b')))),
];

interface Said {
  readonly outcome: number;
  readonly severity: Severity;
  readonly hoursAgo: number;
}

const anySaid: fc.Arbitrary<Said> = fc.record({
  outcome: fc.oneof(fc.constantFrom(0, 100), fc.integer({ min: 0, max: 100 })),
  severity: fc.constantFrom(0, 1, 2, 3),
  hoursAgo: fc.nat(72),
});

function chainOf(said: readonly Said[]): readonly VerifiedReceipt[] {
  let head: ChainHead = emptyChain;
  return said.map(({ outcome, severity, hoursAgo }, n) => {
    const iid = sha256(utf8(`exchange ${n}`));
    const hour = now - hoursAgo;
    const acceptance = { iid, rater: rater.did, subject: subject.did, capability: 'mcp.call', hour };
    // The book takes what was verified; the subject's signature was looked at before.
    const proof = { acceptance, subjectSignature: new Uint8Array(64), subjectKey: subject.signing.publicKey };
    const receipt = createReceipt(rater.signing, { ...proof, dimension: 'output_quality', outcome, severity }, head);
    head = { seq: receipt.body.seq, id: receipt.id };
    return receipt;
  });
}

/** The score that receipts lead to, with credibility frozen; asked for after every `every` receipts as well. */
function scoreAfter(receipts: readonly VerifiedReceipt[], ledger: Ledger, every = Infinity): number {
  const book = new ReceiptBook(defaultParameters);
  const asked = (): number => {
    const testimony = [...book.about(subject.did)].map(({ day, r, s }) => ({
      organisation: 'did:key:zOther',
      day,
      r,
      s,
    }));
    const credibility = { hour: now, values: new Map([['did:key:zOther', one / 2]]), root: 'f'.repeat(64) };
    return scoreOf(ledger, { testimony, credibility }).score;
  };
  for (const [n, receipt] of receipts.entries()) {
    book.take(receipt, now);
    if (n % every === 0) asked();
  }
  return asked();
}

describe('receipts, with credibility frozen', () => {
  it('never lower a score when they are good, and never raise it when they are bad', () => {
    fc.assert(
      fc.property(fc.array(anySaid, { maxLength: 20 }), anySaid, anyObservations, (said, next, observations) => {
        const ledger = observe(ledgerWith(), observations);
        const before = scoreAfter(chainOf(said), ledger);
        expect(scoreAfter(chainOf([...said, { ...next, outcome: 100 }]), ledger)).toBeGreaterThanOrEqual(before);
        expect(scoreAfter(chainOf([...said, { ...next, outcome: 0 }]), ledger)).toBeLessThanOrEqual(before);
      }),
      { numRuns: 60 },
    );
  });

  it('lead to one integer in any order, in any portions, repeated, and however often the score is asked for', () => {
    fc.assert(
      fc.property(
        fc.array(anySaid, { maxLength: 20 }),
        fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
        fc.integer({ min: 1, max: 5 }),
        fc.array(anyObservation, { maxLength: 20 }),
        (said, ranks, every, observations) => {
          const chain = chainOf(said);
          const shuffled = chain
            .map((receipt, i) => ({ receipt, rank: ranks[i] ?? i }))
            .toSorted((a, b) => a.rank - b.rank)
            .map(({ receipt }) => receipt);
          const ledger = observe(ledgerWith(), observations);
          expect(scoreAfter([...shuffled, ...shuffled.slice(0, 7)], ledger, every)).toBe(scoreAfter(chain, ledger));
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the arithmetic of trust', () => {
  it('uses nothing of Math that could differ between engines', () => {
    const folder = fileURLToPath(new URL('../../../src/trust', import.meta.url));
    const used = readdirSync(folder).flatMap((name) => {
      const source = readFileSync(`${folder}/${name}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      return [...source.matchAll(/Math\.(\w+)/g)].map(([, call]) => call);
    });
    expect([...new Set(used)].toSorted((a = '', b = '') => (a < b ? -1 : 1))).toEqual([
      'abs',
      'floor',
      'max',
      'min',
      'trunc',
    ]);
  });
});
