/** One figure of a run, as it is printed and kept. */
export interface Row {
  /** Stable: what later runs are compared by. */
  readonly name: string;
  readonly unit: string;
  /** Median of the rounds. */
  readonly value: number;
  /** Of a time: what 99 of 100 stay below. Of a rate: the worst round. */
  readonly p99: number;
  /** The same work without the mesh, from the same rounds; null where there is no such thing. */
  readonly baseline: number | null;
  /** Median of the rounds' ratios of value to baseline. */
  readonly ratio: number | null;
  /** Why nothing was measured; the figures are then NaN, or null where they are kept. */
  readonly untaken?: string;
}

/** A row that says in words why it has no figures. */
export function untakenRow(name: string, unit: string, untaken: string): Row {
  return { name, unit, value: Number.NaN, p99: Number.NaN, baseline: null, ratio: null, untaken };
}

/** One round's samples of the subject and, from the same moments, of what it is compared with. */
export interface Round {
  readonly subject: readonly number[];
  readonly baseline: readonly number[];
}

/** Gives the samples of one round. */
export type Sampler = () => Promise<readonly number[]>;

/** Value below which the share `q` of the samples lies. */
export function quantile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))] ?? Number.NaN;
}

/** The middle sample, or the mean of the two in the middle. */
export function median(samples: readonly number[]): number {
  const sorted = samples.toSorted((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const lower = sorted[Math.ceil(sorted.length / 2) - 1] ?? Number.NaN;
  return (lower + upper) / 2;
}

/**
 * Takes the samples in turns, so that whatever else the machine does hits both alike, and changes who goes
 * first from round to round.
 */
export async function interleave(rounds: number, baseline: Sampler, subject: Sampler): Promise<readonly Round[]> {
  const taken: Round[] = [];
  for (let i = 0; i < rounds; i++) {
    if (i % 2 === 0) {
      const before = await baseline();
      taken.push({ baseline: before, subject: await subject() });
    } else {
      const after = await subject();
      taken.push({ subject: after, baseline: await baseline() });
    }
  }
  return taken;
}

/** A row of times: smaller is better. */
export function timeRow(name: string, unit: string, rounds: readonly Round[]): Row {
  return rowOf(name, unit, rounds, (all) => quantile(all, 0.99));
}

/** A row of rates: larger is better. */
export function rateRow(name: string, unit: string, rounds: readonly Round[]): Row {
  return rowOf(name, unit, rounds, (all) => Math.min(...all));
}

function rowOf(name: string, unit: string, rounds: readonly Round[], worst: (all: readonly number[]) => number): Row {
  const compared = rounds.some(({ baseline }) => baseline.length > 0);
  return {
    name,
    unit,
    value: median(rounds.map(({ subject }) => median(subject))),
    p99: worst(rounds.flatMap(({ subject }) => subject)),
    baseline: compared ? median(rounds.map(({ baseline }) => median(baseline))) : null,
    ratio: compared ? median(rounds.map(({ subject, baseline }) => median(subject) / median(baseline))) : null,
  };
}

/** What the mesh adds to a time, round by round. */
export function addedRow(name: string, unit: string, rounds: readonly Round[]): Row {
  const all = (pick: (round: Round) => readonly number[]): number => quantile(rounds.flatMap(pick), 0.99);
  return {
    name,
    unit,
    value: median(rounds.map(({ subject, baseline }) => median(subject) - median(baseline))),
    p99: all(({ subject }) => subject) - all(({ baseline }) => baseline),
    baseline: null,
    ratio: null,
  };
}
