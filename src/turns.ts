import { millis, type Did, type MessageId, type Millis } from './base/base.ts';
import type { Envelope } from './wire/wire.ts';

/** How long a message that was sent away keeps those after it waiting, milliseconds: its sender tries again within ten seconds, and after a break sends in order anyway. */
const patienceMs = 60_000;
/** Messages of one peer remembered as sent away: twice what an honest lane has in flight. */
const maxAway = 4096;

/** What is kept in order: the native messages of a peer, and each exchange by itself. */
export type Stream = MessageId | 'messages';

/** The stream that an envelope belongs to. A request is the first of its own exchange. */
export function streamOf({ id, body }: Envelope): Stream {
  if (body.kind === 'message' || body.kind === 'withdrawn' || body.kind === 'hello') return 'messages';
  if (body.kind === 'part') return body.of;
  return body.kind === 'request' ? id : body.exchange;
}

interface Place {
  until: Millis;
  /** Unknown when it was sent away before it was opened: every stream waits for it. */
  stream: Stream | undefined;
}

/**
 * Which messages of a peer were sent away for want of room, the first one first. Until it has come again, what was
 * sent after it in the same stream is sent away too: otherwise it would overtake. One line for all streams of a
 * peer, so that the first of it waits for nobody.
 */
export class Turns {
  readonly #away = new Map<Did, Map<MessageId, Place>>();

  /** Whether the message has to wait for one that was sent away before it. */
  mustWait(peer: Did, id: MessageId, of: { readonly stream: Stream; readonly now: Millis }): boolean {
    const away = this.#away.get(peer);
    if (away === undefined) return false;
    for (const [first, { until, stream }] of away) {
      if (first === id) return false;
      if (until <= of.now) away.delete(first);
      else if (stream === undefined || stream === of.stream) return true;
    }
    return false;
  }

  /** The message was sent away; one that was so before keeps its place. Without a stream when it was not opened. */
  sendAway(peer: Did, id: MessageId, of: { readonly stream?: Stream; readonly now: Millis }): void {
    const away = this.#away.get(peer) ?? new Map<MessageId, Place>();
    this.#away.set(peer, away);
    const until = millis(of.now + patienceMs);
    const place = away.get(id);
    if (place !== undefined) {
      place.until = until;
      place.stream = of.stream ?? place.stream;
      return;
    }
    if (away.size >= maxAway) for (const [first, { until: end }] of away) if (end <= of.now) away.delete(first);
    if (away.size < maxAway) away.set(id, { until, stream: of.stream });
  }

  /** The message came to its end here. */
  done(peer: Did, id: MessageId): void {
    const away = this.#away.get(peer);
    away?.delete(id);
    if (away?.size === 0) this.#away.delete(peer);
  }
}
