/** The door of `rulebook`: the directory of policies, read, checked and kept up to date. */
export { defaultPolicies } from './default-policies.ts';
export { openRulebook } from './open-rulebook.ts';
export type { Rulebook } from './open-rulebook.ts';
export { showProblem } from './problem.ts';
export type { PolicyProblem } from './problem.ts';
