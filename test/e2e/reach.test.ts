import { afterEach, describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes, type NodeOptions, type TestNode } from '../support/nodes.ts';

const running: TestNode[] = [];
afterEach(async () => {
  for (const node of running.splice(0)) await node[Symbol.asyncDispose]();
}, 60_000);

async function start(options: NodeOptions): Promise<TestNode> {
  const [node] = await startNodes(options);
  running.push(node);
  return node;
}

const recordedAddresses = async (at: TestNode, of: TestNode): Promise<readonly string[]> =>
  (await at.client.peers()).find(({ did }) => did === of.did)?.addresses ?? [];

const isRelayed = (address: string): boolean => address.includes('/p2p-circuit/');

describe('a node that listens nowhere', { timeout: 180_000 }, () => {
  it('is reached through a relay, keeps its sessions, and is reached again after the relay was away', async () => {
    const relay = await start({ name: 'relay', config: { reach: { offer: true } } });
    const near = await start({ name: 'near' });
    const hidden = await start({ name: 'hidden', config: { listen: [], reach: { relays: relay.addresses } } });
    expect(hidden.addresses).toEqual([]);
    await introduce(relay, hidden);
    await hidden.logged(/addresses changed/);
    expect((await hidden.client.status()).addresses.map(isRelayed)).toEqual([true]);
    // Its record says so, and whoever knows it is told.
    const isRecorded = async (): Promise<boolean> => (await recordedAddresses(relay, hidden)).some(isRelayed);
    expect(await eventually('the record of the new address', isRecorded)).toBe(true);
    // The invitation leads through the relay, and the other side has never been near the node.
    await introduce(hidden, near);
    expect((await recordedAddresses(near, hidden)).map(isRelayed)).toEqual([true]);
    const { id } = await near.client.send({ to: 'hidden', body: 'through the relay' });
    await eventually('delivery', async () => (await near.client.message(id)).state === 'delivered');
    const [message] = await Array.fromAsync(hidden.client.inbox({ follow: false }));
    expect(message?.text()).toBe('through the relay');

    await relay.stop();
    const waiting = await near.client.send({ to: 'hidden', body: 'while the relay is away' });
    await relay.restart();
    await eventually('delivery', async () => (await near.client.message(waiting.id)).state === 'delivered');
  });
});

describe('a node whose neighbour was away', { timeout: 120_000 }, () => {
  it('comes back to it although nothing waits for it', async () => {
    const alpha = await start({ name: 'alpha' });
    const beta = await start({ name: 'beta', config: { listen: [] } });
    await introduce(alpha, beta);
    await alpha.kill();
    await beta.logged(/peer disconnected/);
    await alpha.restart();
    // Only the other side can dial.
    const connected = async (): Promise<boolean> => (await alpha.client.peers()).some((peer) => peer.connected);
    expect(await eventually('the neighbour comes back', connected)).toBe(true);
  });
});
