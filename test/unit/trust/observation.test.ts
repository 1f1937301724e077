import { describe, expect, it } from 'vitest';
import { isReason, reasons } from '../../../src/base/base.ts';
import { emptyLedger, eventOfReason, observationsOf, observe, type TrustEventKind } from '../../../src/trust/trust.ts';
import { now, scoreOf } from './support.ts';

const event = (kind: TrustEventKind): ReturnType<typeof observationsOf> =>
  observationsOf({ kind, capabilityClass: 'read', hour: now });

describe('what the pipeline sees', () => {
  it.each([
    ['answered', 1, 0],
    ['served', 0.75, 0],
    ['failed', 0, 1],
    ['malformed', 0, 1],
    ['timeout', 0, 0.1875],
    ['overused', 0, 0.75],
    ['denied', 0, 1.25],
    ['breached', 0, 3.75],
    ['forged', 0, 12.5],
  ] as const)('counts "%s" as %d good and %d bad units', (kind, good, bad) => {
    const { r, s } = scoreOf(observe(emptyLedger, event(kind)));
    expect([r / 2 ** 20, s / 2 ** 20]).toEqual([good, bad]);
  });

  it('keeps the class and the hour of an event', () => {
    expect(event('answered')).toEqual([
      { dimension: 'output_quality', outcome: 100, severity: 0, capabilityClass: 'read', hour: now },
    ]);
  });

  it('holds against an agent what it did, and nothing that may be our fault or nobody’s', () => {
    const held = Object.keys(reasons).filter((reason) => isReason(reason) && eventOfReason(reason) !== undefined);
    expect(eventOfReason('policy-denied')).toBe('denied');
    expect(eventOfReason('bad-signature')).toBe('forged');
    expect(eventOfReason('rate-limited')).toBe('overused');
    for (const ours of ['duplicate', 'session-race', 'policy-error', 'store-failed', 'stopping', 'overloaded']) {
      expect(held).not.toContain(ours);
    }
  });
});
