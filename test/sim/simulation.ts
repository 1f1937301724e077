/** Something that runs from a seed and says what went wrong. */
export interface Simulation {
  /** A word, then `/` and more where there are several of a kind. */
  readonly name: string;
  /** Runs one course; the faults it found, none when all is well. `log` is told what happens. */
  run(seed: number, log?: (line: string) => void): Promise<readonly string[]>;
  /** The shortest course found that fails as this seed does, in lines. */
  explain?(seed: number): Promise<readonly string[]>;
}
