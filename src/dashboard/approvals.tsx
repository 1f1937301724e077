import type { JSX } from 'preact';
import type { Answer } from '../control/api.ts';
import { Answering } from './answering.tsx';
import { act, read } from './api.ts';
import { node } from './live.ts';
import { Agent, Badge, Card, Facts, MessageLink, Nothing, Problem, Table, Time, type Tone } from './parts.tsx';
import { useStore } from './store.ts';
import { useLoaded } from './use-loaded.ts';

type Approval = Answer<'approvals'>['approvals'][number];

/** Calls that wait for a person, and those that were answered. */
export function Approvals(): JSX.Element {
  const { waiting } = useStore(node);
  const cause = `${waiting?.approvals} ${waiting?.auditEntries}`;
  const { value, problem, reload } = useLoaded('approvals', (signal) => read('/v1/approvals', {}, signal), cause);
  const all = value?.approvals ?? [];
  const pending = all.filter(({ state }) => state === 'pending');
  const answered = all.filter(({ state }) => state !== 'pending').toReversed();
  return (
    <>
      <Problem text={problem} />
      {value !== undefined && pending.length === 0 && <Nothing>No call waits for a decision.</Nothing>}
      {pending.map((approval) => (
        <Pending key={approval.id} approval={approval} reload={reload} />
      ))}
      {answered.length > 0 && <Answered approvals={answered} />}
    </>
  );
}

function Pending({ approval, reload }: { readonly approval: Approval; readonly reload: () => void }): JSX.Element {
  const { id, from, to, action, resource, policies, created, expires, repeats } = approval;
  return (
    <Card title={`${action} ${resource}`} note={<Badge tone="warn">waits</Badge>}>
      <Facts
        rows={[
          ['Who asks', <Agent did={from} />],
          ['Of whom', <Agent did={to} />],
          ['Held by', policies.map((policy) => policy.reason ?? policy.id).join('; ')],
          ['Since', <Time at={created} />],
          ['Until', <Time at={expires} />],
          ['Asked again', repeats.length === 0 ? undefined : `${repeats.length} times`],
          ['Message', <MessageLink id={id} />],
        ]}
      />
      <Answering
        about={`${action} ${resource}`}
        answers={[
          { word: 'Approve', tone: 'primary' },
          { word: 'Deny', tone: 'danger' },
        ]}
        onAnswer={async (word, said) => {
          await act(`/v1/approvals/${id}/answer`, { approve: word === 'Approve', ...said });
          reload();
        }}
      />
    </Card>
  );
}

const tones: Readonly<Record<Approval['state'], Tone>> = {
  pending: 'warn',
  approved: 'good',
  denied: 'bad',
  used: 'good',
};

function Answered({ approvals }: { readonly approvals: readonly Approval[] }): JSX.Element {
  return (
    <Card title="Answered within the hour">
      <Table label="Answered" headings={['When', 'Answer', 'Who asked', 'What', 'By', 'Why']}>
        {approvals.map(({ id, state, from, action, resource, answer }) => (
          <tr key={id}>
            <td>
              <Time at={answer?.at} />
            </td>
            <td>
              <Badge tone={tones[state]}>{state}</Badge>
            </td>
            <td>
              <Agent did={from} />
            </td>
            <td>
              {action} {resource}
            </td>
            <td>{answer?.by}</td>
            <td>{answer?.why}</td>
          </tr>
        ))}
      </Table>
    </Card>
  );
}
