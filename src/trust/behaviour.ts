import type { Millis } from '../base/base.ts';

/** What the monitor counts of one agent. */
export type Conduct = 'call' | 'answered' | 'failed' | 'denied';

/** Why an agent is put in quarantine. */
export type Alarm = 'burst' | 'failures' | 'denials';

/** When the monitor raises an alarm (policy.md, Behaviour); 0 turns a bound off. */
export interface BehaviourBounds {
  /** More calls than this within a minute. */
  readonly callsPerMinute: number;
  /** So many failures with no good answer between them. */
  readonly failuresInRow: number;
  /** So many denials within an hour. */
  readonly denials: number;
}

const minuteMs = 60_000;
const hourMs = 3_600_000;

/** Watches one agent. What it holds is bounded by its bounds. */
export class BehaviourMonitor {
  readonly #bounds: BehaviourBounds;
  #calls: Millis[] = [];
  #denials: Millis[] = [];
  #failures = 0;

  constructor(bounds: BehaviourBounds) {
    this.#bounds = bounds;
  }

  /** Counts what was seen. An alarm starts its count anew, so that one cause is one alarm. */
  see(conduct: Conduct, now: Millis): Alarm | undefined {
    const { callsPerMinute, failuresInRow, denials } = this.#bounds;
    switch (conduct) {
      case 'call':
        this.#calls = within(this.#calls, now, { ms: minuteMs, most: callsPerMinute + 1 });
        return this.#alarm(this.#calls.length > callsPerMinute && callsPerMinute > 0, 'burst');
      case 'answered':
        this.#failures = 0;
        return undefined;
      case 'failed':
        this.#failures++;
        return this.#alarm(this.#failures >= failuresInRow && failuresInRow > 0, 'failures');
      case 'denied':
        this.#denials = within(this.#denials, now, { ms: hourMs, most: denials });
        return this.#alarm(this.#denials.length >= denials && denials > 0, 'denials');
    }
  }

  #alarm(is: boolean, alarm: Alarm): Alarm | undefined {
    if (!is) return undefined;
    this.#calls = [];
    this.#denials = [];
    this.#failures = 0;
    return alarm;
  }
}

/** The times still in the window, with `now`, at most so many of the newest. */
function within(times: Millis[], now: Millis, { ms, most }: { readonly ms: number; readonly most: number }): Millis[] {
  times.push(now);
  let first = Math.max(0, times.length - most);
  while (first < times.length && now - (times[first] ?? now) > ms) first++;
  if (first > 0) times.splice(0, first);
  return times;
}
