import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isDiscovered, meshAgent, servesMesh, type MeshAgent } from '../support/mesh-client.ts';
import { isBack } from '../support/mesh-talk.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { openWay, type Way } from '../support/way.ts';

/** Real time, on a machine with other work: far above what a step takes. */
const testMs = 180_000;
const patient = { patienceMs: 60_000 };
const alicePorts = { registry: 31_882, relay: 31_883 };
const bobPorts = { registry: 31_982, relay: 31_983 };
const each = 150;

let way: Way;
let acme: TestNode;
let globex: TestNode;
let alice: MeshAgent;
let bob: MeshAgent;

beforeAll(async () => {
  way = await openWay('acme', 'globex');
  const [acmeWay, globexWay] = way.configs;
  [acme, globex] = await startNodes(
    { name: 'acme', config: { ...servesMesh(alicePorts.registry, alicePorts.relay), ...acmeWay }, ...patient },
    { name: 'globex', config: { ...servesMesh(bobPorts.registry, bobPorts.relay), ...globexWay }, ...patient },
  );
  await introduce(acme, globex);
  alice = meshAgent(alicePorts, { name: 'alice' });
  bob = meshAgent(bobPorts, { name: 'bob' });
}, testMs);

afterAll(async () => {
  await Promise.all([alice, bob].map((agent) => agent?.client.disconnect()));
  await Promise.all([acme, globex].map((node) => node?.[Symbol.asyncDispose]()));
  await way?.[Symbol.asyncDispose]();
});

function numbered(from: number, count: number): readonly { readonly n: number }[] {
  return Array.from({ length: count }, (_, i) => ({ n: from + i }));
}

async function heard(agent: MeshAgent, count: number): Promise<readonly unknown[]> {
  await eventually(
    `${count} messages at ${agent.did} (${agent.errors.join('; ')})`,
    async () => {
      await new Promise((next) => setImmediate(next));
      return agent.heard.length >= count;
    },
    60_000,
  );
  return agent.heard.map(({ payload }) => payload);
}

describe('two unmodified clients of the AgentMesh SDK, at nodes of two organisations', () => {
  it(
    'register, discover each other, and find each other present',
    async () => {
      await alice.client.connect();
      await bob.client.connect();
      expect(await eventually('bob is discovered', () => isDiscovered(alice, 'bob'), 30_000)).toBe(bob.did);
      expect(await eventually('alice is discovered', () => isDiscovered(bob, 'alice'), 30_000)).toBe(alice.did);
      // The nodes may be connecting anew: each has just told the other of its client.
      const path = `http://127.0.0.1:${alicePorts.registry}/v1/agents/${bob.did}/presence`;
      await eventually(
        'bob is online',
        async () => (await (await fetch(path)).text()).includes('"online":true'),
        30_000,
      );
    },
    testMs,
  );

  it(
    'knock, and exchange messages both ways in order',
    async () => {
      await alice.client.establishSessionWithPeer(bob.did);
      for (const message of numbered(0, each)) await alice.client.send(bob.did, message);
      expect(await heard(bob, each)).toEqual(numbered(0, each));
      for (const message of numbered(0, each)) await bob.client.send(alice.did, message);
      expect(await heard(alice, each)).toEqual(numbered(0, each));
      expect([...alice.errors, ...bob.errors]).toEqual([]);
    },
    testMs,
  );

  it(
    'lose nothing and keep the order while the node of the receiver, then that of the sender, restarts',
    async () => {
      await globex.stop();
      for (const message of numbered(each, each)) await alice.client.send(bob.did, message);
      await globex.restart();
      expect(await heard(bob, 2 * each)).toEqual(numbered(0, 2 * each));
      await isBack(bob);
      for (const message of numbered(each, each)) await bob.client.send(alice.did, message);
      await acme.restart();
      expect(await heard(alice, 2 * each)).toEqual(numbered(0, 2 * each));
      expect(alice.errors.filter((error) => error.startsWith('session_desync'))).toEqual([]);
      expect(bob.errors.filter((error) => error.startsWith('session_desync'))).toEqual([]);
    },
    testMs,
  );

  it(
    'lose nothing and keep the order while the way between the nodes is cut, and one of them restarts meanwhile',
    async () => {
      await isBack(alice);
      way.cut();
      for (const message of numbered(2 * each, each)) await alice.client.send(bob.did, message);
      for (const message of numbered(2 * each, each)) await bob.client.send(alice.did, message);
      await acme.restart();
      await isBack(alice);
      for (const message of numbered(3 * each, each)) await alice.client.send(bob.did, message);
      expect([alice.heard.length, bob.heard.length]).toEqual([2 * each, 2 * each]);
      way.heal();
      expect(await heard(bob, 4 * each)).toEqual(numbered(0, 4 * each));
      expect(await heard(alice, 3 * each)).toEqual(numbered(0, 3 * each));
      const desynced = [...alice.errors, ...bob.errors].filter((error) => error.startsWith('session_desync'));
      expect(desynced).toEqual([]);
    },
    testMs,
  );
});
