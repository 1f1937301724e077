import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../control/api.ts';
import { useDoing } from './answering.tsx';
import { act, read, retryLetters } from './api.ts';
import { node } from './live.ts';
import { login } from './login.ts';
import { Agent, Badge, Card, MessageLink, Nothing, Problem, Table, Time } from './parts.tsx';
import { useStore } from './store.ts';
import { useLoaded } from './use-loaded.ts';

type Letter = Answer<'deadLetters'>['letters'][number];

/** What waits to be delivered, and what was not. */
export function Delivery(): JSX.Element {
  return (
    <>
      <Outbox />
      <DeadLetters />
    </>
  );
}

function Outbox(): JSX.Element {
  const { status, waiting } = useStore(node);
  const cause = `${status?.outbox} ${waiting?.auditEntries}`;
  const { value, problem } = useLoaded('outbox', (signal) => read('/v1/outbox', { limit: '200' }, signal), cause);
  return (
    <Card title="Outbox" note={<span class="dim">{status?.outbox ?? 0} to be delivered</span>}>
      <Problem text={problem} />
      {value !== undefined && value.queues.length === 0 && <Nothing>Nothing waits.</Nothing>}
      {value !== undefined && value.queues.length > 0 && (
        <Table label="Outbox by peer" headings={['For', 'Messages', 'Wait for', 'Last error', 'Next try']}>
          {value.queues.map(({ peer, waiting: count, waits }) => (
            <tr key={peer}>
              <td>
                <Agent did={peer} />
              </td>
              <td>{count}</td>
              <td>{waits.for}</td>
              <td>{waits.lastError}</td>
              <td>{waits.nextTry !== undefined && <Time at={waits.nextTry} />}</td>
            </tr>
          ))}
        </Table>
      )}
      {value !== undefined && value.messages.length > 0 && (
        <Table label="Messages that wait" headings={['Message', 'For', 'Topic', 'State', 'Since', 'Given up']}>
          {value.messages.map(({ id, peer, topic, kind, state, created, expires }) => (
            <tr key={id}>
              <td>
                <MessageLink id={id} />
              </td>
              <td>
                <Agent did={peer} />
              </td>
              <td>{topic ?? kind}</td>
              <td>{state}</td>
              <td>
                <Time at={created} />
              </td>
              <td>
                <Time at={expires} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}

function DeadLetters(): JSX.Element {
  const { waiting } = useStore(node);
  const letters = useLoaded(
    'dead',
    (signal) => read('/v1/dead-letters', { limit: '500' }, signal),
    waiting?.deadLetters,
  );
  const all = letters.value?.letters ?? [];
  // Kept here: when the last letter has gone, so have the buttons, and what became of it is still to be read.
  const [told, setTold] = useState<string>();
  return (
    <Card title="Dead letters" note={<span class="dim">{letters.value?.count ?? 0} in all</span>}>
      <Problem text={letters.problem} />
      {letters.value !== undefined && all.length === 0 && <Nothing>Everything was delivered.</Nothing>}
      {all.length > 0 && <Letters letters={all} reload={letters.reload} tell={setTold} />}
      <p role="status">{told}</p>
    </Card>
  );
}

interface LettersProps {
  readonly letters: readonly Letter[];
  readonly reload: () => void;
  /** Takes what became of an act, in words. */
  readonly tell: (what: string) => void;
}

function Letters({ letters, reload, tell }: LettersProps): JSX.Element {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const mayAct = useStore(login)?.readOnly === false;
  const ids = letters.map(({ id }) => id).filter((id) => chosen.has(id));
  const choose = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    setChosen(next);
  };
  return (
    <>
      <Table label="Dead letters" headings={[...(mayAct ? ['Choose'] : []), 'Message', 'For', 'Topic', 'End', 'When']}>
        {letters.toReversed().map((letter) => (
          <tr key={letter.id}>
            {mayAct && (
              <td>
                <input
                  type="checkbox"
                  aria-label={`Choose the message ${letter.id}`}
                  checked={chosen.has(letter.id)}
                  onChange={(event) => choose(letter.id, event.currentTarget.checked)}
                />
              </td>
            )}
            <LetterCells {...letter} />
          </tr>
        ))}
      </Table>
      {mayAct && <LetterActs ids={ids} reload={reload} tell={tell} />}
    </>
  );
}

type ActsProps = Omit<LettersProps, 'letters'> & { readonly ids: readonly string[] };

function LetterActs({ ids, reload, tell }: ActsProps): JSX.Element {
  const { busy, problem, run } = useDoing();
  const retry = async (): Promise<void> => {
    const results = await retryLetters(ids);
    const refused = results.filter(({ state }) => state !== 'accepted');
    const why = refused.map(({ reason }) => reason).join(', ');
    const sent = `${results.length - refused.length} sent anew`;
    tell(refused.length === 0 ? `${sent}.` : `${sent}, ${refused.length} refused: ${why}.`);
    reload();
  };
  const drop = async (): Promise<void> => {
    if (!confirm(`Drop ${ids.length} for good?`)) return;
    await act('/v1/dead-letters/drop', { ids });
    tell(`${ids.length} dropped.`);
    reload();
  };
  return (
    <>
      <p class="buttons more">
        <button type="button" class="primary" disabled={busy || ids.length === 0} onClick={() => run(retry)}>
          Send {ids.length} anew
        </button>
        <button type="button" class="danger" disabled={busy || ids.length === 0} onClick={() => run(drop)}>
          Drop
        </button>
      </p>
      <Problem text={problem} />
    </>
  );
}

function LetterCells({ id, peer, topic, state, reason, ended, mayHaveArrived }: Letter): JSX.Element {
  return (
    <>
      <td>
        <MessageLink id={id} />
      </td>
      <td>
        <Agent did={peer} />
      </td>
      <td>{topic}</td>
      <td>
        <Badge tone="bad">
          {state}: {reason}
        </Badge>{' '}
        {mayHaveArrived && <span class="dim">it may have arrived all the same</span>}
      </td>
      <td>
        <Time at={ended} />
      </td>
    </>
  );
}
