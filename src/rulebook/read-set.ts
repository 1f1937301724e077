import { compilePattern } from '../content/content.ts';
import { type CompiledPolicies, compilePolicies, type PolicySource } from '../policy/policy.ts';
import { checkPolicies, type PolicyFile } from './check-policies.ts';
import type { PolicyProblem } from './problem.ts';
import { readDirectory } from './read-directory.ts';

/** A set read for people: the policies with their Cedar text, ready to decide. */
export interface ReadSet {
  readonly version: string;
  readonly policies: readonly (PolicySource & { readonly cedar: string })[];
  readonly compiled: CompiledPolicies;
}

/** Reads and checks a directory in this thread, which takes a second for some thousand policies: for the command line. */
export async function readSet(dir: string): Promise<ReadSet | readonly PolicyProblem[]> {
  const directory = await readDirectory(dir);
  return 'files' in directory ? setOf(directory.files, directory.version) : directory;
}

/** Checks files that are in memory already. */
export function setOf(files: readonly PolicyFile[], version: string): ReadSet | readonly PolicyProblem[] {
  const { policies, problems, patterns, texts } = checkPolicies(files);
  if (problems.length > 0) return problems;
  const compiled = compilePolicies(policies, version);
  const withPatterns = { ...compiled, patterns: patterns.map(({ name, source }) => compilePattern(name, source)) };
  return {
    version,
    policies: policies.map((policy, i) => ({ ...policy, cedar: texts[i] ?? '' })),
    compiled: withPatterns,
  };
}
