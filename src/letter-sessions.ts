import type { Did } from './base/base.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import { sessionIntent, type Knocking, type KnockLink } from './knocking.ts';
import type { Lane } from './lane.ts';

/** What opening sessions in advance needs of the rest of the hall. */
export interface LetterSessionsPorts {
  readonly directory: Directory;
  readonly knocking: Pick<Knocking, 'open'>;
  readonly events: Events;
  laneTo(peer: Did): Lane;
}

/**
 * Opens a session in advance over a connection of ours to a peer where letters may have to do, because one of the two
 * names mailboxes: a letter needs a session, and none can be opened by letter.
 */
export async function openForLetters(link: KnockLink, ports: LetterSessionsPorts): Promise<void> {
  const { directory, knocking, events } = ports;
  const lane = ports.laneTo(link.peer);
  const theirs = directory.peer(link.peer).entry?.record?.record.mailboxes ?? [];
  const isWanted = theirs.length + directory.own.record.mailboxes.length > 0;
  // With something to send it is opened anyway.
  if (!isWanted || lane.busy || lane.sessions.current !== undefined) return;
  try {
    await knocking.open(link, sessionIntent);
  } catch (error) {
    events.internalError('session', error);
  }
}
