import type { PeerInfo } from '@libp2p/interface';
import type { MulticastDNSComponents } from '@libp2p/mdns';
import type { Multiaddr } from '@multiformats/multiaddr';
import type { Libp2p } from 'libp2p';
import { MeshError, type PeerId } from '../base/base.ts';
import { peerIdText } from './peer-id-text.ts';
import { isRelayed } from './relay-transport.ts';
import { inReach } from './scope.ts';

/** What nodes of ours call themselves on a local network: others that use libp2p do not answer to it, nor are asked. */
const serviceTag = '_parley._udp.local';
/** Addresses taken of one answer; a packet could name hundreds. */
const maxAddresses = 8;
/** Between two questions, milliseconds: a node that comes asks at once, so this is for those that missed it. */
const askEveryMs = 30_000;

/** What of the package's service is used; the factory's type says only that it discovers peers. */
interface Multicast extends EventTarget {
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly mdns?: { once(event: 'error' | 'ready', listener: (error?: Error) => void): unknown } | undefined;
}

/**
 * Hosts on the local network, by mDNS (RFC 6762) as libp2p specifies it. Told is the peer id and the direct addresses of
 * private networks, under a name that is made up at each start. What an answer says is only addresses to try: whoever
 * answers there has to prove who it is.
 */
export class Nearby {
  readonly #multicast: Multicast;

  private constructor(multicast: Multicast) {
    this.#multicast = multicast;
  }

  /** Begins to ask and to answer. Throws MeshError `listen-failed` when the port cannot be shared. */
  static async start(
    components: MulticastDNSComponents,
    host: Libp2p,
    found: (peer: PeerId, multiaddrs: readonly string[]) => void,
  ): Promise<Nearby> {
    const { mdns } = await import('@libp2p/mdns');
    const told = { getAddresses: () => components.addressManager.getAddresses().filter(isDirect) };
    const { logger } = components;
    const service: object = mdns({ serviceTag, interval: askEveryMs })({
      addressManager: Object.assign(Object.create(components.addressManager), told),
      logger,
    });
    if (!isMulticast(service)) throw new MeshError('internal', 'The mDNS package has another form than is known here.');
    const nearby = new Nearby(service);
    service.addEventListener('peer', (event) => {
      if (!('detail' in event) || !isPeerInfo(event.detail)) return;
      const { id, multiaddrs } = event.detail;
      const own = host.getMultiaddrs().map(String);
      const tried = inReach(multiaddrs.slice(0, maxAddresses).map(String), own);
      if (tried.length > 0 && !id.equals(host.peerId)) found(peerIdText(id), tried);
    });
    await nearby.#open();
    return nearby;
  }

  stop(): Promise<void> {
    return this.#multicast.stop();
  }

  async #open(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    await this.#multicast.start();
    this.#multicast.mdns?.once('ready', () => resolve());
    this.#multicast.mdns?.once('error', reject);
    try {
      await promise;
    } catch (cause) {
      await this.#multicast.stop();
      throw new MeshError(
        'listen-failed',
        'The local network cannot be asked: another program has port 5353 of UDP for itself. Stop it, or set discovery.mdns to false.',
        { cause },
      );
    }
  }
}

function isDirect(address: Multiaddr): boolean {
  return !isRelayed(address.toString());
}

function isMulticast(service: object): service is Multicast {
  return 'start' in service && 'stop' in service && 'addEventListener' in service;
}

function isPeerInfo(detail: unknown): detail is PeerInfo {
  return typeof detail === 'object' && detail !== null && 'id' in detail && 'multiaddrs' in detail;
}
