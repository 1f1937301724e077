import type { Millis } from './base/base.ts';
import { DeadLetters } from './dead-letters.ts';
import { MessageFeed } from './message-feed.ts';
import type { Store } from './store/store.ts';

/** What is kept of the ends of messages: those not delivered on disk, and the newest of all in memory. */
export async function openEnds(
  store: Store,
  now: Millis,
): Promise<{ readonly deadLetters: DeadLetters; readonly feed: MessageFeed }> {
  return { deadLetters: await DeadLetters.open(store), feed: new MessageFeed(now) };
}
