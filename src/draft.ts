import {
  limits,
  millis,
  newMessageId,
  type Did,
  type MessageId,
  type Millis,
  type Random,
  type Reason,
} from './base/base.ts';
import type { Operation } from './store/store.ts';
import type { Body, Envelope, Priority } from './wire/wire.ts';

/** Something to send. */
export interface Draft {
  readonly to: Did;
  readonly body: Body;
  /** How long it may wait for delivery, milliseconds; at most `limits.messageTtlMs`, which is the default. */
  readonly ttlMs?: number;
  /** What leaves first where several messages wait; for messages only, normal when absent. */
  readonly priority?: Priority | undefined;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** Given when the caller must know the id before it is sent. */
  readonly id?: MessageId;
  /** What else belongs into the commit that accepts it. */
  readonly cause?: readonly Operation[];
}

/** What became of a draft: on disk and on its way, or refused here. Either can be explained by its id. */
export type Sent =
  | { readonly kind: 'accepted'; readonly id: MessageId }
  | { readonly kind: 'refused'; readonly id: MessageId; readonly reason: Reason; readonly retryAfterMs?: number };

/** The envelope of a draft, as of now. */
export function envelopeOf(
  draft: Draft,
  by: { readonly self: Did; readonly now: Millis; readonly random: Random },
): Envelope {
  const { self, now, random } = by;
  return {
    id: draft.id ?? newMessageId(now, random),
    from: self,
    to: draft.to,
    created: now,
    expires: millis(now + Math.min(draft.ttlMs ?? limits.messageTtlMs, limits.messageTtlMs)),
    traceparent: draft.traceparent ?? '',
    body: draft.body,
  };
}
