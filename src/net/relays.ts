import { peerIdFromString } from '@libp2p/peer-id';
import type { Libp2p } from 'libp2p';
import { MeshError, parsePeerId, type PeerId } from '../base/base.ts';
import { dial } from './dial.ts';
import type { RelayTransport } from './relay-transport.ts';

/** The protocol by which places at a relay are asked for. */
const hopProtocol = '/libp2p/circuit/relay/0.2.0/hop';
/** Between two tries to get a place: soon at first, while both sides still prove who they are. */
const retryMs = { first: 200, most: 15_000 };
/** How often a place that is held is looked at, besides when a connection ends. */
const lookMs = 5_000;
/** One try, the dial included. */
const tryTimeoutMs = 15_000;

interface Relay {
  readonly peerId: PeerId;
  /** Where it is reached, as the operator wrote it. */
  readonly address: string;
  held: boolean;
  /** Ends a wait early. */
  wake: () => void;
}

/**
 * Places at relays, through which this node is reached although nobody can dial it: taken up when the relay is there,
 * for ever, and again after it was away.
 */
export class Relays {
  readonly #host: Libp2p;
  readonly #transport: RelayTransport;
  readonly #relays: readonly Relay[];
  readonly #stop = new AbortController();
  readonly #changed: () => void;

  /** `changed` is called when a place was got or lost. Throws MeshError `config-invalid` for an address that names no peer. */
  constructor(
    host: Libp2p,
    addresses: readonly string[],
    more: { readonly transport: RelayTransport; readonly changed: () => void },
  ) {
    this.#host = host;
    this.#transport = more.transport;
    this.#changed = more.changed;
    this.#relays = addresses.map((address) => ({ peerId: relayIn(address), address, held: false, wake: () => {} }));
  }

  /** Begins to take up places. */
  start(): void {
    this.#host.addEventListener('peer:disconnect', ({ detail }) => {
      for (const relay of this.#relays) if (relay.peerId === detail.toString()) relay.wake();
    });
    for (const relay of this.#relays) void this.#keep(relay);
  }

  stop(): void {
    this.#stop.abort();
    for (const relay of this.#relays) relay.wake();
  }

  /** Whether others may reach this node by a peer. */
  has(peer: string): boolean {
    return this.#relays.some(({ peerId }) => peerId === peer);
  }

  /** The addresses under which this node is reached now by relays. */
  addresses(): readonly string[] {
    const self = this.#host.peerId.toString();
    return this.#relays.filter(({ held }) => held).map(({ address }) => `${address}/p2p-circuit/p2p/${self}`);
  }

  async #keep(relay: Relay): Promise<void> {
    for (let failed = 0; !this.#stop.signal.aborted;) {
      const held = await this.#hold(relay);
      if (this.#stop.signal.aborted) return;
      if (held !== relay.held) {
        relay.held = held;
        this.#changed();
      }
      failed = held ? 0 : failed + 1;
      await this.#wait(relay, held ? lookMs : Math.min(retryMs.most, retryMs.first * 2 ** Math.min(failed - 1, 10)));
    }
  }

  /** Whether the place is held, after asking for it where it is not. */
  async #hold({ peerId, address }: Relay): Promise<boolean> {
    const relay = peerIdFromString(peerId);
    try {
      if (await this.#transport.holds(relay)) return true;
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(tryTimeoutMs)]);
      const isConnected = this.#host.getConnections(relay).some(({ status }) => status === 'open');
      if (!isConnected) await dial(this.#host, { peerId, multiaddrs: [address], signal });
      // The package never asks a peer again that did not speak this once; what it speaks is known soon after connecting.
      const { protocols } = await this.#host.peerStore.get(relay);
      if (!protocols.includes(hopProtocol)) return false;
      await this.#transport.reserve(relay);
      return await this.#transport.holds(relay);
    } catch {
      // Away, full, or not convinced yet of who we are: asked again.
      return false;
    }
  }

  #wait(relay: Relay, ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    timer.unref();
    relay.wake = resolve;
    return promise.finally(() => clearTimeout(timer));
  }
}

/** The peer that an address ends in. Throws MeshError `config-invalid` when it names none. */
function relayIn(address: string): PeerId {
  const peer = parsePeerId(/\/p2p\/([^/]+)$/.exec(address)?.[1] ?? '');
  if (peer !== undefined) return peer;
  throw new MeshError('config-invalid', `${address} does not say whose it is. Write a relay as …/p2p/<peer id>.`);
}
