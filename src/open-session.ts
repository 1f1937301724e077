import { reject, type Verdict } from './base/base.ts';
import { sessionIntent, type KnockLink, type Knocking } from './knocking.ts';
import type { LiveSession } from './live-session.ts';

/** The connection with one peer. */
export interface Way {
  /** The link as it is now; undefined when there is none. */
  link(): KnockLink | undefined;
  /** Proves both ends to each other anew. */
  prove(): Promise<void>;
}

/**
 * Opens a session. A key may have been rotated while the nodes were apart, and what was proved before outlives a
 * break: so when the keys do not match, both show their records in a handshake before that is held against anyone.
 */
export async function openSession(knocking: Pick<Knocking, 'open'>, way: Way): Promise<Verdict<LiveSession>> {
  const opened = await openOnce(knocking, way);
  if (opened.kind === 'accept' || opened.reason !== 'key-mismatch') return opened;
  await way.prove();
  return await openOnce(knocking, way);
}

async function openOnce(knocking: Pick<Knocking, 'open'>, way: Way): Promise<Verdict<LiveSession>> {
  const link = way.link();
  return link === undefined ? reject('timeout') : await knocking.open(link, sessionIntent);
}
