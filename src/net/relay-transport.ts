import type { CircuitRelayTransportComponents } from '@libp2p/circuit-relay-v2';
import { transportSymbol } from '@libp2p/interface';
import type { Connection, DialTransportOptions, Listener, PeerId, Transport } from '@libp2p/interface';
import type { Multiaddr } from '@multiformats/multiaddr';
import { MeshError } from '../base/base.ts';

/** What of the package's transport keeps reservations; its types do not name it. */
interface Reserving extends Transport {
  readonly reservationStore: {
    addRelay(relay: PeerId, type: 'configured'): Promise<unknown>;
    hasReservation(relay: PeerId): boolean;
  };
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Whether an address leads through a relay. */
export function isRelayed(address: string): boolean {
  return address.includes('/p2p-circuit');
}

/**
 * Connections through relays (circuit relay v2): dialled by anyone, taken only where a place at a relay was reserved.
 * Loaded when first used. It never listens by an address: `Relays` reserves, again and again while it is up.
 */
export class RelayTransport implements Transport {
  readonly [Symbol.toStringTag] = 'parley/relays';
  readonly [transportSymbol] = true;
  readonly #components: CircuitRelayTransportComponents;
  #loading: Promise<Reserving> | undefined;
  #starting: Promise<Reserving> | undefined;
  #isStopped = false;

  constructor(components: CircuitRelayTransportComponents) {
    this.#components = components;
  }

  /** Reserves a place at a relay that is connected, or renews it. Throws when the relay says no. */
  async reserve(relay: PeerId): Promise<void> {
    // Only from here on others may connect by relays.
    this.#starting ??= this.#start();
    const inner = await this.#starting;
    await inner.reservationStore.addRelay(relay, 'configured');
  }

  /** Whether the place at a relay is held now. */
  async holds(relay: PeerId): Promise<boolean> {
    return (await this.#starting)?.reservationStore.hasReservation(relay) === true;
  }

  async dial(address: Multiaddr, options: DialTransportOptions): Promise<Connection> {
    return await (await this.#load()).dial(address, options);
  }

  createListener(): Listener {
    throw new MeshError('internal', 'A relay is not listened at by an address.');
  }

  listenFilter(): Multiaddr[] {
    return [];
  }

  dialFilter(addresses: Multiaddr[]): Multiaddr[] {
    return addresses.filter((address) => isRelayed(address.toString()));
  }

  /** libp2p's life cycle: there is nothing to do before the first reservation. */
  start(): void {
    this.#isStopped = false;
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#starting?.then((inner) => inner.stop());
  }

  async #start(): Promise<Reserving> {
    const inner = await this.#load();
    if (this.#isStopped) throw new MeshError('stopping', 'The network is closed, so no relay is used.');
    await inner.start();
    return inner;
  }

  #load(): Promise<Reserving> {
    this.#loading ??= loadTransport(this.#components);
    return this.#loading;
  }
}

async function loadTransport(components: CircuitRelayTransportComponents): Promise<Reserving> {
  const { circuitRelayTransport } = await import('@libp2p/circuit-relay-v2');
  const transport = circuitRelayTransport({ maxInboundStopStreams: maxRelayedIn })(components);
  if (isReserving(transport)) return transport;
  throw new MeshError('internal', 'The relay package has another form than this node knows.');
}

/** Connections that come in by one relay at once; beside them its connection carries a few streams of ours. */
const maxRelayedIn = 64;

function isReserving(transport: Transport): transport is Reserving {
  return 'reservationStore' in transport && 'start' in transport && 'stop' in transport;
}
