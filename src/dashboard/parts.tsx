import type { ComponentChildren, JSX } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { href } from './route.ts';
import { node } from './live.ts';
import { TierMark, tierName } from './tier.tsx';
import { useStore } from './store.ts';
import type { Log } from './use-log.ts';

/** What a badge says, besides its words. */
export type Tone = 'good' | 'warn' | 'bad' | 'plain';

const marks: Readonly<Record<Tone, string>> = { good: '●', warn: '▲', bad: '✕', plain: '○' };

/** A state in a word, with a mark for those who do not see its colour. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }): JSX.Element {
  return (
    <span class={`badge ${tone}`}>
      <span aria-hidden="true">{marks[tone]}</span> {children}
    </span>
  );
}

/** A part of a page under a heading. */
export function Card(props: {
  readonly title: string;
  readonly note?: ComponentChildren;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <section class={props.wide === true ? 'card wide' : 'card'} aria-labelledby={id}>
      <header>
        <h2 id={id}>{props.title}</h2>
        {props.note}
      </header>
      {props.children}
    </section>
  );
}

/** Names and what stands for them. */
export function Facts({ rows }: { readonly rows: readonly (readonly [string, ComponentChildren])[] }): JSX.Element {
  return (
    <dl class="facts">
      {rows
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/**
 * Rows under headings. Scrolls sideways where the screen is too small, and can be scrolled by keyboard; on a phone each row
 * stands for itself, with the headings before its cells, and stays a row to a screen reader.
 */
export function Table(props: {
  readonly label: string;
  readonly headings: readonly string[];
  readonly children: ComponentChildren;
}): JSX.Element {
  const body = useRef<HTMLTableSectionElement>(null);
  useLayoutEffect(() => {
    for (const row of body.current?.rows ?? []) labelCells(row, props.headings);
  });
  return (
    <div class="scroll" role="group" aria-label={props.label} tabIndex={0}>
      <table role="table">
        <thead role="rowgroup">
          <tr role="row">
            {props.headings.map((heading) => (
              <th key={heading} scope="col" role="columnheader">
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody ref={body} role="rowgroup">
          {props.children}
        </tbody>
      </table>
    </div>
  );
}

/** What is there already is not written again: with many rows that alone would hold the page up at every change. */
function labelCells(row: HTMLTableRowElement, headings: readonly string[]): void {
  for (const [i, cell] of [...row.cells].entries()) {
    const label = headings[i] ?? '';
    if (cell.dataset['label'] === label) continue;
    row.setAttribute('role', 'row');
    cell.setAttribute('role', 'cell');
    cell.dataset['label'] = label;
  }
}

/** What is said where there is nothing. */
export function Nothing({ children }: { readonly children: ComponentChildren }): JSX.Element {
  return <p class="nothing">{children}</p>;
}

/** Why something could not be read or done; absent while all is well. */
export function Problem({ text }: { readonly text: string | undefined }): JSX.Element | null {
  return text === undefined ? null : (
    <p class="problem" role="alert">
      {text}
    </p>
  );
}

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' });
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });

/** A moment: the time of day when it is of today, the date too otherwise. */
export function Time({ at }: { readonly at: number | undefined }): JSX.Element {
  if (at === undefined) return <span class="dim">never</span>;
  const date = new Date(at);
  const isToday = date.toDateString() === new Date().toDateString();
  return (
    <time dateTime={date.toISOString()} title={dayAndClock.format(date)}>
      {isToday ? clock.format(date) : dayAndClock.format(date)}
    </time>
  );
}

/** An agent by its local name, or by the end of its DID; leads to its page. */
export function Agent({ did }: { readonly did: string }): JSX.Element {
  const { peers, status } = useStore(node);
  if (status?.did === did) return <span title={did}>{status.name} (this node)</span>;
  const peer = peers.get(did);
  return (
    <a href={href('agents', did)} title={did} class="agent">
      {peer !== undefined && <TierMark tier={peer.trust.tier} />}
      {peer?.alias ?? `…${did.slice(-8)}`}
    </a>
  );
}

/** A message, by the end of its id; leads to what was decided about it. */
export function MessageLink({ id }: { readonly id: string }): JSX.Element {
  return (
    <a href={href('decisions', id)} title={id} class="mono">
      …{id.slice(-8)}
    </a>
  );
}

/** A score with its tier. */
export function Score({ score, tier }: { readonly score: number; readonly tier: string }): JSX.Element {
  return (
    <span class="score">
      <TierMark tier={tier} />
      <strong>{score}</strong> {tierName(tier)}
    </span>
  );
}

/** Reads an older part of the audit log, as long as there is one. */
export function Older({ log }: { readonly log: Log }): JSX.Element | null {
  if (!log.hasOlder) return null;
  return (
    <p class="more">
      <button type="button" onClick={log.older}>
        Older
      </button>
    </p>
  );
}
