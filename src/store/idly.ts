/**
 * Runs steps that nobody waits for once the event loop has done what somebody does wait for: two turns later, since what
 * this turn sends leaves in the next one. In the order in which they were added; a step must not throw.
 */
export class Idly {
  #steps: (() => void)[] = [];

  /** Adds a step. */
  add(step: () => void): void {
    this.#steps.push(step);
    if (this.#steps.length === 1) setImmediate(() => setImmediate(() => this.#run()));
  }

  #run(): void {
    const steps = this.#steps;
    this.#steps = [];
    for (const step of steps) step();
  }
}
