import { accept, limits, reject, type Reason, type Verdict } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Channel } from './net/net.ts';
import { decodeMailboxFrame, encodeMailboxFrame, type Deposit, type MailboxFrame, type Signed } from './wire/wire.ts';

/** The protocol between mailboxes and those who visit them. */
export const mailboxProtocol = '/parley/mailbox/1';

/** How long a mailbox may take for its next frame, milliseconds. */
const answerMs = 10_000;
/** How long one visit lasts at most: a mailbox that answers for ever is left, and what was taken until then is taken. */
const visitMs = 120_000;
/** Bytes of one page of items: what an honest mailbox gives, a largest letter and what came before it. */
const maxPageBytes = 2 * limits.maxFrameBytes;

/** An item as it came. */
export interface FetchedItem {
  readonly seq: number;
  readonly letter: Uint8Array;
}

/** A page of items. */
export interface FetchedPage {
  readonly items: readonly FetchedItem[];
  readonly more: boolean;
}

/** The visitor's side of one conversation with a mailbox, which is believed nothing. */
export class MailboxTalk implements Disposable {
  readonly #channel: Channel;
  readonly #clock: Clock;
  readonly #cancel: () => void;

  constructor(channel: Channel, clock: Clock) {
    this.#channel = channel;
    this.#clock = clock;
    this.#cancel = clock.after(visitMs, () => channel.abort('timeout'));
  }

  [Symbol.dispose](): void {
    this.#cancel();
    void this.#channel.close();
  }

  /** Leaves these, in order; the answer to each: undefined for one that is on the mailbox's disk. Rejects when there is none. */
  async deposit(deposits: readonly Deposit[]): Promise<Verdict<readonly (Reason | undefined)[]>> {
    for (const deposit of deposits) await this.#send({ kind: 'deposit', ...deposit });
    const answers: (Reason | undefined)[] = [];
    while (answers.length < deposits.length) {
      const frame = await this.#next();
      if (frame.kind !== 'accept') return frame;
      if (frame.value.kind !== 'deposit-reply') return this.#unexpected();
      answers.push(frame.value.reason);
    }
    return accept(answers);
  }

  /** Gives our grant; why it was not taken, or undefined. */
  async grant(grant: Signed): Promise<Reason | undefined> {
    await this.#send({ kind: 'grant', grant });
    const frame = await this.#next();
    if (frame.kind !== 'accept') return frame.reason;
    return frame.value.kind === 'grant-reply' ? frame.value.reason : this.#unexpected().reason;
  }

  /** Asks for at most `limit` items behind `after`. */
  async fetch(after: number, limit: number): Promise<Verdict<FetchedPage>> {
    await this.#send({ kind: 'fetch', after, limit });
    const items: FetchedItem[] = [];
    let bytes = 0;
    for (;;) {
      const frame = await this.#next();
      if (frame.kind !== 'accept') return frame;
      const { value } = frame;
      if (value.kind === 'fetched')
        return value.reason === undefined ? accept({ items, more: value.more }) : reject(value.reason);
      if (value.kind !== 'item') return this.#unexpected();
      bytes += value.letter.length;
      items.push(value);
      if (items.length > limit || bytes > maxPageBytes) return this.#unexpected();
    }
  }

  /** Tells the mailbox that these are on our disk. */
  async taken(seqs: readonly number[]): Promise<Verdict<true>> {
    if (seqs.length === 0) return accept(true);
    await this.#send({ kind: 'taken', seqs });
    const frame = await this.#next();
    if (frame.kind !== 'accept') return frame;
    return frame.value.kind === 'taken-reply' ? accept(true) : this.#unexpected();
  }

  async #send(frame: MailboxFrame): Promise<void> {
    // A channel that is over says so with the next frame that is read.
    if (!this.#channel.send(encodeMailboxFrame(frame)))
      await this.#channel.drained(AbortSignal.timeout(answerMs)).catch(() => undefined);
  }

  async #next(): Promise<Verdict<MailboxFrame>> {
    const cancel = this.#clock.after(answerMs, () => this.#channel.abort('timeout'));
    try {
      for await (const bytes of this.#channel.frames) {
        const frame = decodeMailboxFrame(bytes);
        if (frame.kind !== 'accept') this.#channel.abort(frame.reason);
        return frame;
      }
    } finally {
      cancel();
    }
    return reject('timeout', 'the mailbox ended the conversation');
  }

  #unexpected(): { readonly kind: 'reject'; readonly reason: Reason } {
    this.#channel.abort('unexpected-frame');
    return reject('unexpected-frame', 'of a mailbox');
  }
}
