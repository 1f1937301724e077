import * as fc from 'fast-check';
import {
  defaultParameters,
  dimensions,
  emptyLedger,
  observe,
  noCredibility,
  one,
  rootsOf,
  score,
  type Credibility,
  type Evidence,
  type Hour,
  type Ledger,
  type Observation,
  type Parameters,
  type Testimony,
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

/** The agent that scores are about, and its organisation. */
export const agent = 'did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk';
export const home = 'did:key:zHome';
export const ours = 'did:key:zOurs';

/** Hearsay of exactly so many units: from one organisation that is believed fully, over enough days. */
export function heardUnits(r: number, s: number): Pick<Evidence, 'testimony' | 'credibility'> {
  const testimony: Testimony[] = [];
  const say = (left: number, side: 'r' | 's'): void => {
    for (let rest = left; rest > 0; rest -= one) {
      const units = Math.min(one, rest);
      testimony.push({ organisation: 'did:key:zOther', day: today, r: 0, s: 0, [side]: units });
    }
  };
  say(r, 'r');
  say(s, 's');
  const credibility: Credibility = { hour: now, values: new Map([['did:key:zOther', one]]), root: 'f'.repeat(64) };
  return { testimony, credibility };
}

/** The UTC day of `now`, whose words have not aged. */
const today = Math.floor(now / 24);

/** What a test changes of the usual: an agent of a known organisation, judged now. */
export interface Changes extends Partial<Evidence> {
  readonly standing?: 'own' | 'known' | 'unknown';
  readonly nowHour?: Hour;
  readonly parameters?: Parameters;
}

/** The score of an agent of a known organisation, now, unless said otherwise. */
export function scoreOf(ledger: Ledger, changes: Changes = {}): TrustAnswer {
  const { standing = 'known', nowHour = now, parameters = defaultParameters, ...more } = changes;
  const roots = rootsOf(standing === 'own' ? home : ours, { known: new Set(standing === 'known' ? [home] : []) });
  const nothing = { testimony: [], credibility: noCredibility, spread: [], organisationLedgers: [] };
  const flags = { revoked: false, disproved: false, unusual: false };
  const evidence: Evidence = { subject: agent, organisation: home, ledger, ...nothing, ...flags, ...more };
  return score(evidence, roots, parameters, nowHour);
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
