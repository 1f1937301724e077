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
type DenialReason = 'policy-denied' | 'policy-error' | 'unknown-action' | 'facts-invalid';

/** The answer of policy. */
export interface Decision {
  readonly allow: boolean;
  /** Undefined exactly when `allow`. */
  readonly reason: DenialReason | undefined;
  /** The permits that allowed, the forbids that denied, or the policies that failed; empty when nothing matched. */
  readonly policies: readonly DecidingPolicy[];
  /** What went wrong, in words for the operator; holds no value of the facts. */
  readonly errors: readonly string[];
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
  const request = toRequest(facts);
  if (request.kind !== 'accept') {
    const reason = request.reason === 'unknown-action' ? 'unknown-action' : 'facts-invalid';
    return denied(reason, [], request.detail === undefined ? [] : [request.detail]);
  }
  const { decision, reasons, failures } = authorize(policies, request.value);
  if (failures.length > 0) {
    const errors = failures.map(({ policy, message }) => `${place(policy)}: ${message}`);
    return denied(
      'policy-error',
      failures.map((failure) => failure.policy),
      errors,
    );
  }
  if (decision === 'deny') return denied('policy-denied', reasons, []);
  return { allow: true, reason: undefined, policies: reasons.map((policy) => policy.source), errors: [] };
}

function denied(reason: DenialReason, policies: readonly CompiledPolicy[], errors: readonly string[]): Decision {
  return { allow: false, reason, policies: policies.map((policy) => policy.source), errors };
}

function place({ source }: CompiledPolicy): string {
  return `policy "${source.id}" (${source.file}:${source.line})`;
}
