import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { textOf, type LogEntry } from './audit-entries.ts';
import { DecisionPage } from './decision-page.tsx';
import { Agent, Badge, Card, MessageLink, Nothing, Older, Problem, Table, Time } from './parts.tsx';
import { useLog } from './use-log.ts';

const filters = ['all', 'refused', 'allowed'] as const;

/** What was decided about messages and calls, newest first; or all about one of them. */
export function Decisions({ about }: { readonly about: string | undefined }): JSX.Element {
  return about === undefined ? <DecisionList /> : <DecisionPage key={about} id={about} />;
}

function DecisionList(): JSX.Element {
  const log = useLog();
  const [filter, setFilter] = useState<(typeof filters)[number]>('all');
  const decisions = (log.entries ?? []).filter(
    ({ type, fields }) => type === 'decision' && (filter === 'all' || fields['allowed'] === (filter === 'allowed')),
  );
  const choice = (
    <span class="buttons" role="group" aria-label="Which decisions">
      {filters.map((each) => (
        <button key={each} type="button" aria-pressed={each === filter} onClick={() => setFilter(each)}>
          {each}
        </button>
      ))}
    </span>
  );
  return (
    <Card title="Judged here, the newest first" note={choice}>
      <Problem text={log.problem} />
      {decisions.length === 0 ? (
        <Nothing>
          {log.entries === undefined ? 'Reading the audit log …' : 'No such decision in this part of the log.'}
        </Nothing>
      ) : (
        <Table label="Decisions" headings={['When', 'Decision', 'Who', 'What', 'Why', 'Message']}>
          {decisions.map((entry) => (
            <Row key={entry.index} entry={entry} />
          ))}
        </Table>
      )}
      <Older log={log} />
    </Card>
  );
}

function Row({ entry }: { readonly entry: LogEntry }): JSX.Element {
  const { fields, time } = entry;
  const peer = textOf(entry, 'peer');
  const policies = Array.isArray(fields['policies']) ? fields['policies'].map(String) : [];
  return (
    <tr>
      <td>
        <Time at={time} />
      </td>
      <td>{fields['allowed'] === true ? <Badge tone="good">allowed</Badge> : <Badge tone="bad">refused</Badge>}</td>
      <td class="nowrap">
        {fields['direction'] === 'in' ? 'from ' : 'to '}
        {peer !== undefined && <Agent did={peer} />}
      </td>
      <td class="what">
        {textOf(entry, 'action')} <span class="dim">{shortened(textOf(entry, 'resource'))}</span>
      </td>
      <td class="dim">{textOf(entry, 'reason') ?? policies.map((policy) => policy.split(' ')[0]).join(', ')}</td>
      <td>
        <MessageLink id={textOf(entry, 'id') ?? ''} />
      </td>
    </tr>
  );
}

/** An exchange is named by the message that began it: its end tells them apart. */
function shortened(resource: string | undefined): string | undefined {
  return resource !== undefined && /^[0-9a-f]{32}$/.test(resource) ? `…${resource.slice(-8)}` : resource;
}
