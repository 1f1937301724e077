import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StdioClientTransport as NewStdio } from '@modelcontextprotocol/client/stdio';
import { StdioClientTransport as OldStdio } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { stdioTarget } from '../../src/bridge/mcp/stdio-target.ts';
import { call, newAgent, oldAgent, type Agent } from './bridge-mcp-dialogue.ts';
import { serveTarget } from './bridge-mcp-loopback.ts';

const everything = {
  command: process.execPath,
  args: [fileURLToPath(import.meta.resolve('@modelcontextprotocol/server-everything/dist/index.js')), 'stdio'],
};

/** Talks to the reference server about all it has, and returns all that came of it, without what changes from run to run. */
async function talk(agent: Agent): Promise<unknown> {
  const progress: unknown[] = [];
  const said = {
    ping: await agent.ask('ping'),
    tools: await agent.ask('tools/list'),
    echo: await agent.ask('tools/call', call('echo', { message: 'Zwölf Boxkämpfer \u{1f94a}\n' })),
    sum: await agent.ask('tools/call', call('get-sum', { a: 2, b: 40 })),
    structured: await agent.ask('tools/call', call('get-structured-content', { location: 'Chicago' })),
    image: await agent.ask('tools/call', call('get-tiny-image')),
    annotated: await agent.ask(
      'tools/call',
      call('get-annotated-message', { messageType: 'error', includeImage: true }),
    ),
    badArguments: await agent.ask('tools/call', call('get-sum', { a: 'two' })),
    noSuchTool: await agent.ask('tools/call', call('no-such-tool')),
    noSuchMethod: await agent.ask('no/such/method'),
    prompts: await agent.ask('prompts/list'),
    prompt: await agent.ask('prompts/get', { name: 'args-prompt', arguments: { city: 'Oslo', state: 'none' } }),
    noSuchPrompt: await agent.ask('prompts/get', { name: 'no-such-prompt' }),
    resources: await agent.ask('resources/list'),
    templates: await agent.ask('resources/templates/list'),
    resource: await agent.ask('resources/read', { uri: 'demo://resource/static/document/features.md' }),
    noSuchResource: await agent.ask('resources/read', { uri: 'demo://no/such' }),
    completion: await agent.ask('completion/complete', {
      ref: { type: 'ref/prompt', name: 'completable-prompt' },
      argument: { name: 'department', value: 'E' },
    }),
    level: await agent.ask('logging/setLevel', { level: 'debug' }),
    subscribed: await agent.ask('resources/subscribe', { uri: 'demo://resource/dynamic/text/1' }),
    long: await agent.ask('tools/call', call('trigger-long-running-operation', { duration: 0.3, steps: 3 }), {
      onprogress: (step) => progress.push(step),
    }),
    sampling: await agent.ask('tools/call', call('trigger-sampling-request', { prompt: 'Why?', maxTokens: 10 })),
    elicitation: await agent.ask('tools/call', call('trigger-elicitation-request')),
    updates: await agent.ask('tools/call', call('toggle-subscriber-updates')),
  };
  await agent.hears('notifications/resources/updated');
  await agent.hears('notifications/tools/list_changed');
  const roots = await agent.ask('tools/call', call('get-roots-list'));
  const heard = new Set(agent.heard.map(({ method }) => method));
  const logged = agent.heard.filter(({ params }) => JSON.stringify({ params }).includes('Received Subscribe'));
  // The 1.x client drops a last step that reaches it in one piece with the result, on either transport.
  return { ...said, roots, progress: progress.slice(0, 2), logged, heard: [...heard].toSorted() };
}

describe('the reference server on stdio, behind the bridge', () => {
  it('gives the 1.x client exchange by exchange what its own stdio client gets', { timeout: 60_000 }, async () => {
    await using loopback = await serveTarget(stdioTarget(everything));
    await using bridged = await oldAgent(new OldHttp(loopback.url));
    await using direct = await oldAgent(new OldStdio({ ...everything, stderr: 'ignore' }));
    const [expected, seen] = await Promise.all([talk(direct), talk(bridged)]);
    expect(seen).toEqual(expected);
    expect(JSON.stringify(expected)).toContain('Forty-two.');
    expect(JSON.stringify(expected)).toContain('Ada');
  });

  it('gives the 2.x client in the older era what its own stdio client gets', { timeout: 60_000 }, async () => {
    await using loopback = await serveTarget(stdioTarget(everything));
    await using bridged = await newAgent(new NewHttp(loopback.url), 'legacy');
    await using direct = await newAgent(new NewStdio({ ...everything, stderr: 'ignore' }), 'legacy');
    const [expected, seen] = await Promise.all([talk(direct), talk(bridged)]);
    expect(seen).toEqual(expected);
  });

  it('lets the 2.x client find out that the server is of the older era', { timeout: 60_000 }, async () => {
    await using loopback = await serveTarget(stdioTarget(everything));
    await using agent = await newAgent(new NewHttp(loopback.url), 'auto');
    expect(agent.client.getNegotiatedProtocolVersion()).toBe('2025-11-25');
    expect(await agent.ask('tools/call', call('get-sum', { a: 1, b: 2 }))).toHaveProperty('content');
  });
});
