import type { Did, MessageId } from './base/base.ts';
import { TargetError, type ExchangeOutcome, type Refused } from './bridge/bridge.ts';
import { costOf, overdrawnBytes } from './credit.ts';
import type { ActionName } from './policy/policy.ts';
import type { ExchangeChunk, ExchangeResponse } from './wire/wire.ts';

/** A part of an answer waiting for its reader. */
interface Part {
  readonly body: Uint8Array;
  readonly last: boolean;
}

/** What a caller tells of its client. */
interface CallerEvents {
  /** It read a part to its end. */
  taken(): void;
  /** It stopped reading before the end. */
  abandoned(): void;
}

/** A local client's request under way: its answer arrives as envelopes and leaves as one HTTP response. */
export class Caller {
  readonly id: MessageId;
  readonly peer: Did;
  /** What was asked; undefined until it was judged. */
  action: ActionName | undefined;
  /** Status of the answer; undefined until it began. */
  status: number | undefined;
  /** Bytes of the answer that came. */
  answered = 0;
  readonly outcome: Promise<ExchangeOutcome>;
  #settle: (outcome: ExchangeOutcome) => void = () => {};
  readonly #parts: Part[] = [];
  #nextIndex = 0;
  #broken: Refused | undefined;
  #wake: () => void = () => {};
  /** What the client has taken, and what waits for it, as `costOf` counts. */
  #taken = 0;
  #waiting = 0;
  readonly #on: CallerEvents;

  constructor(id: MessageId, peer: Did, on: CallerEvents) {
    this.id = id;
    this.peer = peer;
    this.#on = on;
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** What the client has taken since the answer began, as `costOf` counts. */
  get taken(): number {
    return this.#taken;
  }

  /** Takes the next part; false when the other side does not keep to the window. A part that came before is passed over. */
  take(part: ExchangeResponse | ExchangeChunk): boolean {
    const index = part.kind === 'response' ? 0 : part.index;
    if (index !== this.#nextIndex) return true;
    this.#waiting += costOf(part);
    if (this.#waiting > overdrawnBytes) return false;
    this.#nextIndex++;
    if (part.kind === 'response') {
      const { status, headers } = part;
      this.#settle({ kind: 'response', response: { status, headers, body: this.#read() } });
    }
    this.#parts.push({ body: part.body, last: part.last });
    this.#wake();
    return true;
  }

  /** Ends the exchange without the rest of its answer. */
  fail(refused: Refused): void {
    this.#broken ??= refused;
    this.#settle(refused);
    this.#wake();
  }

  #took(part: Part): void {
    this.#waiting -= costOf(part);
    this.#taken += costOf(part);
    this.#on.taken();
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    let complete = false;
    try {
      while (!complete) {
        const part = this.#parts.shift() ?? (await this.#next());
        complete = part.last;
        if (part.body.length > 0) yield part.body;
        this.#took(part);
      }
    } finally {
      this.#parts.length = 0;
      if (!complete) this.#on.abandoned();
    }
  }

  async #next(): Promise<Part> {
    for (;;) {
      const part = this.#parts.shift();
      if (part !== undefined) return part;
      if (this.#broken !== undefined) throw new TargetError(this.#broken.reason, 'The answer broke off.');
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
