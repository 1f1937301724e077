import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Answer } from '../control/api.ts';
import { useDoing } from './answering.tsx';
import { read } from './api.ts';
import { textOf, type LogEntry } from './audit-entries.ts';
import { node } from './live.ts';
import { Agent, Badge, Card, Facts, MessageLink, Nothing, Older, Problem, Table, Time } from './parts.tsx';
import { checkCheckpoint, type Checked } from './proof.ts';
import { useStore } from './store.ts';
import { useLoaded } from './use-loaded.ts';
import { useLog } from './use-log.ts';

/** The audit log: where it stands, who cosigned it, and its entries. */
export function Audit(): JSX.Element {
  const { waiting } = useStore(node);
  const { value, problem } = useLoaded('audit', (signal) => read('/v1/audit', {}, signal), waiting?.auditEntries);
  return (
    <>
      <Problem text={problem} />
      {value !== undefined && (
        <div class="columns">
          <Standing {...value} />
          <Witnesses {...value} />
        </div>
      )}
      <Entries />
    </>
  );
}

function Standing({ origin, size, checkpoint, key, problem: damage }: Answer<'audit'>): JSX.Element {
  const [checked, setChecked] = useState<Checked>();
  const { busy, problem, run } = useDoing();
  return (
    <Card
      title="The log"
      note={damage === undefined ? <Badge tone="good">whole</Badge> : <Badge tone="bad">takes nothing</Badge>}
    >
      <Problem text={damage} />
      <Facts
        rows={[
          ['Entries', size],
          ['Name', <span class="mono break">{origin}</span>],
          ['Key', <span class="mono break">{key}</span>],
        ]}
      />
      <details>
        <summary>The latest checkpoint, as it is signed</summary>
        <pre tabIndex={0}>{checkpoint}</pre>
      </details>
      <p class="more">
        <button
          type="button"
          disabled={busy}
          onClick={() => run(async () => setChecked(await checkCheckpoint(checkpoint, key)))}
        >
          Check its signature
        </button>
      </p>
      <p role="status">
        {checked !== undefined &&
          (checked.problem === undefined ? (
            <>
              <Badge tone="good">holds</Badge> over {checked.size} entries, checked by this browser
            </>
          ) : (
            <Badge tone="bad">{checked.problem}</Badge>
          ))}
      </p>
      <Problem text={problem} />
      <p class="dim">
        The proof of one message is checked on its page. The whole log is checked by <code>parley audit verify</code>.
      </p>
    </Card>
  );
}

function Witnesses({ cosigners, forks, disputes }: Answer<'audit'>): JSX.Element {
  return (
    <Card title="Witnesses">
      {cosigners.length === 0 && <Nothing>No neighbour has cosigned a checkpoint yet.</Nothing>}
      {cosigners.length > 0 && (
        <Table label="Cosigners" headings={['Who', 'Entries', 'When']}>
          {cosigners.map(({ did, size, at }) => (
            <tr key={did}>
              <td>
                <Agent did={did} />
              </td>
              <td>{size}</td>
              <td>
                <Time at={at * 1000} />
              </td>
            </tr>
          ))}
        </Table>
      )}
      {disputes.map(({ did, reason }) => (
        <p key={did}>
          <Badge tone="bad">{reason}</Badge> <Agent did={did} /> saw another history of this log, and cosigns it no
          more.
        </p>
      ))}
      {forks.map(({ did, before, proven }) => (
        <p key={`${did}${before}`}>
          <Badge tone="bad">two histories</Badge> in the log of <Agent did={did} />
          {proven ? ', which its two signatures prove' : ''}.
        </p>
      ))}
    </Card>
  );
}

function Entries(): JSX.Element {
  const log = useLog();
  return (
    <Card title="Entries, the newest first">
      <Problem text={log.problem} />
      <Table label="Entries" headings={['No.', 'When', 'What', 'About', 'Outcome', 'Message']}>
        {(log.entries ?? []).map((entry) => (
          <Row key={entry.index} entry={entry} />
        ))}
      </Table>
      <Older log={log} />
    </Card>
  );
}

function Row({ entry }: { readonly entry: LogEntry }): JSX.Element {
  const peer = textOf(entry, 'peer') ?? textOf(entry, 'target');
  const id = textOf(entry, 'id');
  return (
    <tr>
      <td>{entry.index}</td>
      <td>
        <Time at={entry.time} />
      </td>
      <td>
        {entry.type} <span class="dim">{textOf(entry, 'action') ?? textOf(entry, 'act') ?? textOf(entry, 'tool')}</span>
      </td>
      <td>{peer?.startsWith('did:agentmesh:') === true ? <Agent did={peer} /> : <span class="mono">{peer}</span>}</td>
      <td>{outcomeOf(entry)}</td>
      <td>{id !== undefined && <MessageLink id={id} />}</td>
    </tr>
  );
}

function outcomeOf(entry: LogEntry): string {
  const { allowed } = entry.fields;
  const outcome = textOf(entry, 'outcome') ?? (allowed === true ? 'allowed' : allowed === false ? 'refused' : '');
  const why = textOf(entry, 'reason') ?? textOf(entry, 'why') ?? textOf(entry, 'suite');
  return why === undefined ? outcome : `${outcome} ${why}`.trim();
}
