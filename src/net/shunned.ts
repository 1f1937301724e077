import type { PeerId } from '../base/base.ts';

/** Peers kept out at once; the one shunned first is let in first. */
const maxShunned = 4096;

/** Peers whose connections are not taken for a while. */
export class Shunned {
  readonly #until = new Map<PeerId, number>();

  /** Keeps a peer out for a time from now on, milliseconds. */
  add(peer: PeerId, forMs: number): void {
    this.#until.delete(peer);
    this.#until.set(peer, performance.now() + forMs);
    for (const [oldest] of this.#until) {
      if (this.#until.size <= maxShunned) break;
      this.#until.delete(oldest);
    }
  }

  has(peer: PeerId): boolean {
    const until = this.#until.get(peer);
    if (until === undefined) return false;
    if (performance.now() < until) return true;
    this.#until.delete(peer);
    return false;
  }
}
