import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, introduce, startNodes } from '../support/nodes.ts';
import { endless, huge, startCountingAgent } from '../support/agent.ts';
import { callKinds, makeCall } from '../support/call.ts';
import { Victim } from '../support/load.ts';
import { killUnderLoad } from '../crash/kill-loop.ts';

/** How often a node is killed under load; PARLEY_TEST_KILLS raises it. */
const kills = Number(process.env['PARLEY_TEST_KILLS'] ?? '12');
/** PARLEY_TEST_SEED runs the moments of an earlier failure again. */
const seed = Number(process.env['PARLEY_TEST_SEED'] ?? String(Date.now() % 2 ** 31));
/** Time for every dozen kills, milliseconds; a slow machine gets in fewer. */
const dozenMs = 40_000;

let stores: Victim;
let ships: Victim;

beforeAll(async () => {
  const agents = await Promise.all([startCountingAgent(15), startCountingAgent(15)]);
  const nodes = await startNodes(
    { name: 'stores', config: agents[0].config },
    { name: 'ships', config: agents[1].config },
  );
  stores = new Victim(nodes[0], agents[0]);
  ships = new Victim(nodes[1], agents[1]);
  await introduce(stores.node, ships.node);
}, 60_000);

afterAll(async () => {
  for (const { node, agent } of [stores, ships]) {
    await node[Symbol.asyncDispose]();
    await agent[Symbol.asyncDispose]();
  }
}, 60_000);

/** A message and calls of each kind pass in both directions. */
async function expectPassage(round: string): Promise<void> {
  const ways = [
    { from: stores, to: ships },
    { from: ships, to: stores },
  ];
  for (const { from, to } of ways) {
    const { id } = await from.node.client.send({ to: to.node.name, body: round });
    await eventually(
      `${round}: a new message from ${from.node.name} arrives`,
      async () => (await from.node.client.message(id)).state === 'delivered',
    );
    for (const kind of callKinds) {
      const call = `${round}-${kind}-${from.node.name}`;
      const end = await makeCall({ ingress: from.node.ingressUrl, to: to.node.name, kind, call });
      expect(end).toMatchObject({ kind: 'answered' });
      expect(to.agent.counts.get(call)).toBe(1);
    }
  }
}

/** Nothing waits to be delivered on either side. */
async function expectIdle(): Promise<void> {
  for (const { node } of [stores, ships]) {
    await eventually(`${node.name} has nothing left to deliver`, async () => (await node.client.status()).outbox === 0);
  }
}

async function emptyInboxes(): Promise<void> {
  for (const { node } of [stores, ships]) {
    for await (const message of node.client.inbox({ follow: false })) await message.ack();
  }
}

describe('kill -9', { timeout: 120_000 }, () => {
  it('of the called node tells the caller that the call was interrupted, and performs it once', async () => {
    for (const kind of callKinds) {
      const call = `${endless}-${kind}`;
      const end = makeCall({ ingress: stores.node.ingressUrl, to: 'ships', kind, call });
      await ships.agent.asked(call);
      await ships.strike();
      expect(await end).toEqual({ kind: 'refused', reason: 'interrupted' });
      expect(ships.agent.counts.get(call)).toBe(1);
    }
    await expectPassage('after-callee');
  });

  it('of the calling node ends the call at the other agent once the caller is back', async () => {
    const call = `${endless}-left`;
    const end = makeCall({ ingress: stores.node.ingressUrl, to: 'ships', kind: 'a2a', call });
    await ships.agent.asked(call);
    await stores.strike();
    expect(await end).toMatchObject({ kind: 'broken' });
    await ships.agent.left(call);
    expect(ships.agent.counts.get(call)).toBe(1);
    await expectPassage('after-caller');
  });

  it('of nobody, when only the client leaves in the middle of an answer, holds nothing back', async () => {
    for (const kind of ['stream', 'a2a'] as const) {
      const call = `${endless}-${kind}-left`;
      const leaving = new AbortController();
      const end = makeCall({ ingress: stores.node.ingressUrl, to: 'ships', kind, call, signal: leaving.signal });
      await ships.agent.asked(call);
      leaving.abort();
      expect(await end).toMatchObject({ kind: 'broken' });
      await ships.agent.left(call);
    }
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'SendMessage',
      params: { message: { messageId: `${huge}-left`, role: 'ROLE_USER', parts: [{ text: 'all' }] } },
    });
    const leaving = new AbortController();
    const { signal } = leaving;
    const answer = await fetch(`${stores.node.ingressUrl}/a2a/ships/`, { method: 'POST', body, signal });
    const reader = answer.body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    leaving.abort();
    await expectPassage('after-client');
    await expectIdle();
  });

  it('of both nodes at once leaves nothing stuck', async () => {
    await Promise.all([stores.strike(), ships.strike()]);
    expect(stores.strikes).toBeGreaterThan(0);
    await expectPassage('after-both');
    await expectIdle();
  });

  it(
    'of either node under load loses no accepted message, delivers none twice, and repeats no call',
    async (test) => {
      await emptyInboxes();
      const mostMs = dozenMs * Math.max(1, kills / 12);
      const { calls, ...report } = await killUnderLoad([stores, ships], { kills, seed, mostMs });
      await test.annotate(`seed ${seed}: ${report.accepted} messages, calls: ${JSON.stringify(calls)}`);
      const { lost, faults, callFaults, stuck } = report;
      expect({ seed, lost, faults, callFaults, stuck }).toEqual({
        seed,
        lost: [],
        faults: [],
        callFaults: [],
        stuck: [],
      });
      expect(report.accepted).toBeGreaterThan(report.kills);
      await expectPassage('after-load');
    },
    60_000 + kills * 10_000,
  );
});
