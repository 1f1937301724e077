import { parsePeerId, type PeerId } from '../base/base.ts';

/** A mailbox as a record names it. */
export interface MailboxAddress {
  readonly host: PeerId;
  readonly multiaddrs: readonly string[];
}

/** Mailboxes of one agent that others use: two give redundancy, more cost their senders more than they give. */
const maxMailboxes = 4;

/** The mailboxes that a record names, each with all of its addresses; an address that does not name its host is passed over. */
export function mailboxesIn(multiaddrs: readonly string[]): readonly MailboxAddress[] {
  const byHost = new Map<PeerId, string[]>();
  for (const multiaddr of multiaddrs) {
    const host = parsePeerId(/\/p2p\/([^/]+)$/.exec(multiaddr)?.[1] ?? '');
    if (host === undefined) continue;
    const known = byHost.get(host);
    if (known !== undefined) known.push(multiaddr);
    else if (byHost.size < maxMailboxes) byHost.set(host, [multiaddr]);
  }
  return [...byHost].map(([host, addresses]) => ({ host, multiaddrs: addresses }));
}
