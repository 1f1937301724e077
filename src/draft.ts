import type { Did, MessageId, Reason } from './base/base.ts';
import type { Body } from './wire/wire.ts';

/** Something to send. */
export interface Draft {
  readonly to: Did;
  readonly body: Body;
  /** How long it may wait for delivery, milliseconds; at most `limits.messageTtlMs`, which is the default. */
  readonly ttlMs?: number;
  /** W3C trace context. */
  readonly traceparent?: string;
  /** Given when the caller must know the id before it is sent. */
  readonly id?: MessageId;
}

/** What became of a draft: on disk and on its way, or refused here. Either can be explained by its id. */
export type Sent =
  | { readonly kind: 'accepted'; readonly id: MessageId }
  | { readonly kind: 'refused'; readonly id: MessageId; readonly reason: Reason };
