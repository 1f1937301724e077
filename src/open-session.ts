import type { Reason } from './base/base.ts';
import { sessionIntent, type KnockLink, type Knocking } from './knocking.ts';

/** The connection with one peer. */
export interface Way {
  /** The link as it is now; undefined when there is none. */
  link(): KnockLink | undefined;
  /** Proves both ends to each other anew. */
  prove(): Promise<void>;
}

/**
 * Opens a session once more after the keys did not match; why not, when that fails too. A key may have been rotated
 * while the nodes were apart, and what was proved before outlives a break: so both show their records in a handshake
 * before it is held against anyone.
 */
export async function openAnew(knocking: Pick<Knocking, 'open'>, way: Way): Promise<Reason | undefined> {
  await way.prove();
  const link = way.link();
  if (link === undefined) return 'timeout';
  const opened = await knocking.open(link, sessionIntent);
  return opened.kind === 'accept' ? undefined : opened.reason;
}
