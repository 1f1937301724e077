import type { Millis, SessionId } from './base/base.ts';
import type { InLine } from './line.ts';
import type { SealedEntry } from './peer-sessions.ts';
import type { Operation } from './store/store.ts';
import type { OutboxEntry, Priority } from './wire/wire.ts';

/** What a message had behind it at its end. */
export interface Course {
  /** When it left for the last time; undefined when it did not, or was on its way before a break. */
  readonly sent: Millis | undefined;
  /** What the outbox held of it; undefined once it was delivered. */
  readonly entry: OutboxEntry | undefined;
  /** Whether it is given up here, without a word of the peer, which is dealt with further. */
  readonly isGivenUp: boolean;
  /** Whether it is no message of the agent, but the word on one that was given up. */
  readonly isWord?: boolean | undefined;
}

/** What goes into the write that takes a message out of the outbox. */
export interface Ended {
  readonly writes: readonly Operation[];
  /** What takes its place there: the peer is to hear of the end before it gets what comes behind. */
  readonly instead?: Unsealed | undefined;
}

/** A message on its way: its place in the outbox, and when it left. */
export interface Departed {
  readonly seq: number;
  /** Undefined when it went another way. */
  readonly at: Millis | undefined;
  readonly isWord: boolean;
}

/** What is to be sealed. */
export type Unsealed = Pick<OutboxEntry, 'id' | 'envelope' | 'expires'>;

/** Packets of no outbox that are on their way. */
export interface Passing {
  /** What they are sealed under. */
  readonly session: SessionId;
  /** Resolves once they have left and the channel has room for more. */
  readonly gone: Promise<void>;
}

/**
 * When a message leaves: once it is written, or early, while that is under way. Early and last: whoever waits for it
 * waits for nothing more, so the write has time and goes with the next one.
 */
export type Departure = 'written' | 'early' | 'early-and-last';

/** How a message is to leave: once it is written when nothing is said, and with normal priority. */
export interface Manner {
  readonly when?: Departure;
  readonly priority?: Priority;
  /** Whether it takes room in the inbox of the peer, which the peer may not have. */
  readonly needsRoom?: boolean;
}

/** What waits for a place in line. */
export interface Waiting extends Unsealed {
  readonly priority: Priority;
}

/** An entry on its way into the outbox. */
export interface Appended {
  readonly seq: number;
  readonly entry: Waiting;
  readonly sealed: SealedEntry | undefined;
  readonly when: Departure;
}

/** A page of what waits, sealed: for another way than the channel. */
export interface SealedWaiting {
  /** Sequence number of the last entry looked at; undefined when nothing waits there, or not yet. */
  readonly upTo: number | undefined;
  readonly packets: readonly InLine[];
  /** Places of the page with nothing for another way. */
  readonly others: readonly number[];
}

/** No page. */
export const nothingSealed: SealedWaiting = { upTo: undefined, packets: [], others: [] };

/** What there is of a page for another way. */
export function sealedPage(page: readonly { readonly seq: number }[], packets: readonly InLine[]): SealedWaiting {
  const inIt = new Set(packets.map(({ seq }) => seq));
  const others = page.flatMap(({ seq }) => (inIt.has(seq) ? [] : [seq]));
  return { upTo: page.at(-1)?.seq, packets, others };
}
