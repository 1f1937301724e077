import { accept, fromUtf8, ignore, parseCanonicalDid, reject, toHex, type Did, type Verdict } from './base/base.ts';
import {
  didFromKey,
  membershipId,
  verifyRevocation,
  type VerifiedRecord,
  type VerifiedRevocation,
} from './identity/identity.ts';
import { isLowerHash, revocationStatement, type HeldStatement } from './registry/registry.ts';
import type { Operation, Store } from './store/store.ts';

/** Whose word is kept when there is no room for everyone's. */
export interface Weights {
  /** An agent that is held here, or that gave a delegation of a chain held here. */
  isNeeded(issuer: Did): boolean;
  /** Our own agent, and whom the operator pinned: room is never made at their cost. */
  isPinned(issuer: Did): boolean;
}

/** What is kept at most; each bound says what follows where it is met. */
export interface RevokedBounds {
  /** Of one issuer. One that has revoked as many has revoked all that it ever gives. */
  readonly perIssuer: number;
  /** Signed bytes of all issuers that are needed. Beyond, the one with the most revocations has revoked everything. */
  readonly neededBytes: number;
  /** Signed bytes of everyone else. Beyond, the oldest issuer is forgotten: nothing here counts by its word. */
  readonly otherBytes: number;
}

const defaultBounds: RevokedBounds = {
  // Dozens for every day that a delegation can hold.
  perIssuer: 4096,
  // Some 13 000: one carries the record of its issuer.
  neededBytes: 16 * 1024 * 1024,
  otherBytes: 4 * 1024 * 1024,
};

/** What one issuer revoked, by id in hexadecimal. */
interface Shelf {
  readonly revocations: Map<string, VerifiedRevocation>;
  bytes: number;
  /** The revocations themselves were dropped: all that it gives counts as revoked. */
  all: boolean;
}

/** Before the DID of an issuer of which it is noted that everything is revoked; no id begins like that. */
const allPrefix = 'all/';

/**
 * Revocations of delegations, by the one that gave them. Anyone can sign any number of them, of ids that nobody gave, so
 * no issuer takes the room of another: what one signs fills its own shelf, and a full shelf means that nothing it gave
 * counts any more. Whoever is not needed here has a small place that forgets the oldest.
 */
export class RevokedDelegations {
  readonly #bounds: RevokedBounds;
  /** Oldest first. An issuer moves to the needed when that is noticed: at its next revocation, or before it is forgotten. */
  readonly #needed = new Map<Did, Shelf>();
  readonly #others = new Map<Did, Shelf>();
  #neededBytes = 0;
  #otherBytes = 0;
  #weights: Weights = { isNeeded: () => false, isPinned: () => false };

  constructor(bounds: RevokedBounds = defaultBounds) {
    this.#bounds = bounds;
  }

  /** Says whose word counts here; until then nobody's does. */
  weigh(weights: Weights): void {
    this.#weights = weights;
  }

  /** Whether a delegation counts as revoked by the agent that gave it. */
  has(id: Uint8Array, issuer: Did): boolean {
    const shelf = this.#shelf(issuer);
    return shelf !== undefined && (this.#isFull(shelf) || shelf.revocations.has(toHex(id)));
  }

  /** Whether everything that an agent gave or will give counts as revoked, so that no more of its revocations are kept. */
  hasAll(issuer: Did): boolean {
    const shelf = this.#shelf(issuer);
    return shelf !== undefined && this.#isFull(shelf);
  }

  /** The revocation of a delegation, as it is kept. */
  get(id: Uint8Array, issuer: Did): VerifiedRevocation | undefined {
    return this.#shelf(issuer)?.revocations.get(toHex(id));
  }

  /**
   * Until when what an organisation signed for an agent is revoked: what it signs from later on counts. Undefined when nothing
   * is; Infinity for one that revoked everything.
   */
  membershipEnd(agent: Did, authority: Did): number | undefined {
    const shelf = this.#shelf(authority);
    if (shelf === undefined) return undefined;
    if (this.#isFull(shelf)) return Number.POSITIVE_INFINITY;
    return shelf.revocations.get(toHex(membershipId(agent)))?.revocation.revoked;
  }

  /**
   * Whether the organisation that signed for a record has not revoked that since; accepts the record. `authorityOf` says which
   * DID the key of an organisation makes, where that is known.
   */
  stillSponsored(
    record: VerifiedRecord,
    authorityOf: (organisation: string) => Did | undefined,
  ): Verdict<VerifiedRecord> {
    const { organisation } = record;
    if (organisation === undefined) return accept(record);
    const authority = authorityOf(organisation.id) ?? didFromKey(organisation.key);
    const end = this.membershipEnd(record.record.did, authority);
    return end === undefined || organisation.notBefore > end
      ? accept(record)
      : reject('not-sponsored', 'its organisation revoked what it signed');
  }

  /** The end as `membershipEnd` says it, of an organisation whose revocations are asked of the store. */
  static membershipEndIn(store: Pick<Store, 'get'>, agent: Did, authority: Did): number | undefined {
    if (store.get('revocation', allPrefix + authority) !== undefined) return Number.POSITIVE_INFINITY;
    const kept = store.get('revocation', nameFor(membershipId(agent), authority));
    const read = kept && verifyRevocation(kept);
    return read?.kind === 'accept' ? read.value.revocation.revoked : undefined;
  }

  /** Everything kept: first of the issuers that are needed. */
  *all(): Generator<VerifiedRevocation> {
    for (const shelves of [this.#needed, this.#others])
      for (const { revocations } of shelves.values()) yield* revocations.values();
  }

  /** What of a revocation is repaired with others: it itself, where its issuer is needed here. */
  statementOf(revocation: VerifiedRevocation): readonly HeldStatement[] {
    const { did } = revocation.revocation;
    const isRepaired = this.#weights.isNeeded(did) || this.#weights.isPinned(did);
    return isRepaired ? [revocationStatement(revocation)] : [];
  }

  /** The name under which the store keeps a revocation. */
  static nameOf(revocation: VerifiedRevocation): string {
    return keyOf(revocation);
  }

  /** Takes back an entry that `add` had the store keep; false when it cannot be read. */
  restore(key: Uint8Array, value: Uint8Array): boolean {
    const name = fromUtf8(key) ?? '';
    if (name.startsWith(allPrefix)) {
      const issuer = parseCanonicalDid(name.slice(allPrefix.length));
      if (issuer !== undefined) this.#needed.set(issuer, { revocations: new Map(), bytes: 0, all: true });
      return issuer !== undefined;
    }
    const revocation = verifyRevocation(value);
    if (revocation.kind === 'accept') this.#put(revocation.value);
    return revocation.kind === 'accept';
  }

  /**
   * Takes in a verified revocation of a delegation: the writes that make it last. Of two of one delegation the later stays,
   * and of two that say the same time that of the lower hash, on every node the same. Ignores what adds nothing (`duplicate`).
   */
  add(revocation: VerifiedRevocation): Verdict<readonly Operation[]> {
    const { did: issuer } = revocation.revocation;
    const known = this.get(idOf(revocation), issuer);
    if (this.hasAll(issuer) || (known !== undefined && !isLater(revocation, known))) return ignore('duplicate');
    this.#put(revocation);
    return accept([
      { kind: 'put', space: 'revocation', key: keyOf(revocation), value: revocation.bytes },
      ...this.#makeRoom(),
    ]);
  }

  #shelf(issuer: Did): Shelf | undefined {
    return this.#needed.get(issuer) ?? this.#others.get(issuer);
  }

  #isFull({ revocations, all }: Shelf): boolean {
    return all || revocations.size >= this.#bounds.perIssuer;
  }

  #put(revocation: VerifiedRevocation): void {
    const { did: issuer } = revocation.revocation;
    const shelf = this.#shelf(issuer) ?? { revocations: new Map<string, VerifiedRevocation>(), bytes: 0, all: false };
    this.#take(issuer);
    const id = toHex(idOf(revocation));
    shelf.bytes += revocation.bytes.length - (shelf.revocations.get(id)?.bytes.length ?? 0);
    shelf.revocations.set(id, revocation);
    this.#place(issuer, shelf);
  }

  /** Takes a shelf from its place. */
  #take(issuer: Did): void {
    const [needed, other] = [this.#needed.get(issuer), this.#others.get(issuer)];
    this.#needed.delete(issuer);
    this.#others.delete(issuer);
    this.#neededBytes -= needed?.bytes ?? 0;
    this.#otherBytes -= other?.bytes ?? 0;
  }

  #place(issuer: Did, shelf: Shelf): void {
    const isNeeded = this.#weights.isNeeded(issuer) || this.#weights.isPinned(issuer);
    (isNeeded ? this.#needed : this.#others).set(issuer, shelf);
    if (isNeeded) this.#neededBytes += shelf.bytes;
    else this.#otherBytes += shelf.bytes;
  }

  #makeRoom(): readonly Operation[] {
    const gone: Operation[] = [];
    while (this.#otherBytes > this.#bounds.otherBytes) {
      const [oldest] = this.#others;
      if (oldest === undefined) break;
      const [issuer, shelf] = oldest;
      this.#take(issuer);
      if (this.#weights.isNeeded(issuer)) this.#place(issuer, shelf);
      else gone.push(...deletions(shelf));
    }
    while (this.#neededBytes > this.#bounds.neededBytes) {
      const largest = this.#largest();
      if (largest === undefined) break;
      const [issuer, shelf] = largest;
      const note: Operation = { kind: 'put', space: 'revocation', key: allPrefix + issuer, value: new Uint8Array(0) };
      gone.push(...deletions(shelf), note);
      this.#take(issuer);
      this.#needed.set(issuer, { revocations: new Map(), bytes: 0, all: true });
    }
    return gone;
  }

  /** The needed issuer with the most revocations at whose cost room may be made. */
  #largest(): readonly [Did, Shelf] | undefined {
    let largest: readonly [Did, Shelf] | undefined;
    for (const [issuer, shelf] of this.#needed) {
      const isLarger = shelf.revocations.size > (largest?.[1].revocations.size ?? 0);
      if (isLarger && !this.#weights.isPinned(issuer)) largest = [issuer, shelf];
    }
    return largest;
  }
}

function deletions({ revocations }: Shelf): readonly Operation[] {
  return [...revocations.values()].map((one) => ({ kind: 'delete', space: 'revocation', key: keyOf(one) }));
}

function keyOf(revocation: VerifiedRevocation): string {
  return nameFor(idOf(revocation), revocation.revocation.did);
}

function nameFor(id: Uint8Array, issuer: Did): string {
  return `${toHex(id)}/${issuer}`;
}

function isLater(a: VerifiedRevocation, b: VerifiedRevocation): boolean {
  const ms = a.revocation.revoked - b.revocation.revoked;
  return ms > 0 || (ms === 0 && isLowerHash(a, b));
}

function idOf({ revocation: { target } }: VerifiedRevocation): Uint8Array {
  return target.kind === 'delegation' ? target.id : new Uint8Array(0);
}
