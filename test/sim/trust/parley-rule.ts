import {
  credibility,
  defaultParameters,
  direct,
  emptyLedger,
  noCredibility,
  observe,
  one,
  rootsOf,
  weigh,
  type Credibility,
  type Graph,
  type Ledger,
  type Roots,
  type Severity,
  type Testimony,
} from '../../../src/trust/trust.ts';
import { bestOf } from './baselines.ts';
import type { Kind, Rule } from './world.ts';

/** An hour long after the epoch; a cycle is a UTC day. */
const begin = 24 * 20_000;
/** Cycles between two computations of credibility. */
const refreshEvery = 3;

interface Said {
  readonly rater: number;
  readonly subject: number;
  readonly day: number;
  good: number;
  bad: number;
}

/** What one rater said about one subject in a day, brought down to one unit as the book of receipts does. */
function unitsOf({ good, bad }: Said): { readonly r: number; readonly s: number } {
  const total = Math.max(1, good + bad);
  return { r: Math.floor((good * one) / total), s: Math.floor((bad * one) / total) };
}

/**
 * The score of the node. What a bad peer of EigenTrust serves under the name of what was asked is a breach of contract
 * (severity 2), and so is the honest error: whoever is served cannot tell them apart.
 */
export function parleyRule(peers: readonly Kind[], random: () => number): Rule {
  return ruleAt(2, { peers, random });
}

/** The same, where a bad service counts as a mere failure (severity 1). */
export function parleyFailureRule(peers: readonly Kind[], random: () => number): Rule {
  return ruleAt(1, { peers, random });
}

interface Stage {
  readonly peers: readonly Kind[];
  readonly random: () => number;
}

/** The score as its own source computes it; every peer is an organisation of its own, all accepted by invitation. */
function ruleAt(severity: Severity, { peers, random }: Stage): Rule {
  const names = peers.map((_, peer) => `did:key:z${peer}`);
  const known = new Set(names);
  const pinned = new Set(names.filter((_, peer) => peers[peer] === 'pre-trusted'));
  const roots = names.map((name): Roots => rootsOf(name, { known, pinned }));
  const ledgers = peers.map(() => peers.map((): Ledger => emptyLedger));
  const believed: Credibility[] = peers.map(() => noCredibility);
  const scores = peers.map(() => new Map<number, number>());
  const said = new Map<string, Said>();
  const about = peers.map((): Testimony[] => []);
  let hour = begin;

  const tell = (rater: number, subject: number, good: boolean): void => {
    const day = Math.floor(hour / 24);
    const key = `${day} ${rater} ${subject}`;
    const entry = said.get(key) ?? { rater, subject, day, good: 0, bad: 0 };
    said.set(key, entry);
    entry[good ? 'good' : 'bad']++;
  };
  const valueOf = (asker: number, peer: number): number => {
    const kept = scores[asker]?.get(peer);
    if (kept !== undefined) return kept;
    const ledger = ledgers[asker]?.[peer] ?? emptyLedger;
    const evidence = {
      subject: names[peer] ?? '',
      organisation: names[peer],
      ledger,
      organisationLedgers: [ledger],
      testimony: (about[peer] ?? []).filter(({ organisation }) => organisation !== names[asker]),
      credibility: believed[asker] ?? noCredibility,
      spread: [],
      revoked: false,
      disproved: false,
      unusual: false,
    };
    const { score } = weigh(evidence, roots[asker] ?? rootsOf(''), defaultParameters, hour);
    scores[asker]?.set(peer, score);
    return score;
  };
  return {
    name: 'Parley',
    choose: (asker, offering) => bestOf(offering, (peer) => valueOf(asker, peer), random),
    learn: ({ from, to, good }, word) => {
      const row = ledgers[to];
      const seen = { dimension: 'output_quality', severity, capabilityClass: 'a2a.send', hour } as const;
      if (row !== undefined) row[from] = observe(row[from] ?? emptyLedger, [{ ...seen, outcome: good ? 100 : 0 }]);
      scores[to]?.delete(from);
      tell(to, from, word);
    },
    claim: tell,
    settle: (cycle) => {
      const rows = [...said.values()];
      for (const entry of rows) {
        if (entry.day !== Math.floor(hour / 24)) continue;
        about[entry.subject]?.push({ organisation: names[entry.rater] ?? '', day: entry.day, ...unitsOf(entry) });
      }
      hour += 24;
      if (cycle % refreshEvery === 0) {
        const shared = columnsOf(rows, names);
        for (const [asker, kind] of peers.entries()) {
          if (kind === 'bad' || kind === 'spy') continue;
          const graph = { ...shared, ...seenBy(ledgers[asker] ?? [], hour) };
          believed[asker] = credibility(graph, roots[asker] ?? rootsOf(''), defaultParameters, hour);
        }
      }
      for (const row of scores) row.clear();
    },
  };
}

function columnsOf(rows: readonly Said[], names: readonly string[]): Omit<Graph, 'seen' | 'seenR' | 'seenS'> {
  const units = rows.map(unitsOf);
  return {
    agents: names,
    organisations: names,
    organisationOf: Uint32Array.from(names, (_, peer) => peer),
    rater: Uint32Array.from(rows, ({ rater }) => rater),
    subject: Uint32Array.from(rows, ({ subject }) => subject),
    day: Uint32Array.from(rows, ({ day }) => day),
    r: Uint32Array.from(units, ({ r }) => r),
    s: Uint32Array.from(units, ({ s }) => s),
  };
}

function seenBy(ledgers: readonly Ledger[], hour: number): Pick<Graph, 'seen' | 'seenR' | 'seenS'> {
  const sums = ledgers.map((ledger, peer) => ({ peer, ...direct(ledger, hour, defaultParameters) }));
  const seen = sums.filter(({ r, s }) => r + s > 0);
  return {
    seen: Uint32Array.from(seen, ({ peer }) => peer),
    seenR: Float64Array.from(seen, ({ r }) => r),
    seenS: Float64Array.from(seen, ({ s }) => s),
  };
}
