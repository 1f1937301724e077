import * as fc from 'fast-check';
import {
  defaultParameters,
  dimensions,
  emptyLedger,
  observe,
  score,
  type Hour,
  type Ledger,
  type Observation,
  type ScoreInput,
  type TrustAnswer,
} from '../../../src/trust/trust.ts';

/** An hour long after the epoch, so that there is room before it. */
export const now: Hour = 500_000;

/** An observation of weight 1.0: one full success adds exactly one unit. */
export function success(hour: Hour = now): Observation {
  return { dimension: 'output_quality', outcome: 100, severity: 0, capabilityClass: 'read', hour };
}

/** A total failure of weight 1.0. */
export function failure(severity: 0 | 1 | 2 | 3, hour: Hour = now): Observation {
  return { dimension: 'output_quality', outcome: 0, severity, capabilityClass: 'read', hour };
}

/** The same observation several times over. */
export function times(count: number, observation: Observation): readonly Observation[] {
  return Array.from({ length: count }, () => observation);
}

/** A ledger of these observations. */
export function ledgerWith(...observations: readonly (Observation | readonly Observation[])[]): Ledger {
  return observe(emptyLedger, observations.flat());
}

/** The score of an agent of a known organisation, now, unless said otherwise. */
export function scoreOf(ledger: Ledger, changes: Partial<ScoreInput> = {}): TrustAnswer {
  return score({
    ledger,
    organisation: 'known',
    revoked: false,
    disproved: false,
    nowHour: now,
    parameters: defaultParameters,
    ...changes,
  });
}

/** Any observation of the last 200 days. */
export const anyObservation: fc.Arbitrary<Observation> = fc.record({
  dimension: fc.constantFrom(...dimensions),
  outcome: fc.oneof(fc.constantFrom(0, 100), fc.integer({ min: 0, max: 100 })),
  severity: fc.constantFrom(0, 1, 2, 3),
  capabilityClass: fc.constantFrom('', 'read', 'write', 'pay', 'ü'),
  hour: fc.oneof(fc.integer({ min: now - 12, max: now }), fc.integer({ min: now - 4800, max: now })),
});

/** A few observations. */
export const anyObservations = fc.array(anyObservation, { maxLength: 60 });
