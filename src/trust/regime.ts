import { one, scaled, type Fixed } from './decay.ts';

/** What an agent did, counted by action. */
export type Habits = ReadonlyMap<string, number>;

/** When an agent acts unlike itself. */
export const regimeBounds = {
  /** Divergence above which it does, fixed-point nats: 0.5. */
  threshold: one / 2,
  /** Actions needed on either side; fewer prove nothing. */
  minActions: 5,
} as const;

/** floor(2^20 * ln 2). */
const ln2: Fixed = 726_817;

/** log2 of a fixed-point number above 0, fixed point, one binary digit after another: `Math.log` differs between engines. */
function log2(value: Fixed): Fixed {
  let whole = 0;
  let x = value;
  while (x >= 2 * one) {
    x = Math.floor(x / 2);
    whole++;
  }
  while (x < one) {
    x *= 2;
    whole--;
  }
  let fraction = 0;
  for (let digit = one / 2; digit >= 1; digit /= 2) {
    x = Math.floor((x * x) / one);
    if (x >= 2 * one) {
      x = Math.floor(x / 2);
      fraction += digit;
    }
  }
  return whole * one + fraction;
}

/**
 * How far the last hour's actions are from those of the 30 days before: the Kullback-Leibler divergence, fixed-point
 * nats. Each action known to either side is counted once more than it was seen, so that one novel action is no alarm.
 */
export function divergence(recent: Habits, usual: Habits): Fixed {
  const actions = new Set([...recent.keys(), ...usual.keys()]);
  const total = (habits: Habits): number => [...habits.values()].reduce((sum, n) => sum + n, actions.size);
  const [recentTotal, usualTotal] = [total(recent), total(usual)];
  let sum = 0;
  for (const action of actions) {
    const p = scaled((recent.get(action) ?? 0) + 1, one, recentTotal);
    const q = scaled((usual.get(action) ?? 0) + 1, one, usualTotal);
    if (p > 0 && q > 0) sum += Math.trunc((p * (log2(p) - log2(q))) / one);
  }
  return Math.trunc((sum * ln2) / one);
}

/** Whether an agent acts unlike itself; never on fewer than five actions on either side. */
export function regimeChange(recent: Habits, usual: Habits): boolean {
  const count = (habits: Habits): number => [...habits.values()].reduce((sum, n) => sum + n, 0);
  if (count(recent) < regimeBounds.minActions || count(usual) < regimeBounds.minActions) return false;
  return divergence(recent, usual) > regimeBounds.threshold;
}
