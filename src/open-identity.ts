import type { Did, Millis } from './base/base.ts';
import { systemClock } from './clock.ts';
import type { Config } from './config.ts';
import type { Handshakes } from './handshakes.ts';
import { IdentityLinks, trustedIssuers, type IdentityLinkPorts, type TrustedIssuer } from './identity-links.ts';
import { publishRecord } from './own-record.ts';
import { OwnTokens } from './own-tokens.ts';
import type { RunningNode } from './running-node.ts';
import type { Events } from './events.ts';

/** Who our agent is elsewhere, and whose word on others counts. */
export interface IdentityParts {
  readonly tokens: OwnTokens;
  readonly trusted: readonly TrustedIssuer[];
}

/** Reads our tokens, for our first record. */
export async function openIdentity(
  { config, events }: { readonly config: Pick<Config, 'identity'>; readonly events: Events },
  self: Did,
): Promise<IdentityParts> {
  const now = (): Millis => systemClock.now();
  const tokens = new OwnTokens({ self, events, now, files: config.identity.show });
  await tokens.look();
  return { tokens, trusted: trustedIssuers(config.identity.trust, { now, events }) };
}

type Linked = Pick<
  RunningNode,
  'net' | 'clock' | 'events' | 'store' | 'own' | 'directory' | 'gossip' | 'links' | 'proved'
> & {
  readonly identityParts: IdentityParts;
  readonly handshakes: Handshakes;
};

/** Shows our tokens to agents that ask, and asks others; the returned function ends it. */
export function startIdentity(parts: Linked): () => void {
  const { net, clock, events, directory, gossip, links, handshakes, store, own, identityParts, proved } = parts;
  const ports: IdentityLinkPorts = {
    ...identityParts,
    proved,
    net,
    clock,
    events,
    authenticated: (host) => handshakes.authenticated(host)?.peer,
    linkedPeers: () => links.linkedPeers(),
    record: (did) => {
      const standing = directory.standing(did, clock.now());
      return standing.kind === 'accept' ? standing.value.record : undefined;
    },
    publish: async () => {
      directory.replaceOwn(await publishRecord(store, own, clock.now()));
      gossip.push([directory.own.bytes]);
    },
  };
  const linking = new IdentityLinks(ports);
  linking.start();
  return () => linking.stop();
}
