import type { KadDHTComponents } from '@libp2p/kad-dht';
import type { MulticastDNSComponents } from '@libp2p/mdns';

/** Parts of the host that services are made of, also those that are loaded long after it was started. */
export type HostParts = MulticastDNSComponents & Omit<KadDHTComponents, 'ping'>;
