import type { Reason } from './reason.ts';

/**
 * What we make of something a peer sent. `ignore` when it is not the sender's fault (a duplicate, a
 * race), `reject` when it is. A peer sees the reason, never the detail.
 */
export type Verdict<T> = Accept<T> | Ignore | Reject;

export interface Accept<T> {
  readonly kind: 'accept';
  readonly value: T;
}

export interface Ignore {
  readonly kind: 'ignore';
  readonly reason: Reason;
  readonly detail?: string;
}

export interface Reject {
  readonly kind: 'reject';
  readonly reason: Reason;
  /** For the operator: what was wrong, in words. Never text from the network. */
  readonly detail?: string;
}

/** A good outcome. */
export function accept<T>(value: T): Accept<T> {
  return { kind: 'accept', value };
}

/** Nothing to do, and nobody's fault. */
export function ignore(reason: Reason, detail?: string): Ignore {
  return detail === undefined ? { kind: 'ignore', reason } : { kind: 'ignore', reason, detail };
}

/** The sender is at fault. */
export function reject(reason: Reason, detail?: string): Reject {
  return detail === undefined ? { kind: 'reject', reason } : { kind: 'reject', reason, detail };
}
