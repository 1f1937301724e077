/**
 * Places of an outbox whose messages are at their end, as long as the store, or a page that was read from it before,
 * may still hold them: they must not come up again.
 */
export class OverEntries {
  readonly #over = new Set<number>();
  /** Those of them that the store no longer holds. */
  readonly #deleted = new Set<number>();
  /** Readers at work. */
  #readers = 0;

  has(seq: number): boolean {
    return this.#over.has(seq);
  }

  /** True the first time. */
  add(seq: number): boolean {
    const isNew = !this.#over.has(seq);
    this.#over.add(seq);
    return isNew;
  }

  /** The store no longer holds it. */
  deleted(seq: number): void {
    this.#deleted.add(seq);
    this.#forget();
  }

  /** Somebody works on what was read; to be followed by `leave`. */
  enter(): void {
    this.#readers++;
  }

  leave(): void {
    this.#readers--;
    this.#forget();
  }

  #forget(): void {
    if (this.#readers > 0) return;
    for (const seq of this.#deleted) this.#over.delete(seq);
    this.#deleted.clear();
  }
}
