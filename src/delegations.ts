import {
  accept,
  ignore,
  MeshError,
  reject,
  toHex,
  type Did,
  type Millis,
  type Reason,
  type Verdict,
} from './base/base.ts';
import { CarriedDelegations } from './carried-delegations.ts';
import type { Directory } from './directory.ts';
import { entriesOf } from './pages.ts';
import {
  delegationInForce,
  delegationStatement,
  peekDelegation,
  verifyDelegation,
  type DelegationView,
  type VerifiedDelegation,
} from './registry/registry.ts';
import type { Operation, Store } from './store/store.ts';
import type { Delegation } from './wire/wire.ts';

/** What delegations need of the hall. */
export interface DelegationsPorts {
  readonly self: Did;
  readonly store: Store;
  readonly directory: Pick<
    Directory,
    'isDelegationRevoked' | 'signerStands' | 'statements' | 'isAuthorityKnown' | 'ownOrganisationDid'
  >;
  /** Whether an operator ended all dealings with an agent, or an organisation by its DID, here. */
  isKilled(did: Did): boolean;
}

/** Delegations of one peer that are kept, made here or by others: what one may do must stay surveyable, and memory bounded. */
export const maxPerPeer = 16;
/** Delegations to our own agent that are kept, and of these by one issuer. */
const maxHeld = { all: 256, perIssuer: 64 };

/** What a peer may do here by delegation. */
export interface Grants {
  /** Chains that begin with our own agent or its organisation and count now. */
  readonly delegations: readonly VerifiedDelegation[];
  /** The most that the peer's score may be; undefined when no delegation says. */
  readonly ceiling: number | undefined;
}

const noGrants: Grants = { delegations: [], ceiling: undefined };

/** What never counts again, whoever says what later. */
const endedForGood: ReadonlySet<Reason> = new Set(['revoked', 'equivocation', 'expired']);

/**
 * Delegations that this node knows: those to its own agent, those that count here, and those between others, which it
 * carries. All of them are repaired with others.
 */
export class Delegations {
  readonly #ports: DelegationsPorts;
  readonly #view: DelegationView;
  /** To our own agent, by id in hexadecimal. */
  readonly #held = new Map<string, VerifiedDelegation>();
  /** To a peer: given here, or by our own authority or that of our organisation. */
  readonly #ofPeers = new Map<Did, Map<string, VerifiedDelegation>>();
  /** How many delegations of the chains that are of use here each agent gave. */
  readonly #issuers = new Map<Did, number>();
  readonly #carried = new CarriedDelegations();

  private constructor(ports: DelegationsPorts) {
    this.#ports = ports;
    this.#view = {
      isRevoked: (id, issuer) => ports.directory.isDelegationRevoked(id, issuer),
      signer: (issuer, key) => (ports.isKilled(issuer) ? reject('killed') : ports.directory.signerStands(issuer, key)),
    };
  }

  /** Reads what the store holds. Throws MeshError `store-damaged` when a delegation in it does not verify. */
  static async open(ports: DelegationsPorts, now: Millis): Promise<Delegations> {
    const opened = new Delegations(ports);
    const over: Operation[] = [];
    for await (const [, value] of entriesOf(ports.store, 'delegation')) {
      const verdict = verifyDelegation(value);
      if (verdict.kind !== 'accept') throw damaged();
      if (opened.#isOfUse(verdict.value.delegation)) {
        opened.#put(verdict.value);
        continue;
      }
      const carried = opened.#carry(verdict.value, now);
      over.push(...(carried.kind === 'accept' ? carried.value : opened.#dropped([verdict.value])));
    }
    if (over.length > 0) await ports.store.commit(over, { lazy: true });
    return opened;
  }

  /** Whether a delegation from the network could be news, without looking at a signature. */
  glance(bytes: Uint8Array, now: Millis): Verdict<Uint8Array> {
    const seen = peekDelegation(bytes);
    if (seen.kind !== 'accept') return seen;
    const { delegation, id } = seen.value;
    if (delegation.expires <= now) return ignore('expired', 'the delegation');
    if (!this.#isOfUse(delegation) && !this.#ports.directory.isAuthorityKnown(delegation.sub))
      return ignore('not-registered', 'by the authority of nobody who is known here');
    return this.find(toHex(id)) !== undefined || this.#carried.has(id) ? ignore('duplicate') : accept(id);
  }

  /**
   * Takes in what anyone told: accepted, it is on disk. Ignores what is of no use here, has ended, or is more than is kept;
   * rejects what does not verify.
   */
  async came(bytes: Uint8Array, now: Millis): Promise<Verdict<VerifiedDelegation>> {
    const seen = this.glance(bytes, now);
    if (seen.kind !== 'accept') return seen;
    const verdict = verifyDelegation(bytes);
    if (verdict.kind !== 'accept') return verdict;
    const { value } = verdict;
    if (!this.#isOfUse(value.delegation)) return this.#carryOn(value, now);
    const counts = this.standing(value, now);
    // Whoever tells it may not have heard yet what ended it. What only rests, as while an operator says so, may count again.
    if (counts.kind !== 'accept' && endedForGood.has(counts.reason)) return ignore(counts.reason, counts.detail);
    return this.#shelve(value, now);
  }

  /** Keeps a verified delegation that counts now: to our own agent, by it, or by its authority or that of its organisation. */
  async keep(delegation: VerifiedDelegation, now: Millis): Promise<Verdict<VerifiedDelegation>> {
    const counts = this.standing(delegation, now);
    return counts.kind === 'accept' ? this.#shelve(delegation, now) : ignore(counts.reason, counts.detail);
  }

  async #shelve(delegation: VerifiedDelegation, now: Millis): Promise<Verdict<VerifiedDelegation>> {
    const shelf = this.#shelfOf(delegation);
    const over = this.#hasRoom(shelf, delegation) ? [] : this.#clear(shelf, now);
    if (!this.#hasRoom(shelf, delegation) && !shelf.has(toHex(delegation.id)))
      return ignore('overloaded', 'no more delegations are kept of that agent');
    // Before it is on disk: what the peer sends next is judged with it.
    this.#put(delegation);
    await this.#ports.store.commit([...over, putOf(delegation)]);
    return accept(delegation);
  }

  /** What others make of an authority takes none of the room of what its owner gives. */
  #hasRoom(shelf: ReadonlyMap<string, VerifiedDelegation>, { delegation: { aud, iss } }: VerifiedDelegation): boolean {
    const { self } = this.#ports;
    const issuers = [...shelf.values()].map((one) => one.delegation.iss);
    if (aud !== self) return issuers.filter((one) => this.#isOurs(one) === this.#isOurs(iss)).length < maxPerPeer;
    return shelf.size < maxHeld.all && issuers.filter((one) => one === iss).length < maxHeld.perIssuer;
  }

  async #carryOn(delegation: VerifiedDelegation, now: Millis): Promise<Verdict<VerifiedDelegation>> {
    const carried = this.#carry(delegation, now);
    if (carried.kind !== 'accept') return carried;
    const isKept = this.#carried.has(delegation.id);
    await this.#ports.store.commit([...(isKept ? [putOf(delegation)] : []), ...carried.value]);
    return isKept ? accept(delegation) : ignore('overloaded', 'no more is carried of that authority');
  }

  /** Carries a delegation, if it is worth it: the writes by which others make room. */
  #carry(delegation: VerifiedDelegation, now: Millis): Verdict<readonly Operation[]> {
    const verdict = this.#carried.add(delegation, now);
    if (verdict.kind !== 'accept') return verdict;
    this.#note(delegation);
    return accept(this.#dropped(verdict.value));
  }

  /** Lets go of what has ended: the writes. */
  expire(now: Millis): readonly Operation[] {
    const ended = [this.#held, ...this.#ofPeers.values()].flatMap((shelf) =>
      this.#remove(shelf, ({ delegation }) => delegation.expires <= now),
    );
    for (const [peer, shelf] of this.#ofPeers) if (shelf.size === 0) this.#ofPeers.delete(peer);
    return [...ended, ...this.#dropped(this.#carried.expire(now))];
  }

  /** Another organisation signs for us: what was carried of its authority counts here from now on, as far as there is room. */
  async sortAnew(): Promise<void> {
    const taken = this.#carried.take(({ delegation }) => this.#isOfUse(delegation));
    const over = taken.filter((one) => {
      const hasRoom = this.#hasRoom(this.#shelfOf(one), one);
      if (hasRoom) this.#put(one);
      return !hasRoom;
    });
    if (over.length > 0) await this.#ports.store.commit(this.#dropped(over), { lazy: true });
  }

  /** Whether our own agent holds or gave it, or it counts here: others are only carried. */
  #isOfUse({ iss, aud, sub }: Pick<Delegation, 'iss' | 'aud' | 'sub'>): boolean {
    return aud === this.#ports.self || this.#isOurs(iss) || this.#isOurs(sub);
  }

  /** Whether an authority is that of our own agent or its organisation. */
  #isOurs(did: Did): boolean {
    const { self, directory } = this.#ports;
    return did === self || did === directory.ownOrganisationDid;
  }

  /** A delegation that is of use here, by its id in hexadecimal: others are only carried. */
  find(id: string): VerifiedDelegation | undefined {
    for (const shelf of [this.#held, ...this.#ofPeers.values()]) {
      const found = shelf.get(id);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** From now on it is repaired with others. */
  #note(delegation: VerifiedDelegation): void {
    this.#ports.directory.statements.put(keyOf(delegation), [delegationStatement(delegation)]);
  }

  /** Those are held no more: the writes. */
  #dropped(delegations: readonly VerifiedDelegation[]): readonly Operation[] {
    for (const one of delegations) this.#ports.directory.statements.put(keyOf(one), []);
    return delegations.map((one) => ({ kind: 'delete', space: 'delegation', key: keyOf(one) }));
  }

  /** Whether an agent gave a delegation of a chain that is carried for others. */
  isCarriedIssuer(did: Did): boolean {
    return this.#carried.isIssuer(did);
  }

  /** Whether an agent gave a delegation of a chain that is of use here. */
  isIssuer(did: Did): boolean {
    return this.#issuers.has(did);
  }

  /** Whether a delegation counts at `now`, as far as this node knows. */
  standing(delegation: VerifiedDelegation, now: Millis): Verdict<true> {
    return delegationInForce(delegation, this.#view, now);
  }

  /** What a peer may do here now by chains that begin with our own agent or its organisation: nobody else grants what is ours. */
  grantsOf(peer: Did, now: Millis): Grants {
    const shelf = this.#ofPeers.get(peer);
    if (shelf === undefined || shelf.size === 0) return noGrants;
    const delegations = [...shelf.values()].filter(
      (one) => this.#isOurs(one.delegation.sub) && this.standing(one, now).kind === 'accept',
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
    this.#note(delegation);
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

  /** Drops what does not count, to make room. */
  #clear(shelf: Map<string, VerifiedDelegation>, now: Millis): readonly Operation[] {
    return this.#remove(shelf, (one) => this.standing(one, now).kind !== 'accept');
  }

  #remove(
    shelf: Map<string, VerifiedDelegation>,
    isOver: (delegation: VerifiedDelegation) => boolean,
  ): readonly Operation[] {
    const over = [...shelf].filter(([, one]) => isOver(one));
    for (const [id, one] of over) {
      shelf.delete(id);
      this.#count(one, -1);
    }
    return this.#dropped(over.map(([, one]) => one));
  }
}

function putOf(delegation: VerifiedDelegation): Operation {
  return { kind: 'put', space: 'delegation', key: keyOf(delegation), value: delegation.bytes };
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
