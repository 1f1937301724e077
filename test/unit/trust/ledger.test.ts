import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MeshError, millis, toHex } from '../../../src/base/base.ts';
import {
  decodeHours,
  decodeLedger,
  emptyLedger,
  encodeHour,
  encodeLedger,
  evidenceRoot,
  hourOf,
  ledgerLimits,
  observe,
  pruneLedger,
  type Observation,
} from '../../../src/trust/trust.ts';
import { anyObservations, failure, ledgerWith, now, scoreOf, success, times } from './support.ts';

function decodeError(bytes: Uint8Array): unknown {
  try {
    return decodeLedger(bytes);
  } catch (error) {
    return error;
  }
}

/** What reading and writing again makes of bytes: the same bytes in hexadecimal, or the code of the refusal. */
function reencoded(bytes: Uint8Array): string {
  try {
    return toHex(encodeLedger(decodeLedger(bytes)));
  } catch (error) {
    if (error instanceof MeshError) return error.code;
    throw error;
  }
}

/** Observations that differ in their outcome, and so make an entry each. */
function entries(hour: number, count: number, first: number): readonly Observation[] {
  return Array.from({ length: count }, (_, i) => ({ ...failure(1, hour), outcome: first + i }));
}

describe('a ledger', () => {
  it('counts equal observations of one hour, and leaves the old one as it was', () => {
    const first = ledgerWith(success());
    const second = observe(first, [success(), failure(2)]);
    expect(first.hours.get(now)?.map((entry) => entry.count)).toEqual([1]);
    expect(second.hours.get(now)?.map(({ outcome, count }) => [outcome, count])).toEqual([
      [0, 1],
      [100, 2],
    ]);
    expect(observe(second, [])).toBe(second);
  });

  it('knows the hour of a moment', () => {
    expect(hourOf(millis(3_599_999))).toBe(0);
    expect(hourOf(millis(3_600_000))).toBe(1);
  });

  it('ignores the severity of what did not fail', () => {
    const ledger = ledgerWith({ ...success(), severity: 3 }, success());
    expect(ledger.hours.get(now)).toEqual([
      { dimension: 'output_quality', outcome: 100, severity: 0, capabilityClass: 'read', count: 2 },
    ]);
  });

  it('counts no further than its bound within one hour', () => {
    const ledger = ledgerWith(times(ledgerLimits.maxCount + 10, success()));
    expect(ledger.hours.get(now)?.map((entry) => entry.count)).toEqual([ledgerLimits.maxCount]);
  });

  it('tells only so many classes apart in one hour, the same ones whatever came first', () => {
    const classes = Array.from({ length: 12 }, (_, i) => ({ ...success(), capabilityClass: `class-${i + 10}` }));
    const forward = ledgerWith(classes);
    const backward = ledgerWith(classes.toReversed());
    expect(evidenceRoot(forward)).toBe(evidenceRoot(backward));
    const names = (forward.hours.get(now) ?? []).map(({ capabilityClass, count }) => [capabilityClass, count]);
    expect(names).toEqual([['', 5], ...[10, 11, 12, 13, 14, 15, 16].map((i) => [`class-${i}`, 1])]);
    expect(scoreOf(forward).r).toBe(12 * 2 ** 20);
  });

  it('counts without a class what has an impossible one', () => {
    const names = ['x'.repeat(65), 'ü'.repeat(33), '\ud800'];
    const ledger = ledgerWith(names.map((capabilityClass) => ({ ...success(), capabilityClass })));
    expect(ledger.hours.get(now)?.map(({ capabilityClass, count }) => [capabilityClass, count])).toEqual([['', 3]]);
  });

  it.each([{ outcome: 101 }, { outcome: -1 }, { outcome: 0.5 }, { hour: -1 }, { hour: 2 ** 32 }, { hour: 1.5 }])(
    'refuses an observation out of range (%j)',
    (change) => {
      expect(() => ledgerWith({ ...success(), ...change })).toThrow(RangeError);
    },
  );

  it('drops what is older than 180 days when told to, and nothing newer', () => {
    const ledger = ledgerWith(success(now - 4321), failure(1, now - 4320), success());
    const pruned = pruneLedger(ledger, now, 4320);
    expect(new Set(pruned.hours.keys())).toEqual(new Set([now - 4320, now]));
    expect(pruneLedger(pruned, now, 4320)).toBe(pruned);
  });
});

describe('a full ledger', () => {
  const perHour = 90;
  const hours = Math.ceil(ledgerLimits.maxBadEntries / perHour) + 3;
  const portions = Array.from({ length: hours }, (_, i) => entries(now - i, perHour, 0));

  it('lets the oldest hours go, the same ones whatever came first', () => {
    const forward = portions.reduce((ledger, portion) => observe(ledger, portion), emptyLedger);
    const backward = portions.toReversed().reduce((ledger, portion) => observe(ledger, portion), emptyLedger);
    expect(forward.bad).toBeLessThanOrEqual(ledgerLimits.maxBadEntries);
    expect(evidenceRoot(backward)).toBe(evidenceRoot(forward));
    expect(forward.badFloor).toBe(now - Math.floor(ledgerLimits.maxBadEntries / perHour));
    expect(observe(forward, [failure(1, forward.badFloor)]).bad).toBe(forward.bad);
    expect(observe(forward, [success(forward.badFloor)]).good).toBe(1);
  });

  it('never loses a failure to good conduct', () => {
    const bad = ledgerWith(failure(3, now - 4000));
    const good = Array.from({ length: 3500 }, (_, i) =>
      ['', 'a', 'b'].map((capabilityClass) => ({ ...success(now - i), capabilityClass })),
    ).flat();
    const ledger = observe(bad, good);
    expect(ledger.good).toBeLessThanOrEqual(ledgerLimits.maxGoodEntries);
    expect(ledger.goodFloor).toBeGreaterThan(now - 4000);
    expect(ledger.bad).toBe(1);
    expect(scoreOf(ledger).s).toBe(scoreOf(bad).s);
  });
});

describe('the bytes of a ledger', () => {
  it('give back the ledger, whole or by the hour', () => {
    fc.assert(
      fc.property(anyObservations, (observations) => {
        const ledger = observe(emptyLedger, observations);
        expect(decodeLedger(encodeLedger(ledger))).toEqual(ledger);
        const parts = [...ledger.hours.keys()].map((hour) => encodeHour(ledger, hour));
        expect(decodeHours(parts)).toEqual(ledger);
      }),
    );
  });

  it('keep the floors of a ledger that was full', () => {
    const ledger = { ...ledgerWith(success()), goodFloor: now - 10, badFloor: now - 20 };
    expect(decodeLedger(encodeLedger(ledger))).toEqual(ledger);
  });

  it('are read strictly: no second encoding, nothing cut, nothing more, never another error', () => {
    fc.assert(
      fc.property(anyObservations, fc.nat(), fc.integer({ min: 1, max: 255 }), (observations, at, flip) => {
        const bytes = encodeLedger(observe(emptyLedger, observations));
        const changed = bytes.with(at % bytes.length, (bytes[at % bytes.length] ?? 0) ^ flip);
        for (const wrong of [changed, bytes.subarray(0, at % bytes.length), Uint8Array.of(...bytes, 0)]) {
          expect(['store-damaged', toHex(wrong)]).toContain(reencoded(wrong));
        }
      }),
    );
  });

  it.each([
    ['is of an unknown version', Uint8Array.of(2)],
    ['ends too early', Uint8Array.of(1, 0, 0)],
    ['goes on after its end', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)],
    ['has an empty hour', Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0)],
    ['has a value out of range', hourWith(5, 0, 0, 0, 1, 0)],
    ['has a value out of range', hourWith(0, 101, 0, 0, 1, 0)],
    ['has a value out of range', hourWith(0, 0, 4, 0, 1, 0)],
    ['has a value out of range', hourWith(0, 100, 1, 0, 1, 0)],
    ['has a value out of range', hourWith(0, 0, 0, 0, 0, 0)],
    ['has a value out of range', hourWith(0, 0, 0, 0xff, 0xff, 0)],
    ['has a class that is no text', hourWith(0, 0, 0, 0, 1, 1, 0xff)],
    ['has its entries out of order', twoEntries(hourWith(0, 0, 0, 0, 1, 0))],
  ])('are damaged when a ledger %s', (message, bytes) => {
    expect(decodeError(bytes)).toMatchObject({ code: 'store-damaged', message: expect.stringContaining(message) });
  });

  it('are damaged when hours are out of order, or come twice', () => {
    const ledger = ledgerWith(success(now - 1), success());
    const whole = encodeLedger(ledger);
    const [early, late] = [encodeHour(ledger, now - 1), encodeHour(ledger, now)];
    const swapped = Uint8Array.of(...whole.subarray(0, 11), ...late, ...early);
    expect(decodeError(swapped)).toMatchObject({ message: expect.stringContaining('hours out of order') });
    expect(() => decodeHours([late, early, late])).toThrow('has an hour twice');
  });
});

/** A ledger of one hour with one entry of these bytes. */
function hourWith(...entry: readonly number[]): Uint8Array {
  return Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, ...entry);
}

/** The same with its entry twice. */
function twoEntries(bytes: Uint8Array): Uint8Array {
  return Uint8Array.of(...bytes.with(16, 2), ...bytes.subarray(17));
}
