import type { MessageId } from './base/base.ts';

/**
 * Messages of an outbox that are at their end, as long as the store, or a page that was read from it before,
 * may still hold them: they must not come up again.
 */
export class OverEntries {
  readonly #over = new Set<MessageId>();
  /** Those of them that the store no longer holds. */
  readonly #deleted = new Set<MessageId>();
  /** Readers at work. */
  #readers = 0;

  has(id: MessageId): boolean {
    return this.#over.has(id);
  }

  /** True the first time. */
  add(id: MessageId): boolean {
    const isNew = !this.#over.has(id);
    this.#over.add(id);
    return isNew;
  }

  /** The store no longer holds it. */
  deleted(id: MessageId): void {
    this.#deleted.add(id);
    this.#forget();
  }

  /** Works on what is read meanwhile: what ends before it is done must not come up again in it. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.#readers++;
    try {
      return await work();
    } finally {
      this.#readers--;
      this.#forget();
    }
  }

  #forget(): void {
    if (this.#readers > 0) return;
    for (const id of this.#deleted) this.#over.delete(id);
    this.#deleted.clear();
  }
}
