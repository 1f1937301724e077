import type { PeerId } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { fetchVouched } from './did-web.ts';
import type { Directory } from './directory.ts';
import { Domains } from './domains.ts';
import type { Events } from './events.ts';
import type { Links } from './links.ts';
import type { Lookup } from './lookup.ts';
import type { Net } from './net/net.ts';
import { RateGate } from './rate.ts';
import type { Sightings } from './sightings.ts';

/** What discovery needs of the rest of the hall. */
export interface DiscoveryPorts {
  readonly config: Pick<Config, 'discovery'>;
  readonly net: Pick<Net, 'discovery'>;
  readonly clock: Clock;
  readonly events: Pick<Events, 'discoveryFailed' | 'nearbySeen' | 'domainRead' | 'domainFailed'>;
  readonly directory: Pick<Directory, 'peers' | 'vouchedBy'>;
  readonly links: Pick<Links, 'isLinked' | 'reach'>;
  readonly sightings: Sightings;
  readonly lookup: Pick<Lookup, 'start' | 'stop' | 'meet'>;
}

/** Hosts seen on the local network that are compared with those of known agents: anyone there can make up any number. */
const compared = { burst: 64, perSecond: 4 };

/**
 * Looks for others as the configuration says, once the node is ready. The returned function ends it. What fails is told
 * and left: a node finds its peers by their records without it.
 */
export function startDiscovery(ports: DiscoveryPorts): () => Promise<void> {
  const { config, net, events, lookup } = ports;
  const ends: Promise<(() => Promise<void>) | undefined>[] = [];
  if (config.discovery.mdns) {
    const seen = seeing(ports);
    const asked = net.discovery.nearby(seen).catch((error: unknown) => {
      events.discoveryFailed('mdns', error);
      return undefined;
    });
    ends.push(asked);
  }
  if (config.discovery.dht) {
    const failed = (error: unknown): void => events.discoveryFailed('dht', error);
    ends.push(
      lookup.start().then(
        () => () => lookup.stop(),
        (error: unknown) => {
          failed(error);
          return undefined;
        },
      ),
    );
  }
  if (config.discovery.domains.length > 0) ends.push(Promise.resolve(readDomains(ports)));
  return async () => {
    for (const end of ends) await (await end)?.();
  };
}

function readDomains({ config, clock, events, directory }: DiscoveryPorts): () => Promise<void> {
  const domains = new Domains({ domains: config.discovery.domains, clock, events, fetch: fetchVouched });
  directory.vouchedBy((organisation) => domains.of(organisation));
  return domains.start();
}

/** What follows when a host was seen: the agent that is behind it by its record is met there. */
function seeing({ clock, directory, links, sightings, events, lookup }: DiscoveryPorts) {
  const gate = new RateGate<'everyone'>(compared);
  return (host: PeerId, multiaddrs: readonly string[]): void => {
    const now = clock.now();
    if (!sightings.add(host, multiaddrs, now) || !gate.admit('everyone', now)) return;
    lookup.meet(host, multiaddrs);
    const known = directory.peers().find(({ entry }) => entry?.record?.record.peerId === host);
    if (known === undefined) return;
    events.nearbySeen(known.did);
    if (!links.isLinked(known.did)) links.reach(known.did);
  };
}
