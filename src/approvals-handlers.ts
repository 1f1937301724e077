import type { Approval } from './approvals.ts';
import type { Handlers, Output } from './control/control.ts';
import type { RunningNode } from './running-node.ts';

/** The control API's handlers about calls that a person decides on. */
export function approvalHandlers({
  approvals,
  rulebook,
  clock,
  events,
}: Pick<RunningNode, 'approvals' | 'rulebook' | 'clock' | 'events'>): Pick<Handlers, 'approvals' | 'answerApproval'> {
  return {
    approvals: () => ({ approvals: approvals.all(clock.now()).map(shown) }),
    answerApproval: async ({ params, request }) => {
      const given = { ...request, at: clock.now() };
      const answered = await approvals.answer(params.id, given, rulebook.version);
      events.approvalAnswered(answered.id, answered.state);
      return shown(answered);
    },
  };
}

function shown({ answer, usedBy, policies, ...rest }: Approval): Output<'answerApproval'> {
  return {
    ...rest,
    policies: policies.map(({ id, reason }) => ({ id, ...(reason === undefined ? {} : { reason }) })),
    ...(answer === undefined ? {} : { answer }),
    ...(usedBy === undefined ? {} : { usedBy }),
  };
}
