/** What a limit counts: the requests of one agent, of one agent at one tool, of one organisation, or all. */
type LimitScope = 'agent' | 'tool' | 'organisation' | 'global';

/** A limit as a rule names it. */
export interface Limit {
  readonly scope: LimitScope;
  /** So many requests in so many milliseconds, both whole: one takes up a fraction of which no rounding is made. */
  readonly count: number;
  readonly periodMs: number;
  /** Requests that may come at once. */
  readonly burst: number;
}

const unitMs: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const pattern = /^(agent|tool|organisation|global) ([1-9]\d{0,6})\/([1-9]\d{0,3})([smhd])(?: burst ([1-9]\d{0,6}))?$/;

/** Reads `agent 60/1m` or `tool 10/1h burst 2`; undefined when the text is no limit. Without `burst` all may come at once. */
export function parseLimit(text: string): Limit | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const [, name, count = '', length = '', unit = '', burst] = match;
  const scope = scopes.find((each) => each === name);
  if (scope === undefined) return undefined;
  const periodMs = Number(length) * (unitMs[unit] ?? 0);
  return { scope, count: Number(count), periodMs, burst: Number(burst ?? count) };
}

/** A time in whole milliseconds and parts of one, `limit.count` of which are a millisecond. */
interface Arrival {
  readonly ms: number;
  readonly part: number;
}

const scopes: readonly LimitScope[] = ['agent', 'tool', 'organisation', 'global'];

/** Counters kept; the one not touched for longest is forgotten first, which gives its owner one new burst. */
const maxCounters = 65_536;

/**
 * Counters of limits by the generic cell rate algorithm (ATM Forum TM 4.0, 4.4.2): one time for each counter,
 * the theoretical arrival time, says how much is used up. A clock that jumps back never refills: time here only goes on.
 */
export class LimitCounters {
  readonly #arrivals = new Map<string, Arrival>();
  #now = 0;

  /** Milliseconds until one more may pass; 0 when it may now. Counts nothing. */
  waitMs(key: string, limit: Limit, now: number): number {
    this.#now = Math.max(this.#now, now);
    const { ms, part } = this.#arrivals.get(key) ?? { ms: 0, part: 0 };
    const { count, periodMs, burst } = limit;
    const [whole, parts] = [Math.floor(periodMs / count), periodMs % count];
    // In whole numbers: by fractions of a millisecond the last of a burst would come too early for its own limit.
    return Math.max(0, ms - this.#now - (burst - 1) * whole + Math.ceil((part - (burst - 1) * parts) / count));
  }

  /** Counts one request. */
  take(key: string, limit: Limit, now: number): void {
    this.#now = Math.max(this.#now, now);
    const { count, periodMs } = limit;
    const before = this.#arrivals.get(key);
    const { ms, part } = before === undefined || before.ms < this.#now ? { ms: this.#now, part: 0 } : before;
    const parts = part + (periodMs % count);
    this.#arrivals.delete(key);
    this.#arrivals.set(key, { ms: ms + Math.floor(periodMs / count) + Math.floor(parts / count), part: parts % count });
    if (this.#arrivals.size <= maxCounters) return;
    for (const [oldest] of this.#arrivals) {
      this.#arrivals.delete(oldest);
      break;
    }
  }
}
