import type { Did, MessageId, Millis } from './base/base.ts';
import type { PlainMessage } from './wire/wire.ts';

/** A message as the agent gets it. */
export interface Received {
  /** Grows by one with each message; what `acknowledge` takes. */
  readonly cursor: number;
  readonly id: MessageId;
  readonly from: Did;
  readonly message: PlainMessage;
  /** As its sender wrote it, or empty. */
  readonly traceparent: string;
  readonly created: Millis;
  readonly received: Millis;
}

/** Messages kept: what arrives while an agent that follows its inbox asks once. */
const maxKept = 128;
/** Longest text that is kept, bytes; all of them take half a MiB at most. */
const maxBytes = 4096;

/** The newest short messages of the inbox, in memory: an agent that follows it gets them without a read of the disk. */
export class RecentMessages {
  /** By cursor, oldest first. */
  readonly #kept = new Map<number, Received>();

  keep(received: Received): void {
    const { body } = received.message;
    if (body.length > maxBytes) return;
    // A copy: the text is a piece of something longer, which would stay in memory with it.
    this.#kept.set(received.cursor, { ...received, message: { ...received.message, body: new Uint8Array(body) } });
    if (this.#kept.size <= maxKept) return;
    for (const oldest of this.#kept.keys()) return void this.#kept.delete(oldest);
  }

  drop(cursor: number): void {
    this.#kept.delete(cursor);
  }

  /** The messages after one cursor up to another, of those that are still here; undefined when not all of them are kept. */
  between(
    after: number,
    last: number,
    { limit, isHere }: { readonly limit: number; readonly isHere: (cursor: number) => boolean },
  ): readonly Received[] | undefined {
    if (last - after > maxKept) return undefined;
    const messages: Received[] = [];
    for (let cursor = after + 1; cursor <= last && messages.length < limit; cursor++) {
      if (!isHere(cursor)) continue;
      const received = this.#kept.get(cursor);
      if (received === undefined) return undefined;
      messages.push(received);
    }
    return messages;
  }
}
