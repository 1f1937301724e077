import { repeat, type Clock } from './clock.ts';
import type { Events } from './events.ts';

/** What reading domains needs. */
export interface DomainsPorts {
  readonly domains: readonly string[];
  readonly clock: Clock;
  readonly events: Pick<Events, 'domainRead' | 'domainFailed'>;
  /** The ids of the organisations that a domain vouches for; throws what keeps it from saying so. */
  readonly fetch: (domain: string, signal: AbortSignal) => Promise<readonly string[]>;
}

/** How often a domain is read anew, milliseconds: a key that it took back counts for as long at most. */
const freshMs = 24 * 3600_000;
/** What was read counts no longer than this, when the domain does not answer; milliseconds. */
const lastsMs = 48 * 3600_000;
/** How often it is looked which domain is due, and so how soon one that failed is asked again; milliseconds. */
const lookMs = 10 * 60_000;

interface Read {
  readonly organisations: ReadonlySet<string>;
  readonly at: number;
}

/** Domains that the operator names, and the organisations whose keys they vouch for (did:web), in memory. */
export class Domains {
  readonly #ports: DomainsPorts;
  readonly #read = new Map<string, Read>();
  readonly #stop = new AbortController();

  constructor(ports: DomainsPorts) {
    this.#ports = ports;
  }

  /** Reads them now and when they are due. The returned function ends it. */
  start(): () => Promise<void> {
    let underWay = this.#readDue();
    const end = repeat(this.#ports.clock, lookMs, () => (underWay = this.#readDue()));
    return async () => {
      this.#stop.abort();
      end();
      await underWay;
    };
  }

  /** The domains that vouch for the key of an organisation now, in the order of the configuration. */
  of(organisation: string): readonly string[] {
    if (this.#read.size === 0) return [];
    const now = this.#ports.clock.now();
    return this.#ports.domains.filter((domain) => {
      const read = this.#read.get(domain);
      return read !== undefined && now - read.at < lastsMs && read.organisations.has(organisation);
    });
  }

  async #readDue(): Promise<void> {
    const { domains, clock, fetch, events } = this.#ports;
    for (const domain of domains) {
      const before = this.#read.get(domain);
      if (this.#stop.signal.aborted) return;
      if (before !== undefined && clock.now() - before.at < freshMs) continue;
      try {
        const organisations = await fetch(domain, this.#stop.signal);
        this.#read.set(domain, { organisations: new Set(organisations), at: clock.now() });
        events.domainRead(domain, organisations.length);
      } catch (error) {
        if (!this.#stop.signal.aborted) events.domainFailed(domain, error);
      }
    }
  }
}
