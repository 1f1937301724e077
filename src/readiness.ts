import { reasons } from './base/base.ts';
import type { Output } from './control/control.ts';
import { wholeNode } from './kills.ts';
import { briefProblem } from './rulebook/rulebook.ts';
import { whyDifferent } from './cross-check.ts';
import { membershipProblems } from './own-organisation.ts';
import type { RunningNode } from './running-node.ts';
import { suspensionIn } from './suspension.ts';

/** What `ready` and `status` look at. */
type Parts = Pick<
  RunningNode,
  | 'store'
  | 'identity'
  | 'clock'
  | 'audit'
  | 'kills'
  | 'rulebook'
  | 'crossCheck'
  | 'approvals'
  | 'veto'
  | 'events'
  | 'isStopping'
  | 'personLogins'
>;

/**
 * Whether the node takes work. What stops everything makes it not ready; what denies a part of the work is a warning,
 * because a file that was mistyped must not take every node that reads it out of service.
 */
export function ready(parts: Parts): Output<'ready'> {
  const whyNot = [
    ...(parts.isStopping() ? ['the node is stopping'] : []),
    ...(parts.store.failed ? ['the store cannot be written'] : []),
    ...(parts.audit.problem === undefined ? [] : [parts.audit.problem.message]),
    ...differences(parts),
    ...(isKilled(parts) ? ['the node was killed by its operator; `parley revive node` takes it back'] : []),
    ...(suspensionIn(parts.store) === undefined
      ? []
      : ['the agent was suspended by its operator; `parley resume` lets it go on']),
  ];
  return { ready: whyNot.length === 0, reasons: whyNot, warnings: warnings(parts) };
}

/** What denies a part of the work, in words for the operator. */
export function warnings(parts: Parts): readonly string[] {
  const { rulebook, crossCheck, approvals, veto, events, personLogins } = parts;
  const { count, last } = events.policyFailures;
  const { problem } = crossCheck.state();
  return [
    ...policyProblems({ rulebook }).map((problem) => `policies not loaded: ${problem}`),
    ...(count === 0 ? [] : [`${count} messages denied because a policy failed, the last by ${last}`]),
    ...(veto?.states() ?? []).flatMap(({ engine, problem }) =>
      problem === undefined ? [] : [`policy engine fails, so what it is asked about is denied: ${engine}: ${problem}`],
    ),
    ...(problem === undefined
      ? []
      : [`cedar-wasm cannot be asked, so what it was to check is denied; it is started again: ${problem}`]),
    ...(approvals.problem === undefined ? [] : [approvals.problem.message]),
    ...personLogins.problems(),
    ...membershipProblems(parts.store, parts.identity, parts.clock.now()),
  ];
}

/** Why nothing can be judged: the engines of policy differ about the set in force. */
function differences({ crossCheck }: Pick<Parts, 'crossCheck'>): readonly string[] {
  const { difference } = crossCheck.state();
  return difference === undefined ? [] : [whyDifferent(difference)];
}

/** Most problems told of: the log has them all. */
const maxProblems = 10;

/** Why the policy folder is not in force as it stands. */
export function policyProblems({ rulebook }: Pick<Parts, 'rulebook'>): readonly string[] {
  return rulebook.problems.slice(0, maxProblems).map(briefProblem);
}

/** Whether the operator killed the node as a whole. */
export function isKilled({ kills }: Pick<Parts, 'kills'>): boolean {
  return kills.all().some(({ target }) => target === wholeNode);
}

/** Messages refused here since the start, in either direction, by reason. */
export function refusals({ events }: Pick<Parts, 'events'>): Readonly<Record<string, number>> {
  const count = (reason: string, direction: string): number =>
    events.metrics.counted('message.refused', { direction, reason });
  const all = Object.keys(reasons).map((reason) => [reason, count(reason, 'in') + count(reason, 'out')] as const);
  return Object.fromEntries(all.filter(([, times]) => times > 0));
}
