import type { Millis } from './base/base.ts';

/** Callers told apart; the one not seen for longest is forgotten first. */
const maxCallers = 4096;

/** Lets each caller through at most so often: a bucket of `burst`, filled with `perSecond`. */
export class RateGate<K> {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #buckets = new Map<K, { tokens: number; at: Millis }>();

  constructor(bounds: { readonly burst: number; readonly perSecond: number }) {
    this.#burst = bounds.burst;
    this.#perSecond = bounds.perSecond;
  }

  /** Whether the caller may go on now; takes nothing. */
  allows(caller: K, now: Millis): boolean {
    return this.#tokens(caller, now) >= 1;
  }

  #tokens(caller: K, now: Millis): number {
    const { tokens, at } = this.#buckets.get(caller) ?? { tokens: this.#burst, at: now };
    return Math.min(this.#burst, tokens + (Math.max(0, now - at) / 1000) * this.#perSecond);
  }

  /** Whether the caller may go on now; takes a token when it may. */
  admit(caller: K, now: Millis): boolean {
    const tokens = this.#tokens(caller, now);
    const admitted = tokens >= 1;
    this.#buckets.delete(caller);
    this.#buckets.set(caller, { tokens: admitted ? tokens - 1 : tokens, at: now });
    for (const [oldest] of this.#buckets) {
      if (this.#buckets.size <= maxCallers) break;
      this.#buckets.delete(oldest);
    }
    return admitted;
  }
}
