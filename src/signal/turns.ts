import { setImmediate } from 'node:timers/promises';

/**
 * Lets one at a time go on, each in a turn of the event loop of its own: a key agreement takes a millisecond of
 * the thread, and a burst of them would keep everything else waiting until the last is done.
 */
export function takingTurns(): () => Promise<void> {
  let last: Promise<void> = Promise.resolve();
  return () => (last = last.then(() => setImmediate()));
}
