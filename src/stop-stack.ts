import { systemClock } from './clock.ts';
import type { Events } from './events.ts';

/** How long a stop may take, milliseconds; what has not ended by then is dropped and found again at the next start. */
const stopWithinMs = 8_000;

/** What was started, to be stopped in reverse; one part that fails to stop does not keep the others. */
export class StopStack {
  readonly #events: Events;
  readonly #parts: { readonly name: string; readonly stop: () => unknown }[] = [];
  #stopping: Promise<void> | undefined;
  readonly #done = Promise.withResolvers<void>();

  constructor(events: Events) {
    this.#events = events;
  }

  get isStopping(): boolean {
    return this.#stopping !== undefined;
  }

  /** Resolves when everything has stopped, whoever asked for it. */
  get stopped(): Promise<void> {
    return this.#done.promise;
  }

  /** Something started: `stop` ends it. */
  push(name: string, stop: () => unknown): void {
    this.#parts.push({ name, stop });
  }

  /** Something that opens while others start: closed also when nobody got to await it. */
  opening<T extends { close(): Promise<void> }>(name: string, part: Promise<T>): Promise<T> {
    this.push(name, async () => {
      const open = await part.catch(() => undefined);
      await open?.close();
    });
    return part;
  }

  /** Stops everything, newest first, within a bound. Idempotent. */
  stop(why: string): Promise<void> {
    if (this.#stopping === undefined) this.#events.stopping(why);
    this.#stopping ??= this.#finish();
    return this.#stopping;
  }

  async #finish(): Promise<void> {
    await this.unwind();
    this.#events.stopped();
    this.#done.resolve();
  }

  /** As `stop`, of a start that failed: without a word to the log. */
  async unwind(): Promise<void> {
    const late = new Promise<void>((resolve) => {
      systemClock.after(stopWithinMs, resolve);
    });
    for (const { name, stop } of this.#parts.splice(0).toReversed()) {
      try {
        await Promise.race([stop(), late]);
      } catch (error) {
        this.#events.partFailedToStop(name, error);
      }
    }
  }
}
