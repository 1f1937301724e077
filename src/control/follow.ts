import { ControlError } from './api.ts';

/** Makes one call of a series; undefined when the series has ended. */
export type Follow = <T>(call: () => Promise<T>) => Promise<T | undefined>;

/** First pause before a node that is away is asked again, milliseconds; each next one is twice as long. */
const firstPauseMs = 100;
/** A node that starts again is found no later than this, milliseconds. */
const longestPauseMs = 5_000;

/**
 * Makes the calls of one series, until `signal` aborts. Once a node has answered, its absence is waited out, for it may
 * be starting again; before that it is an error, for it may never have been there.
 */
export function follow(signal: AbortSignal | undefined): Follow {
  let hasAnswered = false;
  return async (call) => {
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(2 * pauseMs, longestPauseMs)) {
      try {
        const answer = await call();
        hasAnswered = true;
        return answer;
      } catch (error) {
        if (signal?.aborted === true) return undefined;
        if (!hasAnswered || !isAway(error)) throw error;
      }
      if (!(await pause(pauseMs, signal))) return undefined;
    }
  };
}

function isAway(error: unknown): boolean {
  return error instanceof ControlError && ['not-running', 'stopping'].includes(error.code);
}

/** False when the signal aborted meanwhile. */
function pause(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve(signal?.aborted !== true);
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
