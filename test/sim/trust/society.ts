import {
  credibility,
  defaultParameters,
  emptyLedger,
  one,
  rootsOf,
  weigh,
  type Graph,
  type Ledger,
  type Testimony,
} from '../../../src/trust/trust.ts';
import { randomFrom } from './random.ts';

/** One organisation's word about an agent in one day, in whole units. */
export interface Word {
  readonly rater: string;
  readonly subject: string;
  readonly day: number;
  readonly r: number;
  readonly s: number;
}

/** The hour in which everyone is judged, and its UTC day. */
export const nowHour = 24 * 20_000 + 23;
export const today = 20_000;

/** Honest organisations, of one agent each, and how many of the others each has dealt with. */
const honest = 100;
const dealings = 10;

/** The first honest organisation is the one that judges. */
export const observer = 'honest 0';

/** The honest organisations, and what they say of one another: each has been served well by ten others. */
export function honestSociety(seed: number): { readonly names: readonly string[]; readonly words: readonly Word[] } {
  const random = randomFrom(seed);
  const names = Array.from({ length: honest }, (_, i) => `honest ${i}`);
  const words: Word[] = [];
  for (const [i, rater] of names.entries()) {
    for (let n = 0; n < dealings; n++) {
      const subject = names[(i + 1 + Math.floor(random() * (honest - 1))) % honest] ?? observer;
      words.push({ rater, subject, day: today, r: 1, s: 0 });
    }
  }
  return { names, words };
}

/** What is asked about an agent. */
export interface Question {
  readonly subject: string;
  readonly words: readonly Word[];
  /** What the observer saw of the agent itself. */
  readonly ledger?: Ledger;
}

/** The observer's score of an agent, as the source of the node computes it. */
export function scoreOf({ subject, words, ledger = emptyLedger }: Question): number {
  const roots = rootsOf(observer, { known: new Set([subject]) });
  const testimony: Testimony[] = [];
  for (const { rater, subject: about, day, r, s } of words) {
    if (about === subject && rater !== observer) testimony.push({ organisation: rater, day, r: r * one, s: s * one });
  }
  const evidence = {
    subject,
    organisation: subject,
    ledger,
    organisationLedgers: [ledger],
    testimony,
    credibility: credibility(graphOf(words), roots, defaultParameters, nowHour),
    spread: [],
    revoked: false,
    disproved: false,
    unusual: false,
  };
  return weigh(evidence, roots, defaultParameters, nowHour).score;
}

/** The mean over everyone's word, each counting the same; what the observer saw itself is one of them. */
export function pooledMean({ subject, words, ledger = emptyLedger }: Question): number {
  let [good, all] = [1, 2];
  for (const word of words) {
    if (word.subject !== subject) continue;
    good += word.r;
    all += word.r + word.s;
  }
  for (const entries of ledger.hours.values()) {
    for (const { outcome, count } of entries) {
      all += count;
      if (outcome === 100) good += count;
    }
  }
  return Math.round((1000 * good) / all);
}

function graphOf(words: readonly Word[]): Graph {
  const names = [...new Set([observer, ...words.flatMap(({ rater, subject }) => [rater, subject])])];
  const places = new Map(names.map((name, place) => [name, place]));
  const placeOf = (name: string): number => places.get(name) ?? 0;
  const said = words.filter(({ rater }) => rater !== observer);
  const seen = words.filter(({ rater }) => rater === observer);
  return {
    agents: names,
    organisations: names,
    organisationOf: Uint32Array.from(names, (_, place) => place),
    rater: Uint32Array.from(said, ({ rater }) => placeOf(rater)),
    subject: Uint32Array.from(said, ({ subject }) => placeOf(subject)),
    day: Uint32Array.from(said, ({ day }) => day),
    r: Uint32Array.from(said, ({ r }) => r * one),
    s: Uint32Array.from(said, ({ s }) => s * one),
    seen: Uint32Array.from(seen, ({ subject }) => placeOf(subject)),
    seenR: Float64Array.from(seen, ({ r }) => r * one),
    seenS: Float64Array.from(seen, ({ s }) => s * one),
  };
}
