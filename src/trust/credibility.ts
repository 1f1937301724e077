import { sha256, toHex, utf8 } from '../base/base.ts';
import { decay, one, scaled, times, type Fixed } from './decay.ts';
import type { Hour } from './ledger.ts';
import type { Parameters } from './parameters.ts';
import { rootsHash, type Roots } from './roots.ts';

/**
 * Who said what about whom, in columns: a worker takes them at the cost of a copy. A row of statements is what one
 * rater said about one subject in one UTC day; a row of own evidence is what this node saw of one agent.
 */
export interface Graph {
  /** DIDs; the other columns name agents by their place here. */
  readonly agents: readonly string[];
  /** Ids of organisations, each once. */
  readonly organisations: readonly string[];
  /** For each agent, the place of its organisation. */
  readonly organisationOf: Uint32Array;
  readonly rater: Uint32Array;
  readonly subject: Uint32Array;
  readonly day: Uint32Array;
  /** Fresh good and bad units, fixed point, together at most 1.0. */
  readonly r: Uint32Array;
  readonly s: Uint32Array;
  readonly seen: Uint32Array;
  /** Own evidence as of the hour the graph was made for, decayed; fixed point. */
  readonly seenR: Float64Array;
  readonly seenS: Float64Array;
}

/** How far the word of each organisation counts (trust.md, credibility): c = q*pi, together at most 1.0. */
export interface Credibility {
  readonly hour: Hour;
  /** By organisation; one that is missing counts nothing. */
  readonly values: ReadonlyMap<string, Fixed>;
  /** Names graph, roots, parameters and hour behind it; hexadecimal. */
  readonly root: string;
}

/** Nobody's word counts: where there is no hearsay yet. */
export const noCredibility: Credibility = { hour: 0, values: new Map(), root: '0'.repeat(64) };

interface Sums {
  r: Fixed;
  s: Fixed;
}

/** What organisations hold of one another and of agents, decayed to one hour. */
interface Opinions {
  /** By rater's place, then subject's place: about organisations. */
  readonly edges: readonly Map<number, Sums>[];
  /** By rater's place, then agent: only agents this node has evidence about. */
  readonly rated: readonly Map<number, Sums>[];
}

/**
 * The credibility of every organisation as of `hour`. Sums of integers, so that the order of rows changes nothing.
 * The walk starts from nothing and only grows: after any number of steps, what flows to a group that no root belongs
 * to is at most (1-a_e)/a_e times what honest organisations send it in one step, however many it is of.
 */
export function credibility(graph: Graph, roots: Roots, parameters: Parameters, hour: Hour): Credibility {
  const places = new Map(graph.organisations.map((id, place) => [id, place]));
  const opinions = opinionsOf(graph, places.get(roots.organisation), { parameters, hour });
  addVouches(opinions, places, { roots, parameters, hour });
  const quality = graph.organisations.map((id, place) =>
    roots.blocked.has(id) ? 0 : id === roots.organisation ? one : qualityOf(graph, opinions.rated[place], parameters),
  );
  const rows = opinions.edges.map((row, place) => flowsOf(row, place, parameters));
  const pi = walk(rows, quality, { start: startOf(places, roots), parameters });
  const values = new Map<string, Fixed>();
  for (const [id, place] of places) {
    const value = times(pi[place] ?? 0, quality[place] ?? 0);
    if (value > 0) values.set(id, value);
  }
  return { hour, values, root: '' };
}

/** The same, with a name that stands for everything it was made of; the name costs a sort of all rows. */
export function namedCredibility(graph: Graph, roots: Roots, parameters: Parameters, hour: Hour): Credibility {
  const { values } = credibility(graph, roots, parameters, hour);
  const head = `parley/v1/credibility\0${hour} ${rootsHash(roots)}`;
  return { hour, values, root: toHex(sha256(utf8(head), utf8(graphLines(graph).join('\n')))) };
}

/** The graph as sorted lines: one form, however its rows and places are ordered. */
function graphLines(graph: Graph): readonly string[] {
  const name = (agent: number | undefined): string => graph.agents[agent ?? 0] ?? '';
  const lines: string[] = [];
  for (const [agent, did] of graph.agents.entries()) {
    lines.push(`a ${did} ${graph.organisations[graph.organisationOf[agent] ?? 0] ?? ''}`);
  }
  for (let row = 0; row < graph.rater.length; row++) {
    const [day, r, s] = [graph.day[row], graph.r[row], graph.s[row]];
    lines.push(`s ${name(graph.rater[row])} ${name(graph.subject[row])} ${day} ${r} ${s}`);
  }
  for (const [row, agent] of graph.seen.entries()) {
    lines.push(`o ${name(agent)} ${graph.seenR[row]} ${graph.seenS[row]}`);
  }
  return lines.toSorted();
}

interface At {
  readonly parameters: Parameters;
  readonly hour: Hour;
}

function opinionsOf(graph: Graph, own: number | undefined, { parameters, hour }: At): Opinions {
  const edges = graph.organisations.map(() => new Map<number, Sums>());
  const rated = graph.organisations.map(() => new Map<number, Sums>());
  const isSeen = new Uint8Array(graph.agents.length);
  for (const agent of graph.seen) isSeen[agent] = 1;
  const fade = fading(parameters, hour);
  for (let row = 0; row < graph.rater.length; row++) {
    const agent = at(graph.subject, row);
    const from = at(graph.organisationOf, at(graph.rater, row));
    const to = at(graph.organisationOf, agent);
    if (from === to) continue;
    const { good, bad } = fade(at(graph.day, row));
    const said = { r: times(at(graph.r, row), good), s: times(at(graph.s, row), bad) };
    add(edges[from], to, said);
    if (at(isSeen, agent) === 1) add(rated[from], agent, said);
  }
  if (own === undefined) return { edges, rated };
  for (const [row, agent] of graph.seen.entries()) {
    const to = at(graph.organisationOf, agent);
    if (to !== own) add(edges[own], to, { r: at(graph.seenR, row), s: at(graph.seenS, row) });
  }
  return { edges, rated };
}

/** A number of a column; what lies outside of it is 0. */
function at(column: { readonly [index: number]: number | undefined }, index: number): number {
  return column[index] ?? 0;
}

/** What a unit said on a UTC day still counts for; nothing when it is too old, or of a day to come. */
export function fading(
  parameters: Parameters,
  hour: Hour,
): (day: number) => { readonly good: Fixed; readonly bad: Fixed } {
  const known = new Map<number, { readonly good: Fixed; readonly bad: Fixed }>();
  return (day) => {
    const before = known.get(day);
    if (before !== undefined) return before;
    // All of a day ages from its end, so that one receipt more never makes the others of its day weigh less.
    const age = Math.max(0, hour - (day * 24 + 23));
    const counts = age <= parameters.maxAgeHours && day * 24 <= hour + 1;
    const good = counts ? decay(age, parameters.goodHalfLifeHours) : 0;
    const bad = counts ? decay(age, parameters.badHalfLifeHours) : 0;
    known.set(day, { good, bad });
    return { good, bad };
  };
}

function add(row: Map<number, Sums> | undefined, to: number, said: Readonly<Sums>): void {
  const sums = row?.get(to);
  if (sums === undefined) {
    row?.set(to, { ...said });
    return;
  }
  sums.r += said.r;
  sums.s += said.s;
}

function addVouches(
  { edges }: Opinions,
  places: ReadonlyMap<string, number>,
  { roots, parameters, hour }: At & { readonly roots: Roots },
): void {
  const own = places.get(roots.organisation);
  if (own === undefined) return;
  for (const { target, expires } of roots.vouches) {
    const to = places.get(target);
    if (to !== undefined && to !== own && expires > hour) add(edges[own], to, { r: parameters.vouchUnits * one, s: 0 });
  }
}

/**
 * q: ((1+agree)/(1+agree+3*disagree))^2 over the agents that both this node and the rater have evidence about.
 * An agent counts as far as both have seen of it, at most once.
 */
function qualityOf(graph: Graph, rated: ReadonlyMap<number, Sums> | undefined, parameters: Parameters): Fixed {
  let [agree, disagree] = [0, 0];
  for (const [row, agent] of graph.seen.entries()) {
    const theirs = rated?.get(agent);
    const ours = { r: graph.seenR[row] ?? 0, s: graph.seenS[row] ?? 0 };
    if (theirs === undefined || ours.r + ours.s === 0 || theirs.r + theirs.s === 0) continue;
    const weight = Math.min(one, ours.r + ours.s, theirs.r + theirs.s);
    const apart = Math.abs(rateOf(ours) - rateOf(theirs));
    if (apart <= parameters.agreementWidth) agree += weight;
    else disagree += weight;
  }
  const ratio = scaled(one + agree, one, one + agree + parameters.disagreement * disagree);
  return times(ratio, ratio);
}

function rateOf({ r, s }: Readonly<Sums>): number {
  return scaled(r, 1000, r + s);
}

interface Row {
  readonly to: Uint32Array;
  /** Shares of the row, together at most 1.0. */
  readonly share: Float64Array;
}

/** P: net positive evidence about others, each saturated at M, in shares. */
function flowsOf(row: ReadonlyMap<number, Sums>, self: number, parameters: Parameters): Row {
  const to: number[] = [];
  const net: number[] = [];
  let sum = 0;
  for (const [place, sums] of row) {
    const { r, s } = saturated(sums, parameters.organisationUnits * one);
    if (r <= s || place === self) continue;
    to.push(place);
    net.push(r - s);
    sum += r - s;
  }
  return { to: Uint32Array.from(to), share: Float64Array.from(net, (value) => scaled(value, one, sum)) };
}

/** Two sums brought down to a bound in their proportion; unchanged below it. */
export function saturated({ r, s }: Readonly<Sums>, bound: Fixed): Readonly<Sums> {
  const total = r + s;
  return total <= bound ? { r, s } : { r: scaled(r, bound, total), s: scaled(s, bound, total) };
}

/** e: own organisation and the pinned ones, in equal parts. */
function startOf(places: ReadonlyMap<string, number>, roots: Roots): ReadonlyMap<number, Fixed> {
  const ids = [...new Set([roots.organisation, ...roots.pinned])].filter((id) => !roots.blocked.has(id));
  const start = new Map<number, Fixed>();
  for (const id of ids) {
    const place = places.get(id);
    if (place !== undefined) start.set(place, Math.floor(one / ids.length));
  }
  return start;
}

function walk(
  rows: readonly Row[],
  quality: readonly Fixed[],
  { start, parameters }: { readonly start: ReadonlyMap<number, Fixed>; readonly parameters: Parameters },
): Float64Array {
  const stay = Math.floor((parameters.rootShare * one) / 1000);
  let pi = new Float64Array(rows.length);
  for (let step = 0; step < parameters.iterations; step++) {
    const next = new Float64Array(rows.length);
    for (const [place, row] of rows.entries()) {
      const out = times(times(at(pi, place), at(quality, place)), one - stay);
      if (out > 0) pour(next, row, out);
    }
    for (const [place, part] of start) next[place] = at(next, place) + times(stay, part);
    pi = next;
  }
  return pi;
}

function pour(next: Float64Array, { to, share }: Row, out: Fixed): void {
  for (let i = 0; i < to.length; i++) next[at(to, i)] = at(next, at(to, i)) + times(out, at(share, i));
}
