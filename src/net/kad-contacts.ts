import type { PeerId as HostPeerId } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { inReach } from './scope.ts';

/** Hosts whose addresses are remembered: above what a routing table holds; the one not heard of for longest is forgotten first. */
const maxContacts = 2048;
/** Addresses of one host. */
const maxAddresses = 8;

interface Contact {
  readonly id: HostPeerId;
  readonly multiaddrs: readonly Multiaddr[];
  /** Whether it was reached there, or says so itself: then what others say of it changes nothing. */
  readonly isProved: boolean;
}

/**
 * Where hosts of the DHT are found, as strangers say. Kept apart from the addresses that libp2p remembers: those are of
 * peers, and nobody else may fill that room, read it or change it.
 */
export class Contacts {
  readonly #own: () => readonly string[];
  readonly #byPeer = new Map<string, Contact>();

  /** `own` gives this node's own addresses. */
  constructor(own: () => readonly string[]) {
    this.#own = own;
  }

  /** Somebody said where a host is; `itself` when that was the host. Addresses out of reach are left out. */
  heard(id: HostPeerId, multiaddrs: readonly Multiaddr[], itself: boolean): void {
    const reached = new Set(inReach(multiaddrs.map(String), this.#own()));
    const tried = multiaddrs.filter((address) => reached.has(address.toString()));
    if (tried.length > 0) this.#keep({ id, multiaddrs: tried.slice(0, maxAddresses), isProved: itself });
  }

  /** The operator said where a host is. */
  given(id: HostPeerId, multiaddrs: readonly Multiaddr[]): void {
    this.#keep({ id, multiaddrs, isProved: true });
  }

  /** Where a host is; nothing when it is not known. */
  of(id: HostPeerId): readonly Multiaddr[] {
    return this.#byPeer.get(id.toString())?.multiaddrs ?? [];
  }

  /** A host was not reached where it was said to be: the next who says something is believed. */
  failed(id: HostPeerId): void {
    const contact = this.#byPeer.get(id.toString());
    if (contact !== undefined) this.#byPeer.set(id.toString(), { ...contact, isProved: false });
  }

  #keep(contact: Contact): void {
    const peer = contact.id.toString();
    const before = this.#byPeer.get(peer);
    this.#byPeer.delete(peer);
    this.#byPeer.set(peer, before?.isProved === true && !contact.isProved ? before : contact);
    for (const oldest of this.#byPeer.keys()) {
      if (this.#byPeer.size <= maxContacts) break;
      this.#byPeer.delete(oldest);
    }
  }
}
