import type { Reason } from './base/base.ts';
import type { Ack } from './wire/wire.ts';

/** Reasons that pass by themselves: the message is sealed anew and sent after a pause, until it expires. */
const passing: ReadonlySet<Reason> = new Set(['overloaded', 'rate-limited', 'store-failed', 'stopping']);

/** Reasons that mean the session is of no more use: a new one is opened and the message sealed under it. */
export const sessionGone: ReadonlySet<Reason> = new Set([
  'undecryptable',
  'unknown-session',
  'session-expired',
  'too-many-skipped',
]);

/** Why a message that got this answer is to be sent again; undefined when the answer is its end. */
export function reasonToRetry({ outcome, reason }: Ack): Reason | undefined {
  if (outcome !== 'rejected' || reason === undefined) return undefined;
  return passing.has(reason) || sessionGone.has(reason) ? reason : undefined;
}

/**
 * How often a message has been sent in vain, this time included. A session that reached its bound says nothing against
 * the message: a short one ends many times before the last of a long queue is through.
 */
export function attemptsAfter(attempts: number, reason: Reason): number {
  return attempts + (sessionGone.has(reason) && reason !== 'session-expired' ? 1 : 0);
}

/** Packets on their way without an acknowledgement; more wait in the store. Bounds what a break makes us repeat. */
export const maxInFlight = 2048;
/** Times a message is sealed anew, because the peer could not make anything of it, before it is given up. */
export const maxAttempts = 5;
