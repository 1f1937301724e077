import type { Did } from '../../base/base.ts';
import { TargetError } from '../egress-target.ts';

/** Something with a server process. */
export interface Pooled {
  /** Whether somebody waits for it. */
  readonly busy: boolean;
  close(): Promise<void>;
}

interface Slot {
  readonly caller: Did;
  usedAt: number;
}

/** The bounds of a pool. */
export interface ProcessPoolOptions {
  readonly max: number;
  readonly maxPerCaller: number;
  /** Milliseconds. */
  readonly idleMs: number;
}

/** How often unused processes are looked for, as a part of `idleMs`. */
const sweepsPerIdleTime = 4;
/** But at least this often, milliseconds: a timer's longest time is bounded. */
const maxSweepMs = 60_000;

/** Counts the server processes of one target, ends those that go unused, and makes room by ending the longest unused. */
export class ProcessPool {
  readonly #options: ProcessPoolOptions;
  readonly #slots = new Map<Pooled, Slot>();
  readonly #ending = new Set<Promise<void>>();
  readonly #timer: NodeJS.Timeout;
  #closed = false;

  constructor(options: ProcessPoolOptions) {
    this.#options = options;
    const everyMs = Math.max(1, Math.min(maxSweepMs, options.idleMs / sweepsPerIdleTime));
    this.#timer = setInterval(() => this.#sweep(), everyMs).unref();
  }

  /** Whether one more process fits without ending another. */
  hasRoom(caller: Did): boolean {
    return this.#slots.size < this.#options.max && this.#ofCaller(caller).length < this.#options.maxPerCaller;
  }

  /**
   * Starts a process with `open`, which must call `onEnd` when it is gone. Throws `TargetError`: `overloaded` when all
   * that are allowed are in use, `stopping` when the pool is closed.
   */
  start<T extends Pooled>(caller: Did, open: (onEnd: () => void) => T): T {
    if (this.#closed) throw new TargetError('stopping', 'The node is stopping.');
    if (this.#ofCaller(caller).length >= this.#options.maxPerCaller) this.#endIdlest(this.#ofCaller(caller));
    if (this.#slots.size >= this.#options.max) this.#endIdlest([...this.#slots]);
    if (this.#ending.size > this.#options.max) throw overloaded();
    const pooled = open(() => this.#slots.delete(pooled));
    this.#slots.set(pooled, { caller, usedAt: performance.now() });
    return pooled;
  }

  /** Notes that it is in use now. */
  touch(pooled: Pooled): void {
    const slot = this.#slots.get(pooled);
    if (slot !== undefined) slot.usedAt = performance.now();
  }

  /** Ends all; idempotent. */
  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    for (const pooled of this.#slots.keys()) this.#end(pooled);
    await Promise.all(this.#ending);
  }

  #ofCaller(caller: Did): readonly (readonly [Pooled, Slot])[] {
    return [...this.#slots].filter(([, slot]) => slot.caller === caller);
  }

  #endIdlest(among: readonly (readonly [Pooled, Slot])[]): void {
    const [idlest] = among.filter(([pooled]) => !pooled.busy).toSorted(([, a], [, b]) => a.usedAt - b.usedAt);
    if (idlest === undefined) throw overloaded();
    this.#end(idlest[0]);
  }

  #sweep(): void {
    const now = performance.now();
    for (const [pooled, slot] of this.#slots) {
      if (pooled.busy) slot.usedAt = now;
      else if (now - slot.usedAt >= this.#options.idleMs) this.#end(pooled);
    }
  }

  #end(pooled: Pooled): void {
    this.#slots.delete(pooled);
    const ending = pooled.close();
    this.#ending.add(ending);
    void ending.finally(() => this.#ending.delete(ending));
  }
}

function overloaded(): TargetError {
  return new TargetError('overloaded', 'All processes of the MCP server that are allowed at once are in use.');
}
