import { Inbox } from './inbox.ts';
import { PartsIn } from './parts-in.ts';
import type { Store } from './store/store.ts';
import type { Organisations } from './tally.ts';

/** Opens what takes messages in: parts of large ones, and the inbox, whose large messages stay in theirs. */
export async function openInbox(
  store: Store,
  known: Organisations,
  max: number,
): Promise<{ readonly partsIn: PartsIn; readonly inbox: Inbox }> {
  const partsIn = await PartsIn.open(store, known);
  return { partsIn, inbox: await Inbox.open(store, partsIn, { max, known }) };
}
