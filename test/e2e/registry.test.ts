import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const running: TestNode[] = [];
afterEach(async () => {
  for (const node of running.splice(0)) await node[Symbol.asyncDispose]();
}, 60_000);

async function trio(): Promise<readonly [TestNode, TestNode, TestNode]> {
  const nodes = await startNodes({ name: 'alpha' }, { name: 'beta' }, { name: 'gamma' });
  running.push(...nodes);
  return nodes;
}

/** Names a peer in the configuration of a node, by its DID and no address, and starts the node again. */
async function name(node: TestNode, peer: TestNode): Promise<void> {
  await node.stop();
  const file = join(node.dir, 'parley.yaml');
  const peers = [{ alias: peer.name, did: peer.did }];
  await writeFile(file, stringify({ ...parse(await readFile(file, 'utf8')), peers }));
  await node.restart();
}

async function standingOf(node: TestNode, peer: TestNode): Promise<string | undefined> {
  return (await node.client.peers()).find(({ did }) => did === peer.did)?.standing;
}

async function isConnected(node: TestNode, peer: TestNode): Promise<boolean> {
  return (await node.client.peers()).some(({ did, connected }) => did === peer.did && connected);
}

describe('nodes of a network', { timeout: 120_000 }, () => {
  it('hear of one another through a third, without a connection between them', async () => {
    const [alpha, beta, gamma] = await trio();
    await introduce(alpha, beta);
    await introduce(beta, gamma);
    await name(gamma, alpha);
    // The record of alpha comes by repair: gamma has no address of it.
    await eventually('gamma holds the record', async () => (await standingOf(gamma, alpha)) === 'active');
    expect(await isConnected(gamma, alpha)).toBe(false);
    await eventually('alpha and beta', () => isConnected(alpha, beta));
    await alpha.cli('revoke', '--reason', 'the machine was stolen', '--yes');
    await eventually('gamma hears of the end', async () => (await standingOf(gamma, alpha)) === 'revoked');
    expect(await isConnected(gamma, alpha)).toBe(false);
  });

  it('catch up by repair with what was said while they were away, from whoever was there', async () => {
    const [alpha, beta, gamma] = await trio();
    await introduce(alpha, beta);
    await introduce(beta, gamma);
    await introduce(alpha, gamma);
    await beta.stop();
    await gamma.cli('rotate');
    const { id } = await gamma.client.send({ to: 'alpha', body: 'a new key' });
    await eventually('delivery', async () => (await gamma.client.message(id)).state === 'delivered');
    await gamma.stop();
    const from = beta.logs().length;
    await beta.restart();
    expect(await beta.logged(/"taken":[1-9].*registry repaired with a peer/, from)).toContain('repaired');
  });
});
