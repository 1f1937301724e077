import type { Did, Reason } from '../base/base.ts';
import type { ExchangeRequest } from '../wire/wire.ts';
import type { RawResponse } from './outcome.ts';

/** An agent or server beside this node that performs exchanges: over HTTP, or as a process on stdio. */
export interface Target {
  /**
   * Performs one exchange for `caller`. Throws `TargetError` when there is no answer, and its body
   * throws one when the answer breaks off. Aborting `signal` ends the exchange at the agent too.
   */
  perform(request: ExchangeRequest, caller: Did, signal: AbortSignal): Promise<RawResponse>;
  /** Ends what is under way and frees connections or the process; idempotent. */
  close(): Promise<void>;
}

/** Why the agent gave no answer, or not all of it. The reason may be shown to the caller, the message to the operator. */
export class TargetError extends Error {
  override readonly name = 'TargetError';
  readonly reason: Reason;

  constructor(reason: Reason, message: string, options?: { readonly cause?: unknown }) {
    super(message, options);
    this.reason = reason;
  }
}
