import { afterEach, describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const running: TestNode[] = [];
afterEach(async () => {
  for (const node of running.splice(0)) await node[Symbol.asyncDispose]();
}, 60_000);

/** Ids of the delegations that count at a node for an agent. */
async function countingAt(node: TestNode, of: TestNode): Promise<readonly string[]> {
  const { agents } = await node.client.capabilities(of.did);
  return agents.flatMap(({ delegations }) => delegations.filter(({ counts }) => counts).map(({ id }) => id));
}

/** Ids of the delegations that the agent of a node holds. */
async function heldBy(node: TestNode): Promise<readonly string[]> {
  return (await node.client.capabilities()).held.map(({ id }) => id);
}

async function isConnected(node: TestNode, peer: TestNode): Promise<boolean> {
  return (await node.client.peers()).some(({ did, connected }) => did === peer.did && connected);
}

describe('a delegation on a network', { timeout: 120_000 }, () => {
  it('reaches an agent that its issuer never meets, comes by repair after an absence, and ends everywhere', async () => {
    const nodes = await startNodes({ name: 'globex' }, { name: 'initech' }, { name: 'acme' });
    running.push(...nodes);
    const [globex, initech, acme] = nodes;
    await introduce(initech, globex);
    await introduce(initech, acme);
    const request = { to: acme.did, capabilities: ['read:orders'] };
    const [own, whole] = [
      await globex.client.delegate(request),
      await globex.client.delegate({ ...request, organisation: true }),
    ];
    expect(whole.subject).not.toBe(own.subject);
    expect(whole.organisation).toMatch(/^did:key:/);
    await eventually('acme hears of both', async () => (await heldBy(acme)).length === 2);
    expect(await isConnected(acme, globex)).toBe(false);
    expect((await countingAt(globex, acme)).toSorted()).toEqual([own.id, whole.id].toSorted());
    expect(await countingAt(initech, acme)).toEqual([]);
    await acme.stop();
    for (const id of [whole.id, own.id]) await globex.cli('revoke', '--delegation', id, '--yes');
    expect(await countingAt(globex, acme)).toEqual([]);
    const from = initech.logs().length;
    const late = await globex.client.delegate({ ...request, capabilities: ['read:prices'] });
    expect(await countingAt(globex, acme)).toEqual([late.id]);
    await initech.logged(/a delegation was received/, from);
    await globex.stop();
    await acme.restart();
    // The one that gave it is gone: what it said comes from whoever was there.
    await eventually('acme holds what is in force', async () => (await heldBy(acme)).join() === late.id);
    await globex.restart();
    await globex.cli('revoke', '--delegation', late.id, '--yes');
    await eventually('acme hears of the end', async () => (await heldBy(acme)).length === 0);
    expect(await countingAt(globex, acme)).toEqual([]);
  });
});
