import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import type { CompiledPolicies } from './policy/policy.ts';
import { briefProblem, openRulebook, type Rulebook } from './rulebook/rulebook.ts';
import type { RunningNode } from './running-node.ts';

/** Opens the policies of the configuration, and tells of every change to them. Throws MeshError as `openRulebook`. */
export async function openPolicies(
  config: Config,
  events: Events,
  onReload: (policies: CompiledPolicies) => void,
): Promise<Rulebook> {
  return openRulebook({
    dir: config.policies,
    onReload: (policies) => {
      events.policyReloaded(policies.version, policies.size);
      onReload(policies);
    },
    onProblem: (problems) =>
      events.policyRefused(
        problems.map((problem) => briefProblem({ ...problem, file: problem.file ?? config.policies })),
      ),
  });
}

/** Which policies are in force from now on is part of what is logged: entries name the set by its hash. */
export function recordPolicies(
  { audit, store, events }: Pick<RunningNode, 'audit' | 'store' | 'events'>,
  { version, size }: CompiledPolicies,
): void {
  if (audit.problem !== undefined) return;
  const entry = audit.append({ type: 'policies', time: systemClock.now(), policySet: version, count: size });
  store.commit([entry], { lazy: true }).catch((error: unknown) => events.internalError('audit', error));
}
