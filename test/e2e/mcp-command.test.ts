import { StdioClientTransport as NewStdio } from '@modelcontextprotocol/client/stdio';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { call, fixture, newAgent, oldAgent, startFixture, type McpAgent } from './identical-mcp-agents.ts';
import { Mask } from './identical-record.ts';

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
let caller: TestNode;
const opened: AsyncDisposable[] = [];

beforeAll(async () => {
  const at = await startFixture();
  const config = { mcp: { servers: { http: { url: at.url }, stdio: fixture } } };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config });
  opened.push(...nodes, at);
  [caller] = nodes;
  await introduce(nodes[1], caller);
});

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

const quiet = { stderr: 'ignore' } as const;
const started = (server: string) => ({
  command: process.execPath,
  args: [program, '--dir', caller.dir, 'mcp', `called/${server}`],
});

async function talk(agent: McpAgent): Promise<unknown> {
  return {
    met: agent.met,
    tools: await agent.ask('tools/list'),
    echo: await agent.ask('tools/call', call('echo', { text: ' Zw\u00f6lf \u{1f94a}\n' })),
    // Which steps a client hears of is a race in the SDK, which drops one that comes in one piece with the result.
    progress: await agent.ask('tools/call', call('progress'), { onprogress: () => {} }),
    failure: await agent.ask('tools/call', call('fail')),
    dialogue: await agent.ask('tools/call', call('ask')),
    note: await agent.ask('resources/read', { uri: 'note://one' }),
    prompt: await agent.ask('prompts/get', { name: 'greet' }),
    unknown: await agent.ask('tools/call', call('no such tool')),
  };
}

describe('`parley mcp`, started by a client', () => {
  it.each([
    [
      'of 2026-07-28',
      'stdio',
      async (command: typeof fixture) => await newAgent(new NewStdio({ ...command, ...quiet }), 'auto'),
    ],
    [
      'of 2026-07-28',
      'http',
      async (command: typeof fixture) => await newAgent(new NewStdio({ ...command, ...quiet }), 'auto'),
    ],
    [
      'of 2025-11-25',
      'stdio',
      async (command: typeof fixture) => await oldAgent(new OldStdio({ ...command, ...quiet })),
    ],
  ] as const)(
    'is to a client %s as the server itself on stdio, for a server over %s',
    { timeout: 60_000 },
    async (_, server, open) => {
      const runs: unknown[] = [];
      for (const command of [fixture, started(server)]) {
        await using agent = await open(command);
        runs.push(new Mask().of(await talk(agent)));
      }
      expect(runs[1]).toEqual(runs[0]);
      expect(JSON.stringify(runs[0])).toContain('Buy milk.');
    },
  );

  it('cancels the remote call when its client cancels', { timeout: 60_000 }, async () => {
    await using agent = await newAgent(new NewStdio({ ...started('stdio'), ...quiet }), 'auto');
    const count = async (): Promise<string> => JSON.stringify(await agent.ask('tools/call', call('cancelled')));
    const before = await count();
    const stop = new AbortController();
    await agent.ask('tools/call', call('hang'), { signal: stop.signal, onprogress: () => stop.abort() });
    await expect.poll(count).not.toBe(before);
  });

  it('is all servers of a peer for the alias alone', { timeout: 60_000 }, async () => {
    const command = { command: process.execPath, args: [program, '--dir', caller.dir, 'mcp', 'called'] };
    await using agent = await newAgent(new NewStdio({ ...command, ...quiet }), 'auto');
    const tools = JSON.stringify(await agent.ask('tools/list'));
    expect(tools).toContain('"http__echo"');
    expect(tools).toContain('"stdio__echo"');
    for (const server of ['http', 'stdio'])
      expect(JSON.stringify(await agent.ask('tools/call', call(`${server}__echo`, { text: server })))).toContain(
        server,
      );
  });

  it('is in what `parley connect` prints', async () => {
    const printed = await caller.cli('connect', 'called/stdio');
    expect(printed).toContain(`${caller.ingressUrl}/mcp/called/stdio`);
    expect(printed).toContain('"called/stdio"');
    const all = await caller.cli('connect', 'called');
    expect(all).toContain(`${caller.ingressUrl}/a2a/called`);
    expect(all).toContain(`"url": "${caller.ingressUrl}/mcp/called"`);
    await expect(caller.cli('mcp', 'called/')).rejects.toThrow(/alias/);
  });
});
