import { setTimeout as pass } from 'node:timers/promises';

/** Pause between two looks, milliseconds. */
const lookMs = 50;

/** Looks again and again until there is something; gives it. Throws an Error that says what did not come when `signal` ends. */
export async function until<T>(
  what: string,
  signal: AbortSignal,
  look: () => Promise<T | undefined | false>,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (signal.aborted) throw new Error(`${what} did not come`);
    await pass(lookMs);
  }
}
