import { millis, type Millis } from './base/base.ts';

/** Where the hall takes time from: the system's here, a virtual one in the simulator. */
export interface Clock {
  now(): Millis;
  /** Runs `fn` after `ms`; the returned function cancels it. */
  after(ms: number, fn: () => void): () => void;
}

/** The system's clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => millis(Date.now()),
  after(ms, fn) {
    const timer = setTimeout(fn, ms);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Retry delays: doubling from `firstMs` to `maxMs`, each spread over its upper half so that nodes do not march in step. */
export function backoffMs(attempt: number, bounds: { firstMs: number; maxMs: number }, random: number): number {
  const full = Math.min(bounds.maxMs, bounds.firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(full / 2 + (full / 2) * random);
}

/** Resolves after `ms`, or as soon as the signal aborts. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const over = (): void => {
      cancel();
      // The signal is often one for the whole life of the node.
      signal.removeEventListener('abort', over);
      resolve();
    };
    const cancel = clock.after(ms, over);
    signal.addEventListener('abort', over, { once: true });
  });
}

/** Does some work under a signal that aborts with any of those given, or `ms` after the start. */
export async function atMost<T>(
  clock: Clock,
  ms: number,
  signals: readonly AbortSignal[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const late = new AbortController();
  const cancel = clock.after(ms, () => late.abort());
  try {
    return await work(AbortSignal.any([...signals, late.signal]));
  } finally {
    cancel();
  }
}

/** Does some work now and then: `everyMs` after the start, and after each time it ended. The returned function ends it. */
export function repeat(clock: Clock, everyMs: number, work: () => Promise<void>): () => void {
  let cancel = (): void => {};
  let isEnded = false;
  const again = (): void => {
    if (!isEnded) cancel = clock.after(everyMs, () => void work().finally(again));
  };
  again();
  return () => {
    isEnded = true;
    cancel();
  };
}
