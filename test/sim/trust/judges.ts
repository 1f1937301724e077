import {
  defaultParameters,
  earnedIn,
  emptyLedger,
  noCredibility,
  observe,
  rootsOf,
  weigh,
  writeGate,
  type Ledger,
  type Severity,
} from '../../../src/trust/trust.ts';

/** One service of the agent that is judged. */
export interface Served {
  readonly good: boolean;
  /** How bad a bad service is. */
  readonly severity: Severity;
  readonly skill: string;
  readonly hour: number;
}

/** A way to judge one agent by what was seen of it. */
export interface Judge {
  see(served: Served): void;
  /** 0 to 1000; 700 is trusted. */
  score(hour: number): number;
  /** Whether it may change things in a skill. */
  mayWrite(skill: string, hour: number): boolean;
}

/** Makes a judge who has seen nothing. */
export type JudgeOf = () => Judge;

/** From here on an agent is trusted, on every judge's scale. */
export const trusted = 700;

const home = 'did:key:zHome';
const roots = rootsOf('did:key:zOurs', { known: new Set([home]) });
const nothing = { testimony: [], credibility: noCredibility, spread: [] };
const flags = { revoked: false, disproved: false, unusual: false };

/** The score of the node, as its own source computes it, of an agent of a known organisation. */
function parley(): Judge {
  let ledger: Ledger = emptyLedger;
  return {
    see: ({ good, severity, skill, hour }) => {
      // As the pipeline sees them: a breach of security is about security, everything else about the answer.
      const dimension = !good && severity === 3 ? 'security_posture' : 'output_quality';
      ledger = observe(ledger, [{ dimension, capabilityClass: skill, hour, outcome: good ? 100 : 0, severity }]);
    },
    score: (hour) => {
      const own = { subject: 'did:key:zAgent', organisation: home, ledger, organisationLedgers: [ledger] };
      return weigh({ ...own, ...nothing, ...flags }, roots, defaultParameters, hour).score;
    },
    mayWrite: (skill, hour) =>
      writeGate(earnedIn(ledger, skill, hour, defaultParameters), undefined, defaultParameters).allow,
  };
}

/** A judge who knows one number only, and so no skills. */
function plain(start: number, next: (value: number, good: boolean) => number): Judge {
  let value = start;
  return {
    see: ({ good }) => {
      value = next(value, good);
    },
    score: () => value,
    mayWrite: () => value >= trusted,
  };
}

/** The mean of a Beta distribution over all that was seen. */
function pooledBeta(): Judge {
  let [good, all] = [1, 2];
  return plain(500, (_, isGood) => {
    all++;
    if (isGood) good++;
    return (1000 * good) / all;
  });
}

/** What the exponential average forgets with each service. */
const forgetting = 0.1;

/** Every judge that the simulation compares, by name. */
export const judges: Readonly<Record<string, JudgeOf>> = {
  'pooled Beta': pooledBeta,
  'exponential average': () => plain(500, (value, good) => value + forgetting * ((good ? 1000 : 0) - value)),
  'points, +5 and -100': () => plain(500, (value, good) => Math.min(1000, Math.max(0, value + (good ? 5 : -100)))),
  Parley: parley,
};
