import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, introduce, startNode, type TestNode } from '../support/nodes.ts';
import { startLab, whyNoLab, type Lab } from './lab.ts';

const reason = whyNoLab();
const nodes: TestNode[] = [];
const open: { lab?: Lab } = {};
/** To dial an address that leads nowhere, to publish a record after that, and to find a way. */
const patienceMs = 60_000;

beforeAll(async () => {
  // Public addresses, since others are told without a question. Nothing leaves the namespaces.
  if (reason === undefined)
    open.lab = await startLab(['asked@6.6.6.1', 'wide@5.5.5.1', 'shut!@7.7.7.1', 'far@8.8.8.1']);
}, 60_000);

afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]();
  await open.lab?.[Symbol.asyncDispose]();
}, 60_000);

async function start(lab: Lab, name: string, config: Readonly<Record<string, unknown>>): Promise<TestNode> {
  const all = { listen: [at(lab, name)], ...config };
  const node = await startNode({ name, namespace: lab.namespaceOf(name), config: all, patienceMs });
  nodes.push(node);
  return node;
}

const at = (lab: Lab, name: string): string => `/ip4/${lab.addressOf(name)}/tcp/4001`;

/** Where a node tells others that it is: straight, or through a relay. */
async function told(node: TestNode): Promise<{ readonly straight: string[]; readonly relayed: string[] }> {
  const { addresses } = await node.client.status();
  const straight = addresses.filter((address) => !address.includes('/p2p-circuit/'));
  return { straight, relayed: addresses.filter((address) => !straight.includes(address)) };
}

/** Whether the one holds a record of the other with an address that begins like this. */
async function holds(node: TestNode, of: TestNode, address: string): Promise<boolean> {
  return (await node.client.lookup(of.did)).addresses.some((one) => one.startsWith(address));
}

async function sends(from: TestNode, to: TestNode): Promise<string> {
  const { id } = await from.client.send({ to: to.did, body: 'found you' });
  const state = async (): Promise<string> => (await from.client.message(id)).state;
  await eventually('delivery', async () => (await state()) === 'delivered', patienceMs);
  return await state();
}

const connections = (node: TestNode, peer: TestNode): number =>
  node.logs().filter((line) => line.includes(peer.did) && line.includes('peer connected and authenticated')).length;

describe.skipIf(reason !== undefined)(
  `a node that asks whether others reach it${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  { timeout: 240_000 },
  () => {
    it('tells its public address where it was dialled there, and only its relay where a router lets nobody in', async () => {
      const { lab } = open;
      if (lab === undefined) throw new Error('there is no network');
      const door = at(lab, 'asked');
      const asked = await start(lab, 'asked', { announce: [door], reach: { probe: true, offer: true } });
      const relays = asked.addresses.filter((address) => address.startsWith(door));
      const wide = await start(lab, 'wide', { reach: { probe: true } });
      const shut = await start(lab, 'shut', { reach: { probe: true, relays } });
      const none = { straight: [], relayed: [] };
      expect([await told(wide), await told(shut)]).toEqual([none, none]);

      await introduce(asked, wide);
      await introduce(asked, shut);
      const [seen] = await eventually('wide is told', async () => {
        const { straight } = await told(wide);
        return straight.length > 0 && straight;
      });
      expect(seen).toContain(at(lab, 'wide'));
      await eventually('its record says so', () => holds(asked, wide, at(lab, 'wide')), patienceMs);
      await eventually('the place at the relay', async () => (await told(shut)).relayed.length > 0, patienceMs);
      await eventually('its record says so', () => holds(asked, shut, relays[0] ?? '-'), patienceMs);

      // Whoever has only their invitations finds both, each by the way that it tells.
      const far = await start(lab, 'far', {});
      await far.client.join((await wide.client.invite()).code);
      await far.client.join((await shut.client.invite()).code);
      expect([await sends(far, wide), await sends(far, shut)]).toEqual(['delivered', 'delivered']);
      expect((await told(shut)).straight).toEqual([]);
      // To dial back is no reason to let go of the connection that the question came by.
      expect([connections(asked, wide), connections(asked, shut)]).toEqual([1, 1]);

      await lab.tell('admit shut');
      await shut.restart();
      const found = await eventually('shut is told', async () => (await told(shut)).straight[0], patienceMs);
      expect(found).toContain(at(lab, 'shut'));
      await eventually('its record says so', () => holds(far, shut, at(lab, 'shut')), patienceMs);
    });
  },
);
