import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { httpTarget } from '../../src/bridge/http-target.ts';
import { call, newAgent, oldAgent, type Agent } from './bridge-mcp-dialogue.ts';
import { createFixture } from './bridge-mcp-fixture-server.ts';
import { portOf, serveTarget } from './bridge-mcp-loopback.ts';

/** Serves what speaks in web requests and responses, as both generations of the SDK's servers do. */
async function serveWeb(handle: (request: Request) => Promise<Response>) {
  const server = createServer((incoming, outgoing) => {
    const serve = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming) chunks.push(chunk);
      const gone = new AbortController();
      outgoing.on('close', () => gone.abort());
      const headers = new Headers();
      for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
      const method = incoming.method ?? '';
      const body = method === 'POST' ? Buffer.concat(chunks) : null;
      const url = `http://localhost${incoming.url}`;
      const answer = await handle(new Request(url, { method, headers, body, signal: gone.signal }));
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
      outgoing.flushHeaders();
      for await (const part of answer.body ?? []) outgoing.write(part);
      outgoing.end();
    };
    serve().catch(() => outgoing.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: new URL(`http://127.0.0.1:${portOf(server)}/mcp`),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await Promise.resolve();
    },
  };
}

/** A server of the older era with a session, which asks its client and changes its tools. */
async function serveSessions() {
  const transports = new Map<string, WebStandardStreamableHTTPServerTransport>();
  return await serveWeb(async (request) => {
    const known = transports.get(request.headers.get('mcp-session-id') ?? '');
    if (known !== undefined) return await known.handleRequest(request);
    const transport = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => `session-${transports.size}`,
      onsessioninitialized: (id) => {
        transports.set(id, transport);
      },
    });
    await createSessionServer().connect(transport);
    return await transport.handleRequest(request);
  });
}

function createSessionServer(): McpServer {
  const server = new McpServer({ name: 'sessions', version: '1.0.0' }, { capabilities: { logging: {} } });
  server.registerTool('ask', {}, async () => {
    const params = { messages: [], maxTokens: 5 };
    const { content } = await server.server.createMessage(params);
    return { content: [{ type: 'text', text: JSON.stringify(content) }] };
  });
  server.registerTool('change', {}, () => {
    server.registerTool('late', {}, () => ({ content: [] }));
    return { content: [{ type: 'text', text: 'changed' }] };
  });
  return server;
}

async function talkToSessions(agent: Agent): Promise<unknown> {
  const said = {
    before: await agent.ask('tools/list'),
    asked: await agent.ask('tools/call', call('ask')),
    changed: await agent.ask('tools/call', call('change')),
  };
  await agent.hears('notifications/tools/list_changed');
  return { ...said, after: await agent.ask('tools/list'), missing: await agent.ask('tools/call', call('none')) };
}

async function talkToFixture(agent: Agent): Promise<unknown> {
  const steps: unknown[] = [];
  return {
    discover: await agent.ask('server/discover'),
    tools: await agent.ask('tools/list'),
    echo: await agent.ask('tools/call', call('echo', { text: 'ä' })),
    fail: await agent.ask('tools/call', call('fail')),
    progress: await agent.ask('tools/call', call('progress'), { onprogress: (step) => steps.push(step) }),
    asked: await agent.ask('tools/call', call('ask')),
    none: await agent.ask('no/such/method'),
    large: JSON.stringify(await agent.ask('tools/call', call('large'))).length,
    steps,
  };
}

describe('an MCP server at a URL, behind the bridge', () => {
  it('with sessions gives the 1.x client what it gets without', async () => {
    await using server = await serveSessions();
    await using loopback = await serveTarget(httpTarget({ url: server.url.href }));
    await using direct = await oldAgent(new OldHttp(server.url));
    await using bridged = await oldAgent(new OldHttp(loopback.url));
    const expected = await talkToSessions(direct);
    expect(await talkToSessions(bridged)).toEqual(expected);
    expect(JSON.stringify(expected)).toContain('Forty-two.');
  });

  it('without sessions gives the 2.x client what it gets without', async () => {
    const handler = createMcpHandler(createFixture);
    await using server = await serveWeb(async (request) => await handler.fetch(request));
    await using loopback = await serveTarget(httpTarget({ url: server.url.href }));
    await using direct = await newAgent(new NewHttp(server.url), 'auto');
    await using bridged = await newAgent(new NewHttp(loopback.url), 'auto');
    expect(bridged.client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect(await talkToFixture(bridged)).toEqual(await talkToFixture(direct));
  });

  it('learns that its client closed a response stream', async () => {
    const handler = createMcpHandler(createFixture);
    await using server = await serveWeb(async (request) => await handler.fetch(request));
    await using loopback = await serveTarget(httpTarget({ url: server.url.href }));
    await using agent = await newAgent(new NewHttp(loopback.url), 'auto');
    const before = JSON.stringify(await agent.ask('tools/call', call('cancelled')));
    const stop = new AbortController();
    await agent.ask('tools/call', call('hang'), { signal: stop.signal, onprogress: () => stop.abort() });
    const asked = async (): Promise<string> => JSON.stringify(await agent.ask('tools/call', call('cancelled')));
    await expect.poll(asked).not.toBe(before);
  });
});
