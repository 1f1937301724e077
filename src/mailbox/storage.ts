import type { Did, Reason, Verdict } from '../base/base.ts';
import type { Awaitable } from '../session/session.ts';
import type { Kept } from './shelves.ts';

/** A letter that is kept, and for whom. */
export interface KeptFor {
  readonly owner: Did;
  readonly kept: Kept;
}

/** What a storage gives back after a restart. */
export type Restored =
  | ({ readonly kind: 'letter' } & KeptFor)
  /** As it was handed in. */
  | { readonly kind: 'grant'; readonly grant: Uint8Array };

/** What goes. */
export interface Gone {
  readonly letters: readonly KeptFor[];
  /** Owners whose grant goes. */
  readonly grants: readonly Did[];
}

/**
 * Where a mailbox keeps letters and grants. It decides nothing: who may leave how much is the business of `Shelves`.
 * Calls about one letter take effect in their order, whether or not the one before was awaited.
 */
export interface MailboxStorage {
  /** Why nothing can be written at the moment: `overloaded` or `store-failed`. */
  readonly refusal: Reason | undefined;
  /**
   * Everything that is kept, the letters of each owner in the order of their numbers; read once, before anything else.
   * Throws MeshError when it cannot be read, or is not what was written.
   */
  restore(): AsyncIterable<Restored>;
  /**
   * Writes a letter; accepts when it survives a loss of power here. Otherwise it may or may not be there, and is not
   * counted: `overloaded` and `store-failed`, or `mailbox-full` when the storage has less room than the mailbox offers.
   */
  put(letter: KeptFor, sealed: Uint8Array): Promise<Verdict<true>>;
  /** The verdict of the `put` of this letter, which was called before. */
  confirm(letter: KeptFor): Promise<Verdict<true>>;
  /** The letter; undefined when it is not there yet, or no more. Throws when that cannot be told. */
  read(letter: KeptFor): Awaitable<Uint8Array | undefined>;
  /** Writes a grant in place of the one before, with the verdicts of `put`. */
  grant(owner: Did, grant: Uint8Array): Promise<Verdict<true>>;
  /** Deletes what is there of these. What a crash or a failure leaves there comes again with `restore`. */
  remove(gone: Gone): Promise<void>;
}
