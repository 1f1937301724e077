import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { MeshError } from './base/base.ts';
import type { PolicyTools, ShownPolicy } from './control/control.ts';
import { decide, factsUsed, type Decision } from './policy/policy.ts';
import { factsOfShape, readCases, readFacts, type PolicyCase } from './policy-cases.ts';
import { readPolicyFiles, readSet, showProblem, type ReadSet } from './rulebook/rulebook.ts';

/** What the command line does with policies by itself, without a node. All throw MeshError('policy-invalid') with every problem. */
export const policyTools: PolicyTools = {
  check: async (dir) => {
    const { version, policies } = await open(dir);
    return { version, policies: policies.length };
  },
  show: async (dir) => (await open(dir)).policies.map(shown),
  test: async (dir, cases) => {
    const { compiled } = await open(dir);
    const read = await readCases(cases);
    return read.map((each) => {
      const decision = decide(compiled, each.facts(compiled.patterns));
      return { file: each.file, name: each.name, fault: voidOf(each, decision) ?? faultOf(each, decision) };
    });
  },
  explain: async (dir, factsFile) => {
    const set = await open(dir);
    const text = await readFile(factsFile, 'utf8').catch((cause: unknown) => {
      throw new MeshError('policy-invalid', `${factsFile} cannot be read. Name a file that there is.`, { cause });
    });
    const facts = factsOfShape(readFacts(basename(factsFile), text), set.compiled.patterns);
    const { allow, reason, retryAfterMs, obligations, errors, policies } = decide(set.compiled, facts);
    const deciding = set.policies.filter(({ id }) => policies.some((each) => each.id === id));
    return {
      allow,
      reason,
      retryAfterMs,
      obligations: { ...obligations },
      errors,
      policies: deciding.map((policy) => ({
        ...shown(policy),
        annotations: policy.annotations,
        facts: factsUsed(policy, facts),
      })),
    };
  },
  files: async (dir) => {
    const files = await readPolicyFiles(dir);
    const problems = files.flatMap((file) => ('text' in file ? [] : [file]));
    if (problems.length === 0) return files.flatMap((file) => ('text' in file ? [file] : []));
    throw new MeshError('policy-invalid', problems.map(showProblem).join('\n'));
  },
  diff: async (before, after) => {
    const [old, young] = [(await open(before)).policies, (await open(after)).policies];
    const byId = new Map(old.map((policy) => [policy.id, policy]));
    const ids = new Set(young.map(({ id }) => id));
    return {
      added: young.filter(({ id }) => !byId.has(id)).map(shown),
      removed: old.filter(({ id }) => !ids.has(id)).map(shown),
      changed: young.flatMap((policy) => {
        const was = byId.get(policy.id);
        return was === undefined || was.cedar === policy.cedar ? [] : [{ before: shown(was), after: shown(policy) }];
      }),
    };
  },
};

async function open(dir: string): Promise<ReadSet> {
  const set = await readSet(dir);
  if ('compiled' in set) return set;
  throw new MeshError('policy-invalid', `The policies in ${dir} cannot be used.\n${set.map(showProblem).join('\n')}`);
}

function shown({ id, file, line, cedar }: ReadSet['policies'][number]): ShownPolicy {
  return { id, file, line, cedar };
}

/** Facts that cannot be are denied whatever the policies say: such a denial shows nothing about them. */
function voidOf(wanted: PolicyCase, { reason, errors }: Decision): string | undefined {
  const isVoid = reason === 'facts-invalid' || reason === 'unknown-action';
  return isVoid && wanted.reason !== reason ? `${reason}: ${errors.join(', ')}` : undefined;
}

function faultOf(wanted: PolicyCase, decision: Decision): string | undefined {
  const got = decision.allow ? 'allow' : 'deny';
  const ids = decision.policies.map(({ id }) => id);
  const by = ids.length === 0 ? 'no policy' : ids.join(', ');
  if (got !== wanted.expect) return `${got} by ${by}, not ${wanted.expect}`;
  if (wanted.reason !== undefined && wanted.reason !== decision.reason)
    return `${decision.reason}, not ${wanted.reason}`;
  const missing = wanted.policies.filter((id) => !ids.includes(id));
  if (missing.length > 0) return `${got} by ${by}, and not by ${missing.join(', ')}`;
  const { labels, redact } = decision.obligations;
  if (wanted.labels !== undefined && wanted.labels.toSorted().join() !== labels.join())
    return `labels ${labels.join(', ')}, not ${wanted.labels.join(', ')}`;
  if (wanted.redact !== undefined && wanted.redact.toSorted().join() !== redact.join())
    return `redacts ${redact.join(', ')}, not ${wanted.redact.join(', ')}`;
  return undefined;
}
