import { decay, one, scaled, times, type Fixed } from './decay.ts';
import { isGood, type Hour, type Ledger } from './ledger.ts';
import type { Parameters } from './parameters.ts';
import { unitsOf } from './units.ts';

/** What E0 counts for as a loss, fixed point: more than any conduct can, and still a number. */
export const disprovedLoss: Fixed = one * 2 ** 20;

/** An agent's misconduct of one UTC day, as another agent is touched by it. */
export interface Spread {
  /** The organisation whose agent it was; an agent without one is its own. */
  readonly organisation: string;
  /** Edges between the two, 1 to `damageDepth`. */
  readonly hops: number;
  readonly day: number;
  /** Fresh bad units of own evidence; `disprovedLoss` for E0. */
  readonly loss: Fixed;
}

/** What this node saw an agent do wrong, in fresh units by UTC day. */
export function lossesOf(ledger: Ledger, parameters: Parameters): ReadonlyMap<number, Fixed> {
  const losses = new Map<number, Fixed>();
  for (const [hour, entries] of ledger.hours) {
    for (const entry of entries) {
      if (isGood(entry)) continue;
      const day = Math.floor(hour / 24);
      losses.set(day, (losses.get(day) ?? 0) + entry.count * unitsOf(entry, parameters).loss);
    }
  }
  return losses;
}

/**
 * The points that others' misconduct costs an agent (trust.md, Rules behind the rules): over sponsor, delegation and
 * vouch edges only, a factor for the first and half for each further, at most so many points a source organisation
 * and day; it fades as bad evidence does.
 */
export function damageOf(spread: readonly Spread[], parameters: Parameters, nowHour: Hour): number {
  const byDay = new Map<string, { readonly day: number; points: Fixed }>();
  for (const { organisation, hops, day, loss } of spread) {
    if (hops < 1 || hops > parameters.damageDepth) continue;
    const key = `${day} ${organisation}`;
    const sum = byDay.get(key) ?? { day, points: 0 };
    byDay.set(key, sum);
    sum.points = Math.min(parameters.damagePoints * one, sum.points + pointsOf(loss, hops, parameters));
  }
  let total = 0;
  for (const { day, points } of byDay.values()) {
    const age = Math.max(0, nowHour - (day * 24 + 23));
    if (age <= parameters.maxAgeHours) total += times(points, decay(age, parameters.badHalfLifeHours));
  }
  return Math.floor(total / one);
}

/** What the loss would take from an agent nothing else is known of, and which part of that arrives; fixed point. */
function pointsOf(loss: Fixed, hops: number, parameters: Parameters): Fixed {
  let points = scaled(1000 * one, loss, loss + parameters.priorUnits * one);
  points = scaled(points, parameters.damageFactor, 1000);
  for (let hop = 1; hop < hops; hop++) points = scaled(points, parameters.damagePerHop, 1000);
  return points;
}

/** The agents within `depth` edges of a source, each with its distance; edges go both ways. */
export function reachOf(
  source: string,
  neighbours: (node: string) => Iterable<string>,
  depth: number,
): ReadonlyMap<string, number> {
  const reached = new Map<string, number>([[source, 0]]);
  let edge: readonly string[] = [source];
  for (let hops = 1; hops <= depth; hops++) {
    const next: string[] = [];
    for (const node of edge) {
      const fresh = [...neighbours(node)].filter((other) => !reached.has(other));
      for (const other of fresh) reached.set(other, hops);
      next.push(...new Set(fresh));
    }
    edge = next;
  }
  reached.delete(source);
  return reached;
}
