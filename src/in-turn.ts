import type { Awaitable } from './session/session.ts';

/** What follows a value that may be there already: then it follows at once. */
export function andThen<T, U>(value: Awaitable<T>, step: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(step) : step(value);
}

/**
 * Steps that must not overlap, first come, first served. A step that finds nobody before it runs at once, so
 * steps that wait for nothing are as they would be without this.
 */
export class InTurn {
  #last: Promise<void> | undefined;

  /** Runs a step in its turn; its failure is the caller's, and the next step runs all the same. */
  run<T>(step: () => Awaitable<T>): Awaitable<T> {
    const result = this.#last === undefined ? step() : this.#last.then(step);
    if (!(result instanceof Promise)) return result;
    const over = (): void => {
      if (this.#last === last) this.#last = undefined;
    };
    const last: Promise<void> = result.then(over, over);
    this.#last = last;
    return result;
  }
}
