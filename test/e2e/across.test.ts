import { TaskState, type Message, type Part, type StreamResponse } from '@a2a-js/sdk';
import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startA2aAgent, userMessage, type A2aAgent } from './identical-a2a-agent.ts';
import { clientOf, taskIn } from './identical-a2a-talk.ts';
import { call, everything, fixture, newAgent, oldAgent, startFixture, type McpAgent } from './identical-mcp-agents.ts';

const rules = `
@id("no-pid") forbid (principal, action == Action::"mcp.call", resource)
when { resource.owner.own && resource.name == "pid" };
@id("no-secrets") forbid (principal, action == Action::"a2a.stream", resource)
when { resource.owner.own && context.argumentsText like "*forbidden*" };
`;

let caller: TestNode;
let agent: A2aAgent;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  agent = await startA2aAgent();
  const at = await startFixture();
  const servers = { http: { url: at.url }, stdio: fixture, old: everything };
  const config = { trust: { behaviour: { denials: 0 } }, agent: { a2a: { url: agent.url } }, mcp: { servers } };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config, policies: { 'rules.cedar': rules } });
  opened.push(...nodes, at, agent);
  [caller] = nodes;
  await introduce(nodes[1], caller);
}, 60_000);

afterAll(async () => {
  vi.restoreAllMocks();
  for (const one of opened) await one[Symbol.asyncDispose]();
});

const skillsOf = (server: string): string => `${caller.ingressUrl}/skills/called/${server}`;

/** A message that calls a skill with arguments. */
function asking(skill: string, value: Readonly<Record<string, unknown>>): Message {
  const data: Part = { content: { $case: 'data', value }, metadata: undefined, filename: '', mediaType: '' };
  return { ...userMessage('x'), messageId: crypto.randomUUID(), parts: [data], metadata: { skill } };
}

const send = (message: Message) => ({ tenant: '', message, configuration: undefined, metadata: undefined });

describe.each(['http', 'stdio'])('the tools of a remote MCP server (%s) as skills of an A2A agent', (server) => {
  it('are in its card, signed by this node, as far as they may be used', async () => {
    const card = await (await clientOf(skillsOf(server), 'JSONRPC')).getAgentCard();
    const skills = card.skills.map(({ id }) => id);
    expect(skills).toEqual(expect.arrayContaining(['echo', 'progress', 'hang']));
    expect(skills).not.toContain('pid');
    expect(card.signatures.length).toBeGreaterThan(0);
  });

  it('are called by a message, and what they give is the artifact of a task', async () => {
    const client = await clientOf(skillsOf(server), 'JSONRPC');
    const text = 'Zwölf \u{1f94a}';
    const done = taskIn(await client.sendMessage(send(asking('echo', { text }))));
    expect(done.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
    expect(done.artifacts[0]?.parts[0]?.content).toEqual({ $case: 'text', value: text });
    expect((await client.getTask({ tenant: '', id: done.id })).artifacts).toEqual(done.artifacts);

    // A text alone is the only argument of the tool.
    const plain = { ...userMessage('just text'), metadata: { skill: 'echo' } };
    const spoken = taskIn(await client.sendMessage(send(plain)));
    expect(spoken.artifacts[0]?.parts[0]?.content).toEqual({ $case: 'text', value: 'just text' });

    const failed = taskIn(await client.sendMessage(send(asking('fail', {}))));
    expect(failed.status?.state).toBe(TaskState.TASK_STATE_FAILED);
    expect(JSON.stringify(failed.artifacts)).toContain('it went wrong');
  });

  it('stream their progress as steps of the task', async () => {
    const client = await clientOf(skillsOf(server), 'JSONRPC');
    const events: StreamResponse[] = [];
    for await (const event of client.sendMessageStream(send(asking('progress', {})))) events.push(event);
    const kinds = events.map(({ payload }) => payload?.$case);
    expect(kinds[0]).toBe('task');
    expect(kinds.slice(-2)).toEqual(['artifactUpdate', 'statusUpdate']);
    expect(JSON.stringify(events)).toContain('3 of 3');
    const last = events.at(-1)?.payload;
    expect(last?.$case === 'statusUpdate' && last.value.status?.state).toBe(TaskState.TASK_STATE_COMPLETED);
  });

  it('are cancelled at the server when their task is', async () => {
    const client = await clientOf(skillsOf(server), 'JSONRPC');
    const count = async (): Promise<string> =>
      JSON.stringify(taskIn(await client.sendMessage(send(asking('cancelled', {})))).artifacts[0]?.parts);
    const before = await count();
    for await (const event of client.sendMessageStream(send(asking('hang', {})))) {
      const { payload } = event;
      if (payload?.$case !== 'statusUpdate' || payload.value.status?.state !== TaskState.TASK_STATE_WORKING) continue;
      const cancelled = await client.cancelTask({ tenant: '', id: payload.value.taskId, metadata: undefined });
      expect(cancelled.status?.state).toBe(TaskState.TASK_STATE_CANCELED);
    }
    await expect.poll(count, { timeout: 10_000 }).not.toBe(before);
  });

  it('are refused as the tools themselves are', async () => {
    const client = await clientOf(skillsOf(server), 'JSONRPC');
    for (const message of [asking('pid', {}), asking('none', {}), userMessage('no skill')])
      await expect(client.sendMessage(send(message))).rejects.toThrow(/skill/);
    await expect(client.getTask({ tenant: '', id: 'unknown' })).rejects.toThrow(/not found/i);
  });
});

it('a server of the older eras is a set of skills too', async () => {
  const client = await clientOf(skillsOf('old'), 'JSONRPC');
  const done = taskIn(await client.sendMessage(send(asking('echo', { message: 'from before' }))));
  expect(JSON.stringify(done.artifacts)).toContain('from before');
}, 60_000);

const eras: readonly (readonly [string, () => Promise<McpAgent>])[] = [
  ['2026-07-28', async () => await newAgent(new NewHttp(new URL(`${caller.ingressUrl}/tools/called`)), 'auto')],
  ['2025-11-25', async () => await oldAgent(new OldHttp(new URL(`${caller.ingressUrl}/tools/called`)))],
];

describe.each(eras)('the skills of a remote A2A agent as MCP tools, for a client of %s', (_, open) => {
  const told = (message: string, more = {}) => call('echo', { message, ...more });

  it('are listed, and called with a message', async () => {
    await using client = await open();
    expect(JSON.stringify(await client.ask('tools/list'))).toContain('"echo"');
    expect(JSON.stringify(await client.ask('tools/call', told('hello')))).toContain('hello yourself');
    const three = JSON.stringify(await client.ask('tools/call', told('three')));
    expect(three).toContain('one \u00e9');
    expect(three).toContain('TASK_STATE_COMPLETED');
    expect(JSON.stringify(await client.ask('tools/call', call('no such tool', { message: 'x' })))).toContain('-32602');
    expect(JSON.stringify(await client.ask('tools/call', call('echo')))).toContain('-32602');
  });

  it('tell of their steps, and go on with a task', async () => {
    await using client = await open();
    const steps: unknown[] = [];
    await client.ask('tools/call', told('three'), { onprogress: (step) => steps.push(step) });
    expect(JSON.stringify(steps)).toContain('one');
    const asked = JSON.stringify(await client.ask('tools/call', told('ask')));
    expect(asked).toContain('TASK_STATE_INPUT_REQUIRED');
    expect(asked).toContain('which?');
    const [, taskId = ''] = /"taskId":"([^"]+)"/.exec(asked) ?? [];
    const [, contextId = ''] = /"contextId":"([^"]+)"/.exec(asked) ?? [];
    const gone = JSON.stringify(await client.ask('tools/call', told('the answer', { taskId, contextId })));
    expect(gone).toContain('TASK_STATE_COMPLETED');
  });

  it('fail, and are refused, as results and errors', async () => {
    await using client = await open();
    expect(JSON.stringify(await client.ask('tools/call', told('fail')))).toMatch(/isError|error/);
    expect(JSON.stringify(await client.ask('tools/call', told('forbidden')))).toContain('policy-denied');
  });

  it('are cancelled at the agent', async () => {
    await using client = await open();
    const before = agent.asked;
    const stop = new AbortController();
    await client.ask('tools/call', told('wait'), { signal: stop.signal, onprogress: () => stop.abort() });
    // The message, and the word that cancels its task.
    await expect.poll(() => agent.asked, { timeout: 10_000 }).toBe(before + 2);
  });
});
