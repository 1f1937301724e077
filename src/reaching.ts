import type { Config } from './config.ts';
import type { Handshakes } from './handshakes.ts';
import { Neighbours, type NeighboursPorts } from './neighbours.ts';
import type { Net, ReachOptions } from './net/net.ts';
import { followAddresses, type ReaddressPorts } from './readdress.ts';

/** How the host is to be reached, by the configuration. */
export function reachOf({ reach }: Pick<Config, 'reach'>): ReachOptions {
  const { relays, punch, probe, announceOnly, offer, maxReservations, maxBytes, maxSeconds } = reach;
  return { relays, punch, probe, announceOnly, offer: offer ? { maxReservations, maxBytes, maxSeconds } : undefined };
}

/** What staying in reach needs of the rest of the hall. */
export type ReachingPorts = Omit<NeighboursPorts, 'net'> &
  Omit<ReaddressPorts, 'net'> & { readonly net: Net; readonly handshakes: Pick<Handshakes, 'authenticated'> };

/** Keeps this node in reach of others, and others in reach by it. The returned function ends it. */
export function startReaching(ports: ReachingPorts): () => Promise<void> {
  const { net, handshakes, reputation, clock } = ports;
  net.relayFor((host) => {
    const peer = handshakes.authenticated(host)?.peer;
    return peer !== undefined && reputation.gate(peer, clock.now()) === undefined;
  });
  const neighbours = new Neighbours(ports);
  neighbours.start();
  const stopFollowing = followAddresses(ports);
  return async () => {
    neighbours.stop();
    await stopFollowing();
  };
}
