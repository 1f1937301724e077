import type { CompiledPolicies } from './compiled-policies.ts';
import type { Facts } from './facts.ts';
import { toRequest } from './to-request.ts';
import { EvaluationError } from './value.ts';

/**
 * Whether some request of this shape could be allowed, when what it carries is not known yet: for lists, which show
 * what may be used. A policy that looks at arguments or size counts as one that may turn out either way; every other
 * decides as in `decide`, and what fails denies. What a person may approve could be allowed.
 */
export function couldAllow(policies: CompiledPolicies, facts: Facts): boolean {
  const request = toRequest(facts);
  if (request.kind !== 'accept' || policies.isSuspended === true) return false;
  let permitted = false;
  for (const policy of policies.index.find(request.value)) {
    const outcome = policy.looksInside ? 'unknown' : outcomeOf(() => policy.holds(request.value));
    if (outcome === 'fails' || (outcome === 'holds' && policy.effect === 'forbid' && !policy.requestable)) return false;
    if (outcome !== 'holds-not' && policy.effect === 'permit' && !('unknown' in policy.obligations)) permitted = true;
  }
  return permitted;
}

function outcomeOf(holds: () => boolean): 'holds' | 'holds-not' | 'fails' {
  try {
    return holds() ? 'holds' : 'holds-not';
  } catch (error) {
    if (error instanceof EvaluationError) return 'fails';
    throw error;
  }
}
