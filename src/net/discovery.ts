import type { PeerId } from '../base/base.ts';
import type { LookupHost, LookupOptions, Lookups } from './lookups.ts';
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
  /** Takes part in a DHT, among strangers. Once for a host. */
  lookups(options: LookupOptions): Promise<Lookups>;
}

/** Discovery by a host that is started. */
export class HostDiscovery implements Discovery {
  readonly #given: LookupHost;

  constructor(given: LookupHost) {
    this.#given = given;
  }

  async nearby(found: FoundListener): Promise<() => Promise<void>> {
    const nearby = await Nearby.start(this.#given.parts, this.#given.host, found);
    return () => nearby.stop();
  }

  async lookups(options: LookupOptions): Promise<Lookups> {
    const { startLookups } = await import('./lookups.ts');
    return await startLookups(this.#given, options);
  }
}
