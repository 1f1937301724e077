import type { Reason } from '../base/base.ts';
import type { Dimension, Severity } from './dimension.ts';
import type { Hour, Observation } from './ledger.ts';

/** What one kind of event says about the agent it is about. */
export interface Meaning {
  readonly dimension: Dimension;
  readonly outcome: 0 | 100;
  readonly severity: Severity;
}

/**
 * What the pipeline sees, and what it means. One event touches one dimension, so that one interaction is about one
 * unit of evidence: eighty good answers make a verified partner, not sixteen.
 *
 * | event | dimension (weight) | outcome | severity |
 * |---|---|---|---|
 * | answered: it did what we asked | output_quality (1.00) | 100 | |
 * | served: it asked within our rules, and we did it | collaboration_health (0.75) | 100 | |
 * | failed: it took the request and broke off, or answered with a failure | output_quality | 0 | 1 |
 * | malformed: it sent what cannot be read | output_quality | 0 | 1 |
 * | timeout: it did not answer in time | collaboration_health | 0 | 0 |
 * | overused: too many, too large | resource_efficiency (0.75) | 0 | 1 |
 * | denied: it asked for what policy forbids; it cannot see our rules, so no breach yet | policy_compliance (1.25) | 0 | 1 |
 * | breached: it went beyond its session's conditions or capabilities, or kept its signature under a request back | policy_compliance | 0 | 2 |
 * | forged: bad signature, undecryptable or replayed bytes, a false key | security_posture (1.25) | 0 | 3 |
 *
 * An event may be held against an agent only when the connection or the signature proves that it was that agent:
 * otherwise anyone could ruin another's score with one bad packet. A delivery that failed because its node was out
 * of reach is no event: absence is not misconduct.
 */
const meanings = {
  answered: { dimension: 'output_quality', outcome: 100, severity: 0 },
  served: { dimension: 'collaboration_health', outcome: 100, severity: 0 },
  failed: { dimension: 'output_quality', outcome: 0, severity: 1 },
  malformed: { dimension: 'output_quality', outcome: 0, severity: 1 },
  timeout: { dimension: 'collaboration_health', outcome: 0, severity: 0 },
  overused: { dimension: 'resource_efficiency', outcome: 0, severity: 1 },
  denied: { dimension: 'policy_compliance', outcome: 0, severity: 1 },
  breached: { dimension: 'policy_compliance', outcome: 0, severity: 2 },
  forged: { dimension: 'security_posture', outcome: 0, severity: 3 },
} as const satisfies Readonly<Record<string, Meaning>>;

/** A kind of event that counts as evidence. */
export type TrustEventKind = keyof typeof meanings;

/** What a kind of event says. */
export function meaningOf(kind: TrustEventKind): Meaning {
  return meanings[kind];
}

/** Something an authenticated agent did. */
export interface TrustEvent {
  readonly kind: TrustEventKind;
  /** The class of capability it was about; empty for none. */
  readonly capabilityClass: string;
  readonly hour: Hour;
}

/** The observations an event amounts to, for `observe`. */
export function observationsOf({ kind, capabilityClass, hour }: TrustEvent): readonly Observation[] {
  return [{ ...meanings[kind], capabilityClass, hour }];
}

const kinds: Readonly<Partial<Record<Reason, TrustEventKind>>> = {
  'frame-too-large': 'overused',
  'too-large': 'overused',
  'rate-limited': 'overused',
  'too-many-skipped': 'overused',
  malformed: 'malformed',
  'unexpected-frame': 'malformed',
  'facts-invalid': 'malformed',
  timeout: 'timeout',
  'agent-failed': 'failed',
  'policy-denied': 'denied',
  'condition-not-met': 'breached',
  'capability-missing': 'breached',
  'bad-signature': 'forged',
  undecryptable: 'forged',
  replayed: 'forged',
  reflected: 'forged',
  'key-mismatch': 'forged',
  'did-mismatch': 'forged',
  'id-mismatch': 'forged',
};

/**
 * The event behind a reason for which this node refused an authenticated agent; undefined for reasons that say
 * nothing against it (a duplicate, an expired record, our own trouble).
 */
export function eventOfReason(reason: Reason): TrustEventKind | undefined {
  return kinds[reason];
}
