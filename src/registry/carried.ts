import { accept, equalBytes, ignore, type Millis, type Verdict } from '../base/base.ts';
import type { VerifiedDelegation } from './delegation.ts';
import { compareBytes } from './order.ts';

/** What is carried at most of the delegations that go back to one authority. */
export interface CarryBounds {
  /** Of the whole authority: some 128 kB of chains without evidence. */
  readonly perRoot: number;
  /** By one issuer, so that of those who pass on what they were given nobody takes the room of another. */
  readonly perIssuer: number;
}

/** The bounds that every node has: with others, nodes would repair for ever what one of them does not keep. */
export const carryBounds: CarryBounds = { perRoot: 256, perIssuer: 64 };

/**
 * Merges a verified delegation into those of one authority that are carried for others: of each issuer the first
 * `perIssuer`, and of these the first `perRoot`, by length of chain, then the latest beginning, then the lower id. So
 * what an authority gave itself goes before what was made of it. Commutative, associative and idempotent for one `now`:
 * whatever is left out has as many before it in any order of arrival. What was revoked keeps its place until it ends,
 * so that this does not depend on when the revocation came. Ignores what is held (`duplicate`), what has ended
 * (`expired`) and what has no place (`overloaded`).
 */
export function carryDelegation(
  held: readonly VerifiedDelegation[],
  incoming: VerifiedDelegation,
  now: Millis,
  bounds: CarryBounds = carryBounds,
): Verdict<readonly VerifiedDelegation[]> {
  if (held.some(({ id }) => equalBytes(id, incoming.id))) return ignore('duplicate');
  if (incoming.delegation.expires <= now) return ignore('expired', 'the delegation');
  const alive = held.filter(({ delegation }) => delegation.expires > now);
  const kept = first([...alive, incoming].toSorted(compareRank), bounds);
  return kept.includes(incoming) ? accept(kept) : ignore('overloaded', 'the authority gave more than is carried');
}

function first(ranked: readonly VerifiedDelegation[], bounds: CarryBounds): readonly VerifiedDelegation[] {
  const counts = new Map<string, number>();
  const kept: VerifiedDelegation[] = [];
  for (const one of ranked) {
    const { iss } = one.delegation;
    const count = (counts.get(iss) ?? 0) + 1;
    counts.set(iss, count);
    if (count <= bounds.perIssuer && kept.length < bounds.perRoot) kept.push(one);
  }
  return kept;
}

function compareRank(a: VerifiedDelegation, b: VerifiedDelegation): number {
  return a.chain.length - b.chain.length || b.delegation.notBefore - a.delegation.notBefore || compareBytes(a.id, b.id);
}
