import type { Clock } from './clock.ts';

/** Frames of statements that were read of one link and are not looked at; then its stream is read no further. */
const maxWaiting = 4;

/**
 * Frames of statements of one link, looked at one after another. Who tells faster than it can be looked at waits in its
 * own stream, and between two frames everyone else has a turn.
 */
export class Telling {
  readonly #clock: Pick<Clock, 'after'>;
  #waiting = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(clock: Pick<Clock, 'after'>) {
    this.#clock = clock;
  }

  get isFull(): boolean {
    return this.#waiting >= maxWaiting;
  }

  /** Looks at one more frame after those before it. `look` does not throw. */
  add(look: () => Promise<void>): void {
    this.#waiting++;
    this.#last = this.#last.then(look).then(() => {
      this.#waiting--;
      return this.#waiting === 0 ? undefined : new Promise<void>((next) => void this.#clock.after(0, next));
    });
  }

  /** Resolves when all of them were looked at. */
  async done(): Promise<void> {
    await this.#last;
  }
}
