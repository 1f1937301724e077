import type { SecretKey } from './base/base.ts';
import type { Config } from './config.ts';
import type { Events } from './events.ts';
import { gossipTopics } from './gossip.ts';
import type { MailboxStorage } from './mailbox/mailbox.ts';
import { startNet, type Net } from './net/net.ts';
import { openMailboxStorage } from './open-mailbox-storage.ts';
import { reachOf } from './reaching.ts';
import type { StopStack } from './stop-stack.ts';
import { version } from './version.ts';

/** What the host needs of the rest of the hall. */
interface NetPorts {
  readonly config: Config;
  /** Seed of the host key, of which the peer id follows. */
  readonly hostSeed: SecretKey;
  readonly events: Events;
}

/**
 * Starts the libp2p host, and opens the storage of its mailbox, which is named by the host, where that is not the store
 * of the node. Throws what `startNet` and `openMailboxStorage` throw.
 */
export async function openNet(
  { config, hostSeed, events }: NetPorts,
  stack: StopStack,
): Promise<{ readonly net: Net; readonly mailboxStorage: MailboxStorage | undefined }> {
  const net = await startNet({
    ...config,
    hostSeed,
    limits: { maxConnections: config.limits.connections },
    topics: gossipTopics,
    reach: reachOf(config),
    version,
  });
  stack.push('net', () => net.close());
  const storing = { config: config.mailbox, host: net.peerId, secret: hostSeed, events, env: process.env };
  return { net, mailboxStorage: await openMailboxStorage(storing, stack) };
}
