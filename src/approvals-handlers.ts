import { MeshError } from './base/base.ts';
import { readSignedAnswer } from './approval-webhook.ts';
import type { Answer, Approval } from './approvals.ts';
import type { Handlers, Output } from './control/control.ts';
import type { RunningNode } from './running-node.ts';

type Parts = Pick<RunningNode, 'approvals' | 'rulebook' | 'clock' | 'events' | 'webhookSecret'>;
type Answered = Output<'answerApproval'>;

/** The control API's handlers about calls that a person decides on. */
export function approvalHandlers(parts: Parts): Pick<Handlers, 'approvals' | 'answerApproval' | 'answerSigned'> {
  const { approvals, rulebook, clock, events, webhookSecret } = parts;
  const answer = async (id: Approval['id'], said: Omit<Answer, 'at'>): Promise<Answered> => {
    const answered = await approvals.answer(id, { ...said, at: clock.now() }, rulebook.version);
    events.approvalAnswered(answered.id, answered.state);
    return shown(answered);
  };
  return {
    approvals: () => ({ approvals: approvals.all(clock.now()).map(shown) }),
    answerApproval: ({ params, request }) => answer(params.id, request),
    answerSigned: ({ request }) => {
      const now = clock.now();
      const { approval, digest, by, ...said } = readSignedAnswer(request, { secret: webhookSecret, now });
      // Whoever signed has seen exactly this call, and no other that came to bear its id.
      if (approvals.of(approval, now)?.digest !== digest)
        throw new MeshError('not-found', 'No call with that id and digest waits for approval, or its time is over.');
      return answer(approval, { ...said, by: `webhook: ${by}` });
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
