import { sha256, toHex, utf8, type Did } from './base/base.ts';

/** A peer that could be a neighbour. */
export interface Candidate {
  readonly did: Did;
  /** Id of the organisation that signs for it. */
  readonly organisation: string | undefined;
  /** Where it is: its addresses, in the groups that one operator can hold as a whole (`addressGroups`). */
  readonly groups: readonly string[];
  /** Pinned by the operator: always a neighbour, and never put out. */
  readonly pinned: boolean;
  /** Connected now: kept rather than replaced by an equal. */
  readonly linked: boolean;
}

/**
 * The neighbours to keep, at most `most` and all that are pinned. Organisations take turns, and within one the groups
 * of addresses do, so whoever has many agents, or many addresses of one network, gets no more places than others while
 * those want one. Which organisation comes first is by `secret`, so nobody can compute how to be it.
 */
export function chooseNeighbours(
  candidates: readonly Candidate[],
  most: number,
  secret: Uint8Array,
): readonly Candidate[] {
  const pinned = candidates.filter((one) => one.pinned);
  const free = Math.max(0, most - pinned.length);
  return [
    ...pinned,
    ...inTurns(
      candidates.filter((one) => !one.pinned),
      free,
      secret,
    ),
  ];
}

/** Whom to part with, `count` peers, when there are too many connections: the last to be chosen go first; nobody pinned. */
export function chooseEvicted(linked: readonly Candidate[], count: number, secret: Uint8Array): readonly Candidate[] {
  const others = linked.filter((one) => !one.pinned);
  return inTurns(others, others.length, secret).slice(-count).toReversed();
}

/** The first `count` of them, in the order in which they get places. */
function inTurns(candidates: readonly Candidate[], count: number, secret: Uint8Array): readonly Candidate[] {
  const places = new Map<string, string>();
  const placeOf = (name: string): string => {
    const place = places.get(name) ?? toHex(sha256(secret, utf8(name)));
    places.set(name, place);
    return place;
  };
  const byPlace = (a: string, b: string): number => (placeOf(a) < placeOf(b) ? -1 : 1);
  const queues = new Map<string, Candidate[]>();
  for (const one of candidates.toSorted((a, b) => Number(b.linked) - Number(a.linked) || byPlace(a.did, b.did))) {
    const queue = queues.get(one.organisation ?? '') ?? [];
    queues.set(one.organisation ?? '', queue);
    queue.push(one);
  }
  const order = [...queues.keys()].toSorted(byPlace);
  const taken: Candidate[] = [];
  const inGroup = new Map<string, number>();
  while (taken.length < Math.min(count, candidates.length))
    for (const organisation of order) {
      const next = takeRarest(queues.get(organisation) ?? [], inGroup);
      if (next !== undefined) taken.push(next);
    }
  return taken.slice(0, count);
}

/** Takes the first of those whose groups have the fewest places so far, and counts it in. */
function takeRarest(queue: Candidate[], inGroup: Map<string, number>): Candidate | undefined {
  const crowd = ({ groups }: Candidate): number => Math.max(0, ...groups.map((group) => inGroup.get(group) ?? 0));
  const rarest = queue.reduce<Candidate | undefined>(
    (best, one) => (best === undefined || crowd(one) < crowd(best) ? one : best),
    undefined,
  );
  if (rarest === undefined) return undefined;
  queue.splice(queue.indexOf(rarest), 1);
  for (const group of rarest.groups) inGroup.set(group, (inGroup.get(group) ?? 0) + 1);
  return rarest;
}

/**
 * The groups that a peer's addresses are in: 16 bits of IPv4, 32 of IPv6, which are usually of one network, a host name without
 * its first label, or the relay that leads to it.
 */
export function addressGroups(multiaddrs: readonly string[]): readonly string[] {
  const groups = multiaddrs.flatMap((address) => {
    const relay = /\/p2p\/([^/]+)\/p2p-circuit/.exec(address)?.[1];
    if (relay !== undefined) return [`relay ${relay}`];
    const [, kind = '', host = ''] = /^\/(ip4|ip6|dns|dns4|dns6)\/([^/]+)/.exec(address) ?? [];
    if (kind === 'ip4') return [`ip4 ${host.split('.').slice(0, 2).join('.')}`];
    if (kind === 'ip6') return [`ip6 ${leadingIp6(host)}`];
    return kind === '' ? [] : [`dns ${host.split('.').slice(1).join('.') || host}`];
  });
  return [...new Set(groups)];
}

/** The first two of the eight groups of an IPv6 address, written out. */
function leadingIp6(host: string): string {
  const [head = '', tail] = host.split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((word) => word !== ''));
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - (before?.length ?? 0) - (after?.length ?? 0));
  const all = [...(before ?? []), ...Array.from({ length: zeros }, () => '0'), ...(after ?? [])];
  return all
    .slice(0, 2)
    .map((word) => word.replace(/^0+(?=.)/, '').toLowerCase())
    .join(':');
}
