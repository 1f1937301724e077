import { sha256, toHex, utf8 } from '../base/base.ts';
import type { Hour } from './ledger.ts';

/** How the organisation of an agent stands here: ours, known through an invitation, pin or vouch, or neither. */
export type OrganisationStanding = 'own' | 'known' | 'unknown';

/** The operator's word for an agent or an organisation. */
export interface Vouch {
  /** DID of an agent, or id of an organisation. */
  readonly target: string;
  /** The capability class it opens for write actions; empty for every class. */
  readonly capability: string;
  /** From this hour on it says nothing. */
  readonly expires: Hour;
}

/**
 * Whom this node believes to begin with: what its operator decided, and nothing else. Two nodes with different
 * roots may hold different scores.
 */
export interface Roots {
  /** Id of this node's organisation, or the DID of its agent when it has none. */
  readonly organisation: string;
  /** Organisations whose word counts as our own does. */
  readonly pinned: ReadonlySet<string>;
  /** Organisations accepted by invitation or configuration. */
  readonly known: ReadonlySet<string>;
  readonly vouches: readonly Vouch[];
  /** Agents and organisations that score 0, and whose word counts nothing. */
  readonly blocked: ReadonlySet<string>;
  /** Agents whose misconduct up to an hour is forgiven. */
  readonly forgiven: ReadonlyMap<string, Hour>;
}

/** Roots in the form that JSON can carry. */
export interface WrittenRoots {
  readonly organisation: string;
  readonly pinned: readonly string[];
  readonly known: readonly string[];
  readonly vouches: readonly Vouch[];
  readonly blocked: readonly string[];
  readonly forgiven: readonly (readonly [did: string, hour: Hour])[];
}

/** Writes roots down. */
export function writtenRoots({ organisation, pinned, known, vouches, blocked, forgiven }: Roots): WrittenRoots {
  return {
    organisation,
    pinned: [...pinned],
    known: [...known],
    vouches,
    blocked: [...blocked],
    forgiven: [...forgiven],
  };
}

/** Roots of a node that decided nothing yet. */
export function rootsOf(organisation: string, more: Partial<Omit<Roots, 'organisation'>> = {}): Roots {
  const none = new Set<string>();
  return { organisation, pinned: none, known: none, vouches: [], blocked: none, forgiven: new Map(), ...more };
}

const hashes = new WeakMap<Roots, string>();

/** Names the roots of an answer: SHA-256 of their canonical lines, in hexadecimal. */
export function rootsHash(roots: Roots): string {
  const known = hashes.get(roots);
  if (known !== undefined) return known;
  const lines = [
    `own ${roots.organisation}`,
    ...[...roots.pinned].map((id) => `pinned ${id}`),
    ...[...roots.known].map((id) => `known ${id}`),
    ...roots.vouches.map(({ target, capability, expires }) => `vouch ${target} ${expires} ${capability}`),
    ...[...roots.blocked].map((id) => `blocked ${id}`),
    ...[...roots.forgiven].map(([did, hour]) => `forgiven ${did} ${hour}`),
  ];
  const hash = toHex(sha256(utf8(`parley/v1/trust-roots\0${lines.toSorted().join('\n')}`)));
  hashes.set(roots, hash);
  return hash;
}

/** The vouch for one of the targets that holds longest, for a class or, without one, for any; undefined for none. */
export function vouchFor(
  roots: Roots,
  targets: readonly string[],
  nowHour: Hour,
  capability?: string,
): Vouch | undefined {
  let longest: Vouch | undefined;
  for (const vouch of roots.vouches) {
    if (!targets.includes(vouch.target) || vouch.expires <= nowHour) continue;
    if (capability !== undefined && vouch.capability !== '' && vouch.capability !== capability) continue;
    if (longest === undefined || vouch.expires > longest.expires) longest = vouch;
  }
  return longest;
}

/** How an agent's organisation stands: an agent without one is an unknown organisation of its own. */
export function standingOf(
  roots: Roots,
  who: { readonly subject: string; readonly organisation: string | undefined },
  nowHour: Hour,
): OrganisationStanding {
  const id = who.organisation ?? who.subject;
  if (id === roots.organisation) return 'own';
  if (roots.pinned.has(id) || roots.known.has(id)) return 'known';
  return vouchFor(roots, [who.subject, id], nowHour) === undefined ? 'unknown' : 'known';
}
