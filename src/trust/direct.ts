import { decay, times, type Fixed } from './decay.ts';
import { isGood, type Entry, type Hour, type Ledger } from './ledger.ts';
import type { Parameters } from './parameters.ts';
import { unitsOf } from './units.ts';

/** The sums over own observations, fixed-point units. */
export interface Direct {
  readonly r: Fixed;
  readonly s: Fixed;
  /** The same within the short window. */
  readonly rs: Fixed;
  readonly ss: Fixed;
}

/**
 * The sums over own observations. One observation is rounded by itself and then counted, so that portions and
 * order change nothing. Exact in a double: at most 16384 entries, each counted at most 4095 times, of at most
 * 12.5 units of 2^20, is below 2^50.
 */
export function direct(
  ledger: Ledger,
  nowHour: Hour,
  parameters: Parameters,
  matches: (entry: Entry) => boolean = () => true,
): Direct {
  const sums = { r: 0, s: 0, rs: 0, ss: 0 };
  for (const [hour, entries] of ledger.hours) {
    // An hour ahead of now is another clock's, or ours before it was set back: it has not aged.
    const age = Math.max(0, nowHour - hour);
    const good = decay(age, parameters.goodHalfLifeHours);
    const bad = decay(age, parameters.badHalfLifeHours);
    const recent = decay(age, parameters.shortHalfLifeHours);
    for (const entry of entries) {
      // Good conduct in the future is not to be believed; a failure is.
      if (!matches(entry) || (hour > nowHour + 1 && isGood(entry))) continue;
      const { gain, loss } = unitsOf(entry, parameters);
      sums.r += entry.count * times(gain, good);
      sums.s += entry.count * times(loss, bad);
      sums.rs += entry.count * times(gain, recent);
      sums.ss += entry.count * times(loss, recent);
    }
  }
  return sums;
}
