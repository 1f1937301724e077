import type { ComponentChildren, JSX } from 'preact';
import type { Answer } from '../control/api.ts';
import { read } from './api.ts';
import { happenings, node, type Happening } from './live.ts';
import { Agent, Badge, Card, Facts, MessageLink, Nothing, Problem, Table, Time, type Tone } from './parts.tsx';
import { href } from './route.ts';
import { useStore } from './store.ts';
import { useLoaded } from './use-loaded.ts';

/** The node at a glance: whether it works, what needs a person, what flows. */
export function Overview(): JSX.Element {
  const { status } = useStore(node);
  const ready = useLoaded('ready', (signal) => read('/ready', {}, signal), status);
  if (status === undefined) return <Nothing>Waiting for the node …</Nothing>;
  return (
    <>
      <Problem text={ready.problem} />
      <Health {...(ready.value ?? { ready: status.ready, reasons: [], warnings: status.warnings ?? [] })} />
      <Figures status={status} />
      <div class="columns">
        <div class="stack">
          <Needs />
          <Flowing />
        </div>
        <div class="stack">
          <Refusals status={status} />
          <Identity status={status} />
        </div>
      </div>
    </>
  );
}

type Status = Answer<'status'>;

function Health({ ready: isReady, reasons, warnings }: Answer<'ready'>): JSX.Element {
  const tone: Tone = isReady ? (warnings.length > 0 ? 'warn' : 'good') : 'bad';
  return (
    <section class={`health ${tone}`} aria-labelledby="health">
      <h2 id="health">
        <Badge tone={tone}>{isReady ? 'Ready' : 'Not ready'}</Badge>
      </h2>
      {isReady && warnings.length === 0 && <p>It takes work, and nothing needs mending.</p>}
      {reasons.length + warnings.length > 0 && (
        <ul>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
          {warnings.map((warning) => (
            <li key={warning}>{warning}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Figures({ status }: { readonly status: Status }): JSX.Element {
  const refused = Object.values(status.refused ?? {}).reduce((sum, n) => sum + n, 0);
  const figures: readonly (readonly [string, ComponentChildren, string])[] = [
    ['Peers connected', `${status.peers.connected} of ${status.peers.known}`, href('mesh')],
    ['Sessions', status.sessions, href('mesh')],
    ['To be delivered', status.outbox, href('delivery')],
    ['To be read', status.inbox, href('delivery')],
    ['Refused here', refused, href('decisions')],
    ['Audit entries', status.audit.size, href('audit')],
  ];
  return (
    <ul class="figures" aria-label="In figures">
      {figures.map(([name, value, to]) => (
        <li key={name}>
          <a href={to}>
            <span class="figure">{value}</span> <span class="dim">{name}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function Needs(): JSX.Element {
  const { waiting, status, peers } = useStore(node);
  const needs: readonly (readonly [number, string, string])[] = [
    [waiting?.approvals ?? 0, 'held for approval', href('approvals')],
    [waiting?.tools ?? 0, 'changed or refused among the tools: nobody may call such a tool', href('tools')],
    [waiting?.deadLetters ?? 0, 'not delivered, among the dead letters', href('delivery')],
    [status?.killed?.length ?? 0, 'killed by the operator', href('mesh')],
    [
      [...peers.values()].filter(({ standing }) => standing !== 'active').length,
      'without standing, among the agents',
      href('mesh'),
    ],
  ];
  const real = needs.filter(([count]) => count > 0);
  return (
    <Card title="Needs you">
      {real.length === 0 ? (
        <Nothing>Nothing waits for a person.</Nothing>
      ) : (
        <ul class="needs">
          {real.map(([count, what, to]) => (
            <li key={what}>
              <a href={to}>
                <strong>{count}</strong> {what}
              </a>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

const words: Readonly<Record<Happening['what'], readonly [string, Tone]>> = {
  sent: ['sent', 'plain'],
  received: ['received', 'good'],
  delivered: ['delivered', 'good'],
  refused: ['refused', 'bad'],
  failed: ['failed', 'bad'],
};

/** Happenings shown: what fits on one screen. */
const shownHappenings = 12;

function Flowing(): JSX.Element {
  const all = useStore(happenings);
  return (
    <Card title="Messages now" wide>
      {all.length === 0 ? (
        <Nothing>No message since you opened this page.</Nothing>
      ) : (
        <Table label="Messages now" headings={['When', 'What', 'With', 'Message']}>
          {all.slice(0, shownHappenings).map((each) => (
            <tr key={`${each.id}${each.what}${each.direction}`}>
              <td>
                <Time at={each.at} />
              </td>
              <td>
                <Badge tone={words[each.what][1]}>
                  {words[each.what][0]}
                  {each.reason === undefined ? '' : `: ${each.reason}`}
                </Badge>
              </td>
              <td>
                <Agent did={each.peer} />
              </td>
              <td>
                <MessageLink id={each.id} />
              </td>
            </tr>
          ))}
        </Table>
      )}
    </Card>
  );
}

function Identity({ status }: { readonly status: Status }): JSX.Element {
  const { policies } = status;
  return (
    <Card title="This node">
      <Facts
        rows={[
          ['Agent', <span class="mono break">{status.did}</span>],
          ['Organisation', status.organisation?.name],
          ['Running since', <Time at={status.started} />],
          ['Version', `${status.version}, process ${status.pid}`],
          ['Addresses', <span class="mono break">{status.addresses.join(' ')}</span>],
          ['For A2A and MCP clients', <span class="mono break">{status.ingress}</span>],
          ['Policies', `${policies.count}, version ${policies.version.slice(0, 12)}`],
          ...(status.engines ?? []).map(
            ({ engine, state, asked, failed }) =>
              [`Engine ${engine}`, `${state}; ${failed} of ${asked} questions failed`] as const,
          ),
        ]}
      />
    </Card>
  );
}

function Refusals({ status }: { readonly status: Status }): JSX.Element {
  const refused = Object.entries(status.refused ?? {}).toSorted(([, a], [, b]) => b - a);
  const most = refused[0]?.[1] ?? 1;
  return (
    <Card title="Refused since the start, by reason">
      {refused.length === 0 ? (
        <Nothing>Nothing was refused.</Nothing>
      ) : (
        <ul class="bars">
          {refused.map(([reason, count]) => (
            <li key={reason}>
              <span>{reason}</span>
              <strong>{count}</strong>
              <meter min={0} max={most} value={count} aria-label={`${reason}: ${count} of ${most}`} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
