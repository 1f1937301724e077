import { authorize, type CompiledPolicies, type CompiledPolicy } from './compiled-policies.ts';
import type { Facts } from './facts.ts';
import { toRequest } from './to-request.ts';

/** Where a policy stands and what its annotations (`@id`, `@reason`, `@advice`, ...) tell people. */
interface DecidingPolicy {
  readonly id: string;
  /** Name of the file inside the policy directory. */
  readonly file: string;
  /** 1 for the first line. */
  readonly line: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Why the answer is no. */
type DenialReason = 'policy-denied' | 'policy-error' | 'unknown-action' | 'facts-invalid' | 'rate-limited';

/** The answer of policy. */
export interface Decision {
  readonly allow: boolean;
  /** Undefined exactly when `allow`. */
  readonly reason: DenialReason | undefined;
  /** The permits that allowed, the forbids that denied, or the policies that failed; empty when nothing matched. */
  readonly policies: readonly DecidingPolicy[];
  /** What went wrong, in words for the operator; holds no value of the facts. */
  readonly errors: readonly string[];
  /** Labels that the permits put on what they let pass (`@label("a, b")`); empty when there are none. */
  readonly labels: readonly string[];
  /** Of a denial that time ends: milliseconds until a limit named by a forbid allows one more. */
  readonly retryAfterMs?: number;
  /** Of a denial that a person may lift for this one call: nothing denies but forbids with `@approval("required")`. */
  readonly requestable?: true;
}

/**
 * Judges facts by Cedar's rules (default deny, forbid wins) and one stricter: when any policy in scope
 * fails, the answer is no, because Cedar would skip a failed `forbid` and let the permit stand. Never
 * throws: whatever cannot be judged is denied, with its own reason.
 */
export function decide(policies: CompiledPolicies, facts: Facts): Decision {
  try {
    return judge(policies, facts);
  } catch {
    return denied('policy-error', [], ['the policies could not be evaluated']);
  }
}

function judge(policies: CompiledPolicies, facts: Facts): Decision {
  const watched = watchLimits(facts);
  const request = toRequest(watched.facts, policies.mentions);
  if (request.kind !== 'accept') {
    const reason = request.reason === 'unknown-action' ? 'unknown-action' : 'facts-invalid';
    return denied(reason, [], request.detail === undefined ? [] : [request.detail]);
  }
  const { decision, reasons, permits, failures } = authorize(policies, request.value);
  if (failures.length > 0) {
    const errors = failures.map(({ policy, message }) => `${place(policy)}: ${message}`);
    return denied(
      'policy-error',
      failures.map((failure) => failure.policy),
      errors,
    );
  }
  if (decision === 'deny') {
    const retryAfterMs = watched.waitMs();
    if (reasons.length > 0 && retryAfterMs > 0) return { ...denied('rate-limited', reasons, []), retryAfterMs };
    if (permits.length === 0 || !reasons.every(({ requestable }) => requestable))
      return denied('policy-denied', reasons, []);
    if (facts.context.approved !== true) return { ...denied('policy-denied', reasons, []), requestable: true };
  }
  return allowedBy(permits);
}

function allowedBy(permits: readonly CompiledPolicy[]): Decision {
  return {
    allow: true,
    reason: undefined,
    policies: permits.map((policy) => policy.source),
    errors: [],
    labels: permits.length === 1 && permits[0]?.source.annotations['label'] === undefined ? none : labelsOf(permits),
  };
}

const none: readonly string[] = [];

/** Remembers what the limits that were asked about answered. */
function watchLimits(facts: Facts): { readonly facts: Facts; readonly waitMs: () => number } {
  const { exceeded } = facts.context;
  if (exceeded === undefined) return { facts, waitMs: () => 0 };
  let longest = 0;
  const asked = (limit: string): number | undefined => {
    const waitMs = exceeded(limit);
    longest = Math.max(longest, waitMs ?? 0);
    return waitMs;
  };
  return { facts: withContext(facts, { ...facts.context, exceeded: asked }), waitMs: () => longest };
}

function withContext<F extends Facts>(facts: F, context: Facts['context']): F {
  return { ...facts, context };
}

/** The labels of all permits together: what one of them says is not unsaid by another. */
function labelsOf(permits: readonly CompiledPolicy[]): readonly string[] {
  const labels = permits.flatMap(({ source }) => source.annotations['label']?.split(',') ?? []);
  return [...new Set(labels.map((label) => label.trim()).filter((label) => label !== ''))].sort();
}

function denied(reason: DenialReason, policies: readonly CompiledPolicy[], errors: readonly string[]): Decision {
  return { allow: false, reason, policies: policies.map((policy) => policy.source), errors, labels: none };
}

function place({ source }: CompiledPolicy): string {
  return `policy "${source.id}" (${source.file}:${source.line})`;
}
