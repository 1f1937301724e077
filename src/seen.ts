import {
  concat,
  fromUtf8,
  parseReason,
  utf8,
  type Did,
  type MessageId,
  type Millis,
  type Reason,
} from './base/base.ts';
import type { Operation, Store } from './store/store.ts';
import { decodeTicket, encodeTicket, type AcceptanceTicket, type AckOutcome, type RefusedFrame } from './wire/wire.ts';

/** The answer a message got; it gets the same one again. */
export interface Answer {
  readonly outcome: AckOutcome;
  readonly reason: Reason | undefined;
  /** Our signature under having taken a request; every copy of the answer carries it. */
  readonly ticket?: AcceptanceTicket | undefined;
  readonly refused?: readonly RefusedFrame[] | undefined;
}

const outcomes: readonly AckOutcome[] = ['delivered', 'denied', 'rejected'];

/**
 * Remembers the answer, in the same commit as the message's consequence: the outcome, then the reason or the ticket.
 * Behind the reason the frames of a run that were refused, each as ` <index>:<reason>`.
 */
export function writeSeen(peer: Did, id: MessageId, { outcome, reason, ticket, refused = [] }: Answer): Operation {
  const words = [reason ?? '', ...refused.map((frame) => `${frame.index}:${frame.reason}`)];
  const rest = ticket === undefined ? utf8(words.join(' ')) : encodeTicket(ticket);
  const value = concat(Uint8Array.of(outcomes.indexOf(outcome)), rest);
  return { kind: 'put', space: 'seen', key: seenKey(peer, id), value };
}

/** The answer a message got before; undefined for a new one. */
export function readSeen(store: Store, peer: Did, id: MessageId): Answer | undefined {
  const value = store.get('seen', seenKey(peer, id));
  if (value === undefined) return undefined;
  const [outcome, rest] = [outcomes[value[0] ?? 2] ?? 'rejected', value.subarray(1)];
  if (rest.length === 0) return { outcome, reason: undefined };
  if (outcome !== 'delivered') return { outcome, ...readRefusal(fromUtf8(rest) ?? '') };
  const ticket = decodeTicket(rest);
  return { outcome, reason: undefined, ticket: ticket.kind === 'accept' ? ticket.value : undefined };
}

function readRefusal(text: string): Pick<Answer, 'reason' | 'refused'> {
  const [reason = '', ...frames] = text.split(' ');
  if (frames.length === 0) return { reason: parseReason(reason) };
  const refused = frames.map((frame): RefusedFrame => {
    const [index = '', why = ''] = frame.split(':');
    return { index: Number(index), reason: parseReason(why) };
  });
  return { reason: parseReason(reason), refused };
}

/** The id first, because it begins with the time; the peer too, because nobody may ask or answer for another's message. */
function seenKey(peer: Did, id: MessageId): string {
  return `${id}/${peer}`;
}

/** Ids begin with their time, so what is older than `before` is a range. Removes at most `limit`; returns how many. */
export async function forgetBefore(
  store: Store,
  space: 'seen' | 'decision',
  before: Millis,
  limit: number,
): Promise<number> {
  const operations: Operation[] = [];
  for await (const [key] of store.range(space, { lt: utf8(before.toString(16).padStart(12, '0')), limit })) {
    operations.push({ kind: 'delete', space, key });
  }
  if (operations.length > 0) await store.commit(operations, { lazy: true });
  return operations.length;
}
