import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFixture } from '../integration/bridge-mcp-fixture-server.ts';
import { portOf } from '../integration/bridge-mcp-loopback.ts';
import { startIssuer, type Issuer } from '../support/issuer.ts';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { call, newAgent } from './identical-mcp-agents.ts';

let issuer: Issuer;
let server: http.Server;
let caller: TestNode;
let called: TestNode;
const shown = new Set<string>();
const opened: AsyncDisposable[] = [];
const key = 'an-api-key-of-the-called-side';

/** The fixture over HTTP for whoever is let in. */
function serveFixture(): http.RequestListener {
  const handler = createMcpHandler(createFixture);
  return (incoming, outgoing) => {
    const serve = async (): Promise<void> => {
      const chunks: Buffer[] = [];
      for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
      const headers = new Headers();
      for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
      const { method = '', url = '' } = incoming;
      const body = method === 'POST' ? Buffer.concat(chunks) : null;
      const answer = await handler.fetch(new Request(`http://localhost${url}`, { method, headers, body }));
      outgoing.writeHead(answer.status, Object.fromEntries(answer.headers));
      for await (const part of answer.body ?? []) outgoing.write(part);
      outgoing.end();
    };
    serve().catch(() => outgoing.destroy());
  };
}

beforeAll(async () => {
  issuer = await startIssuer();
  opened.push(issuer);
  const fixture = serveFixture();
  const guarded = issuer.guard(() => `http://127.0.0.1:${portOf(server)}/oauth`, fixture);
  server = http.createServer((request, answer) => {
    shown.add(request.headers.authorization ?? request.headers['x-api-key']?.toString() ?? 'nothing');
    if (request.url === '/oauth') guarded(request, answer);
    else if (request.headers['x-api-key'] === key) fixture(request, answer);
    else answer.writeHead(401).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const at = `http://127.0.0.1:${portOf(server)}`;
  const secret = { env: 'TEST_CLIENT_SECRET' };
  const oauth = { issuer: issuer.url, clientId: issuer.clientId, clientSecret: secret, scope: 'use' };
  const servers = {
    token: { url: `${at}/oauth`, login: { oauth } },
    key: { url: `${at}/key`, login: { header: { name: 'X-Api-Key', prefix: '', secret: { env: 'TEST_API_KEY' } } } },
    wrong: { url: `${at}/oauth`, login: { header: { secret: { env: 'TEST_API_KEY' } } } },
  };
  const env = { TEST_CLIENT_SECRET: issuer.clientSecret, TEST_API_KEY: key };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config: { mcp: { servers } }, env });
  opened.push(...nodes);
  [caller, called] = nodes;
  await introduce(called, caller);
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  for (const one of opened) await one[Symbol.asyncDispose]();
});

async function echo(name: string): Promise<string> {
  const url = new URL(`${caller.ingressUrl}/mcp/called/${name}`);
  const requestInit = { headers: { Authorization: 'Bearer of the caller' } };
  await using agent = await newAgent(new StreamableHTTPClientTransport(url, { requestInit }), 'auto');
  return JSON.stringify(await agent.ask('tools/call', call('echo', { text: 'hello there' })));
}

describe('a server that asks for a login, through two nodes', () => {
  it.each(['token', 'key'])('is used with the login of the called node (%s)', { timeout: 60_000 }, async (name) => {
    expect(await echo(name)).toContain('hello there');
    expect([...shown].some((value) => value.includes('of the caller'))).toBe(false);
  });

  it('tells the caller nothing of a login that is refused, and the operator that it is', async () => {
    await expect(echo('wrong')).rejects.toThrow(/agent-failed/);
    await called.logged(/mcp\.servers\.wrong.*The server refuses the credentials/);
  });

  it('keeps tokens over a restart, sealed, and out of every log', { timeout: 60_000 }, async () => {
    await echo('token');
    const before = issuer.asked();
    await called.restart();
    expect(await echo('token')).toContain('hello there');
    expect(issuer.asked()).toBe(before);

    const secrets = [...shown].map((value) => value.replace(/^Bearer /, '')).filter((value) => value.length > 20);
    expect(secrets.length).toBeGreaterThan(1);
    const told = [...caller.logs(), ...called.logs()].join('\n');
    const files = await Promise.all(
      (await readdir(called.dataDir, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile())
        .map(async (entry) => await readFile(join(entry.parentPath, entry.name), 'latin1')),
    );
    for (const secret of [...secrets, issuer.clientSecret]) {
      expect(told).not.toContain(secret);
      expect(files.some((file) => file.includes(secret))).toBe(false);
    }
  });
});
