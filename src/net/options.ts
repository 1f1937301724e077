import type { PeerId, SecretKey } from '../base/base.ts';
import type { Channel } from './channel.ts';
import { defaultTimeouts } from './channel-limits.ts';
import type { ChannelTimeouts } from './channel-limits.ts';
import { defaultLiveness } from './liveness.ts';
import type { Discovery } from './discovery.ts';
import type { LivenessTimes } from './liveness.ts';
import type { Topics } from './topics.ts';

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
  /** How long a gossip stream waits, unread, for its peer's proof of who it is, milliseconds. */
  readonly parkedMs?: number;
  /** How silent connections are noticed. */
  readonly liveness?: LivenessTimes;
}

/** The limits unless `NetOptions.limits` says otherwise. */
export const defaultNetLimits: Required<NetLimits> = {
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
  // Longer than a handshake may take, 30 s, from either side.
  parkedMs: 60_000,
  liveness: defaultLiveness,
};

/** What a connection gets to send its last bytes when it is closed, milliseconds. */
export const closeTimeoutMs = 1_000;

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
  /** Ways to be reached besides the addresses listened on. What is not asked for is not loaded. */
  readonly reach?: ReachOptions;
  /** Of the program, told to whoever connects; those who are told none learn which libp2p it is. */
  readonly version?: string;
}

/** How a node behind a router is reached, and how it helps others to be. */
export interface ReachOptions {
  /** Relays that this node wants a place at: multiaddrs that end in `/p2p/<peer id>`. */
  readonly relays?: readonly string[];
  /** Offers places to those of whom `Net.relayFor` says so; undefined for no relay. */
  readonly offer?: RelayBounds | undefined;
  /** Tries to replace a connection through a relay by a direct one (DCUtR). */
  readonly punch?: boolean;
  /** Asks peers whether public addresses of this node can be dialled, and dials back for them (AutoNAT). */
  readonly probe?: boolean;
  /** Tells others the announced addresses and those through relays, and not what is listened on. */
  readonly announceOnly?: boolean;
}

/** What a relay gives others. */
export interface RelayBounds {
  /** Places held at once, one for each peer. */
  readonly maxReservations: number;
  /** Bytes, both ways together, after which one connection through the relay is broken off. */
  readonly maxBytes: number;
  /** Seconds after which it is. */
  readonly maxSeconds: number;
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

/** This node on the network: a libp2p host over TCP or WebSocket, Noise and Yamux. */
export interface Net extends AsyncDisposable {
  readonly peerId: PeerId;
  /** Announced and listening addresses, and those through relays; each ends in `/p2p/<own peer id>`. */
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
  /** Ways to find hosts beyond those that this node was told of. */
  readonly discovery: Discovery;
  /**
   * The peer proved who it is, which holds until its last connection ends: it takes part in the topics, and its connections
   * make no room for those of strangers.
   */
  admit(peerId: PeerId): void;
  /** Says who gets a place at the relay that this node offers; until then nobody does. */
  relayFor(may: (peerId: PeerId) => boolean): void;
  /** Calls back when `addresses()` may have changed. */
  onAddresses(listener: () => void): void;
  /** Closes every connection with a peer, and takes none from it for a while (milliseconds). */
  shun(peerId: PeerId, forMs: number): Promise<void>;
  /** Closes every connection with a peer; its channels end. */
  disconnect(peerId: PeerId): Promise<void>;
  /** Calls back when the last connection with a peer has gone. */
  onDisconnect(listener: (peerId: PeerId) => void): void;
  /** The version of Parley that a connected peer says it runs; undefined when it says none, or something else. */
  versionOf(peerId: PeerId): string | undefined;
  /** Connections open now. */
  connections(): number;
  /** Ends every channel and connection and stops listening. Idempotent. */
  close(): Promise<void>;
}
