import { authorize, type CompiledPolicies, type CompiledPolicy } from './compiled-policies.ts';
import type { Facts } from './facts.ts';
import { noObligations, united, type Obligations } from './obligation.ts';
import { Suspended } from './suspended.ts';
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
type DenialReason =
  'policy-denied' | 'policy-error' | 'unknown-action' | 'facts-invalid' | 'rate-limited' | 'obligation-failed';

/** The answer of policy. */
export interface Decision {
  readonly allow: boolean;
  /** Undefined exactly when `allow`. */
  readonly reason: DenialReason | undefined;
  /**
   * The permits that allowed, the forbids that denied, or the policies that failed; empty when nothing matched. Of
   * forbids, those that a person may lift are among them only when there are no others.
   */
  readonly policies: readonly DecidingPolicy[];
  /** What went wrong, in words for the operator; holds no value of the facts. */
  readonly errors: readonly string[];
  /** What the permits demand of what they let pass, all of them together; nothing when it is denied. */
  readonly obligations: Obligations;
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
  } catch (error) {
    const why = error instanceof Suspended ? error.message : 'the policies could not be evaluated';
    return denied('policy-error', [], [why]);
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
    // What a person may lift decides only when nothing else denies: it would be lifted in vain.
    const final = reasons.filter(({ requestable }) => !requestable);
    if (permits.length === 0 || final.length > 0)
      return denied('policy-denied', final.length > 0 ? final : reasons, []);
    if (facts.context.approved !== true) return { ...denied('policy-denied', reasons, []), requestable: true };
  }
  return allowedBy(permits, facts);
}

/** What is owed is owed by all permits that hold, since nobody can say which of them let it pass. */
function allowedBy(permits: readonly CompiledPolicy[], { context }: Facts): Decision {
  const owed: Obligations[] = [];
  for (const policy of permits) {
    const { obligations } = policy;
    if ('unknown' in obligations)
      return denied(
        'obligation-failed',
        [policy],
        [`${place(policy)} demands "${obligations.unknown}", which nobody here knows how to do`],
      );
    if (obligations !== noObligations) owed.push(obligations);
  }
  const obligations = united(owed);
  const retryAfterMs = Math.max(0, ...obligations.limits.map((limit) => context.exceeded?.(limit) ?? 0));
  if (retryAfterMs > 0) return { ...denied('rate-limited', permits, []), retryAfterMs };
  return { allow: true, reason: undefined, policies: permits.map(({ source }) => source), errors: [], obligations };
}

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

function denied(reason: DenialReason, policies: readonly CompiledPolicy[], errors: readonly string[]): Decision {
  return {
    allow: false,
    reason,
    policies: policies.map((policy) => policy.source),
    errors,
    obligations: noObligations,
  };
}

function place({ source }: CompiledPolicy): string {
  return `policy "${source.id}" (${source.file}:${source.line})`;
}
