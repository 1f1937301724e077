import type { Did, MessageId } from './base/base.ts';
import type { ActionName } from './policy/policy.ts';
import type { Ack } from './wire/wire.ts';

/** Requests under way at most whose signature is watched for; the oldest goes first, and nothing is held against its subject. */
const maxAsked = 8192;

interface Request {
  readonly subject: Did;
  readonly action: ActionName;
  /** Its subject signed under having taken it. */
  ticketed: boolean;
  /** What came of it is known: an answer came. */
  answered: boolean;
}

/**
 * Our requests until they are acknowledged, and whether their subject signed under having taken them. It has to sign
 * before it knows what becomes of the request: who takes one and does not, or answers one and never says that it took
 * it, keeps its signature back.
 *
 *   asked -- ticket --> ticketed -- end --> nothing
 *   asked -- end: delivered ----------------> withheld
 *   asked -- answer -- end: refused, or ran out, over a connection that stands --> withheld
 *   asked -- any other end -----------------> nothing
 */
export class Asked {
  readonly #open = new Map<MessageId, Request>();

  /** A request leaves. */
  begin(id: MessageId, subject: Did, action: ActionName): void {
    this.#open.set(id, { subject, action, ticketed: false, answered: false });
    for (const [oldest] of this.#open) {
      if (this.#open.size <= maxAsked) break;
      this.#open.delete(oldest);
    }
  }

  /** The signature is there; whether it holds is seen when it is used. False when none is awaited: it is not asked for, or not the first. */
  ticketed(id: MessageId, subject: Did): boolean {
    const request = this.#open.get(id);
    if (request?.subject !== subject || request.ticketed) return false;
    request.ticketed = true;
    return true;
  }

  /** An answer came. */
  answered(id: MessageId, subject: Did): void {
    const request = this.#open.get(id);
    if (request?.subject === subject) request.answered = true;
  }

  /**
   * A message to a peer reached its end. What was asked, when the peer kept its signature back; `wasConnected`: whether
   * the message was on its way over a connection that stood.
   */
  ended(subject: Did, { id, outcome }: Ack, wasConnected: boolean): ActionName | undefined {
    const request = this.#open.get(id);
    if (request?.subject !== subject) return undefined;
    this.#open.delete(id);
    if (request.ticketed) return undefined;
    return outcome === 'delivered' || (request.answered && wasConnected) ? request.action : undefined;
  }
}
