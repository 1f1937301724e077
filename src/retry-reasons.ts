import type { Reason } from './base/base.ts';
import type { Ack } from './wire/wire.ts';

/** Reasons that pass: the message is sealed anew and sent after a pause, until it expires. */
const passing: ReadonlySet<Reason> = new Set(['overloaded', 'rate-limited', 'store-failed', 'stopping', 'not-active']);

/** Those of them for which the packet was not opened: it goes again as it is, so the ratchet there has nothing to pass over. */
export const unopened: ReadonlySet<Reason> = new Set(['rate-limited', 'stopping', 'not-active']);

/** The recipient lost parts of a large message, after it had acknowledged them: all of them go again, and then the message. */
export const partsLost: Reason = 'parts-missing';

/** Reasons that mean the session is of no more use: a new one is opened and the message sealed under it. */
export const sessionGone: ReadonlySet<Reason> = new Set([
  'undecryptable',
  'unknown-session',
  'session-expired',
  'too-many-skipped',
]);

/** After these a sender sends the message again: as it is, or sealed anew. */
export const comesAgain: ReadonlySet<Reason> = new Set([
  'overloaded',
  'rate-limited',
  'not-active',
  'undecryptable',
  'session-expired',
  'too-many-skipped',
]);

/** Why a message that got this answer is to be sent again; undefined when the answer is its end. */
export function reasonToRetry({ outcome, reason }: Ack): Reason | undefined {
  if (outcome !== 'rejected' || reason === undefined) return undefined;
  return passing.has(reason) || sessionGone.has(reason) || reason === partsLost ? reason : undefined;
}

/**
 * Reasons that say nothing against the message: a short session ends many times before the last of a long queue is
 * through, and the key of a message is far ahead where a connection breaks between those before it.
 */
const blameless: ReadonlySet<Reason> = new Set(['session-expired', 'too-many-skipped']);

/** How often a message has been sent in vain, this time included. */
export function attemptsAfter(attempts: number, reason: Reason): number {
  return attempts + ((sessionGone.has(reason) && !blameless.has(reason)) || reason === partsLost ? 1 : 0);
}

/** Times a message is sent, because the peer could not make anything of it, before it is given up. */
export const maxAttempts = 5;
