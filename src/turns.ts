import { millis, type Did, type MessageId, type Millis } from './base/base.ts';

/** How long a message that was sent away keeps those after it waiting, milliseconds: its sender tries again within ten seconds, and after a break sends in order anyway. */
const patienceMs = 60_000;
/** Messages of one peer remembered as sent away: twice what an honest lane has in flight. */
const maxAway = 4096;

/**
 * Which messages of a peer were sent away for want of room, the first one first. Until it has come again,
 * what was sent after it is sent away too: otherwise it would overtake.
 */
export class Turns {
  readonly #away = new Map<Did, Map<MessageId, Millis>>();

  /** Whether the message has to wait for one that was sent away before it. */
  mustWait(peer: Did, id: MessageId, now: Millis): boolean {
    const away = this.#away.get(peer);
    if (away === undefined) return false;
    for (const [first, until] of away) {
      if (until > now) return first !== id;
      away.delete(first);
    }
    this.#away.delete(peer);
    return false;
  }

  /** The message was sent away; one that was so before keeps its place. */
  sendAway(peer: Did, id: MessageId, now: Millis): void {
    const away = this.#away.get(peer) ?? new Map<MessageId, Millis>();
    this.#away.set(peer, away);
    if (away.size < maxAway || away.has(id)) away.set(id, millis(now + patienceMs));
  }

  /** The message came to its end here. */
  done(peer: Did, id: MessageId): void {
    const away = this.#away.get(peer);
    away?.delete(id);
    if (away?.size === 0) this.#away.delete(peer);
  }
}
