import { systemRandom } from './base/base.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import { CrossCheck } from './cross-check.ts';
import type { Events } from './events.ts';
import type { CompiledPolicies } from './policy/policy.ts';
import { briefProblem, openRulebook, openSecondOpinion } from './rulebook/rulebook.ts';
import type { RunningNode } from './running-node.ts';
import type { StopStack } from './stop-stack.ts';

/** The policies, and what has a sample of what they decide decided once more. */
type InForce = Pick<RunningNode, 'rulebook' | 'crossCheck'>;

/**
 * Begins to read the policies of the configuration, in a worker; the function given puts them in force once there is a
 * log to say so, and tells of every change to them. It throws MeshError as `openRulebook`.
 */
export function openPolicies(
  config: Config,
  events: Events,
  stack: StopStack,
): (parts: Pick<RunningNode, 'store' | 'audit'>) => Promise<InForce> {
  const told: { record?: (policies: CompiledPolicies) => void } = {};
  const opening = openRulebook({
    dir: config.policies,
    onReload: (policies) => {
      events.policyReloaded(policies.version, policies.size);
      told.record?.(policies);
    },
    onProblem: (problems) =>
      events.policyRefused(
        problems.map((problem) => briefProblem({ ...problem, file: problem.file ?? config.policies })),
      ),
  });
  const opened = stack.opening('rulebook', opening);
  return async ({ store, audit }) => {
    const rulebook = await opened;
    told.record = (policies) => recordPolicies({ audit, store, events }, policies);
    told.record(rulebook.current());
    return { rulebook, crossCheck: openCrossCheck({ config, store, audit, events, rulebook }, stack) };
  };
}

function openCrossCheck(
  parts: Pick<RunningNode, 'config' | 'store' | 'audit' | 'events' | 'rulebook'>,
  stack: StopStack,
): CrossCheck {
  const { crossCheck: share } = parts.config.policy;
  const crossCheck = CrossCheck.open({
    ...parts,
    share,
    clock: systemClock,
    random: systemRandom,
    open: openSecondOpinion,
  });
  stack.push('cross-check', () => crossCheck.stop());
  return crossCheck;
}

/** Which policies are in force from now on is part of what is logged: entries name the set by its hash. */
function recordPolicies(
  { audit, store, events }: Pick<RunningNode, 'audit' | 'store' | 'events'>,
  { version, size }: CompiledPolicies,
): void {
  if (audit.problem !== undefined) return;
  const entry = audit.append({ type: 'policies', time: systemClock.now(), policySet: version, count: size });
  store.commit([entry], { lazy: true }).catch((error: unknown) => events.internalError('audit', error));
}
