import type { Did } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Directory } from './directory.ts';
import type { Events } from './events.ts';
import type { Handshakes } from './handshakes.ts';
import type { AgentIdentity } from './identity/identity.ts';
import { HoldBack } from './hold-back.ts';
import type { Inbox } from './inbox.ts';
import type { Letterbox } from './letterbox.ts';
import { LettersIn } from './letters-in.ts';
import type { LettersOut } from './letters-out.ts';
import type { Links } from './links.ts';
import { MailboxHost } from './mailbox-host.ts';
import type { MailboxStorage, Offer } from './mailbox/mailbox.ts';
import { MailboxInStore } from './mailbox-in-store.ts';
import type { Net } from './net/net.ts';
import type { Pipeline } from './pipeline.ts';
import type { Store } from './store/store.ts';

/** What mailboxes need of the rest of the hall. */
export interface MailingPorts {
  readonly self: AgentIdentity;
  readonly config: Config['mailbox'];
  readonly net: Net;
  readonly store: Store;
  readonly clock: Clock;
  readonly directory: Directory;
  readonly handshakes: Pick<Handshakes, 'authenticated' | 'meet'>;
  readonly reputation: { killOf(did: Did): unknown };
  readonly letterbox: Letterbox;
  readonly inbox: Pick<Inbox, 'isFull' | 'isFullFor'>;
  readonly pipeline: Pick<Pipeline, 'receive' | 'hasEnded'>;
  /** Letters that came before their turn; read from the store when absent. */
  readonly holdBack?: HoldBack | undefined;
  /** Where the mailbox that is offered keeps its letters; the store of the node when absent. */
  readonly mailboxStorage?: MailboxStorage | undefined;
  readonly links: Links;
  readonly events: Events;
  readonly out: LettersOut;
  /** True when nothing may be recorded, so that nothing may be sent or delivered either. */
  readonly closed: boolean;
}

/** Everything of this node that is about mailboxes: its own, those that it uses, and those of its peers. */
export interface Mailing {
  readonly out: LettersOut;
  readonly in: LettersIn;
  /** The mailbox that this node offers; undefined when it offers none. */
  readonly host: MailboxHost | undefined;
  readonly holdBack: HoldBack;
  stop(): void;
}

/** Opens the mailbox that is offered, and starts to leave letters and to fetch them. */
export async function startMailing(ports: MailingPorts): Promise<Mailing> {
  const { config, links, out } = ports;
  const { mailboxStorage: storage = new MailboxInStore(ports.store) } = ports;
  const host = config.offer ? await MailboxHost.open({ ...ports, storage, offer: offerOf(config) }) : undefined;
  const { holdBack = await HoldBack.open(ports.store, ports.directory) } = ports;
  const incoming = new LettersIn({
    ...ports,
    holdBack,
    out,
    laneTo: (peer) => links.laneTo(peer),
    everyMs: config.fetchSeconds * 1000,
    quota: { maxBytes: config.grantBytes, maxMessages: config.grantMessages },
  });
  if (!ports.closed) {
    out.start();
    incoming.start();
  }
  const stop = (): void => {
    incoming.stop();
    out.stop();
    host?.stop();
  };
  return { out, in: incoming, host, holdBack, stop };
}

/** What the configuration lets the mailbox keep. */
export function offerOf(config: Config['mailbox']): Offer {
  const { maxBytes, maxMessages, maxBytesEach: maxBytesPerOwner, maxMessagesEach: maxMessagesPerOwner } = config;
  return { maxBytes, maxMessages, maxBytesPerOwner, maxMessagesPerOwner };
}
