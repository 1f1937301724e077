import type { Operation, Store } from './store/store.ts';

/** What changed in memory ahead of the commit that makes it last. Of the two ends one is to be told, once. */
export interface Change {
  /** The writes that belong into the commit. */
  readonly operations: readonly Operation[];
  /** The commit is on disk. */
  landed(): void;
  /** The commit failed, or is not made: memory is as if nothing had been changed. */
  failed(): void;
}

/** Nothing changed. */
export const noChange: Change = { operations: [], landed: () => undefined, failed: () => undefined };

/** Several changes as one, in this order. */
export function joined(...changes: readonly Change[]): Change {
  return {
    operations: changes.flatMap(({ operations }) => operations),
    landed: () => {
      for (const change of changes) change.landed();
    },
    failed: () => {
      for (const change of changes) change.failed();
    },
  };
}

/** Commits a change as one write with `more`; on disk when it resolves, undone when it throws. */
export async function commitChange(
  store: Pick<Store, 'commit'>,
  change: Change,
  more: readonly Operation[] = [],
): Promise<void> {
  const operations = [...more, ...change.operations];
  try {
    if (operations.length > 0) await store.commit(operations);
  } catch (error) {
    change.failed();
    throw error;
  }
  change.landed();
}

interface Version<V> {
  /** Undefined: it is gone. */
  readonly value: V | undefined;
}

interface Course<V> {
  /** What is on disk. */
  base: V | undefined;
  /** On their way to disk, oldest first. */
  readonly under: Version<V>[];
}

/**
 * Values in memory as they will be on disk once the commits that are under way are: what comes next is decided by them,
 * without waiting for the disk. A commit that fails takes only its own value back, whatever was made of it since.
 */
export class Ahead<K, V> {
  readonly #values = new Map<K, V>();
  readonly #courses = new Map<K, Course<V>>();

  get size(): number {
    return this.#values.size;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  has(key: K): boolean {
    return this.#values.has(key);
  }

  entries(): IterableIterator<[K, V]> {
    return this.#values.entries();
  }

  keys(): IterableIterator<K> {
    return this.#values.keys();
  }

  values(): IterableIterator<V> {
    return this.#values.values();
  }

  /** Takes up what was read from the disk. */
  restore(key: K, value: V): void {
    this.#values.set(key, value);
  }

  /** Puts a value in, undefined for none; `operations` make it last. */
  change(key: K, value: V | undefined, operations: readonly Operation[]): Change {
    const course = this.#courses.get(key) ?? { base: this.#values.get(key), under: [] };
    this.#courses.set(key, course);
    const version: Version<V> = { value };
    course.under.push(version);
    this.#show(key, course);
    const end = (isOnDisk: boolean): void => {
      const at = course.under.indexOf(version);
      if (at < 0) return;
      course.under.splice(at, 1);
      if (isOnDisk) course.base = value;
      if (course.under.length === 0) this.#courses.delete(key);
      this.#show(key, course);
    };
    return { operations, landed: () => end(true), failed: () => end(false) };
  }

  #show(key: K, { base, under }: Course<V>): void {
    const last = under.at(-1);
    const value = last === undefined ? base : last.value;
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
  }
}
