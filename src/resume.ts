import { u64be, type Millis } from './base/base.ts';
import type { Events } from './events.ts';
import type { Operation, Store } from './store/store.ts';

/**
 * Goes on from a store that may be an older copy of itself, before anything is sent. Sessions and prekeys are
 * forgotten by then: the store did that in the write that made it continue.
 */
export async function resume(store: Store, now: Millis, events: Events): Promise<void> {
  const { continuity } = store;
  if (continuity.kind === 'continued') return;
  events.storeRestored(continuity);
  await store.commit([leapInbox(now)]);
}

/**
 * The write after which the inbox gives cursors beyond any that it gave before, whatever was lost: an agent that
 * reads behind its last cursor would never see a message that got an older one. One a millisecond since 1970 is more
 * than anybody received.
 */
export function leapInbox(now: Millis): Operation {
  return { kind: 'put', space: 'meta', key: 'inbox-cursor', value: u64be(now) };
}
