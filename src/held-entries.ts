import type { MessageId } from './base/base.ts';

/** Entries of an outbox that leave only once they are released, and their places as far as these are known. */
export class HeldEntries {
  readonly #places = new Map<MessageId, number | undefined>();

  /** Whether there is any. */
  get some(): boolean {
    return this.#places.size > 0;
  }

  has(id: MessageId): boolean {
    return this.#places.has(id);
  }

  /** As `has`, for one that was met at its place. */
  hasAt(id: MessageId, seq: number): boolean {
    const isHeld = this.#places.has(id);
    if (isHeld) this.#places.set(id, seq);
    return isHeld;
  }

  add(id: MessageId): void {
    this.#places.set(id, undefined);
  }

  /** Where it was met, if it was. */
  remove(id: MessageId): number | undefined {
    const place = this.#places.get(id);
    this.#places.delete(id);
    return place;
  }
}
