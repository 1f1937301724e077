/** The door of `rulebook`: the directory of policies, read, checked and kept up to date. */
export { defaultPolicies } from './default-policies.ts';
export { checkFiles } from './check-in-worker.ts';
export { readPolicyFiles } from './read-directory.ts';
export { openRulebook } from './open-rulebook.ts';
export type { Rulebook } from './open-rulebook.ts';
export { openSecondOpinion } from './second-opinion.ts';
export type { FactsAtRest, Opinion, SecondOpinion } from './second-opinion.ts';
export { readSet, setOf } from './read-set.ts';
export type { ReadSet } from './read-set.ts';
export { briefProblem, showProblem } from './problem.ts';
export type { PolicyProblem } from './problem.ts';
