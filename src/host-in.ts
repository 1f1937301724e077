import { parsePeerId, type PeerId } from './base/base.ts';

/** The libp2p host that an address of the configuration names, for an agent whose record is not known yet. */
export function hostIn(multiaddrs: readonly string[]): PeerId | undefined {
  for (const address of multiaddrs) {
    const host = parsePeerId(/\/p2p\/([^/]+)$/.exec(address)?.[1] ?? '');
    if (host !== undefined) return host;
  }
  return undefined;
}
