import type { Entry, Hour, Ledger } from './ledger.ts';
import { ledgerUpTo } from './ledger.ts';
import type { Parameters } from './parameters.ts';
import type { Roots } from './roots.ts';
import { weigh, type Evidence, type Weighed } from './score.ts';

/** Hours of one history: ten days without a pause. */
const maxPoints = 240;
/** Ledgers cut for one history: agents of a very large organisation get a shorter one. */
const maxCuts = 24_000;

/** A score as of the end of an hour, and what that hour added. */
export interface HistoryPoint {
  readonly hour: Hour;
  readonly weighed: Weighed;
  readonly entries: readonly Entry[];
  /** Statements of others about the day that ended with the hour, or goes on. */
  readonly heard: number;
}

/**
 * How a score came about: computed again for each hour from the evidence up to it, under the roots and the credibility
 * of now. Begins the hour before the first evidence and ends with `nowHour`; `left` older hours are left out.
 */
export function historyOf(
  evidence: Evidence,
  roots: Roots,
  parameters: Parameters,
  nowHour: Hour,
): { readonly points: readonly HistoryPoint[]; readonly left: number } {
  const hours = hoursOf(evidence, nowHour);
  const most = Math.max(12, Math.min(maxPoints, Math.floor(maxCuts / (evidence.organisationLedgers.length + 1))));
  const kept = hours.slice(-most);
  const days = new Set<number>();
  const points = kept.map((hour): HistoryPoint => {
    const day = Math.floor(hour / 24);
    const heard = days.has(day) ? 0 : evidence.testimony.filter((each) => each.day === day).length;
    days.add(day);
    const weighed = weigh(hour === nowHour ? evidence : upTo(evidence, hour), roots, parameters, hour);
    return { hour, weighed, entries: evidence.ledger.hours.get(hour) ?? [], heard };
  });
  return { points, left: hours.length - kept.length };
}

/** Hours in which something changed: what was seen, what was heard (a statement is of a day), and their end. */
function hoursOf({ ledger, testimony, spread }: Evidence, nowHour: Hour): readonly Hour[] {
  const said = [...testimony, ...spread].map(({ day }) => Math.min(day * 24 + 23, nowHour));
  const changed = [...ledger.hours.keys(), ...said].filter((hour) => hour <= nowHour);
  const first = changed.reduce((least, hour) => Math.min(least, hour), nowHour);
  return [...new Set([Math.max(0, first - 1), ...changed, nowHour])].toSorted((a, b) => a - b);
}

/** What was known at the end of an hour. What ended an agent counts as of now only: its moment is not kept. */
function upTo(evidence: Evidence, hour: Hour): Evidence {
  const day = Math.floor(hour / 24);
  const cut = (ledger: Ledger): Ledger => ledgerUpTo(ledger, hour);
  return {
    ...evidence,
    ledger: cut(evidence.ledger),
    organisationLedgers: evidence.organisationLedgers.map(cut),
    testimony: evidence.testimony.filter((each) => each.day <= day),
    spread: evidence.spread.filter((each) => each.day <= day),
    revoked: false,
    disproved: false,
    unusual: false,
  };
}
