import { useEffect, useState } from 'preact/hooks';

/** A value that parts of the page follow. */
export class Store<T> {
  #value: T;
  readonly #followers = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  get value(): T {
    return this.#value;
  }

  /** Sets the value and tells those who follow it. */
  set(value: T): void {
    this.#value = value;
    for (const tell of this.#followers) tell();
  }

  /** Calls `tell` after each change until the returned function is called. */
  follow(tell: () => void): () => void {
    this.#followers.add(tell);
    return () => this.#followers.delete(tell);
  }
}

/** The value of a store, followed for as long as the component stands. */
export function useStore<T>(store: Store<T>): T {
  const [value, setValue] = useState(store.value);
  useEffect(() => {
    setValue(() => store.value);
    return store.follow(() => setValue(() => store.value));
  }, [store]);
  return value;
}
