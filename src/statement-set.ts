import { toHex, type Millis } from './base/base.ts';
import { OrderTree, type HeldStatement } from './registry/registry.ts';

/** The signed statements that this node holds and repairs with others, by whom or what they are about. */
export class StatementSet {
  #items = OrderTree.empty;
  readonly #byOwner = new Map<string, readonly HeldStatement[]>();
  readonly #byId = new Map<string, Uint8Array>();
  /** When the first statement of an owner ends, of the owners that have one that does. */
  readonly #ends = new Map<string, number>();

  /** The set as it is now; it never changes. */
  get items(): OrderTree {
    return this.#items;
  }

  /** Replaces what is held of one owner. An owner has statements that no other has; one of them may be named twice. */
  put(owner: string, statements: readonly HeldStatement[]): void {
    const kept = new Set(statements.map(({ id }) => toHex(id)));
    for (const old of this.#byOwner.get(owner) ?? []) {
      if (kept.has(toHex(old.id))) continue;
      this.#items = this.#items.delete(old);
      this.#byId.delete(toHex(old.id));
    }
    for (const { hour, id, bytes } of statements) {
      this.#items = this.#items.insert({ hour, id });
      this.#byId.set(toHex(id), bytes);
    }
    if (statements.length === 0) this.#byOwner.delete(owner);
    else this.#byOwner.set(owner, statements);
    const end = Math.min(...statements.map(({ expires = Number.POSITIVE_INFINITY }) => expires));
    if (end === Number.POSITIVE_INFINITY) this.#ends.delete(owner);
    else this.#ends.set(owner, end);
  }

  /** Lets go of what has ended by `now`: every node does, at the same time. */
  expire(now: Millis): void {
    for (const [owner, end] of this.#ends) {
      if (end > now) continue;
      const held = this.#byOwner.get(owner) ?? [];
      this.put(
        owner,
        held.filter(({ expires }) => expires === undefined || expires > now),
      );
    }
  }

  /** The encoded statement of this id, if it is held. */
  get(id: Uint8Array): Uint8Array | undefined {
    return this.#byId.get(toHex(id));
  }

  has(id: Uint8Array): boolean {
    return this.#byId.has(toHex(id));
  }
}
