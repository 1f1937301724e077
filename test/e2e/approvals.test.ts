import { ClientFactory, ClientFactoryOptions, JsonRpcTransportFactory } from '@a2a-js/sdk/client';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startA2aAgent, userMessage } from './identical-a2a-agent.ts';
import { asks, clientOf } from './identical-a2a-talk.ts';
import { call, fixture, oldAgent } from './identical-mcp-agents.ts';

const rules = `
@id("ask.first") @approval("required")
forbid (principal, action in [Action::"a2a.send", Action::"mcp.call"], resource);
@id("ask.topic") @approval("required")
forbid (principal, action in Action::"message.any", resource) when { resource.name == "orders" };
`;

let caller: TestNode;
let called: TestNode;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  const agent = await startA2aAgent();
  const config = { agent: { a2a: { url: agent.url } }, mcp: { servers: { fixture } } };
  const nodes = await startNodes(
    { name: 'caller', policies: {} },
    { name: 'called', config, policies: { 'ask.cedar': rules } },
  );
  [caller, called] = nodes;
  opened.push(...nodes, agent);
  await introduce(called, caller);
});

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

/** The only request that waits at a node. */
async function waiting(node: TestNode): Promise<string> {
  const open = (await node.client.approvals()).filter(({ state }) => state === 'pending');
  expect(open).toHaveLength(1);
  return open[0]?.id ?? '';
}

const approve = (node: TestNode, id: string): Promise<string> =>
  node.cli('approvals', 'approve', id, '--reason', 'checked', '--by', 'ann');

it('a held A2A message is a task in AUTH_REQUIRED to the official client, and the same message passes once', async () => {
  const options = ClientFactoryOptions.createFrom(ClientFactoryOptions.default, {
    transports: [new JsonRpcTransportFactory()],
    preferredTransports: ['JSONRPC'],
  });
  const client = await new ClientFactory(options).createFromUrl(`${caller.ingressUrl}/a2a/called/`);
  const message = userMessage('hello');
  const send = async (): Promise<string> =>
    JSON.stringify(await client.sendMessage({ tenant: '', message, configuration: undefined, metadata: {} }));
  const held = await send();
  const id = await waiting(called);
  expect(held).toContain(id);
  // 7 is TASK_STATE_AUTH_REQUIRED in the SDK's numbers, its name in JSON.
  expect(held).toMatch(/AUTH_REQUIRED|"state":8|"state":7/);
  await approve(called, id);
  expect(await send()).toContain('hello');
  expect(await send()).toContain('approv');
});

it('a held A2A message over gRPC is the same task: approved it passes once, denied it is refused', async () => {
  const client = await clientOf(`${caller.ingressUrl}/a2a/called`, 'GRPC');
  const send = async (text: string): Promise<string> => JSON.stringify(await client.sendMessage(asks(text)));
  const task = z.object({ id: z.string(), status: z.object({ state: z.number() }) });
  const hold = async (): Promise<string> => {
    const { id, status } = task.parse(JSON.parse(await send('hello')));
    const request = (await called.client.approvals()).find((one) => one.id === id);
    expect([request?.state, status.state]).toEqual(['pending', 8]);
    return id;
  };
  // 8 is TASK_STATE_AUTH_REQUIRED in the SDK's numbers.
  const id = await hold();
  // The agent does not know that task.
  await expect(client.getTask({ tenant: '', id, historyLength: undefined })).rejects.toThrow(/not found/i);
  await approve(called, id);
  expect(await send('hello')).not.toContain(id);
  await called.cli('approvals', 'deny', await hold(), '--reason', 'not now', '--by', 'ann');
  await expect(send('hello')).rejects.toThrow(/approval/i);
}, 60_000);

it('a held MCP call is an error that names the request, and passes once it is approved', async () => {
  const url = new URL(`${caller.ingressUrl}/mcp/called/fixture`);
  await using agent = await oldAgent(new StreamableHTTPClientTransport(url));
  const ask = async (): Promise<string> =>
    JSON.stringify(await agent.ask('tools/call', call('echo', { text: 'five' })));
  const held = await ask();
  const open = (await called.client.approvals()).find(
    ({ action, state }) => action === 'mcp.call' && state === 'pending',
  );
  expect(held).toContain('APPROVAL_REQUIRED');
  expect(held).toContain(open?.id);
  await approve(called, open?.id ?? '');
  expect(await ask()).toContain('five');
  expect(await ask()).toContain('APPROVAL_REQUIRED');
});

it('a held MCP call of a client that hears progress waits for the person, and has its answer then', async () => {
  const url = new URL(`${caller.ingressUrl}/mcp/called/fixture`);
  await using agent = await oldAgent(new StreamableHTTPClientTransport(url));
  const waits = Promise.withResolvers<void>();
  const steps: unknown[] = [];
  const onprogress = (step: unknown): void => {
    steps.push(step);
    waits.resolve();
  };
  const asked = agent.ask('tools/call', call('echo', { text: 'held' }), { onprogress });
  await waits.promise;
  const open = (await called.client.approvals()).filter(({ state }) => state === 'pending');
  await approve(called, open.at(-1)?.id ?? '');
  expect(JSON.stringify(await asked)).toContain('held');
  expect(JSON.stringify(steps[0])).toContain('waits for a person');
}, 60_000);

it('a held message is told to `parley send`, and to the sender of the other node; the answer survives a crash', async () => {
  const send = (from: TestNode, to: TestNode): Promise<string> =>
    from.cli('send', to.name, 'two boxes', '--topic', 'orders');
  await expect(send(called, caller)).rejects.toThrow(/parley approvals approve [0-9a-f]{32}/);
  const { id } = await caller.client.send({ to: 'called', topic: 'orders', body: 'two boxes' });
  await eventually('it is refused', async () => (await caller.client.message(id)).state === 'refused');
  expect(await caller.client.message(id)).toMatchObject({ reason: 'approval-required' });
  await approve(called, id);
  await called.kill();
  await called.restart();
  const again = await caller.client.send({ to: 'called', topic: 'orders', body: 'two boxes' });
  const ended = await eventually('it has ended', async () => {
    const { state } = await caller.client.message(again.id);
    return state === 'delivered' || state === 'refused' ? state : undefined;
  });
  expect(ended).toBe('delivered');
  expect(await called.cli('approvals')).toContain('used');
}, 60_000);
