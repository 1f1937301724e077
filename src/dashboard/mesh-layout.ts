import type { Peer } from '../control/api.ts';

/** An agent in the drawing. */
export interface PlacedNode {
  readonly peer: Peer;
  readonly x: number;
  readonly y: number;
}

/** An organisation in the drawing: its agents in a disc. */
export interface PlacedOrganisation {
  readonly id: string;
  readonly name: string;
  readonly known: boolean;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly nodes: readonly PlacedNode[];
}

/** Distance between two neighbouring agents, in units of the drawing. */
const spacing = 34;
/** Room between two organisations, for their names too. */
const gap = 46;
/** The angle of a sunflower's seeds: however many there are, they lie evenly. */
const goldenAngle = Math.PI * (3 - Math.sqrt(5));

interface Disc {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

/**
 * Places agents by organisation about the own node, which is at the origin: the same agents come to lie at the same
 * places, whatever order they come in, so that a drawing that lives does not jump.
 */
export function layOut(peers: Iterable<Peer>, own: string | undefined): readonly PlacedOrganisation[] {
  const groups = Map.groupBy(peers, ({ organisation, did }) => organisation?.id ?? did);
  const sorted = [...groups].toSorted(
    ([a, x], [b, y]) => Number(b === own) - Number(a === own) || y.length - x.length || a.localeCompare(b),
  );
  const taken: Disc[] = [{ x: 0, y: 0, radius: spacing }];
  // What had no room near the centre leaves none there for another of its size: without this, two hundred
  // organisations of one agent each took eleven million comparisons.
  const full = new Map<number, number>();
  return sorted.map(([id, members], i) => {
    const radius = spacing * (0.55 + 0.6 * Math.sqrt(members.length));
    const wanted = (i / Math.max(sorted.length, 1)) * 2 * Math.PI;
    const { distance, ...disc } = freePlace(taken, { radius, from: full.get(radius) ?? 0 }, wanted);
    full.set(radius, distance);
    taken.push(disc);
    const inOrder = members.toSorted((a, b) => a.did.localeCompare(b.did));
    const organisation = inOrder[0]?.organisation;
    return {
      id,
      name: organisation?.name ?? 'no organisation',
      known: organisation?.known ?? false,
      ...disc,
      nodes: inOrder.map((peer, n) => ({ peer, ...seed(disc, n, members.length) })),
    };
  });
}

function seed({ x, y }: Disc, n: number, of: number): { readonly x: number; readonly y: number } {
  if (of === 1) return { x, y };
  const distance = spacing * 0.6 * Math.sqrt(n + 0.5);
  return { x: x + distance * Math.cos(n * goldenAngle), y: y + distance * Math.sin(n * goldenAngle) };
}

/** The place nearest to the centre, but not nearer than `from`, begun with the wanted direction, that overlaps nothing. */
function freePlace(
  taken: readonly Disc[],
  { radius, from }: { readonly radius: number; readonly from: number },
  wanted: number,
): Disc & { readonly distance: number } {
  const first = Math.max(from, (taken[0]?.radius ?? 0) + radius + 2 * gap);
  for (let distance = first; ; distance += spacing / 2) {
    const steps = Math.max(12, Math.floor(distance / 16));
    for (let step = 0; step < steps; step++) {
      const angle = wanted + ((step % 2 === 0 ? 1 : -1) * Math.ceil(step / 2) * 2 * Math.PI) / steps;
      const disc = { x: distance * Math.cos(angle), y: distance * Math.sin(angle), radius };
      if (taken.every((other) => Math.hypot(other.x - disc.x, other.y - disc.y) > other.radius + radius + gap))
        return { ...disc, distance };
    }
  }
}

/** The part of the plane that a drawing needs. */
export interface Extent {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What holds every organisation with its name, and the own node. */
export function extentOf(organisations: readonly PlacedOrganisation[]): Extent {
  const discs: readonly Disc[] = [{ x: 0, y: 0, radius: 60 }, ...organisations];
  const left = Math.min(...discs.map(({ x, radius }) => x - radius)) - 50;
  const right = Math.max(...discs.map(({ x, radius }) => x + radius)) + 50;
  const top = Math.min(...discs.map(({ y, radius }) => y - radius)) - 24;
  const bottom = Math.max(...discs.map(({ y, radius }) => y + radius)) + 44;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** The agent to go to from one, in a direction of the keyboard; undefined when there is none that way. */
export function neighbour(nodes: readonly PlacedNode[], from: PlacedNode, key: string): PlacedNode | undefined {
  const way = ways[key];
  if (way === undefined) return undefined;
  const costs = nodes.flatMap((node) => {
    const [dx, dy] = [node.x - from.x, node.y - from.y];
    const ahead = dx * way[0] + dy * way[1];
    const aside = Math.abs(dx * way[1]) + Math.abs(dy * way[0]);
    return ahead > 1 ? [{ node, cost: ahead + 2 * aside }] : [];
  });
  return costs.toSorted((a, b) => a.cost - b.cost)[0]?.node;
}

const ways: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
