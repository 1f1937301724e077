import type { CompiledPolicies } from './compiled-policies.ts';

/** Why a suspended set decides nothing; the message is for the operator. */
export class Suspended extends Error {
  override readonly name = 'Suspended';
}

/** The set as it is while nobody may rely on its answers: whatever is asked of it is denied as `policy-error`, and says why. */
export function suspended(policies: CompiledPolicies, why: string): CompiledPolicies {
  const find = (): never => {
    throw new Suspended(why);
  };
  return { ...policies, index: { find }, isSuspended: true };
}
