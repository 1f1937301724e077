import type { Connection, PeerId as HostPeerId, Stream } from '@libp2p/interface';
import type { KadDHTComponents } from '@libp2p/kad-dht';
import type { PeerId } from '../base/base.ts';
import type { HostParts } from './host-parts.ts';
import type { Contacts } from './kad-contacts.ts';
import type { HeldValues } from './kad-values.ts';
import { overlaid } from './overlaid.ts';
import { peerIdText } from './peer-id-text.ts';

/** Bytes of one request of others: a value of the largest record with its key, twice for a wrapping. */
const maxRequestBytes = 40 * 1024;
/** Bytes of one answer: a value, and where twenty hosts are. */
const maxAnswerBytes = 64 * 1024;
/** Requests of one connection that are answered at once. */
const maxInboundStreams = 8;
/** A connection made for a look-up that was not used for so long is ended, milliseconds. */
const idleMs = 60_000;
/** How often that is looked after, milliseconds. */
const lookMs = 15_000;

/** What the DHT gets in place of the host itself. */
export interface KadHostOptions {
  readonly protocol: string;
  readonly contacts: Contacts;
  readonly held: HeldValues;
  /** Whether a request of a host is answered now. */
  readonly mayAsk: (peer: PeerId) => boolean;
  /** Whether the connections with a host are also used for something else. */
  readonly isKept: (peer: string) => boolean;
}

/**
 * The host as the DHT sees it: strangers get so many bytes and requests each, what they say about addresses stays with the
 * contacts, and connections that look-ups made do not stay open.
 */
export class KadHost {
  readonly components: KadDHTComponents;
  readonly #parts: HostParts;
  readonly #options: KadHostOptions;
  /** Connections made for look-ups, by host: when they were last used. */
  readonly #used = new Map<string, { readonly id: HostPeerId; at: number }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: HostParts, options: KadHostOptions) {
    this.#parts = parts;
    this.#options = options;
    const { held, protocol } = options;
    const { peerId, privateKey, addressManager, events, logger } = parts;
    this.components = {
      peerId,
      privateKey,
      addressManager,
      events,
      logger,
      connectionManager: overlaid(parts.connectionManager, {
        openStream: (target, _, { signal } = {}) => this.#open(hostIn(target), signal),
      }),
      registrar: overlaid(parts.registrar, {
        handle: (name, handler, bounds) =>
          parts.registrar.handle(name, (stream, connection) => this.#serve(stream, connection, handler), {
            ...bounds,
            maxInboundStreams,
          }),
        register: (name, topology) => this.#register(name, topology),
      }),
      datastore: overlaid(parts.datastore, held),
      peerStore: overlaid(parts.peerStore, {
        all: async () => [],
        get: async (id) => this.#peer(id),
        getInfo: async (id) => ({ id, multiaddrs: [...this.#known(id)] }),
        // Which hosts are near is a matter of the DHT, not of the connections that are kept.
        merge: async (id) => this.#peer(id),
      }),
      // Whoever still gives a stream of the protocol is there, and serves it.
      ping: {
        ping: async (target, { signal } = {}) => {
          const stream = await this.#open(hostIn(target), signal);
          stream.abort(new Error('seen'));
          return 0;
        },
      },
    };
    this.#timer = setInterval(() => this.#hangUp(), lookMs);
    this.#timer.unref();
    this.protocol = protocol;
  }

  readonly protocol: string;

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** A stream to a host, over a connection that stands or by what is known of its addresses. */
  async #open(id: HostPeerId, signal: AbortSignal | undefined): Promise<Stream> {
    const connection = await this.#connect(id, signal);
    const used = this.#used.get(id.toString());
    if (used !== undefined) used.at = performance.now();
    const stream = await connection.newStream(this.protocol, signal === undefined ? {} : { signal });
    bounded(stream, maxAnswerBytes);
    return stream;
  }

  async #connect(id: HostPeerId, signal: AbortSignal | undefined): Promise<Connection> {
    const { connectionManager } = this.#parts;
    const open = connectionManager.getConnections(id).find(({ status, limits }) => status === 'open' && !limits);
    if (open !== undefined) return open;
    const { contacts } = this.#options;
    const named = contacts.of(id).map((address) => {
      const text = address.toString();
      return text.includes('/p2p/') ? address : address.encapsulate(`/p2p/${id.toString()}`);
    });
    try {
      if (named.length === 0) throw new NotKnown();
      const connection = await connectionManager.openConnection(named, signal === undefined ? {} : { signal });
      this.#used.set(id.toString(), { id, at: performance.now() });
      return connection;
    } catch (error) {
      contacts.failed(id);
      throw error;
    }
  }

  /** Tells of hosts that serve the protocol, also of those that were connected before anyone wanted to know. */
  async #register(name: string, topology: Topology): Promise<string> {
    const { registrar, peerStore, connectionManager } = this.#parts;
    const noticed = async (id: HostPeerId, connection: Connection): Promise<void> => {
      const { addresses, protocols } = await peerStore.get(id);
      if (!protocols.includes(name)) return;
      const said = addresses.map(({ multiaddr }) => multiaddr);
      this.#options.contacts.heard(id, said, true);
      await topology.onConnect?.(id, connection);
    };
    // A host that has gone by then is no longer known.
    const onConnect = (id: HostPeerId, connection: Connection): void =>
      void noticed(id, connection).catch(() => undefined);
    const registered = await registrar.register(name, { ...topology, onConnect });
    for (const connection of connectionManager.getConnections()) onConnect(connection.remotePeer, connection);
    return registered;
  }

  /** A request of another host. */
  async #serve(stream: Stream, connection: Connection, handler: Handler): Promise<void> {
    if (!this.#options.mayAsk(peerIdText(connection.remotePeer))) {
      stream.abort(new Error('too many requests'));
      return;
    }
    bounded(stream, maxRequestBytes);
    await handler(stream, connection);
  }

  #known(id: HostPeerId): ReturnType<Contacts['of']> {
    const multiaddrs = this.#options.contacts.of(id);
    if (multiaddrs.length === 0) throw new NotKnown();
    return multiaddrs;
  }

  #peer(id: HostPeerId): Peer {
    const addresses = this.#known(id).map((multiaddr) => ({ multiaddr, isCertified: false }));
    return { id, addresses, protocols: [this.protocol], metadata: new Map(), tags: new Map() };
  }

  #hangUp(): void {
    const { connectionManager } = this.#parts;
    for (const [peer, { id, at }] of this.#used) {
      if (performance.now() - at < idleMs) continue;
      this.#used.delete(peer);
      if (!this.#options.isKept(peer)) connectionManager.closeConnections(id).catch(() => undefined);
    }
  }
}

type Topology = Parameters<KadDHTComponents['registrar']['register']>[1];
type Handler = Parameters<KadDHTComponents['registrar']['handle']>[1];
type Peer = Awaited<ReturnType<KadDHTComponents['peerStore']['get']>>;
type Target = Parameters<KadDHTComponents['connectionManager']['openStream']>[0];

/** The package knows it by its name. */
class NotKnown extends Error {
  override name = 'NotFoundError';
}

/** The package opens streams to hosts by their ids alone. */
function hostIn(target: Target): HostPeerId {
  if ('publicKey' in target || 'toMultihash' in target) return target;
  throw new NotKnown();
}

/** Ends a stream that carries more than it may. */
function bounded(stream: Stream, maxBytes: number): void {
  let bytes = 0;
  stream.addEventListener('message', ({ data }) => {
    bytes += data.byteLength;
    if (bytes > maxBytes) stream.abort(new Error('too many bytes'));
  });
}
