import { transportSymbol } from '@libp2p/interface';
import type { Connection, CreateListenerOptions, DialTransportOptions, Listener, Transport } from '@libp2p/interface';
import type { WebSocketsComponents } from '@libp2p/websockets';
import type { Multiaddr } from '@multiformats/multiaddr';
import { MeshError } from '../base/base.ts';

/** `/ip4/…/tcp/…/ws`, `/dns4/…/tcp/…/wss` and `/dns4/…/tcp/…/tls/ws`, with or without a peer id behind. */
const form = /^\/(?:ip4|ip6|dns|dns4|dns6)\/[^/]+\/tcp\/\d+(?:\/tls(?:\/sni\/[^/]+)?)?\/wss?(?:\/p2p\/[^/]+)?$/;

/** Whether an address is reached by WebSocket. */
export function isWebSocket(address: string): boolean {
  return form.test(address);
}

/** WebSockets, for networks that let nothing else through. Loaded when first dialled, or before the start to listen. */
export class WebSocketTransport implements Transport {
  readonly [Symbol.toStringTag] = 'parley/websockets';
  readonly [transportSymbol] = true;
  readonly #components: WebSocketsComponents;
  #inner: Transport | undefined;

  constructor(components: WebSocketsComponents) {
    this.#components = components;
  }

  /** Loads the transport. */
  async load(): Promise<Transport> {
    const { webSockets } = await import('@libp2p/websockets');
    this.#inner ??= webSockets()(this.#components);
    return this.#inner;
  }

  async dial(address: Multiaddr, options: DialTransportOptions): Promise<Connection> {
    return await (await this.load()).dial(address, options);
  }

  createListener(options: CreateListenerOptions): Listener {
    if (this.#inner === undefined) throw new MeshError('internal', 'The WebSocket transport is not loaded.');
    return this.#inner.createListener(options);
  }

  listenFilter(addresses: Multiaddr[]): Multiaddr[] {
    return addresses.filter((address) => isWebSocket(address.toString()));
  }

  dialFilter(addresses: Multiaddr[]): Multiaddr[] {
    return this.listenFilter(addresses);
  }
}
