import type { Did } from './base/base.ts';

/** Who knows which organisation is behind an agent: its id, undefined where there is none. */
export interface Organisations {
  organisationOf(peer: Did): string | undefined;
}

interface OfPeer {
  count: number;
  readonly organisation: string | undefined;
}

/**
 * How much there is of each peer, and of each organisation. A peer counts for the organisation that it has when the
 * first of its own is added, until nothing of it is left.
 */
export class Tally {
  readonly #known: Organisations;
  readonly #peers = new Map<Did, OfPeer>();
  readonly #organisations = new Map<string, number>();
  #total = 0;

  constructor(known: Organisations) {
    this.#known = known;
  }

  get total(): number {
    return this.#total;
  }

  of(peer: Did): number {
    return this.#peers.get(peer)?.count ?? 0;
  }

  /** Of the peer's organisation; 0 for a peer that has none. */
  ofOrganisation(peer: Did): number {
    const { organisation } = this.#peers.get(peer) ?? { organisation: this.#known.organisationOf(peer) };
    return organisation === undefined ? 0 : (this.#organisations.get(organisation) ?? 0);
  }

  /**
   * Whether a peer may have so much more where there is room for `max` in all: it, and the agents of its organisation
   * together, have no more than what is left. One alone gets half of the room, two a third each, and there is always
   * some for whoever comes next.
   */
  mayHave(peer: Did, count: number, max: number): boolean {
    return Math.max(this.of(peer), this.ofOrganisation(peer)) + count <= max - this.#total;
  }

  add(peer: Did, count = 1): void {
    if (count === 0) return;
    const known = this.#peers.get(peer) ?? { count: 0, organisation: this.#known.organisationOf(peer) };
    this.#peers.set(peer, known);
    known.count += count;
    this.#change(known.organisation, count);
  }

  /** Takes so much away, where there is so much. */
  remove(peer: Did, count = 1): void {
    const known = this.#peers.get(peer);
    if (known === undefined || known.count < count) return;
    known.count -= count;
    if (known.count === 0) this.#peers.delete(peer);
    this.#change(known.organisation, -count);
  }

  #change(organisation: string | undefined, by: number): void {
    this.#total += by;
    if (organisation === undefined) return;
    const count = (this.#organisations.get(organisation) ?? 0) + by;
    if (count === 0) this.#organisations.delete(organisation);
    else this.#organisations.set(organisation, count);
  }
}
