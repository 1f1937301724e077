import { noise } from '@chainsafe/libp2p-noise';
import type { CircuitRelayServerComponents, CircuitRelayTransportComponents } from '@libp2p/circuit-relay-v2';
import { generateKeyPairFromSeed } from '@libp2p/crypto/keys';
import { identify } from '@libp2p/identify';
import type { PeerId as HostPeerId } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import type { WebSocketsComponents } from '@libp2p/websockets';
import { CODE_P2P, multiaddr } from '@multiformats/multiaddr';
import type { Multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import type { AddressManagerInit, Libp2p, Libp2pOptions, ServiceFactoryMap } from 'libp2p';
import { MeshError } from '../base/base.ts';
import type { HostParts } from './host-parts.ts';
import { guardedYamux, muxerLimits } from './muxer.ts';
import { closeTimeoutMs, type NetLimits, type NetOptions, type ReachOptions, type RelayBounds } from './options.ts';
import { peerIdText } from './peer-id-text.ts';
import { loadProbe } from './probe.ts';
import { programName } from './told-versions.ts';
import { RelayTransport } from './relay-transport.ts';
import type { Shunned } from './shunned.ts';
import { silentLogger } from './silent-logger.ts';
import { joinWrites } from './thrift.ts';
import type { TopicsService } from './topics.ts';
import { isWebSocket, WebSocketTransport } from './web-socket-transport.ts';
import type { PeerId } from '../base/base.ts';

/** One address that does not answer may take this long before the next is tried, milliseconds. */
const addressDialTimeoutMs = 5_000;
/** A place at our relay is renewed by its holder before this has passed, milliseconds; one that left is given away then. */
const reservationMs = 3600_000;
/** Connections that one peer may make through our relay at once. */
const maxRelayedOut = 32;

/** What decides, while the host runs, who may connect and how. */
export interface Gate {
  readonly shunned: Shunned;
  /** Whether a peer gets a place at the relay that this node offers. */
  mayReserve: (peer: PeerId) => boolean;
  /** Whether this node holds a place at a relay, so that others may come by it. */
  isRelay: (peer: string) => boolean;
}

/** A host that is not started yet, the transport through relays, and what later services are made of. */
export interface Created {
  readonly host: Libp2p;
  readonly relayTransport: RelayTransport;
  readonly parts: HostParts;
}

/** Builds the libp2p host. Throws MeshError `config-invalid` when the seed has not 32 bytes. */
export async function createHost(
  options: NetOptions,
  more: { readonly limits: Required<NetLimits>; readonly gate: Gate; readonly topics: TopicsService | undefined },
): Promise<Created> {
  const { limits, gate, topics } = more;
  if (options.hostSeed.length !== 32) throw new MeshError('config-invalid', 'The host key seed must have 32 bytes.');
  const { reach = {} } = options;
  const transports: { webSocket?: WebSocketTransport; relay?: RelayTransport } = {};
  const kept: { parts?: HostParts } = {};
  const keep = (parts: HostParts): object => {
    kept.parts = parts;
    return {};
  };
  const counted: { connectionsWith?: (peerId: HostPeerId) => number } = {};
  const host = await createLibp2p({
    start: false,
    privateKey: await generateKeyPairFromSeed('Ed25519', options.hostSeed.expose()),
    addresses: addressesOf(options),
    transports: [
      tcp({ maxConnections: limits.maxConnections + limits.maxPendingInbound }),
      (components: WebSocketsComponents) => (transports.webSocket = new WebSocketTransport(components)),
      (components: CircuitRelayTransportComponents) => (transports.relay = new RelayTransport(components)),
    ],
    connectionEncrypters: [joinWrites(noise())],
    streamMuxers: [guardedYamux(streamsFor(reach))],
    services: { ...(await servicesOf(reach, topics)), later: keep },
    logger: silentLogger,
    ...infoOf(options),
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
        gate.shunned.has(peerIdText(peerId)) ||
        (counted.connectionsWith?.(peerId) ?? 0) >= limits.maxConnectionsPerPeer,
      denyInboundRelayReservation: (peerId) => !gate.mayReserve(peerIdText(peerId)),
      // The package would take connections from whoever says to relay them.
      denyInboundRelayedConnection: (relay) => !gate.isRelay(relay.toString()),
    },
    // It kills bulk transfers when a ping is late; `Liveness` takes its place.
    connectionMonitor: { enabled: false },
  });
  counted.connectionsWith = (peerId) => host.getConnections(peerId).length;
  if (options.listen.some(isWebSocket)) await transports.webSocket?.load();
  if (transports.relay === undefined || kept.parts === undefined)
    throw new MeshError('internal', 'The host was made without its transports.');
  return { host, relayTransport: transports.relay, parts: kept.parts };
}

/** What others are told of the program: its name and version, and not the Node.js below it. */
function infoOf({ version }: NetOptions): Pick<Libp2pOptions, 'nodeInfo'> {
  if (version === undefined) return {};
  return { nodeInfo: { name: programName, version, userAgent: `${programName}/${version}` } };
}

/** What is listened on, and what is told of it: libp2p asks the filter before it tells anybody. */
function addressesOf({ listen, announce, reach }: NetOptions): AddressManagerInit {
  const all = { listen: [...listen], appendAnnounce: [...announce] };
  if (reach?.announceOnly !== true) return all;
  const announced = new Set(announce.map((text) => bare(multiaddr(text))));
  return { ...all, announceFilter: (addresses) => addresses.filter((address) => announced.has(bare(address))) };
}

/** An address without the peer at its end, which libp2p adds. */
function bare(address: Multiaddr): string {
  return address.decapsulateCode(CODE_P2P).toString();
}

/** Streams on one connection: a relay's carries those of everyone who comes through it. */
function streamsFor({ relays = [], offer }: ReachOptions): { readonly inbound: number; readonly outbound: number } {
  const { maxInboundStreams, maxOutboundStreams, maxRelayed } = muxerLimits;
  return {
    inbound: maxInboundStreams + (relays.length > 0 || offer !== undefined ? maxRelayed : 0),
    outbound: maxOutboundStreams + (offer === undefined ? 0 : maxRelayed),
  };
}

async function servicesOf(reach: ReachOptions, topics: TopicsService | undefined): Promise<ServiceFactoryMap> {
  const { offer, punch = false, probe = false } = reach;
  return {
    identify: identify(),
    ...(topics === undefined ? {} : { topics: topics.create }),
    ...(offer === undefined ? {} : { relay: await relayServer(offer) }),
    ...(punch ? { punch: (await import('@libp2p/dcutr')).dcutr() } : {}),
    ...(probe ? { probe: await loadProbe() } : {}),
  };
}

async function relayServer({
  maxReservations,
  maxBytes,
  maxSeconds,
}: RelayBounds): Promise<(components: CircuitRelayServerComponents) => unknown> {
  const { circuitRelayServer } = await import('@libp2p/circuit-relay-v2');
  return circuitRelayServer({
    maxInboundHopStreams: maxRelayedOut,
    reservations: {
      maxReservations,
      reservationTtl: reservationMs,
      applyDefaultLimit: true,
      defaultDataLimit: BigInt(maxBytes),
      defaultDurationLimit: maxSeconds * 1000,
    },
  });
}
