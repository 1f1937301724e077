import { MeshError, type Did } from './base/base.ts';
import type { Handlers, Input, Output } from './control/control.ts';
import { matchCapability, parseCapability } from './registry/registry.ts';
import type { RunningNode } from './running-node.ts';

/** The parts of the node that a search needs. */
type Parts = Pick<RunningNode, 'directory' | 'reputation' | 'links' | 'clock'>;
type Found = Output<'find'>['agents'][number];

/** What may stand before a capability that is searched for. */
const prefix = 'cap:';

/** The control API's handler that looks for agents. */
export function findHandlers(parts: RunningNode): Pick<Handlers, 'find'> {
  return { find: (input) => find(parts, input) };
}

/**
 * Agents that say, in a record that holds now, to offer a capability: the whole of it first, then by score. Nothing is
 * asked of the network. Throws MeshError `request-invalid` for what is no capability.
 */
export function find(parts: Parts, { query }: Input<'find'>): Output<'find'> {
  const wanted = query.capability.startsWith(prefix) ? query.capability.slice(prefix.length) : query.capability;
  const parsed = parseCapability(wanted);
  if (parsed.kind !== 'accept')
    throw new MeshError(
      'request-invalid',
      `That cannot be searched for: ${parsed.detail ?? parsed.reason}. Write it like read:market-data.`,
    );
  const { directory, clock } = parts;
  const now = clock.now();
  const found = directory.dids().flatMap((did): readonly Found[] => {
    const matches = directory.describe(did).capabilities.flatMap((capability) => {
      const match = matchCapability(capability, wanted);
      return match === undefined ? [] : [{ capability, match }];
    });
    if (matches.length === 0) return [];
    // Whoever has ended, or whose record ran out, offers nothing.
    const standing = directory.standing(did, now);
    if (standing.kind !== 'accept') return [];
    return [{ ...about(parts, did), matches, expires: standing.value.record.expires }];
  });
  const sorted = found.toSorted(
    (a, b) => rank(a) - rank(b) || b.trust.score - a.trust.score || (a.did < b.did ? -1 : 1),
  );
  return { agents: sorted.slice(0, query.limit), more: Math.max(0, sorted.length - query.limit) };
}

function about({ directory, reputation, links, clock }: Parts, did: Did): Omit<Found, 'matches' | 'expires'> {
  const { alias, organisation } = directory.describe(did);
  const { score, tier } = reputation.answer(did, clock.now());
  return {
    did,
    ...(alias === undefined ? {} : { alias }),
    ...(organisation === undefined ? {} : { organisation }),
    trust: { score, tier },
    connected: links.isLinked(did),
  };
}

function rank({ matches }: Found): number {
  return matches.some(({ match }) => match === 'whole') ? 0 : 1;
}
