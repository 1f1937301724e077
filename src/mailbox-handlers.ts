import type { Handlers } from './control/control.ts';
import type { RunningNode } from './running-node.ts';

/** The control API's handler about mailboxes. */
export function mailboxHandlers({ mailing }: Pick<RunningNode, 'mailing'>): Pick<Handlers, 'mailbox'> {
  return {
    mailbox: () => {
      const kept = mailing.host?.describe();
      return {
        ...(kept === undefined
          ? {}
          : {
              offered: {
                messages: kept.messages,
                bytes: kept.bytes,
                maxMessages: kept.offer.maxMessages,
                maxBytes: kept.offer.maxBytes,
                owners: kept.owners.map(({ owner, messages, bytes, grant }) => ({
                  owner,
                  messages,
                  bytes,
                  ...(grant === undefined ? {} : { grantExpires: grant.expires }),
                })),
              },
            }),
        used: mailing.in.visits().map(({ mailbox, at, fetched, problem }) => ({
          mailbox,
          fetched,
          ...(at === undefined ? {} : { at }),
          ...(problem === undefined ? {} : { problem }),
        })),
        held: mailing.in.held,
        left: mailing.out.peers.flatMap((peer) =>
          mailing.out.leftFor(peer).map(({ mailbox, left, refused }) => ({
            peer,
            mailbox,
            left,
            ...(refused === undefined ? {} : { refused }),
          })),
        ),
      };
    },
  };
}
