import type { MessageId, Reason } from '../base/base.ts';
import type { ExchangeRequest, Header } from '../wire/wire.ts';

/** An HTTP answer as it came: nothing decoded, nothing renamed, order and repetition of headers kept. */
export interface RawResponse {
  /** 100..999 */
  readonly status: number;
  readonly headers: readonly Header[];
  /** Ends with the answer; throws `TargetError` when the answer breaks off. Read it once, and to its end or `return()` it. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Why an exchange got no answer from the agent. */
export interface Refused {
  readonly kind: 'refused';
  readonly reason: Reason;
  /** What `parley explain` takes; undefined when nothing was recorded. */
  readonly messageId: MessageId | undefined;
  /** Whose node refused. */
  readonly side: 'local' | 'remote';
  /** When the same may pass, milliseconds from now; present when a limit refused it here. */
  readonly retryAfterMs?: number;
  /** Present when nobody refused: the other node could not be reached. */
  readonly status?: 'unreachable';
}

/** Carries one exchange to a peer; aborting `signal` ends it there too. */
export type Carry = (request: ExchangeRequest, signal: AbortSignal) => Promise<ExchangeOutcome>;

/** How an exchange ended, as the ingress shows it to the local client. */
export type ExchangeOutcome = { readonly kind: 'response'; readonly response: RawResponse } | Refused;
