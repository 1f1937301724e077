import type { CompiledPolicies } from './compiled-policies.ts';
import type { Facts } from './facts.ts';

/** Where a policy stands and what its annotations (`@id`, `@reason`, `@advice`, ...) tell people. */
export interface DecidingPolicy {
  readonly id: string;
  readonly file: string;
  /** 1 for the first line. */
  readonly line: number;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Why the answer is no. */
export type DenialReason = 'policy-denied' | 'policy-error' | 'unknown-action' | 'facts-invalid';

/** The answer of policy. */
export interface Decision {
  readonly allow: boolean;
  /** Undefined exactly when `allow`. */
  readonly reason: DenialReason | undefined;
  /** The permits that allowed, the forbids that denied, or the policies that failed; empty when nothing matched. */
  readonly policies: readonly DecidingPolicy[];
  /** What went wrong, in words for the operator; may quote policy text, never values of the facts. */
  readonly errors: readonly string[];
}

/** Judges facts. */
export function decide(_policies: CompiledPolicies, _facts: Facts): Decision {
  return { allow: false, reason: 'policy-denied', policies: [], errors: [] };
}
