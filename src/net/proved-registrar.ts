import type { GossipSubComponents } from '@libp2p/gossipsub';
import type { Connection, PeerId as HostPeerId, Stream } from '@libp2p/interface';

type Registrar = GossipSubComponents['registrar'];
type Topology = Parameters<Registrar['register']>[1];
type StreamHandler = Parameters<Registrar['handle']>[1];
type HandlerOptions = Parameters<Registrar['handle']>[2];

/** Streams of peers that are still to prove who they are, one each, that wait for it; more are reset. */
const maxParked = 256;

interface Known {
  readonly peerId: HostPeerId;
  readonly connections: Map<Topology, Connection>;
}

interface Parked {
  readonly stream: Stream;
  readonly go: () => void;
}

/**
 * libp2p's registrar for a protocol that is only for peers who have proved who they are: until they are admitted they
 * are not mentioned, and their streams are not read. Everyone who connects at all may open a stream before that.
 */
export class ProvedRegistrar implements Registrar {
  readonly #inner: Registrar;
  readonly #connections: (peer: HostPeerId) => readonly Connection[];
  readonly #parkedMs: number;
  readonly #admitted = new Set<string>();
  readonly #known = new Map<string, Known>();
  readonly #parked = new Map<string, Parked>();
  /** Streams of those who are admitted, while they are open. */
  readonly #streams = new Map<string, Set<Stream>>();
  readonly #topologies = new Set<Topology>();

  /** A stream waits `parkedMs` milliseconds for its peer's proof. */
  constructor(inner: Registrar, connections: (peer: HostPeerId) => readonly Connection[], parkedMs: number) {
    this.#inner = inner;
    this.#connections = connections;
    this.#parkedMs = parkedMs;
  }

  /** The peer has proved who it is: everything it did so far on the protocol counts. */
  admit(peer: string): void {
    if (this.#admitted.has(peer)) return;
    this.#admitted.add(peer);
    const known = this.#known.get(peer);
    // The connection that the protocol was noticed on may have gone, and another taken its place.
    for (const [topology, connection] of known?.connections ?? [])
      this.#connect(topology, known?.peerId ?? connection.remotePeer, connection);
    const parked = this.#parked.get(peer);
    this.#parked.delete(peer);
    parked?.go();
  }

  /** The peer has to prove itself again: as far as the protocol goes it has left, and its streams are reset. */
  dismiss(peer: string): void {
    if (!this.#admitted.delete(peer)) return;
    for (const stream of this.#streams.get(peer) ?? []) stream.abort(new Error('dismissed'));
    const peerId = this.#known.get(peer)?.peerId;
    if (peerId !== undefined) for (const topology of this.#topologies) void topology.onDisconnect?.(peerId);
  }

  async register(protocol: string, topology: Topology): Promise<string> {
    const guarded: Topology = {
      ...topology,
      onConnect: (peerId, connection) => {
        const peer = peerId.toString();
        const known = this.#known.get(peer) ?? { peerId, connections: new Map<Topology, Connection>() };
        this.#known.set(peer, known);
        known.connections.set(topology, connection);
        if (this.#admitted.has(peer)) this.#connect(topology, peerId, connection);
      },
      onDisconnect: (peerId) => {
        const peer = peerId.toString();
        this.#known.delete(peer);
        this.#parked.delete(peer);
        void topology.onDisconnect?.(peerId);
        this.#admitted.delete(peer);
      },
    };
    this.#topologies.add(topology);
    return await this.#inner.register(protocol, guarded);
  }

  async handle(protocol: string, handler: StreamHandler, options?: HandlerOptions): Promise<void> {
    await this.#inner.handle(protocol, (stream, connection) => this.#take(handler, stream, connection), options);
  }

  #take(handler: StreamHandler, stream: Stream, connection: Connection): void {
    const peer = connection.remotePeer.toString();
    const go = (): void => {
      this.#follow(peer, stream);
      void handler(stream, connection);
    };
    if (this.#admitted.has(peer)) {
      go();
      return;
    }
    const before = this.#parked.get(peer);
    if (before === undefined && this.#parked.size >= maxParked) {
      stream.abort(new Error('too many wait'));
      return;
    }
    before?.stream.abort(new Error('superseded'));
    this.#parked.set(peer, { stream, go });
    this.#bound(peer, stream);
  }

  /** A parked stream ends in time, and at once when no more follows: who speaks the protocol keeps its stream open. */
  #bound(peer: string, stream: Stream): void {
    const isParked = (): boolean => this.#parked.get(peer)?.stream === stream;
    const giveUp = (): void => {
      if (isParked()) stream.abort(new Error('not proved'));
    };
    const late = setTimeout(giveUp, this.#parkedMs).unref();
    stream.addEventListener('close', () => {
      clearTimeout(late);
      if (isParked()) this.#parked.delete(peer);
    });
    stream.addEventListener('remoteCloseWrite', giveUp);
    if (stream.remoteWriteStatus === 'closed') giveUp();
  }

  #connect(topology: Topology, peerId: HostPeerId, connection: Connection): void {
    const open = [connection, ...this.#connections(peerId)].find(({ status }) => status === 'open');
    if (open !== undefined) void topology.onConnect?.(peerId, open);
  }

  #follow(peer: string, stream: Stream): void {
    const streams = this.#streams.get(peer) ?? new Set<Stream>();
    this.#streams.set(peer, streams.add(stream));
    stream.addEventListener('close', () => {
      streams.delete(stream);
      if (streams.size === 0 && this.#streams.get(peer) === streams) this.#streams.delete(peer);
    });
  }

  unregister(id: string): void {
    this.#inner.unregister(id);
  }

  unhandle(protocol: string): Promise<void> {
    return this.#inner.unhandle(protocol);
  }

  getProtocols(): string[] {
    return this.#inner.getProtocols();
  }

  getHandler(protocol: string): ReturnType<Registrar['getHandler']> {
    return this.#inner.getHandler(protocol);
  }

  use(...use: Parameters<Registrar['use']>): void {
    this.#inner.use(...use);
  }

  unuse(protocol: string): void {
    this.#inner.unuse(protocol);
  }

  getMiddleware(protocol: string): ReturnType<Registrar['getMiddleware']> {
    return this.#inner.getMiddleware(protocol);
  }

  getTopologies(protocol: string): Topology[] {
    return this.#inner.getTopologies(protocol);
  }
}
