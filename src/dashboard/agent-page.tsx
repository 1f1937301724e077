import type { JSX } from 'preact';
import type { Answer, Peer } from '../control/api.ts';
import { read } from './api.ts';
import { textOf } from './audit-entries.ts';
import { node } from './live.ts';
import { OperatorActs, useDecided } from './operator-acts.tsx';
import { Badge, Card, Facts, Nothing, Problem, Score, Table, Time } from './parts.tsx';
import { ScoreHistory, useHistory } from './score-history.tsx';
import { useStore } from './store.ts';
import { Tools } from './tools.tsx';
import { useLoaded } from './use-loaded.ts';
import { useLog, type Log } from './use-log.ts';

/** Everything this node knows of one agent; shown at once, when all is here, so that nothing is moved by what comes after it. */
export function AgentPage({ did }: { readonly did: string }): JSX.Element {
  const { peers, status } = useStore(node);
  const peer = peers.get(did);
  const score = peer?.trust.score;
  const trust = useLoaded(`trust ${did}`, (signal) => read('/v1/trust/agent', { who: did }, signal), score);
  const history = useHistory(did, score);
  const decided = useDecided(did, peer);
  const log = useLog();
  const isHere = [trust, history, decided].every(({ value, problem }) => value !== undefined || problem !== undefined);
  if (status === undefined || !isHere || (log.entries === undefined && log.problem === undefined)) return <></>;
  return (
    <>
      <Head did={did} peer={peer} />
      <Problem text={trust.problem} />
      <ScoreHistory key={did} {...history} />
      <div class="columns">
        <div class="stack">
          {trust.value !== undefined && <MadeOf {...trust.value} />}
          <Capabilities did={did} />
        </div>
        <div class="stack">
          {did !== status.did && <OperatorActs key={did} {...{ did, peer, decided }} onDecided={trust.reload} />}
          <Sessions {...{ did, peer, log }} />
          <Tools owner={did} />
        </div>
      </div>
    </>
  );
}

interface Known {
  readonly did: string;
  readonly peer: Peer | undefined;
}

function Head({ did, peer }: Known): JSX.Element {
  return (
    <section class="card agent-head" aria-label="Who it is">
      <p class="name">{peer?.alias ?? 'Not known by a name here'}</p>
      {peer !== undefined && <Standing {...peer} />}
      <span class="mono dim break">{did}</span>
    </section>
  );
}

function Standing({ trust, standing, connected, organisation }: Peer): JSX.Element {
  return (
    <>
      <Score {...trust} />
      {standing === 'active' ? (
        <Badge tone={connected ? 'good' : 'plain'}>{connected ? 'connected' : 'away'}</Badge>
      ) : (
        <Badge tone="bad">{standing}</Badge>
      )}
      {organisation !== undefined && (
        <span>
          {organisation.name} {organisation.known ? '' : '(not known)'}
        </span>
      )}
    </>
  );
}

/** One unit of evidence in the numbers of the API. */
const unit = 2 ** 20;

function units(fixed: number): string {
  return (fixed / unit).toFixed(2);
}

function MadeOf(trust: Answer<'trust'>): JSX.Element {
  const { answer, r, s, heard, prior, standing, damage, flags, quarantine, classes } = trust;
  return (
    <Card title="What the score is made of" note={<Score {...answer} />}>
      <Facts
        rows={[
          ['Seen here', `${units(r)} good, ${units(s)} bad`],
          ['Heard of others', `${units(heard.r)} good, ${units(heard.s)} bad, of at most 10`],
          ['Begins with', `${units(prior)}, which weighs 20: its organisation is ${standing}`],
          ['Confidence', `${answer.confidence} of 1000`],
          ['Damage', damage === 0 ? undefined : `${damage}, by misconduct of others of its organisation`],
          ['Flags', flags.length === 0 ? undefined : <Badge tone="bad">{flags.join(', ')}</Badge>],
          [
            'Quarantined',
            quarantine && (
              <>
                for {quarantine.cause}, until{' '}
                {quarantine.until === undefined ? 'a person lifts it' : <Time at={quarantine.until} />}
              </>
            ),
          ],
        ]}
      />
      {heard.from.length > 0 && (
        <Table label="Heard from" headings={['Heard from', 'Good', 'Bad', 'Believed']}>
          {heard.from.map(({ organisation, r: good, s: bad, credibility }) => (
            <tr key={organisation}>
              <td class="mono">…{organisation.slice(-10)}</td>
              <td>{units(good)}</td>
              <td>{units(bad)}</td>
              <td>{units(credibility)}</td>
            </tr>
          ))}
        </Table>
      )}
      {classes.length > 0 && (
        <Table label="May change something by" headings={['May change something by', 'Open', 'Through', 'Good, of 3']}>
          {classes.map(({ action, open, by, r: good }) => (
            <tr key={action}>
              <td>{action}</td>
              <td>{open ? 'yes' : 'no'}</td>
              <td>{by}</td>
              <td>{units(good)}</td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}

function Capabilities({ did }: { readonly did: string }): JSX.Element {
  const { value, problem } = useLoaded(`may ${did}`, (signal) => read('/v1/capabilities', { who: did }, signal));
  const agent = value?.agents[0];
  return (
    <Card title="Capabilities">
      <Problem text={problem} />
      {agent !== undefined && agent.recorded.length + agent.delegations.length === 0 && (
        <Nothing>Its record names none, and none was delegated to it.</Nothing>
      )}
      <ul class="chips" aria-label="By its own record">
        {agent?.recorded.map((capability) => (
          <li key={capability} class="chip mono">
            {capability}
          </li>
        ))}
      </ul>
      {agent !== undefined && agent.delegations.length > 0 && (
        <Table label="Delegated" headings={['Delegated', 'Counts', 'Until']}>
          {agent.delegations.map(({ id, capabilities, counts, expires }) => (
            <tr key={id}>
              <td class="mono">{capabilities.join(' ')}</td>
              <td>{counts ? 'yes' : 'no'}</td>
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

function Sessions({ did, peer, log }: Known & { readonly log: Log }): JSX.Element {
  const opened = (log.entries ?? []).filter((entry) => entry.type === 'session' && textOf(entry, 'peer') === did);
  return (
    <Card title="Link and sessions">
      <Facts
        rows={[
          ['Link', peer?.connected === true ? 'connected and authenticated' : 'not connected'],
          ['Session', peer?.session === true ? 'open' : 'none'],
          ['Waiting for it', peer?.queued],
          ['Last seen', <Time at={peer?.lastSeen} />],
          ['Addresses', <span class="mono break">{peer?.addresses.join(' ')}</span>],
        ]}
      />
      {opened.length > 0 && (
        <Table label="Sessions opened" headings={['Opened', 'Asked by', 'Suite']}>
          {opened.map((entry) => (
            <tr key={entry.index}>
              <td>
                <Time at={entry.time} />
              </td>
              <td>{entry.fields['direction'] === 'in' ? 'it' : 'this node'}</td>
              <td>{textOf(entry, 'suite')}</td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}
