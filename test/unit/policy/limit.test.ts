import { array, assert, constantFrom, integer, oneof, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LimitCounters, parseLimit, type Limit } from '../../../src/policy/policy.ts';

const now = 1_790_000_000_000;

function limitOf(text: string): Limit {
  const limit = parseLimit(text);
  if (limit === undefined) throw new Error(`no limit: ${text}`);
  return limit;
}

/** The same algorithm in fractions: times by `count`, in numbers of any length. */
class Exact {
  #arrival = 0n;
  #now = 0n;

  waitMs({ count, periodMs, burst }: Limit, at: number): number {
    this.#pass(at);
    const early = this.#arrival - this.#now * BigInt(count) - BigInt(burst - 1) * BigInt(periodMs);
    return early <= 0n ? 0 : Number((early + BigInt(count) - 1n) / BigInt(count));
  }

  take({ count, periodMs }: Limit, at: number): void {
    this.#pass(at);
    const least = this.#now * BigInt(count);
    this.#arrival = (this.#arrival < least ? least : this.#arrival) + BigInt(periodMs);
  }

  #pass(at: number): void {
    if (BigInt(at) > this.#now) this.#now = BigInt(at);
  }
}

describe('a limit', () => {
  it.each([1, 3, 6, 7, 9, 11, 13, 49, 365, 1000, 9999])(
    'of %i an hour lets as many through at once, and no more',
    (count) => {
      const limit = limitOf(`agent ${count}/1h`);
      const counters = new LimitCounters();
      for (let i = 0; i < count; i++) {
        expect(counters.waitMs('a', limit, now)).toBe(0);
        counters.take('a', limit, now);
      }
      expect(counters.waitMs('a', limit, now)).toBe(Math.ceil(3_600_000 / count));
    },
  );

  it('counts as the algorithm does in exact fractions, whatever the times', () => {
    const limits = record({
      count: oneof(integer({ min: 1, max: 50 }), integer({ min: 1, max: 9_999_999 })),
      length: integer({ min: 1, max: 9999 }),
      unit: constantFrom('s', 'm', 'h', 'd'),
      burst: integer({ min: 1, max: 60 }),
    });
    const steps = array(
      record({
        pause: oneof(integer({ min: 0, max: 3 }), integer({ min: -5000, max: 100_000 })),
        taken: integer({ min: 0, max: 9 }),
      }),
    );
    assert(
      property(limits, steps, ({ count, length, unit, burst }, all) => {
        const limit = limitOf(`agent ${count}/${length}${unit} burst ${burst}`);
        const [counters, exact] = [new LimitCounters(), new Exact()];
        let at = now;
        for (const { pause, taken } of all) {
          at += pause;
          expect(counters.waitMs('a', limit, at)).toBe(exact.waitMs(limit, at));
          for (let i = 0; i < taken && counters.waitMs('a', limit, at) === 0; i++) {
            counters.take('a', limit, at);
            exact.take(limit, at);
          }
          expect(counters.waitMs('a', limit, at)).toBe(exact.waitMs(limit, at));
        }
      }),
      { numRuns: 500 },
    );
  });
});
