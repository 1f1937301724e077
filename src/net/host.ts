import { MeshError } from '../base/base.ts';
import type { PeerId, SecretKey } from '../base/base.ts';
import type { Channel } from './channel.ts';

/** What bounds this node's share of the network; each has a default with its reason. */
export interface NetLimits {
  /** Connections kept at once, both directions. */
  readonly maxConnections?: number;
  /** Connections being set up by others at once: each costs a Noise handshake of CPU before we know who it is. */
  readonly maxPendingInbound?: number;
  /** New inbound connections a second from one address. */
  readonly inboundPerSecond?: number;
  /** Dials of ours at once. */
  readonly maxParallelDials?: number;
}

/** Options of `startNet`. */
export interface NetOptions {
  /** 32-byte Ed25519 seed of the libp2p host key. It is read at start and not kept. */
  readonly hostSeed: SecretKey;
  /** Multiaddrs to listen on, e.g. `/ip4/127.0.0.1/tcp/0`. */
  readonly listen: readonly string[];
  /** Multiaddrs under which others reach this node, when they differ from the ones it listens on. */
  readonly announce: readonly string[];
  readonly limits?: NetLimits;
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
export async function startNet(_options: NetOptions): Promise<Net> {
  throw new MeshError('internal', 'not built yet');
}
