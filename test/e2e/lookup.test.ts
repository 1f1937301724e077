import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, introduce, startNode, startNodes, type TestNode } from '../support/nodes.ts';

const discovery = { dht: true };
/** Those two deal with strangers. */
const trust = { minScore: 0 };
const policies = { 'open.cedar': '@id("open")\npermit (principal, action, resource);\n' };
const nodes: TestNode[] = [];
let first: TestNode;
let last: TestNode;

beforeAll(async () => {
  first = await startNode({ name: 'ann', config: { discovery, trust }, policies });
  nodes.push(first);
  const between = await startNodes(
    { name: 'ben', config: { discovery } },
    { name: 'cid', config: { discovery } },
    { name: 'dot', config: { discovery } },
  );
  nodes.push(...between);
  // It is told whom to take a connection from, and not where that is.
  const peers = [{ alias: 'ann', did: first.did }];
  last = await startNode({ name: 'eve', config: { discovery, trust, peers }, policies });
  nodes.push(last);
  // A chain: ann and eve have nobody in common.
  for (const [n, node] of nodes.entries()) {
    const next = nodes[n + 1];
    if (next !== undefined) await introduce(node, next);
  }
  await Promise.all(nodes.map((node) => node.logged(/record put where it is looked for/)));
}, 120_000);

afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]();
}, 60_000);

describe('five nodes that look agents up', { timeout: 120_000 }, () => {
  it('find one that they never met by its DID, and keep nothing of it', async () => {
    const found = await eventually('ann finds eve', () => first.client.lookup(last.did).catch(() => undefined));
    expect(found).toMatchObject({ did: last.did, source: 'network', standing: 'active', name: 'eve' });
    expect(found.organisation).toMatchObject({ name: 'eve', known: false });
    expect(found.addresses).toEqual(last.addresses);
    expect(await first.cli('find', last.did)).toContain('from the network, verified; not kept');
    expect((await first.client.peers()).map(({ did }) => did)).toEqual([nodes[1]?.did]);
    const nobody = 'did:agentmesh:2Vhb4Qz6RkX1JmNw8tYc5sDfGhJk';
    await expect(first.client.lookup(nobody)).rejects.toMatchObject({ code: 'peer-unknown' });
  });

  it('send to it although nobody told them where it is', async () => {
    const { id } = await first.client.send({ to: last.did, body: 'found you' });
    await eventually('delivery', async () => (await first.client.message(id)).state === 'delivered');
    const known = (await first.client.peers()).find(({ did }) => did === last.did);
    // Its record is held now, and nothing is granted by that.
    expect(known).toMatchObject({ connected: true, organisation: { known: false } });
    expect(await first.client.lookup(last.did)).toMatchObject({ source: 'held' });
  });

  it('hear that one was revoked, from those that hold its record', async () => {
    const [, ben, , dot] = nodes;
    if (ben === undefined || dot === undefined) throw new Error('nobody is there');
    await dot.cli('revoke', '--reason', 'stolen', '--yes');
    const isEnded = async () => {
      const found = await first.client.lookup(dot.did).catch(() => undefined);
      return found?.standing === 'revoked' && found;
    };
    expect(await eventually('ann hears of it', isEnded)).toMatchObject({ did: dot.did, standing: 'revoked' });
  });
});

it('a node that does not take part says so', { timeout: 60_000 }, async () => {
  await using alone = await startNode({ name: 'alone' });
  await expect(alone.client.lookup(last.did)).rejects.toMatchObject({
    code: 'peer-unknown',
    message: expect.stringContaining('discovery.dht'),
  });
});
