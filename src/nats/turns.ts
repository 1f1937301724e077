/** Steps about one thing that must not overlap, first come, first served; those about other things go on beside them. */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs a step in its turn; its failure is the caller's, and the next step runs all the same. */
  async run<T>(about: string, step: () => Promise<T>): Promise<T> {
    const before = this.#last.get(about) ?? Promise.resolve();
    const mine = before.then(step, step);
    this.#last.set(about, mine);
    try {
      return await mine;
    } finally {
      if (this.#last.get(about) === mine) this.#last.delete(about);
    }
  }
}
