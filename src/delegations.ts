import { accept, ignore, MeshError, reject, toHex, type Did, type Millis, type Verdict } from './base/base.ts';
import type { Directory } from './directory.ts';
import { entriesOf } from './pages.ts';
import {
  delegationInForce,
  peekDelegation,
  verifyDelegation,
  type DelegationView,
  type VerifiedDelegation,
} from './registry/registry.ts';
import type { Operation, Store } from './store/store.ts';

/** What delegations need of the hall. */
export interface DelegationsPorts {
  readonly self: Did;
  readonly store: Store;
  readonly directory: Pick<Directory, 'isDelegationRevoked' | 'signerStands'>;
  /** Whether an operator ended all dealings with an agent here. */
  isKilled(did: Did): boolean;
}

/** Delegations of one peer that are kept, given or shown: what one may do must stay surveyable, and memory bounded. */
export const maxPerPeer = 16;
/** Delegations to our own agent that are kept. */
const maxHeld = 256;

/** What a peer may do here by delegation. */
export interface Grants {
  /** Chains that begin with our own agent and count now. */
  readonly delegations: readonly VerifiedDelegation[];
  /** The most that the peer's score may be; undefined when no delegation says. */
  readonly ceiling: number | undefined;
}

const noGrants: Grants = { delegations: [], ceiling: undefined };

/** Delegations that this node knows: those to its own agent, and those that peers may show it or were given by it. */
export class Delegations {
  readonly #ports: DelegationsPorts;
  readonly #view: DelegationView;
  /** To our own agent, by id in hexadecimal. */
  readonly #held = new Map<string, VerifiedDelegation>();
  /** To a peer: made here, or shown by it. */
  readonly #ofPeers = new Map<Did, Map<string, VerifiedDelegation>>();
  /** How many delegations of the chains that are kept each agent gave. */
  readonly #issuers = new Map<Did, number>();

  private constructor(ports: DelegationsPorts) {
    this.#ports = ports;
    this.#view = {
      isRevoked: (id, issuer) => ports.directory.isDelegationRevoked(id, issuer),
      signer: (issuer, key) => (ports.isKilled(issuer) ? reject('killed') : ports.directory.signerStands(issuer, key)),
    };
  }

  /** Reads what the store holds. Throws MeshError `store-damaged` when a delegation in it does not verify. */
  static async open(ports: DelegationsPorts): Promise<Delegations> {
    const opened = new Delegations(ports);
    for await (const [, value] of entriesOf(ports.store, 'delegation')) {
      const verdict = verifyDelegation(value);
      if (verdict.kind !== 'accept') throw damaged();
      opened.#put(verdict.value);
    }
    return opened;
  }

  /** Whether a delegation from the network could be news, without looking at a signature. */
  glance(bytes: Uint8Array): Verdict<Uint8Array> {
    const seen = peekDelegation(bytes);
    if (seen.kind !== 'accept') return seen;
    const { delegation, id } = seen.value;
    const { aud, sub } = delegation;
    const { self } = this.#ports;
    if (aud !== self && sub !== self) return ignore('not-registered', 'the delegation is of no use here');
    const shelf = aud === self ? this.#held : this.#ofPeers.get(aud);
    return shelf?.has(toHex(id)) === true ? ignore('duplicate') : accept(id);
  }

  /**
   * Takes in what a peer told: a delegation that it gives our agent, or one of its own that it shows us. Accepted, it is
   * on disk. Ignores what is of no use here, not in force, or more than is kept; rejects what does not verify.
   */
  async came(from: Did, bytes: Uint8Array, now: Millis): Promise<Verdict<VerifiedDelegation>> {
    const seen = this.glance(bytes);
    if (seen.kind !== 'accept') return seen;
    const verdict = verifyDelegation(bytes);
    if (verdict.kind !== 'accept') return verdict;
    const { iss, aud, sub } = verdict.value.delegation;
    const { self } = this.#ports;
    const isOurs = aud === self && iss === from;
    const isShown = aud === from && sub === self;
    if (!isOurs && !isShown) return ignore('not-registered', 'told by another than those it is between');
    return this.keep(verdict.value, now);
  }

  /** Keeps a verified delegation that counts now: of our own agent, or one given by us or shown to us. */
  async keep(delegation: VerifiedDelegation, now: Millis): Promise<Verdict<VerifiedDelegation>> {
    const counts = this.standing(delegation, now);
    // Whoever tells it may not have heard yet what ended it.
    if (counts.kind !== 'accept') return ignore(counts.reason, counts.detail);
    const shelf = this.#shelfOf(delegation);
    const bound = delegation.delegation.aud === this.#ports.self ? maxHeld : maxPerPeer;
    const over = shelf.size < bound ? [] : this.#clear(shelf, now);
    const id = toHex(delegation.id);
    if (shelf.size >= bound && !shelf.has(id)) return ignore('overloaded', `at most ${bound} delegations are kept`);
    // Before it is on disk: what the peer sends next is judged with it.
    this.#put(delegation);
    await this.#ports.store.commit([
      ...over,
      { kind: 'put', space: 'delegation', key: keyOf(delegation), value: delegation.bytes },
    ]);
    return accept(delegation);
  }

  /** Whether an agent gave a delegation of a chain that is kept here. */
  isIssuer(did: Did): boolean {
    return this.#issuers.has(did);
  }

  /** Whether a delegation counts at `now`, as far as this node knows. */
  standing(delegation: VerifiedDelegation, now: Millis): Verdict<true> {
    return delegationInForce(delegation, this.#view, now);
  }

  /** What a peer may do here now by chains that begin with our own agent: nobody else grants what is ours. */
  grantsOf(peer: Did, now: Millis): Grants {
    const shelf = this.#ofPeers.get(peer);
    if (shelf === undefined || shelf.size === 0) return noGrants;
    const delegations = [...shelf.values()].filter(
      (one) => one.delegation.sub === this.#ports.self && this.standing(one, now).kind === 'accept',
    );
    if (delegations.length === 0) return noGrants;
    return { delegations, ceiling: Math.min(...delegations.map(({ delegation }) => delegation.trustCeiling)) };
  }

  /** Delegations to our own agent that count now. */
  held(now: Millis): readonly VerifiedDelegation[] {
    return [...this.#held.values()].filter((one) => this.standing(one, now).kind === 'accept');
  }

  /** What a peer that has connected is told: those we hold of its authority, and those we gave it. Nobody else's. */
  toTell(peer: Did, now: Millis): readonly Uint8Array[] {
    const { self } = this.#ports;
    const shown = this.held(now).filter(({ delegation }) => delegation.sub === peer);
    const given = [...(this.#ofPeers.get(peer)?.values() ?? [])].filter(
      (one) => one.delegation.iss === self && this.standing(one, now).kind === 'accept',
    );
    return [...shown, ...given].map(({ bytes }) => bytes);
  }

  #shelfOf({ delegation: { aud } }: VerifiedDelegation): Map<string, VerifiedDelegation> {
    if (aud === this.#ports.self) return this.#held;
    const known = this.#ofPeers.get(aud);
    if (known !== undefined) return known;
    const made = new Map<string, VerifiedDelegation>();
    this.#ofPeers.set(aud, made);
    return made;
  }

  #put(delegation: VerifiedDelegation): void {
    const shelf = this.#shelfOf(delegation);
    if (!shelf.has(toHex(delegation.id))) this.#count(delegation, 1);
    shelf.set(toHex(delegation.id), delegation);
  }

  #count({ chain }: VerifiedDelegation, change: 1 | -1): void {
    for (const { delegation } of chain) {
      const count = (this.#issuers.get(delegation.iss) ?? 0) + change;
      if (count > 0) this.#issuers.set(delegation.iss, count);
      else this.#issuers.delete(delegation.iss);
    }
  }

  /** Drops what has ended, to make room. */
  #clear(shelf: Map<string, VerifiedDelegation>, now: Millis): readonly Operation[] {
    const over = [...shelf].filter(([, one]) => this.standing(one, now).kind !== 'accept');
    for (const [id, one] of over) {
      shelf.delete(id);
      this.#count(one, -1);
    }
    return over.map(([, one]) => ({ kind: 'delete', space: 'delegation', key: keyOf(one) }));
  }
}

function keyOf({ delegation: { aud }, id }: VerifiedDelegation): string {
  return `${aud}/${toHex(id)}`;
}

function damaged(): MeshError {
  return new MeshError(
    'store-damaged',
    'A delegation in the store does not verify, so the store was changed or damaged. Restore the data directory from a backup.',
  );
}
