import type { Did, Millis } from './base/base.ts';
import { organisationId, type VerifiedRecord } from './identity/identity.ts';

/** An organisation this node accepted. */
export interface KnownOrganisation {
  readonly id: string;
  readonly name: string;
  readonly since: Millis;
  readonly via: 'invitation' | 'configuration';
}

/** How an agent came to be accepted. */
export interface Welcome {
  /** The name the operator wants for it; the agent's own name when undefined. */
  readonly alias: string | undefined;
  readonly multiaddrs: readonly string[];
  readonly via: KnownOrganisation['via'];
  readonly now: Millis;
  /** Whether the agent alone is accepted, and not the organisation behind it. */
  readonly alone?: true | undefined;
}

/** The organisation that is accepted with an agent; undefined when none signs for it, or the agent is accepted alone. */
export function organisationIn(
  { organisation }: VerifiedRecord,
  { now, via, alone }: Pick<Welcome, 'now' | 'via' | 'alone'>,
): KnownOrganisation | undefined {
  if (alone === true) return undefined;
  return organisation && { id: organisationId(organisation.key), name: organisation.name, since: now, via };
}

/** What the operator knows a peer by; everything else about it is in its record. */
export interface Acquaintance {
  readonly alias: string;
  /** Addresses besides those of the record: from the configuration or an invitation. */
  readonly multiaddrs: readonly string[];
}

/** The agents that the operator named, or that were let in, each under a name of its own. */
export class Acquaintances {
  readonly #byDid = new Map<Did, Acquaintance>();
  readonly #byAlias = new Map<string, Did>();

  has(did: Did): boolean {
    return this.#byDid.has(did);
  }

  get(did: Did): Acquaintance | undefined {
    return this.#byDid.get(did);
  }

  dids(): Iterable<Did> {
    return this.#byDid.keys();
  }

  /** The agent with a name; names compare without case. */
  byAlias(alias: string): Did | undefined {
    return this.#byAlias.get(alias.toLowerCase());
  }

  /** A name nobody else has: `wanted`, or with a number behind it. */
  freeAlias(wanted: string, did: Did): string {
    const present = this.#byDid.get(did)?.alias;
    if (present !== undefined && present === wanted) return present;
    const base =
      wanted
        .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
        .replaceAll(/^[^A-Za-z0-9]+/g, '')
        .slice(0, 48) || 'peer';
    for (let n = 1; ; n++) {
      const alias = n === 1 ? base : `${base}-${n}`;
      const holder = this.byAlias(alias);
      if (holder === undefined || holder === did) return alias;
    }
  }

  /** Gives an agent a name; the one it had is free again. */
  name(did: Did, acquaintance: Acquaintance): void {
    const before = this.#byDid.get(did);
    if (before !== undefined) this.#byAlias.delete(before.alias.toLowerCase());
    this.#byDid.set(did, acquaintance);
    this.#byAlias.set(acquaintance.alias.toLowerCase(), did);
  }
}
