import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, toHex, u32be, sha256 } from '../../../src/base/base.ts';
import { CarriedDelegations } from '../../../src/carried-delegations.ts';
import { carryDelegation, createDelegation, type VerifiedDelegation } from '../../../src/registry/registry.ts';
import { accepted, agent, hour, keyOf, later, now, outcome } from '../identity/fixture.ts';

const bounds = { perRoot: 4, perIssuer: 2 };

/** A delegation by `name`, told from others by a number; passed on from another where one is given. */
function given(
  name: string,
  n: number,
  changes: { from?: VerifiedDelegation; notBefore?: number; hours?: number } = {},
) {
  const { from, notBefore = now, hours = 2 } = changes;
  const draft = {
    iss: agent(name).did,
    aud: agent(from === undefined ? 'bob' : 'carol').did,
    cmd: ['read:orders'],
    pol: { minScore: 0 },
    nonce: sha256(u32be(n)).slice(0, 16),
    notBefore: millis(notBefore),
    expires: later(hours * hour),
    maxDepth: 5,
    trustCeiling: 900,
    ...(from === undefined ? {} : { from }),
  };
  return accepted(createDelegation(draft, keyOf(name)));
}

const first = given('alice', 0);
/** Of one authority: its own of different ages, and what two others made of one of them. */
const all: readonly VerifiedDelegation[] = [
  first,
  given('alice', 1),
  given('alice', 2, { notBefore: now + 1000 }),
  given('alice', 3, { notBefore: now + 2000 }),
  ...[4, 5, 6].map((n) => given('bob', n, { from: first })),
  given('carol', 7, { from: given('bob', 8, { from: first }) }),
  given('alice', 9, { hours: 0.5 }),
];

const idsOf = (held: readonly VerifiedDelegation[]): readonly string[] => held.map(({ id }) => toHex(id));

function merged(delegations: readonly VerifiedDelegation[], at = now): readonly VerifiedDelegation[] {
  return delegations.reduce<readonly VerifiedDelegation[]>((held, one) => {
    const verdict = carryDelegation(held, one, at, bounds);
    return verdict.kind === 'accept' ? verdict.value : held;
  }, []);
}

describe('delegations that are carried', () => {
  it('are the same in whatever order, and however often, they came', () => {
    const some = fc.shuffledSubarray([...all], { minLength: 1 });
    fc.assert(
      fc.property(some, fc.array(fc.constantFrom(...all), { maxLength: 12 }), (set, again) => {
        const told = set.toSorted(({ id: a }, { id: b }) => toHex(a).localeCompare(toHex(b)));
        const repeated = [...set, ...again.filter((one) => set.includes(one)), ...set.toReversed()];
        expect(idsOf(merged(repeated))).toEqual(idsOf(merged(told)));
      }),
      { numRuns: 500 },
    );
  });

  it('are the same when two nodes tell each other what they kept', () => {
    const some = fc.shuffledSubarray([...all]);
    fc.assert(
      fc.property(some, some, (a, b) => {
        const whole = idsOf(merged([...a, ...b]));
        expect(idsOf(merged([...merged(a), ...merged(b)]))).toEqual(whole);
        expect(idsOf(merged([...merged(b), ...merged(a)]))).toEqual(whole);
      }),
      { numRuns: 500 },
    );
  });

  it('are bounded for each authority and each issuer, and what it gave itself goes first', () => {
    const kept = merged(all);
    expect(kept.map(({ delegation }) => delegation.iss)).toEqual(
      ['alice', 'alice', 'bob', 'bob'].map((name) => agent(name).did),
    );
    expect(kept.slice(0, 2).map(({ delegation }) => delegation.notBefore)).toEqual([now + 2000, now + 1000]);
    expect(outcome(carryDelegation(kept, first, now, bounds))).toBe('ignore overloaded');
  });

  it('end at their date, and make room', () => {
    const short = given('alice', 9, { hours: 0.5 });
    expect(idsOf(merged([short, first]))).toHaveLength(2);
    expect(idsOf(merged([short, first], later(hour)))).toEqual(idsOf([first]));
    expect(outcome(carryDelegation([], short, later(hour), bounds))).toBe('ignore expired');
  });

  it('of an authority that gives without end take no room from one that gives little', () => {
    const few = [given('dave', 1), given('dave', 2)];
    const carried = new CarriedDelegations(10 * first.bytes.length);
    for (const one of few) expect(outcome(carried.add(one, now))).toBe('accept');
    for (let n = 0; n < 40; n++) carried.add(given('alice', 100 + n), now);
    expect(carried.size).toBeLessThanOrEqual(10);
    expect(few.every(({ id }) => carried.has(id))).toBe(true);
    expect([carried.isIssuer(agent('dave').did), carried.isIssuer(agent('erin').did)]).toEqual([true, false]);
    expect(carried.expire(later(3 * hour))).not.toEqual([]);
    expect([carried.size, carried.isIssuer(agent('dave').did)]).toEqual([0, false]);
  });
});
