import { noise } from '@chainsafe/libp2p-noise';
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { identify } from '@libp2p/identify';
import type { Connection, PeerId as HostPeerId, Stream } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import { tcp } from '@libp2p/tcp';
import { createLibp2p } from 'libp2p';
import type { Libp2p } from 'libp2p';
import { limits as meshLimits, MeshError, parsePeerId, SecretKey, systemRandom } from '../base/base.ts';
import type { PeerId } from '../base/base.ts';
import { createChannel } from './channel.ts';
import type { Channel } from './channel.ts';
import { defaultTimeouts } from './channel-limits.ts';
import type { ChannelTimeouts } from './channel-limits.ts';
import { dial, parseMultiaddr, streamFailed, throwIfCancelled } from './dial.ts';
import { listenFailed } from './listen-failure.ts';
import { defaultLiveness, Liveness } from './liveness.ts';
import type { LivenessTimes } from './liveness.ts';
import { guardedYamux } from './muxer.ts';
import { silentLogger } from './silent-logger.ts';
import { Shunned } from './shunned.ts';
import { joinWrites, spareWindowUpdates } from './thrift.ts';
import { loadTopics } from './topics.ts';
import type { Topics, TopicsService } from './topics.ts';

/** What bounds this node's share of the network; each has a default with its reason. */
export interface NetLimits {
  /** Connections kept at once, both directions. */
  readonly maxConnections?: number;
  /** Connections being set up by others at once: each costs a Noise handshake of CPU before we know who it is. */
  readonly maxPendingInbound?: number;
  /** New inbound connections a second from one address. */
  readonly inboundPerSecond?: number;
  /** Connections with one peer: both sides may dial at once, and an old one may not have ended yet. */
  readonly maxConnectionsPerPeer?: number;
  /** Dials of ours at once. */
  readonly maxParallelDials?: number;
  /** How long channels wait for the other side. */
  readonly timeouts?: ChannelTimeouts;
  /** How silent connections are noticed. */
  readonly liveness?: LivenessTimes;
}

/** The limits unless `NetOptions.limits` says otherwise. */
const defaultNetLimits: Required<NetLimits> = {
  // About 0.33 MB each.
  maxConnections: 256,
  // 6 to 7 ms of CPU each, so a fifth of a second of work.
  maxPendingInbound: 32,
  // libp2p's own default of 5 refuses most of a cluster behind one address, loopback above all.
  inboundPerSecond: 64,
  maxConnectionsPerPeer: 4,
  // A dial is a Noise handshake too; a large registry must not start with all of them at once.
  maxParallelDials: 16,
  timeouts: defaultTimeouts,
  liveness: defaultLiveness,
};

/** One address that does not answer may take this long before the next is tried, milliseconds. */
const addressDialTimeoutMs = 5_000;
/** What a connection gets to send its last bytes when it is closed, milliseconds. */
const closeTimeoutMs = 1_000;

/** Options of `startNet`. */
export interface NetOptions {
  /** 32-byte Ed25519 seed of the libp2p host key. It is read at start and not kept. */
  readonly hostSeed: SecretKey;
  /** Multiaddrs to listen on, e.g. `/ip4/127.0.0.1/tcp/0`. */
  readonly listen: readonly string[];
  /** Multiaddrs under which others reach this node, when they differ from the ones it listens on. */
  readonly announce: readonly string[];
  readonly limits?: NetLimits;
  /** Topics that this node takes part in; when there are none, gossipsub is not loaded. */
  readonly topics?: readonly string[];
}

/** Options of `Net.open`. */
export interface OpenOptions {
  /** Who must answer at the other end. */
  readonly peerId: PeerId;
  /** Where to try, when no connection exists; an address may end in `/p2p/<peer id>`. */
  readonly multiaddrs: readonly string[];
  readonly protocol: string;
  /** Largest frame in either direction, bytes; default `limits.maxFrameBytes`. */
  readonly maxFrameBytes?: number;
  /** Bounds the dial and the negotiation. */
  readonly signal: AbortSignal;
}

/** Options of `Net.handle`. */
export interface HandleOptions {
  /** Largest frame in either direction, bytes. */
  readonly maxFrameBytes: number;
  /** Inbound streams of this protocol on one connection at once; default 2 (an old one and its successor). */
  readonly maxInboundStreams?: number;
}

/** This node on the network: a libp2p host over TCP, Noise and Yamux. */
export interface Net extends AsyncDisposable {
  readonly peerId: PeerId;
  /** Announced and listening addresses, each ending in `/p2p/<own peer id>`. */
  addresses(): readonly string[];
  /**
   * Opens a channel, over the existing connection or a new one. Throws MeshError `peer-unreachable` with
   * each address tried and why it failed, `stopping` after `close()`, or the signal's reason.
   * A peer that refuses us by a limit may let this resolve and reset the stream afterwards: `frames` ends then.
   */
  open(options: OpenOptions): Promise<Channel>;
  /** Serves a protocol: `serve` gets every channel others open. What it throws aborts that channel. */
  handle(protocol: string, options: HandleOptions, serve: (channel: Channel) => void): void;
  /** Messages that travel further than to direct neighbours; undefined when no topics were named at the start. */
  readonly topics: Topics | undefined;
  /** Closes every connection with a peer, and takes none from it for a while (milliseconds). */
  shun(peerId: PeerId, forMs: number): Promise<void>;
  /** Closes every connection with a peer; its channels end. */
  disconnect(peerId: PeerId): Promise<void>;
  /** Calls back when the last connection with a peer has gone. */
  onDisconnect(listener: (peerId: PeerId) => void): void;
  /** Connections open now. */
  connections(): number;
  /** Ends every channel and connection and stops listening. Idempotent. */
  close(): Promise<void>;
}

/**
 * Starts the libp2p host. Throws MeshError `listen-failed` with the address and the reason, and
 * `config-invalid` when an address does not parse or the seed has not 32 bytes.
 */
export async function startNet(options: NetOptions): Promise<Net> {
  for (const text of [...options.listen, ...options.announce]) {
    if (parseMultiaddr(text) !== undefined) continue;
    throw new MeshError('config-invalid', `${text} is not a multiaddr. Write it like /ip4/127.0.0.1/tcp/4001.`);
  }
  const limits = { ...defaultNetLimits, ...options.limits };
  const { topics: names = [] } = options;
  const service = names.length === 0 ? undefined : await loadTopics(names);
  const shunned = new Shunned();
  const host = await createHost(options, { limits, shunned, service });
  const net = new HostNet(host, { limits, shunned, topics: service?.topics });
  try {
    await host.start();
  } catch (error) {
    await net.close();
    throw listenFailed(options.listen, error);
  }
  net.start();
  return net;
}

/**
 * Starts a host with a key of its own that listens nowhere, for one visit: whoever it visits sees where the connection
 * comes from, and not which node made it.
 */
export async function startVisitor(): Promise<Net> {
  const hostSeed = SecretKey.own(systemRandom(32));
  try {
    return await startNet({ hostSeed, listen: [], announce: [], limits: { maxConnections: 1 } });
  } finally {
    hostSeed.wipe();
  }
}

async function createHost(
  options: NetOptions,
  more: {
    readonly limits: Required<NetLimits>;
    readonly shunned: Shunned;
    readonly service: TopicsService | undefined;
  },
): Promise<Libp2p> {
  const { limits, shunned, service } = more;
  if (options.hostSeed.length !== 32) throw new MeshError('config-invalid', 'The host key seed must have 32 bytes.');
  const gate: { connectionsWith?: (peerId: HostPeerId) => number } = {};
  const host = await createLibp2p({
    start: false,
    privateKey: await generateKeyPairFromSeed('Ed25519', options.hostSeed.expose()),
    addresses: { listen: [...options.listen], appendAnnounce: [...options.announce] },
    transports: [tcp({ maxConnections: limits.maxConnections + limits.maxPendingInbound })],
    connectionEncrypters: [joinWrites(noise())],
    streamMuxers: [guardedYamux()],
    services: { identify: identify(), ...(service === undefined ? {} : { topics: service.create }) },
    logger: silentLogger,
    connectionManager: {
      maxConnections: limits.maxConnections,
      maxIncomingPendingConnections: limits.maxPendingInbound,
      inboundConnectionThreshold: limits.inboundPerSecond,
      maxParallelDials: limits.maxParallelDials,
      addressDialTimeout: addressDialTimeoutMs,
      connectionCloseTimeout: closeTimeoutMs,
      // Redialling is the hall's, for ever and with backoff; libp2p gives up after two minutes.
      reconnectRetries: 0,
      // No look-ups beyond plain host names.
      resolvers: {},
    },
    connectionGater: {
      denyInboundEncryptedConnection: (peerId) =>
        shunned.has(peerIdText(peerId)) || (gate.connectionsWith?.(peerId) ?? 0) >= limits.maxConnectionsPerPeer,
    },
    // It kills bulk transfers when a ping is late; `Liveness` takes its place.
    connectionMonitor: { enabled: false },
  });
  gate.connectionsWith = (peerId) => host.getConnections(peerId).length;
  return host;
}

class HostNet implements Net {
  readonly peerId: PeerId;
  readonly topics: Topics | undefined;
  readonly #host: Libp2p;
  readonly #limits: Required<NetLimits>;
  readonly #shunned: Shunned;
  readonly #liveness: Liveness;
  readonly #channels = new Set<Channel>();
  readonly #protocols = new Set<string>();
  readonly #disconnectListeners = new Set<(peerId: PeerId) => void>();
  #closing: Promise<void> | undefined;

  constructor(
    host: Libp2p,
    more: {
      readonly limits: Required<NetLimits>;
      readonly shunned: Shunned;
      readonly topics: Topics | undefined;
    },
  ) {
    const { limits, shunned, topics } = more;
    this.#host = host;
    this.#limits = limits;
    this.#shunned = shunned;
    this.topics = topics;
    this.peerId = peerIdText(host.peerId);
    this.#liveness = new Liveness(limits.liveness, () => host.getConnections());
  }

  start(): void {
    this.#liveness.start();
    this.#host.addEventListener('peer:disconnect', ({ detail }) => {
      // Addresses come from the registry with every `open`, so what libp2p remembers of strangers is only memory.
      this.#host.peerStore.delete(detail).catch(() => undefined);
      const peerId = peerIdText(detail);
      this.topics?.dismiss(peerId);
      for (const listener of this.#disconnectListeners) listener(peerId);
    });
  }

  addresses(): readonly string[] {
    return this.#host.getMultiaddrs().map((address) => address.toString());
  }

  async open(options: OpenOptions): Promise<Channel> {
    const { protocol, signal } = options;
    const remote = peerIdFromString(options.peerId);
    for (let attempt = 1; ; attempt++) {
      this.#throwIfClosed();
      signal.throwIfAborted();
      const known = this.#host.getConnections(remote).find(({ status }) => status === 'open');
      const connection = known ?? (await dial(this.#host, options));
      try {
        const stream = await connection.newStream(protocol, { signal });
        return this.#channel(stream, connection, options.maxFrameBytes ?? meshLimits.maxFrameBytes);
      } catch (error) {
        throwIfCancelled(signal);
        // A connection that was about to end when it was picked deserves one fresh dial.
        const mayRetry = attempt === 1 && known !== undefined && connection.status !== 'open' && !signal.aborted;
        if (!mayRetry) throw streamFailed(options, protocol, error);
      }
    }
  }

  handle(protocol: string, options: HandleOptions, serve: (channel: Channel) => void): void {
    this.#throwIfClosed();
    if (this.#protocols.has(protocol)) throw new MeshError('internal', `${protocol} has a handler already.`);
    this.#protocols.add(protocol);
    const { maxFrameBytes, maxInboundStreams = 2 } = options;
    const onStream = (stream: Stream, connection: Connection): void =>
      serve(this.#channel(stream, connection, maxFrameBytes));
    // The handler is in place when this returns; what may fail later is only libp2p's note of it for `identify`.
    this.#host.handle(protocol, onStream, { maxInboundStreams }).catch(() => undefined);
  }

  async shun(peerId: PeerId, forMs: number): Promise<void> {
    this.#shunned.add(peerId, forMs);
    await this.disconnect(peerId);
  }

  async disconnect(peerId: PeerId): Promise<void> {
    await this.#host.hangUp(peerIdFromString(peerId), { signal: AbortSignal.timeout(closeTimeoutMs) });
  }

  onDisconnect(listener: (peerId: PeerId) => void): void {
    this.#disconnectListeners.add(listener);
  }

  connections(): number {
    return this.#host.getConnections().length;
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    this.#liveness.stop();
    await this.#host.stop();
    for (const channel of this.#channels) channel.abort('stopping');
  }

  #channel(stream: Stream, connection: Connection, maxFrameBytes: number): Channel {
    this.#liveness.heard(connection);
    spareWindowUpdates(stream);
    const channel = createChannel({
      stream,
      remotePeer: peerIdText(connection.remotePeer),
      protocol: stream.protocol,
      maxFrameBytes,
      timeouts: this.#limits.timeouts,
      onHeard: () => this.#liveness.heard(connection),
    });
    this.#channels.add(channel);
    void channel.closed.then(() => this.#channels.delete(channel));
    return channel;
  }

  #throwIfClosed(): void {
    if (this.#closing !== undefined) throw new MeshError('stopping', 'The network is closed, so no channel can open.');
  }
}

/** Base58 is the text form of every libp2p peer id, so the parse cannot fail. */
function peerIdText(peerId: HostPeerId): PeerId {
  const text = parsePeerId(peerId.toString());
  if (text === undefined) throw new MeshError('internal', 'A libp2p peer id has a form that this node does not know.');
  return text;
}
