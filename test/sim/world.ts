import { millis, sha256, u32be, utf8, type Millis, type Random } from '../../src/base/base.ts';
import type { Clock } from '../../src/clock.ts';

/** When every world begins. */
const epoch = 1_800_000_000_000;

interface Due {
  readonly at: number;
  readonly order: number;
  readonly act: () => void;
}

/**
 * Virtual time and seeded randomness. What is due happens one event at a time, by time and then by the
 * order of asking; between two events all that the first set off in this process runs to its end.
 */
export class World implements Clock {
  readonly random: Random;
  #now = epoch;
  #order = 0;
  #due: Due[] = [];

  constructor(seed: string) {
    this.random = seeded(seed);
  }

  now(): Millis {
    return millis(this.#now);
  }

  after(ms: number, act: () => void): () => void {
    const due = { at: this.#now + Math.max(0, ms), order: this.#order++, act };
    const place = this.#due.findLastIndex((other) => other.at <= due.at) + 1;
    this.#due.splice(place, 0, due);
    return () => {
      const at = this.#due.indexOf(due);
      if (at >= 0) this.#due.splice(at, 1);
    };
  }

  /** A whole number from 0 up to and without `bound`. */
  below(bound: number): number {
    const [a = 0, b = 0, c = 0] = this.random(3);
    return (a * 65_536 + b * 256 + c) % bound;
  }

  /** Lets time pass until `done` holds; false when it does not within `limitMs` of virtual time. */
  async until(done: () => boolean, limitMs = 120_000): Promise<boolean> {
    const end = this.#now + limitMs;
    await settled();
    while (!done()) {
      const next = this.#due[0];
      if (next === undefined || next.at > end) {
        this.#now = Math.max(this.#now, end);
        return done();
      }
      this.#due.shift();
      this.#now = Math.max(this.#now, next.at);
      next.act();
      await settled();
    }
    return true;
  }

  /** Lets so much time pass. */
  async pass(ms: number): Promise<void> {
    await this.until(() => false, ms);
  }

  /** Lets time pass until the work is done; throws what it throws, or that it hangs. */
  async finish<T>(work: Promise<T>, limitMs = 120_000): Promise<T> {
    let over = false;
    const end = (): void => {
      over = true;
    };
    work.then(end, end);
    if (!(await this.until(() => over, limitMs))) throw new Error(`not done after ${limitMs} ms of virtual time`);
    return work;
  }
}

/** Everything that promises and immediates have set off is done. */
async function settled(): Promise<void> {
  for (let round = 0; round < 3; round++) await new Promise<void>((resolve) => setImmediate(resolve));
}

/** A generator that gives the same bytes for the same seed. */
export function seeded(seed: string): Random {
  let counter = 0;
  return (length) => {
    const out = new Uint8Array(length);
    for (let at = 0; at < length; at += 32)
      out.set(sha256(utf8(seed), u32be(counter++)).subarray(0, Math.min(32, length - at)), at);
    return out;
  };
}

/** What a node takes for the time: it may be off, stand still with its node, and ends with it. */
export class NodeClock implements Clock {
  readonly #world: World;
  #offsetMs: number;
  #stopped = false;
  /** What fell due while the node stands still. */
  #held: (() => void)[] | undefined;

  constructor(world: World, offsetMs = 0) {
    this.#world = world;
    this.#offsetMs = offsetMs;
  }

  now(): Millis {
    return millis(this.#world.now() + this.#offsetMs);
  }

  /** Timers count on, whatever the clock shows. */
  setOffset(ms: number): void {
    this.#offsetMs = ms;
  }

  after(ms: number, act: () => void): () => void {
    let cancelled = false;
    const go = (): void => {
      if (!cancelled && !this.#stopped) act();
    };
    const cancel = this.#world.after(ms, () => (this.#held === undefined ? go() : this.#held.push(go)));
    return () => {
      cancelled = true;
      cancel();
    };
  }

  pause(): void {
    this.#held ??= [];
  }

  resume(): void {
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const act of held) act();
  }

  stop(): void {
    this.#stopped = true;
  }
}

/** Waits for work that needs the true time, of a worker or a socket, and the virtual one, of the store. */
export async function inBothTimes<T>(world: World, work: Promise<T>): Promise<T> {
  const life = { over: false };
  const end = (): void => {
    life.over = true;
  };
  work.then(end, end);
  while (!life.over) {
    await new Promise((next) => setImmediate(next));
    await world.pass(1);
  }
  return work;
}
