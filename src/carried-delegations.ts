import { accept, toHex, type Did, type Millis, type Verdict } from './base/base.ts';
import { carryDelegation, type VerifiedDelegation } from './registry/registry.ts';

/** Signed bytes of all delegations that are carried for others. Beyond, the authority with the most of them loses its last. */
const maxCarriedBytes = 16 * 1024 * 1024;

/** What is carried of one authority: in order of rank. */
interface Root {
  readonly delegations: readonly VerifiedDelegation[];
  readonly bytes: number;
}

const nothing: Root = { delegations: [], bytes: 0 };

/**
 * Delegations between others, which this node repeats so that they reach the nodes where they count. Each authority has
 * a place of its own, so what one signs takes no room from another; beyond all room the largest place gives way.
 */
export class CarriedDelegations {
  readonly #maxBytes: number;
  readonly #roots = new Map<Did, Root>();
  readonly #ids = new Set<string>();
  /** How many delegations of the chains that are carried each agent gave. */
  readonly #issuers = new Map<Did, number>();
  #bytes = 0;

  constructor(maxBytes = maxCarriedBytes) {
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#ids.size;
  }

  has(id: Uint8Array): boolean {
    return this.#ids.has(toHex(id));
  }

  /** Whether an agent gave a delegation of a chain that is carried. */
  isIssuer(did: Did): boolean {
    return this.#issuers.has(did);
  }

  /** Takes one in; accepts those that had to go, it itself perhaps among them. Ignores as `carryDelegation` does. */
  add(delegation: VerifiedDelegation, now: Millis): Verdict<readonly VerifiedDelegation[]> {
    const { sub } = delegation.delegation;
    const before = this.#roots.get(sub) ?? nothing;
    const after = carryDelegation(before.delegations, delegation, now);
    if (after.kind !== 'accept') return after;
    return accept([...this.#replace(sub, after.value), ...this.#makeRoom()]);
  }

  /** Lets go of what has ended; those that went. */
  expire(now: Millis): readonly VerifiedDelegation[] {
    return [...this.#roots].flatMap(([root, { delegations }]) => {
      const alive = delegations.filter(({ delegation }) => delegation.expires > now);
      return alive.length === delegations.length ? [] : this.#replace(root, alive);
    });
  }

  /** Lets go of those that are wanted elsewhere; those that went. */
  take(isWanted: (delegation: VerifiedDelegation) => boolean): readonly VerifiedDelegation[] {
    return [...this.#roots].flatMap(([root, { delegations }]) => {
      const rest = delegations.filter((one) => !isWanted(one));
      return rest.length === delegations.length ? [] : this.#replace(root, rest);
    });
  }

  #replace(root: Did, delegations: readonly VerifiedDelegation[]): readonly VerifiedDelegation[] {
    const before = this.#roots.get(root) ?? nothing;
    const kept = new Set(delegations);
    const gone = before.delegations.filter((one) => !kept.has(one));
    const had = new Set(before.delegations);
    for (const one of gone) this.#count(one, -1);
    for (const one of delegations) if (!had.has(one)) this.#count(one, 1);
    const bytes = delegations.reduce((sum, one) => sum + one.bytes.length, 0);
    this.#bytes += bytes - before.bytes;
    if (delegations.length === 0) this.#roots.delete(root);
    else this.#roots.set(root, { delegations, bytes });
    return gone;
  }

  #count({ id, chain }: VerifiedDelegation, change: 1 | -1): void {
    if (change === 1) this.#ids.add(toHex(id));
    else this.#ids.delete(toHex(id));
    for (const { delegation } of chain) {
      const count = (this.#issuers.get(delegation.iss) ?? 0) + change;
      if (count > 0) this.#issuers.set(delegation.iss, count);
      else this.#issuers.delete(delegation.iss);
    }
  }

  #makeRoom(): readonly VerifiedDelegation[] {
    const gone: VerifiedDelegation[] = [];
    while (this.#bytes > this.#maxBytes) {
      const largest = this.#largest();
      if (largest === undefined) break;
      const [root, { delegations }] = largest;
      gone.push(...this.#replace(root, delegations.slice(0, -1)));
    }
    return gone;
  }

  #largest(): readonly [Did, Root] | undefined {
    let largest: readonly [Did, Root] | undefined;
    for (const one of this.#roots) if (one[1].bytes > (largest?.[1].bytes ?? 0)) largest = one;
    return largest;
  }
}
