import type { Connection, Stream } from '@libp2p/interface';
import { peerIdFromString } from '@libp2p/peer-id';
import type { Libp2p } from 'libp2p';
import { limits as meshLimits, MeshError, SecretKey, systemRandom } from '../base/base.ts';
import type { PeerId } from '../base/base.ts';
import { createChannel } from './channel.ts';
import type { Channel } from './channel.ts';
import { createHost, type Created, type Gate } from './create-host.ts';
import { Crowd } from './crowd.ts';
import { HostDiscovery, type Discovery } from './discovery.ts';
import { dial, parseMultiaddr, streamFailed, throwIfCancelled } from './dial.ts';
import { listenFailed } from './listen-failure.ts';
import { Liveness } from './liveness.ts';
import {
  closeTimeoutMs,
  defaultNetLimits,
  type HandleOptions,
  type Net,
  type NetLimits,
  type NetOptions,
  type OpenOptions,
} from './options.ts';
import { peerIdText } from './peer-id-text.ts';
import { Relays } from './relays.ts';
import { Shunned } from './shunned.ts';
import { spareWindowUpdates } from './thrift.ts';
import { ToldVersions } from './told-versions.ts';
import { loadTopics } from './topics.ts';
import type { Topics } from './topics.ts';

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
  const service = names.length === 0 ? undefined : await loadTopics(names, limits.parkedMs);
  const gate: Gate = { shunned: new Shunned(), mayReserve: () => false, isRelay: () => false };
  const created = await createHost(options, { limits, gate, topics: service });
  const net = new HostNet(created, { limits, gate, topics: service?.topics, relays: options.reach?.relays ?? [] });
  try {
    await created.host.start();
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

class HostNet implements Net {
  readonly peerId: PeerId;
  readonly topics: Topics | undefined;
  readonly discovery: Discovery;
  readonly #host: Libp2p;
  readonly #limits: Required<NetLimits>;
  readonly #gate: Gate;
  readonly #relays: Relays;
  readonly #crowd: Crowd;
  readonly #liveness: Liveness;
  readonly #versions: ToldVersions;
  readonly #channels = new Set<Channel>();
  readonly #protocols = new Set<string>();
  readonly #disconnectListeners = new Set<(peerId: PeerId) => void>();
  readonly #addressListeners = new Set<() => void>();
  #closing: Promise<void> | undefined;

  constructor(
    { host, relayTransport, parts }: Created,
    more: {
      readonly limits: Required<NetLimits>;
      readonly gate: Gate;
      readonly topics: Topics | undefined;
      readonly relays: readonly string[];
    },
  ) {
    const { limits, gate, topics, relays } = more;
    this.#host = host;
    this.#limits = limits;
    this.#gate = gate;
    this.topics = topics;
    this.#crowd = new Crowd(host, limits.maxConnections, (peer) => relays.some((address) => address.endsWith(peer)));
    this.#relays = new Relays(host, relays, {
      transport: relayTransport,
      changed: () => this.#addressesChanged(),
    });
    const isKept = (peer: string): boolean => this.#crowd.has(peer) || this.#relays.has(peer);
    this.discovery = new HostDiscovery({ host, parts, isKept });
    gate.isRelay = (peer) => this.#relays.has(peer);
    this.peerId = peerIdText(host.peerId);
    this.#liveness = new Liveness(limits.liveness, () => host.getConnections());
    this.#versions = new ToldVersions(host);
  }

  start(): void {
    this.#liveness.start();
    this.#relays.start();
    this.#versions.start();
    this.#host.addEventListener('connection:open', () => this.#crowd.thin());
    this.#host.addEventListener('self:peer:update', () => this.#addressesChanged());
    this.#host.addEventListener('peer:disconnect', ({ detail }) => {
      // Addresses come from the registry with every `open`, so what libp2p remembers of strangers is only memory.
      this.#host.peerStore.delete(detail).catch(() => undefined);
      const peerId = peerIdText(detail);
      this.#crowd.dismiss(peerId);
      this.topics?.dismiss(peerId);
      for (const listener of this.#disconnectListeners) listener(peerId);
    });
  }

  addresses(): readonly string[] {
    return [...this.#host.getMultiaddrs().map((address) => address.toString()), ...this.#relays.addresses()];
  }

  admit(peerId: PeerId): void {
    this.#crowd.admit(peerId);
    this.topics?.admit(peerId);
  }

  relayFor(may: (peerId: PeerId) => boolean): void {
    this.#gate.mayReserve = may;
  }

  onAddresses(listener: () => void): void {
    this.#addressListeners.add(listener);
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
        const stream = await connection.newStream(protocol, { signal, runOnLimitedConnection: true });
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
    this.#host.handle(protocol, onStream, { maxInboundStreams, runOnLimitedConnection: true }).catch(() => undefined);
  }

  async shun(peerId: PeerId, forMs: number): Promise<void> {
    this.#gate.shunned.add(peerId, forMs);
    await this.disconnect(peerId);
  }

  async disconnect(peerId: PeerId): Promise<void> {
    await this.#host.hangUp(peerIdFromString(peerId), { signal: AbortSignal.timeout(closeTimeoutMs) });
  }

  onDisconnect(listener: (peerId: PeerId) => void): void {
    this.#disconnectListeners.add(listener);
  }

  versionOf(peerId: PeerId): string | undefined {
    return this.#versions.of(peerId);
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
    this.#relays.stop();
    await this.#host.stop();
    for (const channel of this.#channels) channel.abort('stopping');
  }

  #addressesChanged(): void {
    for (const listener of this.#addressListeners) listener();
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
