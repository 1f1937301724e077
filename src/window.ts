/** A bound on bytes under way: takers wait until enough of what was taken before is released. */
export class Window {
  readonly #size: number;
  #used = 0;
  #closed = false;
  readonly #waiting: (() => void)[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  /** Resolves when `bytes` fit, or nothing else is under way; rejects with the signal's reason. First come, first served. */
  async take(bytes: number, signal: AbortSignal): Promise<void> {
    while (this.#used > 0 && this.#used + bytes > this.#size && !this.#closed) {
      signal.throwIfAborted();
      await this.#change(signal);
    }
    signal.throwIfAborted();
    this.#used += bytes;
  }

  /** Gives back what `take` took. */
  release(bytes: number): void {
    this.#used -= bytes;
    this.#wake();
  }

  /** Lets all waiters go. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiting.splice(0)) wake();
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.push(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
