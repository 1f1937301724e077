import type { Libp2p } from 'libp2p';
import type { PeerId } from '../base/base.ts';
import type { HostParts } from './host-parts.ts';
import { Nearby } from './nearby.ts';

/** Called with a host and the addresses at which it may be; nothing of it is proved. */
export type FoundListener = (peer: PeerId, multiaddrs: readonly string[]) => void;

/** Ways to find hosts beyond those that this node was told of. Each is loaded when it is first asked for. */
export interface Discovery {
  /**
   * Looks for hosts on the local network by mDNS, and answers those that look, until the returned function is called.
   * Throws MeshError `listen-failed` when the port of mDNS cannot be shared.
   */
  nearby(found: FoundListener): Promise<() => Promise<void>>;
}

/** Discovery by a host that is started. */
export class HostDiscovery implements Discovery {
  readonly #host: Libp2p;
  readonly #parts: HostParts;

  constructor(host: Libp2p, parts: HostParts) {
    this.#host = host;
    this.#parts = parts;
  }

  async nearby(found: FoundListener): Promise<() => Promise<void>> {
    const nearby = await Nearby.start(this.#parts, this.#host, found);
    return () => nearby.stop();
  }
}
