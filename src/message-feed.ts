import type { Did, MessageId, Millis, Reason } from './base/base.ts';
import type { EndState } from './message-state.ts';
import { Waiters } from './waiters.ts';
import type { RefusedFrame } from './wire/wire.ts';

/** Ends kept for those who follow: some seconds of full load. Who was away for longer asks for each message. */
const maxKept = 10_000;

/** A message of ours that came to its end. */
export interface MessageEnd {
  /** Grows by one with each end; other numbers after each start. */
  readonly cursor: number;
  readonly at: Millis;
  readonly id: MessageId;
  readonly peer: Did;
  readonly state: EndState;
  readonly reason: Reason | undefined;
  /** Of a run of frames, those that were refused while others were taken; absent when it ended as a whole. */
  readonly refused?: readonly RefusedFrame[] | undefined;
}

/** The ends of messages as they come, the newest only; in memory. */
export class MessageFeed {
  /** A ring: the end with cursor `c` stands at `c % maxKept`. */
  readonly #ring: MessageEnd[] = [];
  readonly #first: number;
  #last: number;
  readonly #waiting = new Waiters();

  /** `start` is the time of the start: cursors of an earlier process are below every cursor of this one. */
  constructor(start: Millis) {
    this.#first = start * 1000;
    this.#last = this.#first;
  }

  /** The newest cursor. */
  get end(): number {
    return this.#last;
  }

  /** A message came to its end. */
  tell(end: Omit<MessageEnd, 'cursor'>): void {
    const cursor = ++this.#last;
    this.#ring[cursor % maxKept] = { cursor, ...end };
    if (this.#waiting.size > 0) this.#waiting.wake();
  }

  /** Up to `limit` ends after `cursor`, oldest first, and whether some that came after it are no longer here. */
  read(after: number, limit: number): { readonly ends: readonly MessageEnd[]; readonly missed: boolean } {
    const oldest = Math.max(this.#first, this.#last - maxKept);
    const from = Math.max(after, oldest);
    const ends: MessageEnd[] = [];
    for (let cursor = from + 1; cursor <= this.#last && ends.length < limit; cursor++) {
      const end = this.#ring[cursor % maxKept];
      if (end !== undefined) ends.push(end);
    }
    return { ends, missed: after < oldest };
  }

  /** Resolves when a message may have ended after `cursor`, at the latest when `signal` aborts. */
  async wait(after: number, signal: AbortSignal): Promise<void> {
    if (this.#last <= after) await this.#waiting.wait(signal);
  }
}
