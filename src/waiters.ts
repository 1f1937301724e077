/** Those who wait for the same thing to change. */
export class Waiters {
  readonly #wakes = new Set<() => void>();

  get size(): number {
    return this.#wakes.size;
  }

  /** Resolves at the next `wake`, at the latest when `signal` aborts; who waits looks then whether it was worth it. */
  wait(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#wakes.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#wakes.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }

  /** Lets all go, first come, first served. */
  wake(): void {
    for (const wake of this.#wakes) wake();
  }
}
