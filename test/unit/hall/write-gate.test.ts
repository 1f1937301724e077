import { describe, expect, it } from 'vitest';
import { delegate } from '../../../src/delegation-handlers.ts';
import { decideTrust } from '../../../src/trust-handlers.ts';
import { hourOf, observationsOf } from '../../../src/trust/trust.ts';
import { duo, worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present } from './frames.ts';

const hourMs = 3_600_000;

/** What `about` may do at `node`, and why. */
function gateAt(node: HallNode, about: HallNode) {
  return node.parts.reputation.mayWrite(about.did, 'mcp.call', node.parts.clock.now());
}

function mayWrite(node: HallNode, about: HallNode, acts: 'mcp.call' | 'a2a.send'): boolean | undefined {
  return node.parts.reputation.agentFacts(about.did, node.parts.clock.now(), acts).mayWrite;
}

async function decide(world: World, node: HallNode, act: Parameters<HallNode['parts']['hand']['decide']>[0]['act']) {
  await world.finish(node.parts.hand.decide({ at: node.parts.clock.now(), by: 'ann', why: 'a test', act }, []));
  node.parts.reputation.changed();
}

describe('the class of what changes something', () => {
  it('opens with three units of good conduct in it, for that class alone, and closes when they have faded', async () => {
    const { world, alice, bob } = await duo('earned');
    expect(gateAt(alice, bob)).toMatchObject({ allow: false, by: 'nothing' });
    const seen = observationsOf({ kind: 'answered', capabilityClass: 'mcp.call', hour: hourOf(world.now()) });
    for (let n = 0; n < 3; n++) {
      const [rating] = seen;
      await world.finish(alice.parts.store.commit(alice.parts.reputation.rate(bob.did, present(rating), world.now())));
      await world.pass(2_000);
    }
    alice.parts.reputation.flush(world.now());
    expect(gateAt(alice, bob)).toMatchObject({ allow: true, by: 'evidence', until: undefined });
    expect([mayWrite(alice, bob, 'mcp.call'), mayWrite(alice, bob, 'a2a.send')]).toEqual([true, false]);
    await world.pass(2 * hourMs);
    expect(gateAt(alice, bob)).toMatchObject({ allow: false, by: 'nothing' });
  });

  it('opens by a vouch for it until that expires, and by a vouch for another class not at all', async () => {
    const { world, alice, bob } = await duo('vouched');
    const expires = hourOf(alice.parts.clock.now()) + 2;
    await decide(world, alice, { kind: 'vouch', target: bob.did, capability: 'a2a.send', expires });
    expect(gateAt(alice, bob).allow).toBe(false);
    await decide(world, alice, { kind: 'vouch', target: bob.did, capability: 'mcp.call', expires });
    expect(gateAt(alice, bob)).toMatchObject({ allow: true, by: 'vouch', until: expires * hourMs });
    await world.pass(2 * hourMs);
    expect(gateAt(alice, bob).allow).toBe(false);
  });

  it('opens by our own delegation of it for as long as that lasts', async () => {
    const { world, alice, bob } = await duo('delegated');
    const request = { to: bob.did, capabilities: ['mcp.call:files'], expiresSeconds: 3600 };
    await world.finish(delegate(alice.parts, { request }));
    expect(gateAt(alice, bob)).toMatchObject({ allow: true, by: 'delegation' });
    await world.pass(hourMs + 1000);
    expect(gateAt(alice, bob).allow).toBe(false);
  });

  it('opens by what another organisation passes on only once that organisation is pinned', async () => {
    const { world, nodes } = await worldOf('passed on', { alice: {}, bob: {}, carol: {} });
    const [alice, bob, carol] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
    for (const [one, other] of [
      [alice, bob],
      [bob, carol],
      [carol, alice],
    ] as const)
      await one.send(other, 'hello');
    await world.pass(2_000);
    const capabilities = ['mcp.call:files'];
    const given = { to: bob.did, capabilities, maxDepth: 2 };
    const { token } = await world.finish(delegate(alice.parts, { request: given }));
    await world.pass(2_000);
    const request = { to: carol.did, capabilities, from: token };
    await world.finish(delegate(bob.parts, { request }));
    await world.pass(5_000);
    expect(alice.parts.reputation.granted(carol.did, world.now())).toHaveLength(1);
    expect(gateAt(alice, carol).allow).toBe(false);
    // The operator says it by the name of an agent.
    const said = { act: 'pin', target: 'bob', by: 'ann', why: 'a test', capability: '', seconds: 3600 } as const;
    const { target } = await world.finish(decideTrust(alice.parts, { request: said }));
    expect(target).toBe(alice.parts.directory.organisationOf(bob.did));
    expect(gateAt(alice, carol)).toMatchObject({ allow: true, by: 'delegation' });
    await decide(world, alice, { kind: 'block', target });
    expect(gateAt(alice, carol).allow).toBe(false);
  });
});
