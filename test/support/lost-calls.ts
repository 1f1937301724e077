/** Calls that their callers gave up, as an agent counts them. */
export class LostCalls {
  readonly #watchers = new Set<() => void>();
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(): void {
    this.#count++;
    for (const look of this.#watchers) look();
  }

  /** Resolves when this many are lost. */
  async until(count: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const look = (): void => {
        if (this.#count < count) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }
}
