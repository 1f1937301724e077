import type { Millis, PeerId } from './base/base.ts';

/** Hosts remembered; the one not seen for longest is forgotten first. A local network has fewer, and one that lies has no more. */
const maxHosts = 256;
/** How long an address is worth a try, milliseconds: hosts are asked twice a minute. */
const lastsMs = 10 * 60_000;

interface Sighting {
  readonly multiaddrs: readonly string[];
  readonly at: Millis;
}

/** Where hosts were seen of late by someone that nobody vouches for: addresses to try when those of the record fail. */
export class Sightings {
  readonly #hosts = new Map<PeerId, Sighting>();

  /** Notes where a host was seen; false when that was known. */
  add(host: PeerId, multiaddrs: readonly string[], now: Millis): boolean {
    const before = this.of(host, now);
    this.#hosts.delete(host);
    this.#hosts.set(host, { multiaddrs, at: now });
    for (const oldest of this.#hosts.keys()) {
      if (this.#hosts.size <= maxHosts) break;
      this.#hosts.delete(oldest);
    }
    return multiaddrs.some((address) => !before.includes(address));
  }

  /** The addresses at which a host was seen of late. */
  of(host: PeerId, now: Millis): readonly string[] {
    const seen = this.#hosts.get(host);
    return seen === undefined || now - seen.at > lastsMs ? [] : seen.multiaddrs;
  }
}
