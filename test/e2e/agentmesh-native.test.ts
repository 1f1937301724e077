import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Received } from '../../src/control/client.ts';
import { meshAgent, servesMesh, type MeshAgent } from '../support/mesh-client.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

/** Real time, on a machine with other work: far above what a step takes. */
const testMs = 180_000;
const patient = { patienceMs: 60_000 };
const acmePorts = { registry: 31_482, relay: 31_483 };
const globexPorts = { registry: 31_492, relay: 31_493 };

let acme: TestNode;
let globex: TestNode;
/** An unmodified client of the SDK behind globex; the native agent is that of acme. */
let bob: MeshAgent;
let native: string;

beforeAll(async () => {
  [acme, globex] = await startNodes(
    { name: 'acme', config: servesMesh(acmePorts.registry, acmePorts.relay), ...patient },
    { name: 'globex', config: servesMesh(globexPorts.registry, globexPorts.relay), ...patient },
  );
  await introduce(acme, globex);
  bob = meshAgent(globexPorts, { name: 'bob' });
  await bob.client.connect();
  native = await eventually('the agent of acme is discovered', async () => {
    const [found] = await bob.client.discover('acme');
    return found?.did;
  });
}, testMs);

afterAll(async () => {
  await bob?.client.disconnect();
  await Promise.all([acme, globex].map((node) => node?.[Symbol.asyncDispose]()));
});

/** The next messages in the inbox of acme; they are acknowledged. */
async function received(count: number): Promise<readonly Received[]> {
  const messages: Received[] = [];
  for await (const message of acme.client.inbox({ signal: AbortSignal.timeout(60_000) })) {
    await message.ack();
    if (messages.push(message) === count) break;
  }
  return messages;
}

const numbered = (from: number, count: number): readonly { readonly n: number }[] =>
  Array.from({ length: count }, (_, i) => ({ n: from + i }));

/** Ids of messages that the native agent sends. */
async function says(to: MeshAgent, payloads: readonly unknown[]): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const payload of payloads) {
    const body = JSON.stringify(payload);
    ids.push((await acme.client.send({ to: to.did, contentType: 'application/json', body })).id);
  }
  return ids;
}

/** The messages that a client has heard, once there are so many. */
async function heard(agent: MeshAgent, count: number): Promise<readonly unknown[]> {
  await eventually(
    `${count} messages at ${agent.did}, which has ${agent.heard.length} (${agent.errors.join('; ')})`,
    async () => {
      await new Promise((next) => setImmediate(next));
      return agent.heard.length >= count;
    },
    90_000,
  );
  return agent.heard.map(({ payload }) => payload);
}

describe('IATP in the shapes of AgentMesh, between nodes of two organisations', () => {
  const usual = { peer_did: '', required_trust_score: 300 };

  it(
    'verifies the agent of another node, and says which of the six checks failed',
    async () => {
      const verified = await globex.client.verifyPeer({ ...usual, peer_did: native, required_capabilities: ['acme'] });
      expect(verified).toMatchObject({ verified: true, peer_did: native, rejection_reason: null });
      expect(verified.trust_score).toBeGreaterThanOrEqual(300);
      const checks: readonly (readonly [object, object])[] = [
        [{ required_trust_score: 1000 }, { failed_check: 'score', reason: 'score-too-low' }],
        [{ required_capabilities: ['pay'] }, { failed_check: 'capabilities' }],
        [{ peer_did: `did:mesh:${'00'.repeat(16)}` }, { failed_check: 'registered' }],
      ];
      for (const [demand, why] of checks) {
        const result = await globex.client.verifyPeer({ ...usual, peer_did: native, ...demand });
        expect(result).toMatchObject({ verified: false, trust_score: 0, capabilities: [], ...why });
      }
      // Clients of the relay have no message for a challenge, and nobody answers in their place.
      const silent = await acme.client.verifyPeer({ ...usual, peer_did: bob.did });
      expect(silent).toMatchObject({ verified: false, reason: 'agent-unreachable' });
    },
    testMs,
  );

  it('carries challenge and response by hand, or by the registry, as well', async () => {
    const challenge = await globex.client.iatpChallenge({ peer_did: native, require_freshness: true });
    const response = await acme.client.iatpRespond(challenge);
    const verified = await globex.client.iatpVerify({
      ...usual,
      peer_did: native,
      response,
      required_capabilities: [],
    });
    expect(verified).toMatchObject({ verified: true });
    const again = await globex.client.iatpVerify({ ...usual, peer_did: native, response, required_capabilities: [] });
    expect(again).toMatchObject({ verified: false, reason: 'replayed' });
    const asked = await globex.client.iatpChallenge({ peer_did: native });
    const url = `http://127.0.0.1:${globexPorts.registry}/v1/agents/${native}/challenge`;
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify(asked) });
    expect(answer.status).toBe(200);
    const body = JSON.parse(await answer.text());
    const over = await globex.client.iatpVerify({
      ...usual,
      peer_did: native,
      response: body,
      required_capabilities: [],
    });
    expect(over).toMatchObject({ verified: true, peer_did: native });
  });
});

describe('a native agent and an unmodified client of the AgentMesh SDK, at nodes of two organisations', () => {
  it(
    'hold a conversation that the client begins',
    async () => {
      await bob.client.establishSessionWithPeer(native);
      for (const message of numbered(0, 50)) await bob.client.send(native, message);
      const messages = await received(50);
      expect(messages.map((message): unknown => JSON.parse(message.text()))).toEqual(numbered(0, 50));
      const [first] = messages;
      expect(first).toMatchObject({ from: globex.did, agent: bob.did, contentType: 'application/json' });
      const ids = await says(bob, numbered(0, 50));
      expect(await heard(bob, 50)).toEqual(numbered(0, 50));
      expect(bob.errors).toEqual([]);
      for (const id of ids) {
        await eventually(`${id} is delivered`, async () => (await acme.client.message(id)).state === 'delivered');
      }
    },
    testMs,
  );

  it(
    'lose nothing and keep the order while the nodes restart',
    async () => {
      await globex.stop();
      await says(bob, numbered(50, 50));
      await acme.restart();
      await globex.restart();
      expect(await heard(bob, 100)).toEqual(numbered(0, 100));
      await eventually('bob is connected again', async () => {
        await new Promise((next) => setImmediate(next));
        return bob.client.isConnected;
      });
      await acme.stop();
      for (const message of numbered(50, 50)) await bob.client.send(native, message);
      await acme.restart();
      const messages = await received(50);
      expect(messages.map((message): unknown => JSON.parse(message.text()))).toEqual(numbered(50, 50));
      expect(bob.errors.filter((error) => error.startsWith('session_desync'))).toEqual([]);
    },
    testMs,
  );

  it(
    'hold a conversation that the native agent begins, which learns the variant of the client',
    async () => {
      const carol = meshAgent(globexPorts, { name: 'carol' });
      await carol.client.connect();
      await eventually('carol is known to acme', async () => {
        const path = `http://127.0.0.1:${acmePorts.registry}/v1/agents/${carol.did}`;
        return (await fetch(path)).status === 200;
      });
      const ids = await says(carol, numbered(0, 5));
      // The first message is sealed as current clients do; this one cannot open it, and its node says so after 30 s.
      expect(await heard(carol, 5)).toEqual(numbered(0, 5));
      for (const id of ids) {
        await eventually(`${id} is delivered`, async () => (await acme.client.message(id)).state === 'delivered');
      }
      await carol.client.send(native, { n: 7 });
      expect((await received(1)).map((message): unknown => JSON.parse(message.text()))).toEqual([{ n: 7 }]);
      await carol.client.disconnect();
    },
    testMs,
  );

  it(
    'are both judged in clear by the policies of the node where the encryption ends',
    async () => {
      const rule = `@id("test.no-gold")
        @reason("No gold.")
        forbid (principal, action in [Action::"message.send", Action::"message.receive"], resource)
        when { context.protocol == "agentmesh" && context has contentType && context.contentType == "application/json" && context.sizeBytes > 1000 };`;
      await acme.setPolicy('gold.cedar', rule);
      const long = 'x'.repeat(1000);
      await expect(says(bob, [{ long }])).rejects.toMatchObject({ reason: 'policy-denied' });
      await bob.client.send(native, { long });
      await bob.client.send(native, { n: 100 });
      expect((await received(1)).map((message): unknown => JSON.parse(message.text()))).toEqual([{ n: 100 }]);
      await acme.setPolicy('gold.cedar', undefined);
    },
    testMs,
  );
});
