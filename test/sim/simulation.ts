/** Something that runs from a seed and says what went wrong. */
export interface Simulation {
  /** A word, then `/` and more where there are several of a kind. */
  readonly name: string;
  /** Runs one course; the faults it found, none when all is well. */
  run(seed: number): Promise<readonly string[]>;
}
