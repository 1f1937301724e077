import type { JSX, RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Answer } from '../control/api.ts';
import { read } from './api.ts';
import { Card, Nothing, Problem, Table } from './parts.tsx';
import { outlineOf, tierName, tierOf } from './tier.tsx';
import { useLoaded, type Loaded } from './use-loaded.ts';

type History = Answer<'trustHistory'>;
type Point = History['points'][number];

/** In pixels of the screen: what is written in the drawing is then as large as elsewhere, on a phone too. */
const [height, left, bottom] = [220, 44, 26];
/** Until the drawing is on the page, where it is measured. */
const usualWidth = 900;

/** The score of an agent over time, read again when it changes. */
export function useHistory(did: string, score: number | undefined): Loaded<History> {
  return useLoaded(`history ${did}`, (signal) => read('/v1/trust/history', { who: did }, signal), score);
}

/** The score of an agent over time, drawn, with the evidence behind each step. */
export function ScoreHistory({ value, problem }: Loaded<History>): JSX.Element {
  const points = value?.points ?? [];
  return (
    <Card title="Score over time">
      <Problem text={problem} />
      {points.length > 0 && <Chart points={points} />}
      <p class="dim">
        Computed again from the evidence up to each hour, under what this node believes now.
        {value !== undefined && value.left > 0 && ` ${value.left} older hours are left out.`}
      </p>
      <Steps points={points} />
    </Card>
  );
}

/** The width of an element on the screen, pixels, as it changes. */
function useWidth(element: RefObject<Element | null>): number {
  const [width, setWidth] = useState(usualWidth);
  useEffect(() => {
    if (element.current === null) return undefined;
    const observer = new ResizeObserver(([entry]) =>
      setWidth(Math.max(2 * left, entry?.contentRect.width ?? usualWidth)),
    );
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return width;
}

function Chart({ points }: { readonly points: readonly Point[] }): JSX.Element {
  const drawing = useRef<SVGSVGElement>(null);
  const width = useWidth(drawing);
  const first = points[0]?.hour ?? 0;
  const span = Math.max(1, (points.at(-1)?.hour ?? 0) - first);
  const x = (hour: number): number => left + 10 + ((hour - first) / span) * (width - left - 24);
  const y = (score: number): number => 8 + (1 - score / 1000) * (height - bottom - 8);
  const line = points.map(({ hour, score }, i) => `${i === 0 ? 'M' : 'H'}${x(hour)}${i === 0 ? ' ' : 'V'}${y(score)}`);
  const last = points.at(-1);
  const label = `From ${points[0]?.score} to ${last?.score} between ${moment(first)} and now`;
  return (
    <svg ref={drawing} class="chart" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {[0, 300, 500, 700, 900, 1000].map((score) => (
        <g key={score}>
          <line class="grid" x1={left} x2={width} y1={y(score)} y2={y(score)} />
          <text x={left - 8} y={y(score) + 4} text-anchor="end">
            {score}
          </text>
        </g>
      ))}
      <path class="line" d={line.join('')} />
      {points.map(({ hour, score, tier }) => (
        <path
          key={hour}
          class={`tier-${tierOf(tier)} mark`}
          d={outlineOf(tier)}
          transform={`translate(${x(hour)} ${y(score)}) scale(0.7)`}
        />
      ))}
      <text x={left} y={height - 4}>
        {moment(first)}
      </text>
      <text x={width - 4} y={height - 4} text-anchor="end">
        now
      </text>
    </svg>
  );
}

const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

function moment(hour: number): string {
  return format.format(hour * 3_600_000);
}

/** How bad the missing part was, in the words of the specification. */
const severities = ['late', 'failed', 'a breach of contract or policy', 'a breach of security'] as const;

function Steps({ points }: { readonly points: readonly Point[] }): JSX.Element {
  const steps = points.map((point, i) => ({ ...point, by: point.score - (points[i - 1]?.score ?? point.score) }));
  const shown = steps.filter(({ evidence, heard, by }) => evidence.length > 0 || heard > 0 || by !== 0).toReversed();
  if (shown.length === 0) return <Nothing>There is no evidence yet: the score is what it began with.</Nothing>;
  return (
    <Table label="The evidence behind each step" headings={['Hour', 'Score', 'Step', 'Evidence']}>
      {shown.map(({ hour, score, tier, by, evidence, heard }) => (
        <tr key={hour}>
          <td class="nowrap">{moment(hour)}</td>
          <td class="nowrap">
            {score} {tierName(tier)}
          </td>
          <td>{by > 0 ? `+${by}` : by}</td>
          <td>
            <ul>
              {evidence.map((each) => (
                <li key={`${each.dimension}${each.outcome}${each.severity}${each.action}`}>{sentence(each)}</li>
              ))}
              {heard > 0 && <li>{heard} statements of other organisations about that day</li>}
              {evidence.length === 0 && heard === 0 && <li class="dim">what was seen before counts less with time</li>}
            </ul>
          </td>
        </tr>
      ))}
    </Table>
  );
}

function sentence({ dimension, outcome, severity, action, count }: Point['evidence'][number]): string {
  const how = outcome === 100 ? 'good' : `${severities[severity] ?? 'bad'}, outcome ${outcome}`;
  const of = action === '' ? '' : ` by ${action}`;
  return `${count} × ${how} in ${dimension.replaceAll('_', ' ')}${of}`;
}
