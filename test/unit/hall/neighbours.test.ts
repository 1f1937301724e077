import { describe, expect, it } from 'vitest';
import { Neighbours, type NeighboursPorts } from '../../../src/neighbours.ts';
import { sweep } from '../../../src/sweep.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';

const config = { audit: { factsDays: 7, entriesDays: 365 } };
const dayMs = 24 * 3_600_000;

/** What looks after the neighbours of a node, and whom it dials. */
function neighboursOf(node: HallNode) {
  const dialled: string[] = [];
  const { parts } = node;
  const links: NeighboursPorts['links'] = {
    isLinked: (peer) => parts.links.isLinked(peer),
    linkedPeers: () => parts.links.linkedPeers(),
    reach: (peer) => {
      dialled.push(peer);
      parts.links.reach(peer);
    },
  };
  const net = { onDisconnect: () => () => {}, connections: () => 0, disconnect: () => Promise.resolve() };
  const hand = { pinned: new Set<string>() };
  return { dialled, neighbours: new Neighbours({ ...parts, net, hand, links, maxConnections: 100 }) };
}

/** Two that have talked, and were away from one another until their records of each other had run out. */
async function apart(seed: string, days: number) {
  const { alice, bob, world, network } = await duo(`neighbours ${seed}`);
  await alice.send(bob, 'hello');
  expect(await world.until(() => alice.parts.links.laneTo(bob.did).depth === 0)).toBe(true);
  network.cut(alice.host, bob.host);
  for (const node of [alice, bob]) node.crash();
  for (const node of [alice, bob]) node.setClock(days * dayMs);
  for (const node of [alice, bob]) await node.start();
  for (const { parts } of [alice, bob]) await world.finish(sweep({ ...parts, config }, parts.own));
  network.heal();
  return { alice, bob, world };
}

describe('a neighbour', () => {
  it('is come back to though its record ran out while the two were apart, and nobody sends anything', async () => {
    const { alice, bob, world } = await apart('run out', 20);
    expect(alice.parts.directory.standingOf(bob.did, alice.parts.clock.now())).toMatchObject({ reason: 'not-active' });
    const { neighbours, dialled } = neighboursOf(alice);
    neighbours.round();
    expect(dialled).toEqual([bob.did]);
    const { links } = alice.parts;
    expect(await world.until(() => links.isLinked(bob.did))).toBe(true);
    expect(alice.parts.directory.standingOf(bob.did, alice.parts.clock.now()).kind).toBe('accept');
    await alice.send(bob, 'once more');
    expect(await world.until(() => links.laneTo(bob.did).depth === 0)).toBe(true);
  });

  it('is dialled less and less often while it is not reached', async () => {
    const { alice, bob, world } = await apart('not reached', 20);
    bob.crash();
    const { neighbours, dialled } = neighboursOf(alice);
    for (let round = 0; round < 240; round++) {
      neighbours.round();
      await world.pass(15_000);
    }
    // An hour: a dial every 15 s would be 240, and one every 5 min 12.
    expect(dialled.length).toBeGreaterThan(10);
    expect(dialled.length).toBeLessThan(40);
  });
});
