import type { JSX } from 'preact';
import type { Answer } from '../control/api.ts';
import { readMessage } from './api.ts';
import { Agent, Badge, Card, Facts, Nothing, Problem, Time } from './parts.tsx';
import { ProofCheck } from './proof-check.tsx';
import { href } from './route.ts';
import { node } from './live.ts';
import { useStore } from './store.ts';
import { useLoaded } from './use-loaded.ts';

type Explanation = Answer<'explain'>;
type Decision = Explanation['decisions'][number];
type Trace = Answer<'trace'>;

/** One message: its way through the node, and why what was decided was decided. */
export function DecisionPage({ id }: { readonly id: string }): JSX.Element {
  const { waiting } = useStore(node);
  const explained = useLoaded(`explain ${id}`, (signal) => readMessage(id, 'explain', signal), waiting?.auditEntries);
  const traced = useLoaded(`trace ${id}`, (signal) => readMessage(id, 'trace', signal), waiting?.auditEntries);
  return (
    <>
      <p>
        <a href={href('decisions')}>All decisions</a> <span class="dim mono break">{id}</span>
      </p>
      <Problem text={explained.problem} />
      <div class="columns">
        <div class="stack">{explained.value !== undefined && <Why {...explained.value} />}</div>
        <div class="stack">
          {traced.value !== undefined && <Walk {...traced.value} />}
          <ProofCheck id={id} />
        </div>
      </div>
    </>
  );
}

function Why({ decisions, advice, action, direction, peer }: Explanation): JSX.Element {
  const refused = decisions.find(({ allowed }) => !allowed);
  return (
    <Card
      title="Why"
      note={refused === undefined ? <Badge tone="good">allowed</Badge> : <Badge tone="bad">refused</Badge>}
    >
      <Facts
        rows={[
          ['What', action],
          [direction === 'in' ? 'From' : 'To', peer === undefined ? undefined : <Agent did={peer} />],
          ['Reason', refused?.reason],
          ['What to do', advice],
        ]}
      />
      {decisions.length === 0 && <Nothing>Nothing was decided about it yet.</Nothing>}
      {decisions.map((decision) => (
        <Decided key={`${decision.at}${decision.step}${decision.side}`} {...decision} />
      ))}
    </Card>
  );
}

function Decided({
  at,
  step,
  side,
  allowed,
  reason,
  detail,
  policies,
  errors,
  facts,
  redacted,
}: Decision): JSX.Element {
  return (
    <section class="decided" aria-label={`Decided at ${step}`}>
      <h3>
        {step} <span class="dim">{side === 'local' ? 'here' : 'at the other node'}</span>{' '}
        <Badge tone={allowed ? 'good' : 'bad'}>{allowed ? 'allowed' : (reason ?? 'refused')}</Badge>{' '}
        <span class="dim">
          <Time at={at} />
        </span>
      </h3>
      {detail !== undefined && <p>{detail}</p>}
      {redacted !== undefined && redacted.length > 0 && <p>Covered before it passed: {redacted.join(', ')}</p>}
      <ul class="policies">
        {policies.map(({ id, file, line, annotations }) => (
          <li key={`${id}${file}${line}`}>
            <strong>{id}</strong>{' '}
            <span class="mono dim break">
              {file}:{line}
            </span>
            {annotations?.['reason'] !== undefined && <p>{annotations['reason']}</p>}
          </li>
        ))}
      </ul>
      {errors.length > 0 && <Problem text={errors.join('; ')} />}
      {facts !== undefined && (
        <details>
          <summary>The facts it was judged on</summary>
          <pre tabIndex={0}>{JSON.stringify(facts, undefined, 2)}</pre>
        </details>
      )}
    </section>
  );
}

const stepNames: Readonly<Record<Trace['steps'][number]['step'], string>> = {
  judged: 'judged by policy',
  accepted: 'accepted, on disk here',
  sealed: 'sealed',
  sent: 'sent',
  ended: 'acknowledged by the other node',
  received: 'received, on disk here',
  acknowledged: 'taken by the agent',
  buried: 'put among the dead letters',
};

function Walk({ state, steps, waits, resealed, expires }: Trace): JSX.Element {
  return (
    <Card title="Its way through this node" note={<Badge tone="plain">{state}</Badge>}>
      <ol class="walk">
        {steps.map(({ step, at, side, ok, reason, detail }, i) => (
          <li key={`${step}${i}`} class={ok ? 'ok' : 'not'}>
            <strong>{stepNames[step]}</strong> {!ok && <Badge tone="bad">{reason ?? 'not done'}</Badge>}
            <p class="dim">
              {at !== undefined && <Time at={at} />} {side === 'remote' && 'at the other node'} {detail}
            </p>
          </li>
        ))}
        {waits !== undefined && (
          <li class="waits">
            <strong>waits for {waits.for}</strong>
            <p class="dim">
              {waits.lastError !== undefined && `the last try failed: ${waits.lastError}; `}
              {waits.nextTry !== undefined && (
                <>
                  next try <Time at={waits.nextTry} />;{' '}
                </>
              )}
              given up <Time at={expires} />
            </p>
          </li>
        )}
      </ol>
      {resealed !== undefined && resealed > 0 && <p class="dim">Sealed anew {resealed} times.</p>}
    </Card>
  );
}
