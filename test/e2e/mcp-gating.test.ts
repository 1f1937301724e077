import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { call, fixture, newAgent, oldAgent, startFixture, type McpAgent } from './identical-mcp-agents.ts';

const rules = `
@id("no-fail") forbid (principal, action == Action::"mcp.call", resource)
when { resource.owner.own && ["fail", "pid"].contains(resource.name) };
@id("short-echo") forbid (principal, action == Action::"mcp.call", resource)
when { resource.owner.own && resource.name == "echo" } unless { context.numbers.hasTag("a") };
@id("no-note") forbid (principal, action == Action::"mcp.read", resource)
when { resource.owner.own && resource.uri == "note://one" };
@id("no-greeting") forbid (principal, action == Action::"mcp.prompt", resource)
when { resource.owner.own && resource.name == "greet" };
`;

const small = `
@id("small-results") forbid (principal, action == Action::"exchange.respond", resource)
when { context.answerBytes > 2000000 };
`;

let caller: TestNode;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  const at = await startFixture();
  // Refusals are what is looked at here; they must not add up to a quarantine.
  const config = { trust: { behaviour: { denials: 0 } }, mcp: { servers: { http: { url: at.url }, stdio: fixture } } };
  const nodes = await startNodes(
    { name: 'caller' },
    { name: 'called', config, policies: { 'tools.cedar': rules + small } },
  );
  opened.push(...nodes, at);
  [caller] = nodes;
  await introduce(nodes[1], caller);
});

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

describe('a result over the size that a rule sets', () => {
  it.each([
    // Its length is announced: nothing of it is shown.
    ['stdio', /policy-denied/],
    // It comes in pieces: it breaks off at the one that is too much.
    ['http', /error/],
  ])('does not come through whole from a server over %s', { timeout: 60_000 }, async (server, what) => {
    const url = new URL(`${caller.ingressUrl}/mcp/called/${server}`);
    await using agent = await newAgent(new NewHttp(url), 'auto');
    const answer = JSON.stringify(await agent.ask('tools/call', call('large')));
    expect(answer).toMatch(what);
    expect(answer.length).toBeLessThan(2_000_000);
    expect(JSON.stringify(await agent.ask('tools/call', call('progress')))).toContain('nobody asked');
  });
});

describe('the mount of all servers of a peer', () => {
  const url = (): URL => new URL(`${caller.ingressUrl}/mcp/called`);
  const agents: readonly (readonly [string, () => Promise<McpAgent>])[] = [
    ['of 2026-07-28', async () => await newAgent(new NewHttp(url()), 'auto')],
    ['of 2025-11-25', async () => await oldAgent(new OldHttp(url()))],
  ];

  it.each(agents)('shows a client %s what it may use of each, and refuses the rest', async (_, open) => {
    await using agent = await open();
    const { result } = names.parse(await agent.ask('tools/list'));
    const tools = result.tools?.map(({ name }) => name) ?? [];
    expect(tools).toEqual(expect.arrayContaining(['http__progress', 'http__echo', 'stdio__progress', 'stdio__echo']));
    for (const hidden of ['fail', 'pid']) expect(tools.filter((name) => name.endsWith(`__${hidden}`))).toEqual([]);
    expect(names.parse(await agent.ask('prompts/list')).result.prompts).toEqual([]);
    expect(JSON.stringify(await agent.ask('tools/call', call('stdio__progress')))).toContain('nobody asked');
    for (const refused of [call('http__fail'), call('stdio__pid'), call('http__echo', { text: 'hello' })])
      expect(JSON.stringify(await agent.ask('tools/call', refused))).toContain('policy-denied');
  });

  it('pins the tools of each server as its own mount does', async () => {
    await using shared = await newAgent(new NewHttp(url()), 'auto');
    await shared.ask('tools/list');
    await using single = await newAgent(new NewHttp(new URL(`${url().href}/http`)), 'auto');
    await single.ask('tools/list');
    const printed = await caller.cli('tools');
    expect(printed).toContain('called/http/echo');
    expect(printed).toContain('called/stdio/echo');
    expect(printed).not.toContain('http__');
    expect(printed).not.toContain('drifted');
  });
});

const names = z.looseObject({
  result: z.looseObject({
    cacheScope: z.string().optional(),
    tools: z.array(z.looseObject({ name: z.string() })).optional(),
    prompts: z.array(z.looseObject({ name: z.string() })).optional(),
    resources: z.array(z.looseObject({ uri: z.string() })).optional(),
  }),
});

describe.each(['http', 'stdio'])('lists of an MCP server over %s', (server) => {
  const url = (): URL => new URL(`${caller.ingressUrl}/mcp/called/${server}`);
  const agents: readonly (readonly [string, () => Promise<McpAgent>])[] = [
    ['of 2026-07-28', async () => await newAgent(new NewHttp(url()), 'auto')],
    ['of 2025-11-25', async () => await oldAgent(new OldHttp(url()))],
  ];

  it.each(agents)('show a client %s what it may use, and calling the rest is refused', async (_, open) => {
    await using agent = await open();
    const { result } = names.parse(await agent.ask('tools/list'));
    const tools = result.tools?.map(({ name }) => name) ?? [];
    expect(tools).toEqual(expect.arrayContaining(['progress', 'log', 'echo']));
    expect(tools).not.toEqual(expect.arrayContaining(['fail']));
    expect(tools).not.toEqual(expect.arrayContaining(['pid']));
    expect(result.cacheScope).not.toBe('public');
    expect(names.parse(await agent.ask('prompts/list')).result.prompts).toEqual([]);
    expect(names.parse(await agent.ask('resources/list')).result.resources).toEqual([]);
    for (const refused of [call('fail'), call('pid'), call('echo', { text: 'hello' })]) {
      expect(JSON.stringify(await agent.ask('tools/call', refused))).toContain('policy-denied');
    }
    expect(JSON.stringify(await agent.ask('resources/read', { uri: 'note://one' }))).toContain('policy-denied');
  });
});
