import { StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpHandler } from '@modelcontextprotocol/server';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import http from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFixture } from '../integration/bridge-mcp-fixture-server.ts';
import { portOf } from '../integration/bridge-mcp-loopback.ts';
import { startIssuer, type Issuer, type Page } from '../support/issuer.ts';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { call, newAgent } from './identical-mcp-agents.ts';

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
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
    if (request.url === '/oauth' || request.url?.startsWith('/.well-known/') === true) guarded(request, answer);
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
    person: { url: `${at}/oauth`, login: { person: {} } },
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

/** Runs `parley login person`, and opens the address that it prints. */
async function logIn(visit: (address: string) => Promise<Page>) {
  const child = spawn(process.execPath, [program, '-C', called.dir, 'login', 'person']);
  const told: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => told.push(chunk.toString()));
  const ended = once(child, 'close');
  const visited = Promise.withResolvers<Page>();
  for await (const line of createInterface({ input: child.stdout })) {
    told.push(line);
    if (line.startsWith('http')) visit(line).then(visited.resolve, visited.reject);
  }
  await ended;
  return { code: child.exitCode, url: await visited.promise, out: told.join('\n') };
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

  it('is used with the login that a person makes, and refused until then', { timeout: 60_000 }, async () => {
    await expect(echo('person')).rejects.toThrow(/login-missing/);
    expect(await called.cli('status')).toContain('run `parley login person`');
    expect(await called.cli('doctor')).toContain('nobody has logged in');
    const { code, url, out } = await logIn((address) => issuer.visit(address));
    expect({ code, page: url.text }).toEqual({ code: 0, page: expect.stringContaining('You are logged in') });
    expect(out).toContain('Logged in for mcp.servers.person');
    expect(await echo('person')).toContain('hello there');
    expect(await called.cli('login')).toMatch(/mcp\.servers\.person\s+good/);
    expect(await called.cli('status')).not.toContain('parley login');
    expect((await fetch(url.url)).status).toBe(400);

    issuer.deny(true);
    const denied = await logIn((address) => issuer.visit(address));
    expect({ code: denied.code, page: denied.url.text }).toEqual({
      code: 1,
      page: expect.stringContaining('The login failed'),
    });
    expect(denied.out).toContain('access_denied');
    expect(await echo('person')).toContain('hello there');
    const logs = called.logs().join('\n');
    for (const name of ['code', 'state']) {
      const secret = new URL(url.url).searchParams.get(name) ?? '';
      expect(secret.length).toBeGreaterThan(20);
      expect(logs).not.toContain(secret);
    }
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
