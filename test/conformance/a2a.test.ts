import type { Client } from '@a2a-js/sdk/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startA2aAgent, type A2aAgent, type AgentOptions } from '../e2e/identical-a2a-agent.ts';
import { all, asks, cancelUnderWay, clientOf, talk, taskIn, type Binding } from '../e2e/identical-a2a-talk.ts';
import { Mask, outcome, Recorder } from '../e2e/identical-record.ts';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startWebhook, type Webhook } from '../support/webhook.ts';

const variants: readonly (readonly [string, AgentOptions])[] = [
  ['an agent of 1.0', { push: true }],
  ['an agent of 1.0 with a tenant', { push: true, tenant: 'acme' }],
  ['an agent of 0.3', { version: '0.3', push: true }],
];
const bindings: readonly Binding[] = ['JSONRPC', 'HTTP+JSON', 'GRPC'];

let webhook: Webhook;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  // The SDK's agent complains there about every wrong request.
  vi.spyOn(console, 'error').mockReturnValue();
  vi.spyOn(console, 'log').mockReturnValue();
  webhook = await startWebhook();
  opened.push(webhook);
});

afterAll(async () => {
  vi.restoreAllMocks();
  for (const one of opened) await one[Symbol.asyncDispose]();
});

/** What a client learns of webhooks: set, got, listed, deleted, and asked for what there is not. */
async function talkOfWebhooks(client: Client, url: string): Promise<Record<string, unknown>> {
  const task = taskIn(await client.sendMessage(asks('ask')));
  const config = { tenant: '', id: 'first', taskId: task.id, url, token: 'secret', authentication: undefined };
  const which = { tenant: '', taskId: task.id, id: 'first' };
  return {
    set: await outcome(async () => await client.createTaskPushNotificationConfig(config)),
    got: await outcome(async () => await client.getTaskPushNotificationConfig(which)),
    listed: await outcome(
      async () =>
        await client.listTaskPushNotificationConfig({ tenant: '', taskId: task.id, pageSize: 0, pageToken: '' }),
    ),
    deleted: await outcome(async () => await client.deleteTaskPushNotificationConfig(which)),
    gone: await outcome(async () => await client.getTaskPushNotificationConfig(which)),
    ofNoTask: await outcome(async () => await client.createTaskPushNotificationConfig({ ...config, taskId: 'none' })),
  };
}

/** Sends a message that sets a webhook, and gives what came there until its task was done. */
async function notified(client: Client, path: string): Promise<readonly unknown[]> {
  const config = { tenant: '', id: '', taskId: '', url: webhook.url + path, token: 'token', authentication: undefined };
  await all(
    client.sendMessageStream({
      ...asks('three'),
      configuration: { acceptedOutputModes: [], taskPushNotificationConfig: config, returnImmediately: false },
    }),
  );
  const mine = (): readonly unknown[] => webhook.posted.filter((posted) => posted.path === `POST ${path}`);
  await expect.poll(() => JSON.stringify(mine()), { timeout: 20_000 }).toMatch(/COMPLETED|"completed/i);
  return mine();
}

describe.each(variants)('%s', (_, options) => {
  // The gRPC of 0.3 is another service, which is not carried.
  const spoken = options.version === '0.3' ? bindings.slice(0, 2) : bindings;
  let agent: A2aAgent;
  let nodes: readonly [TestNode, TestNode];
  const doors = (): readonly string[] => [agent.url, `${nodes[0].ingressUrl}/a2a/called`];

  beforeAll(async () => {
    agent = await startA2aAgent(options);
    nodes = await startNodes({ name: 'caller' }, { name: 'called', config: { agent: { a2a: { url: agent.url } } } });
    opened.unshift(...nodes, agent);
    await introduce(nodes[1], nodes[0]);
  });

  it.each(spoken)(
    'gives the same results, errors and events directly and through two nodes, over %s',
    async (binding) => {
      const runs: unknown[] = [];
      for (const door of doors()) {
        const mask = new Mask();
        const recorder = new Recorder(door, mask);
        const client = await clientOf(door, binding, recorder.fetch);
        const said = mask.of({ ...(await talk(client)), cancelled: await cancelUnderWay(client) });
        runs.push({ said, asked: recorder.exchanges.map(({ request, status }) => mask.of([request, status])) });
      }
      expect(runs[1]).toEqual(runs[0]);
      expect(JSON.stringify(runs[0])).toContain('hello yourself');
    },
  );

  it.each(spoken)('keeps webhooks as they were named, over %s', async (binding) => {
    const runs: unknown[] = [];
    for (const door of doors()) {
      const mask = new Mask();
      const recorder = new Recorder(door, mask);
      const said = await talkOfWebhooks(await clientOf(door, binding, recorder.fetch), `${webhook.url}/kept`);
      runs.push({ said: mask.of(said), wire: recorder.written('/.well-known/') });
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(JSON.stringify(runs[0])).toContain('/kept');
  });

  it.each(spoken)('has its notifications at the webhook, in the same order, set over %s', async (binding) => {
    const runs: unknown[] = [];
    for (const [index, door] of doors().entries()) {
      const path = `/${options.version ?? options.tenant ?? 'plain'}/${binding.replace('+', '-')}/${index}`;
      const posted = await notified(await clientOf(door, binding), path);
      runs.push(new Mask().of(JSON.parse(JSON.stringify(posted).replaceAll(path, '/hook'))));
    }
    expect(runs[1]).toEqual(runs[0]);
  });

  it.each(spoken)(
    'shows its extended card with the addresses of this node, and is called there, over %s',
    async (binding) => {
      const door = doors()[1] ?? '';
      const client = await clientOf(door, binding);
      const before = agent.asked;
      const card = await client.getAgentCard();
      expect(agent.asked).toBe(before + 1);
      const reached = card.supportedInterfaces.filter(({ protocolBinding }) => !protocolBinding.startsWith('https:'));
      const urls = reached.map(({ url }) => url);
      expect(urls.slice(0, 2)).toEqual([`${door}/rpc`, `${door}/rest`]);
      expect(urls[2]).not.toBe(agent.grpcAddress);
      expect(card.signatures).not.toEqual([]);
      await expect(client.sendMessage(asks('hello'))).resolves.toHaveProperty('parts');
    },
  );
});

describe('a notification', () => {
  it('is repeated until the webhook takes it, and is on disk until then', { timeout: 60_000 }, async () => {
    await using agent = await startA2aAgent({ push: true });
    await using hook = await startWebhook();
    const nodes = await startNodes(
      { name: 'caller' },
      { name: 'called', config: { agent: { a2a: { url: agent.url } } } },
    );
    opened.unshift(...nodes);
    const [caller, called] = nodes;
    await introduce(called, caller);
    const client = await clientOf(`${caller.ingressUrl}/a2a/called`, 'JSONRPC');
    hook.answer(503, 500, 503);
    const config = { tenant: '', id: '', taskId: '', url: `${hook.url}/`, token: '', authentication: undefined };
    const configuration = { acceptedOutputModes: [], taskPushNotificationConfig: config, returnImmediately: false };
    await client.sendMessage({ ...asks('three'), configuration });
    await hook.until(3);
    await called.kill();
    await called.restart();
    await expect.poll(() => hook.posted.at(-1)?.body, { timeout: 30_000 }).toContain('COMPLETED');
    const bodies = new Set(hook.posted.map(({ body }) => body));
    expect(bodies.size).toBeLessThan(hook.posted.length);
  });
});
