import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stdioTarget } from '../../src/bridge/mcp/stdio-target.ts';
import { call, newAgent, type Agent } from './bridge-mcp-dialogue.ts';
import { serveTarget } from './bridge-mcp-loopback.ts';

const fixture = {
  command: process.execPath,
  args: [fileURLToPath(new URL('bridge-mcp-fixture.ts', import.meta.url))],
};
const logLevel = 'io.modelcontextprotocol/logLevel';

async function talk(agent: Agent): Promise<unknown> {
  const progress: unknown[] = [];
  return {
    discover: await agent.ask('server/discover'),
    tools: await agent.ask('tools/list'),
    echo: await agent.ask('tools/call', call('echo', { text: 'Zwölf Boxkämpfer \u{1f94a}\n' })),
    fail: await agent.ask('tools/call', call('fail')),
    badArguments: await agent.ask('tools/call', call('echo', { text: 5 })),
    noSuchTool: await agent.ask('tools/call', call('no-such-tool')),
    resources: await agent.ask('resources/list'),
    resource: await agent.ask('resources/read', { uri: 'note://one' }),
    noSuchResource: await agent.ask('resources/read', { uri: 'note://two' }),
    prompts: await agent.ask('prompts/list'),
    prompt: await agent.ask('prompts/get', { name: 'greet' }),
    steps: await agent.ask('tools/call', call('progress'), { onprogress: (step) => progress.push(step) }),
    progress,
    silent: await agent.ask('tools/call', call('log')),
    logged: await agent.ask('tools/call', { ...call('log'), _meta: { [logLevel]: 'debug' } }),
    asked: await agent.ask('tools/call', call('ask')),
    large: JSON.stringify(await agent.ask('tools/call', call('large'))).length,
    noise: await agent.ask('tools/call', call('noise')),
    heard: agent.heard,
  };
}

describe('a stateless server on stdio, behind the bridge', () => {
  it('gives the 2.x client exchange by exchange what its own stdio client gets', { timeout: 60_000 }, async () => {
    await using loopback = await serveTarget(stdioTarget(fixture));
    await using bridged = await newAgent(new StreamableHTTPClientTransport(loopback.url), 'auto');
    await using direct = await newAgent(new StdioClientTransport({ ...fixture, stderr: 'ignore' }), 'auto');
    expect(bridged.client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    const expected = await talk(direct);
    expect(await talk(bridged)).toEqual(expected);
    expect(expected).toMatchObject({ heard: [{ method: 'notifications/message', params: { data: 'a line' } }] });
    expect(JSON.stringify(expected)).toContain('answered');
  });

  it('keeps clients that use the same ids and progress tokens apart', { timeout: 60_000 }, async () => {
    const target = stdioTarget(fixture);
    await using loopback = await serveTarget(target);
    const agents = await Promise.all(
      [1, 2, 3].map(async () => await newAgent(new StreamableHTTPClientTransport(loopback.url), 'auto')),
    );
    const answers = await Promise.all(
      agents.map(async (agent, i) => {
        const steps: unknown[] = [];
        const onprogress = (step: unknown): unknown => steps.push(step);
        const [echo, done] = await Promise.all([
          agent.ask('tools/call', call('echo', { text: `client ${i}` })),
          agent.ask('tools/call', call('progress'), { onprogress }),
        ]);
        return { text: JSON.stringify(echo).includes(`client ${i}`), done, steps: steps.length };
      }),
    );
    for (const answer of answers) expect(answer).toMatchObject({ text: true, steps: 3 });
    expect(target.diagnosis()).toHaveLength(1);
    await Promise.all(agents.map(async (agent) => await agent[Symbol.asyncDispose]()));
  });

  it('cancels a call whose response stream the client closes', { timeout: 60_000 }, async () => {
    await using loopback = await serveTarget(stdioTarget(fixture));
    await using agent = await newAgent(new StreamableHTTPClientTransport(loopback.url), 'auto');
    const stop = new AbortController();
    const hanging = agent.ask('tools/call', call('hang'), { signal: stop.signal, onprogress: () => stop.abort() });
    expect(await hanging).toHaveProperty('error');
    await expect.poll(async () => JSON.stringify(await agent.ask('tools/call', call('cancelled')))).toContain('"1"');
  });

  it(
    'delivers list changes on a listen stream only, under the id the client gave it',
    { timeout: 60_000 },
    async () => {
      await using loopback = await serveTarget(stdioTarget(fixture));
      await using listening = await newAgent(new StreamableHTTPClientTransport(loopback.url), 'auto');
      await using deaf = await newAgent(new StreamableHTTPClientTransport(loopback.url), 'auto');
      const subscription = await listening.client.listen({ toolsListChanged: true });
      await deaf.ask('tools/call', call('change'));
      await listening.hears('notifications/tools/list_changed');
      await subscription.close();
      expect(deaf.heard).toEqual([]);
    },
  );
});
