import type { Severity } from '../../../src/trust/trust.ts';
import { trusted, type JudgeOf, type Served } from './judges.ts';
import { randomFrom } from './random.ts';

/** An hour long after the epoch. */
const begin = 24 * 20_000;
/** Days of a run; the share is counted over the second half, when whoever learns has learnt. */
const days = 120;
const countedFrom = 60;
/** Services an hour. */
const perHour = 1;

/** An agent that knows how it is judged, and uses it. */
export interface Strategy {
  readonly name: string;
  /** The share of bad services that it gets away with. */
  readonly share: (judgeOf: JudgeOf, seed: number) => number;
}

/** Counts services from a day on. */
class Count {
  all = 0;
  bad = 0;

  add({ good, hour }: Served): void {
    if (hour < begin + countedFrom * 24) return;
    this.all++;
    if (!good) this.bad++;
  }

  get share(): number {
    return this.all === 0 ? 0 : this.bad / this.all;
  }
}

function hoursOf(act: (hour: number) => void): void {
  for (let hour = begin; hour < begin + days * 24; hour++) for (let n = 0; n < perHour; n++) act(hour);
}

/** Serves well until it is trusted, and betrays as long as it is. */
function onOff(severity: Severity): Strategy['share'] {
  return (judgeOf) => {
    const judge = judgeOf();
    const count = new Count();
    hoursOf((hour) => {
      const served = { good: judge.score(hour) < trusted, severity, skill: 'a2a.send', hour };
      judge.see(served);
      count.add(served);
    });
    return count.share;
  };
}

/** Fails ever more often, from never to every second time; its customer goes for good once it is not trusted any more. */
function slowPoisoning(judgeOf: JudgeOf, seed: number): number {
  const judge = judgeOf();
  const random = randomFrom(seed);
  const count = new Count();
  let gone = false;
  hoursOf((hour) => {
    if (gone) return;
    const day = (hour - begin) / 24;
    const failing = Math.max(0, (day - countedFrom) / (days - countedFrom)) / 2;
    const served = { good: random() >= failing, severity: 2, skill: 'a2a.send', hour } as const;
    judge.see(served);
    count.add(served);
    gone = day > countedFrom && judge.score(hour) < trusted;
  });
  return count.share;
}

/** Serves well until it is trusted, betrays until it is not, and comes back under a new name that was invited again. */
function whitewashing(judgeOf: JudgeOf): number {
  let judge = judgeOf();
  let hasBetrayed = false;
  const count = new Count();
  hoursOf((hour) => {
    const isTrusted = judge.score(hour) >= trusted;
    if (hasBetrayed && !isTrusted) {
      judge = judgeOf();
      hasBetrayed = false;
    }
    const good = judge.score(hour) < trusted;
    hasBetrayed ||= !good;
    const served = { good, severity: 2, skill: 'a2a.send', hour } as const;
    judge.see(served);
    count.add(served);
  });
  return count.share;
}

/** Serves well in one skill, and betrays in another whenever it may change things there: the share of all such calls. */
function skillLaundering(judgeOf: JudgeOf): number {
  const judge = judgeOf();
  let [asked, betrayed] = [0, 0];
  hoursOf((hour) => {
    const isAttempt = hour % 12 === 0;
    if (!isAttempt) {
      judge.see({ good: true, severity: 2, skill: 'a2a.send', hour });
      return;
    }
    asked++;
    if (!judge.mayWrite('mcp.call', hour) || judge.score(hour) < trusted) return;
    betrayed++;
    judge.see({ good: false, severity: 2, skill: 'mcp.call', hour });
  });
  return betrayed / asked;
}

/** Every strategy that the simulation plays. */
export const strategies: readonly Strategy[] = [
  { name: 'on-off', share: onOff(2) },
  { name: 'on-off, security breaches', share: onOff(3) },
  { name: 'slow poisoning', share: slowPoisoning },
  { name: 'whitewashing', share: whitewashing },
  { name: 'skill laundering', share: skillLaundering },
];
