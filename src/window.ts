import { Waiters } from './waiters.ts';

/** A bound on bytes under way: takers wait until enough of what was taken before is released. */
export class Window {
  readonly #size: number;
  #used = 0;
  #closed = false;
  readonly #waiting = new Waiters();

  constructor(size: number) {
    this.#size = size;
  }

  /** Resolves when `bytes` fit, or nothing else is under way; rejects with the signal's reason. First come, first served. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    while (this.#used > 0 && this.#used + bytes > this.#size && !this.#closed) {
      signal.throwIfAborted();
      await this.#waiting.wait(signal);
    }
    signal.throwIfAborted();
    this.#used += bytes;
  }

  /** Gives back what `take` took. */
  release(bytes: number): void {
    this.#used = Math.max(0, this.#used - bytes);
    this.#waiting.wake();
  }

  /** Lets all waiters go. */
  close(): void {
    this.#closed = true;
    this.#waiting.wake();
  }
}
