import { oneOf } from './random.ts';
import { preTrusted, type Kind, type Rule, type Service } from './world.ts';

/** Anyone who offers. */
export function randomRule(_peers: readonly Kind[], random: () => number): Rule {
  return {
    name: 'random',
    choose: (_asker, offering) => oneOf(offering, random) ?? -1,
    learn: () => {},
    claim: () => {},
    settle: () => {},
  };
}

/** The best of those who offer; chance decides among equals. */
export function bestOf(offering: readonly number[], value: (peer: number) => number, random: () => number): number {
  let best: number[] = [];
  let most = -Infinity;
  for (const peer of offering) {
    const worth = value(peer);
    if (worth > most) best = [];
    if (worth >= most) best.push(peer);
    most = Math.max(most, worth);
  }
  return oneOf(best, random) ?? -1;
}

/** Everyone's word counts the same: the mean of a Beta distribution over all that was said (Jøsang and Ismail 2002). */
export function pooledBetaRule(peers: readonly Kind[], random: () => number): Rule {
  const said = peers.map(() => ({ good: 0, bad: 0 }));
  const tell = (subject: number, good: boolean): void => {
    const sums = said[subject];
    if (sums !== undefined) sums[good ? 'good' : 'bad']++;
  };
  const mean = (peer: number): number => {
    const { good, bad } = said[peer] ?? { good: 0, bad: 0 };
    return (good + 1) / (good + bad + 2);
  };
  return {
    name: 'pooled Beta',
    choose: (_asker, offering) => bestOf(offering, mean, random),
    learn: ({ from }, good) => tell(from, good),
    claim: (_rater, subject, good) => tell(subject, good),
    settle: () => {},
  };
}

/** Weight of the pre-trusted peers in every step of EigenTrust. */
const restart = 0.2;
/** Steps of the walk: it has converged by then. */
const steps = 30;
/** How often a peer without trust is asked, so that newcomers can gain some (section 7.1 of the paper). */
const exploring = 0.1;

/** EigenTrust (Kamvar, Schlosser and Garcia-Molina 2003), with the probabilistic choice of its section 7.1. */
export function eigenTrustRule(peers: readonly Kind[], random: () => number): Rule {
  const local = peers.map(() => new Map<number, number>());
  const start = peers.map((kind) => (kind === 'pre-trusted' ? 1 / preTrusted : 0));
  let trust = start;
  const tell = (rater: number, subject: number, good: boolean): void => {
    const row = local[rater];
    row?.set(subject, (row.get(subject) ?? 0) + (good ? 1 : -1));
  };
  return {
    name: 'EigenTrust',
    choose: (_asker, offering) => {
      const unknown = offering.filter((peer) => (trust[peer] ?? 0) === 0);
      if (random() < exploring && unknown.length > 0) return oneOf(unknown, random) ?? -1;
      const sum = offering.reduce((total, peer) => total + (trust[peer] ?? 0), 0);
      if (sum === 0) return oneOf(offering, random) ?? -1;
      let at = random() * sum;
      for (const peer of offering) {
        at -= trust[peer] ?? 0;
        if (at < 0) return peer;
      }
      return offering.at(-1) ?? -1;
    },
    learn: ({ from, to }: Service, good) => tell(to, from, good),
    claim: tell,
    settle: () => {
      trust = walk(local, start);
    },
  };
}

function walk(local: readonly ReadonlyMap<number, number>[], start: readonly number[]): number[] {
  const sums = local.map((row) => [...row.values()].reduce((sum, value) => sum + Math.max(0, value), 0));
  let trust = [...start];
  for (let step = 0; step < steps; step++) {
    const next = start.map((part) => restart * part);
    for (const [rater, row] of local.entries()) {
      const share = (1 - restart) * (trust[rater] ?? 0);
      pour(next, { row, sum: sums[rater] ?? 0, start }, share);
    }
    trust = next;
  }
  return trust;
}

interface Row {
  readonly row: ReadonlyMap<number, number>;
  readonly sum: number;
  readonly start: readonly number[];
}

/** Passes a share on in proportion to the row; who trusts nobody trusts the pre-trusted. */
function pour(next: number[], { row, sum, start }: Row, share: number): void {
  if (sum === 0) {
    for (const [peer, part] of start.entries()) next[peer] = (next[peer] ?? 0) + share * part;
    return;
  }
  for (const [peer, value] of row) next[peer] = (next[peer] ?? 0) + (share * Math.max(0, value)) / sum;
}
