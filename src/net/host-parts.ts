import type { MulticastDNSComponents } from '@libp2p/mdns';

/** Parts of the host that services are made of, also those that are loaded long after it was started. */
export type HostParts = MulticastDNSComponents;
