import type { Did, MessageId } from './base/base.ts';
import { TargetError, type ExchangeOutcome, type Refused } from './bridge/bridge.ts';
import type { ActionName } from './policy/policy.ts';
import type { ExchangeChunk, ExchangeResponse } from './wire/wire.ts';

/** A part of an answer waiting for its reader, and how to say that it was taken. */
interface Part {
  readonly body: Uint8Array;
  readonly last: boolean;
  readonly taken: () => void;
}

/** A local client's request under way: its answer arrives as envelopes and leaves as one HTTP response. */
export class Caller {
  readonly id: MessageId;
  readonly peer: Did;
  /** What was asked; undefined until it was judged. */
  action: ActionName | undefined;
  /** Bytes of the answer that came. */
  answered = 0;
  readonly outcome: Promise<ExchangeOutcome>;
  #settle: (outcome: ExchangeOutcome) => void = () => {};
  readonly #parts: Part[] = [];
  #nextIndex = 0;
  #broken: Refused | undefined;
  #wake: () => void = () => {};
  /** Called when the local client stops reading before the end. */
  readonly #abandoned: () => void;

  constructor(id: MessageId, peer: Did, abandoned: () => void) {
    this.id = id;
    this.peer = peer;
    this.#abandoned = abandoned;
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** Takes the next part; resolves when the client has read it. A part that came before is passed over. */
  take(part: ExchangeResponse | ExchangeChunk): Promise<void> {
    const index = part.kind === 'response' ? 0 : part.index;
    if (index !== this.#nextIndex) return Promise.resolve();
    this.#nextIndex++;
    if (part.kind === 'response') {
      const { status, headers } = part;
      this.#settle({ kind: 'response', response: { status, headers, body: this.#read() } });
      if (part.last && part.body.length === 0) {
        this.#push({ body: part.body, last: true, taken: () => {} });
        return Promise.resolve();
      }
    }
    return new Promise((taken) => this.#push({ body: part.body, last: part.last, taken }));
  }

  /** Ends the exchange without the rest of its answer. */
  fail(refused: Refused): void {
    this.#broken ??= refused;
    this.#settle(refused);
    this.#wake();
    for (const part of this.#parts) part.taken();
  }

  #push(part: Part): void {
    this.#parts.push(part);
    this.#wake();
  }

  async *#read(): AsyncGenerator<Uint8Array, void, undefined> {
    let complete = false;
    let part: Part | undefined;
    try {
      while (!complete) {
        part = this.#parts.shift() ?? (await this.#next());
        complete = part.last;
        if (part.body.length > 0) yield part.body;
        part.taken();
      }
    } finally {
      // The one in hand too: a reader may leave while it holds it.
      part?.taken();
      for (const other of this.#parts.splice(0)) other.taken();
      if (!complete) this.#abandoned();
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
