import { MeshError, type Did, type Millis, type Verdict } from './base/base.ts';
import type { Handlers, Input, Output } from './control/control.ts';
import { authenticateRecord, type VerifiedRecord } from './identity/identity.ts';
import { matchCapability, parseCapability, standing } from './registry/registry.ts';
import type { RunningNode } from './running-node.ts';

/** The parts of the node that a search needs. */
type Parts = Pick<RunningNode, 'directory' | 'reputation' | 'links' | 'clock'>;
type Found = Output<'find'>['agents'][number];

/** What may stand before a capability that is searched for. */
const prefix = 'cap:';

/** The control API's handler that looks for agents. */
export function findHandlers(parts: RunningNode): Pick<Handlers, 'find' | 'lookup'> {
  return {
    find: (input) => find(parts, input),
    lookup: (input, signal) => lookUp(parts, input, signal),
  };
}

/**
 * An agent by its record: as held here, else as the network gives it, which is not kept. Throws MeshError `peer-unknown` when
 * nobody who was asked knows it, or the network is not asked.
 */
export async function lookUp(
  { directory, lookup, cards, clock }: Pick<RunningNode, 'directory' | 'lookup' | 'cards' | 'clock'>,
  { query }: Input<'lookup'>,
  signal: AbortSignal,
): Promise<Output<'lookup'>> {
  const did = directory.byName(query.did);
  if (did === undefined) throw unknown();
  const isKnown = (record: VerifiedRecord): boolean =>
    record.organisation !== undefined && directory.isKnownOrganisation(record.organisation.key);
  const held = did === directory.own.record.did ? directory.own : directory.peer(did).entry?.record;
  if (held !== undefined || directory.has(did)) {
    const now = directory.standing(did, clock.now());
    const stands = did === directory.own.record.did ? (directory.ownEnd() ?? 'active') : wordOf(now);
    const card = cards.about(did);
    const about = { ...shown(did, held, isKnown), source: 'held', standing: stands } as const;
    return card === undefined ? about : { ...about, card };
  }
  const [found] = await lookup.find(did, signal);
  if (found === undefined) throw unknown();
  const record = authenticateRecord(found);
  // What is no record is what ended it: nothing else is given for this key.
  if (record.kind !== 'accept') return { ...shown(did, undefined, isKnown), source: 'network', standing: 'revoked' };
  const stands = standingOf(record.value, clock.now());
  return { ...shown(did, record.value, isKnown), source: 'network', standing: stands };
}

function standingOf(record: VerifiedRecord, now: Millis): string {
  const entry = { did: record.record.did, record, others: [], dispute: undefined, revocation: undefined };
  return wordOf(standing({ ...entry, revokedKeys: [] }, now));
}

function wordOf(verdict: Verdict<unknown>): string {
  return verdict.kind === 'accept' ? 'active' : verdict.reason;
}

function shown(
  did: Did,
  found: VerifiedRecord | undefined,
  isKnown: (record: VerifiedRecord) => boolean,
): Omit<Output<'lookup'>, 'source' | 'standing'> {
  if (found === undefined) return { did, capabilities: [], addresses: [] };
  const { record, organisation } = found;
  const { name, capabilities, multiaddrs, expires } = record;
  const sponsor = organisation && { id: organisation.id, name: organisation.name, known: isKnown(found) };
  const about = { did, name, capabilities, addresses: multiaddrs, expires };
  return sponsor === undefined ? about : { ...about, organisation: sponsor };
}

function unknown(): MeshError {
  return new MeshError(
    'peer-unknown',
    'Nobody who was asked holds a record of that agent. Check the DID, or try again later.',
  );
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
