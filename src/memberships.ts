import type { Did } from './base/base.ts';
import { didFromKey, organisationId, type Organisation } from './identity/identity.ts';

/** An organisation, and its agents that are held here. */
interface Membership {
  /** The DID that its key makes: by it an organisation delegates. */
  readonly authority: Did;
  readonly agents: Set<Did>;
}

/** Which agents that are held here each organisation signs for. */
export class Memberships {
  /** By the id of the organisation; none is empty. */
  readonly #byOrganisation = new Map<string, Membership>();
  readonly #byAuthority = new Map<Did, string>();

  join(did: Did, { key }: Pick<Organisation, 'key'>): void {
    const id = organisationId(key);
    const membership = this.#byOrganisation.get(id) ?? { authority: didFromKey(key), agents: new Set() };
    membership.agents.add(did);
    this.#byOrganisation.set(id, membership);
    this.#byAuthority.set(membership.authority, id);
  }

  leave(did: Did, organisation: string | undefined): void {
    const membership = this.#byOrganisation.get(organisation ?? '');
    if (organisation === undefined || membership === undefined) return;
    membership.agents.delete(did);
    if (membership.agents.size > 0) return;
    this.#byOrganisation.delete(organisation);
    this.#byAuthority.delete(membership.authority);
  }

  /** The agents of an organisation, in the order in which they came. */
  of(organisation: string | undefined): readonly Did[] {
    return [...(this.#byOrganisation.get(organisation ?? '')?.agents ?? [])];
  }

  /** Organisations by the number of their agents, the largest first. */
  largestFirst(): readonly (readonly [string, ReadonlySet<Did>])[] {
    const shares = [...this.#byOrganisation].map(([id, { agents }]) => [id, agents] as const);
    return shares.toSorted(([, a], [, b]) => b.size - a.size);
  }

  /** The DID that the key of an organisation makes; undefined when it signs for nobody held here. */
  authorityOf(organisation: string): Did | undefined {
    return this.#byOrganisation.get(organisation)?.authority;
  }

  /** The id of the organisation whose key makes this DID; undefined when it signs for nobody held here. */
  behind(authority: Did): string | undefined {
    return this.#byAuthority.get(authority);
  }
}
