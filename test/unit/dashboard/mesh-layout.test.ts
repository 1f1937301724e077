import { array, assert, nat, property, record, uniqueArray } from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { millis } from '../../../src/base/base.ts';
import type { Peer } from '../../../src/control/api.ts';
import {
  extentOf,
  layOut,
  neighbour,
  type PlacedNode,
  type PlacedOrganisation,
} from '../../../src/dashboard/mesh-layout.ts';
import { agent } from '../audit/log-in-memory.ts';

/** Agents made once: what the properties draw are which of them there are, and of which organisation. */
const dids = Array.from({ length: 200 }, (_, n) => agent(n + 1).did);

function peerOf(n: number, organisation: number | undefined): Peer {
  const did = dids[n % dids.length];
  if (did === undefined) throw new Error('there are agents');
  return {
    did,
    ...(organisation === undefined
      ? {}
      : { organisation: { id: `org-${organisation}`, name: `Organisation ${organisation}`, known: true } }),
    connected: true,
    standing: 'active',
    trust: { score: 500, tier: 'standard', confidence: 0 },
    capabilities: [],
    addresses: [],
    session: false,
    queued: 0,
    lastSeen: millis(0),
  };
}

/** Up to 200 agents of up to 40 organisations; every tenth or so is of none. */
const meshes = uniqueArray(record({ n: nat(dids.length - 1), of: nat(44) }), {
  selector: ({ n }) => n,
  maxLength: dids.length,
}).map((agents) => agents.map(({ n, of }) => peerOf(n, of > 40 ? undefined : of)));

const nodesOf = (organisations: readonly PlacedOrganisation[]): readonly PlacedNode[] =>
  organisations.flatMap(({ nodes }) => nodes);

function nearest(nodes: readonly { readonly x: number; readonly y: number }[]): number {
  const distances = nodes.flatMap((a, i) => nodes.slice(i + 1).map((b) => Math.hypot(a.x - b.x, a.y - b.y)));
  return Math.min(...distances, Number.POSITIVE_INFINITY);
}

describe('the drawing of a mesh', () => {
  it('has every agent once, and no two on one spot: their marks never touch, nor that of the own node', () => {
    assert(
      property(meshes, (peers) => {
        const nodes = nodesOf(layOut(peers, 'org-0'));
        expect(nodes.map(({ peer }) => peer.did).toSorted()).toEqual(peers.map(({ did }) => did).toSorted());
        // A mark is drawn with a radius of at most 8, that of the own node with one of 19.
        expect(nearest(nodes)).toBeGreaterThan(16);
        for (const { x, y } of nodes) expect(Math.hypot(x, y)).toBeGreaterThan(19 + 8);
      }),
    );
  });

  it('keeps agents inside of the disc of their organisation, and the discs apart', () => {
    assert(
      property(meshes, (peers) => {
        const placed = layOut(peers, undefined);
        for (const { nodes, ...disc } of placed)
          for (const { x, y } of nodes) expect(Math.hypot(x - disc.x, y - disc.y)).toBeLessThan(disc.radius - 8);
        for (const [i, a] of placed.entries())
          for (const b of placed.slice(i + 1))
            expect(Math.hypot(a.x - b.x, a.y - b.y)).toBeGreaterThan(a.radius + b.radius);
      }),
    );
  });

  it('takes an area in proportion to what is in it, and all of it lies inside', () => {
    assert(
      property(meshes, (peers) => {
        const placed = layOut(peers, 'org-1');
        const { x, y, width, height } = extentOf(placed);
        for (const disc of placed) {
          expect(disc.x - disc.radius).toBeGreaterThan(x);
          expect(disc.x + disc.radius).toBeLessThan(x + width);
          expect(disc.y - disc.radius).toBeGreaterThan(y);
          expect(disc.y + disc.radius).toBeLessThan(y + height);
        }
        // The square about each disc, with the room that is left around it, and what is in the middle.
        const needed = placed.reduce((sum, { radius }) => sum + (2 * radius + 46) ** 2, 400 ** 2);
        expect(width * height).toBeLessThan(3 * needed);
      }),
    );
  });

  it('is the same for the same agents, whatever order they come in', () => {
    const shuffled = meshes.chain((peers) =>
      array(nat(), { minLength: peers.length, maxLength: peers.length }).map((keys) => ({
        peers,
        other: peers
          .map((peer, i) => ({ peer, key: keys[i] ?? 0 }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ peer }) => peer),
      })),
    );
    assert(
      property(shuffled, ({ peers, other }) => {
        expect(layOut(other, 'org-0')).toEqual(layOut(peers, 'org-0'));
      }),
    );
  });

  it('calls an organisation by one of its names, always the same, when its agents give it several', () => {
    const named = [1, 2, 3].map((n): Peer => {
      const peer = peerOf(n, 1);
      return { ...peer, organisation: { id: 'org-1', name: `Name ${n}`, known: true } };
    });
    const names = [named, named.toReversed()].map((peers) => layOut(peers, undefined)[0]?.name);
    expect(names[0]).toBe(names[1]);
  });

  it.each([
    ['one organisation', 1],
    ['20 organisations', 20],
    ['organisations of their own', 200],
  ])('places 200 agents of %s within a million comparisons of two discs', (_, organisations) => {
    const peers = dids.map((__, n) => peerOf(n, n % organisations));
    const compared = vi.spyOn(Math, 'hypot');
    try {
      expect(nodesOf(layOut(peers, 'org-0'))).toHaveLength(200);
      expect(compared.mock.calls.length).toBeLessThan(1_000_000);
    } finally {
      compared.mockRestore();
    }
  });

  it('leads by the arrow keys to an agent that lies that way, and by no other key', () => {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] } as const;
    assert(
      property(meshes, (peers) => {
        const nodes = nodesOf(layOut(peers, undefined));
        const [from] = nodes;
        if (from === undefined) return;
        for (const [key, [right, down]] of Object.entries(ways)) {
          const ahead = ({ x, y }: PlacedNode): number => (x - from.x) * right + (y - from.y) * down;
          const to = neighbour(nodes, from, key);
          expect(to === undefined).toBe(!nodes.some((node) => ahead(node) > 1));
          expect(to === undefined || ahead(to) > 1).toBe(true);
        }
        expect(neighbour(nodes, from, 'Tab')).toBeUndefined();
      }),
    );
  });
});
