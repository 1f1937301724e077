import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { httpTarget } from '../../src/bridge/http-target.ts';
import { stdioTarget } from '../../src/bridge/mcp/stdio-target.ts';
import { sharedServers } from '../../src/bridge/mcp/shared-servers.ts';
import { everything } from '../e2e/identical-mcp-agents.ts';
import { call, newAgent, oldAgent, type Agent } from './bridge-mcp-dialogue.ts';
import { alice, serveTarget, type Loopback } from './bridge-mcp-loopback.ts';

const fixture = {
  command: process.execPath,
  args: [fileURLToPath(new URL('bridge-mcp-fixture.ts', import.meta.url))],
};
let loopback: Loopback;
const opened = [stdioTarget(fixture), stdioTarget(fixture), stdioTarget({ ...everything, env: {} })] as const;

beforeAll(async () => {
  const [one, two, old] = opened;
  const servers = new Map([
    ['one', one],
    ['two', two],
    ['old', old],
    ['not__here', one],
    ['down', httpTarget({ url: 'http://127.0.0.1:9/mcp' })],
  ]);
  const gate = { mayUse: () => true };
  loopback = await serveTarget(sharedServers({ servers, owner: alice, gate, info: { name: 'all', version: '1' } }));
});

afterAll(async () => {
  await loopback[Symbol.asyncDispose]();
  await Promise.all(opened.map(async (target) => await target.close()));
});

const listed = z.looseObject({ tools: z.array(z.looseObject({ name: z.string() })) });
const namesOf = (result: unknown): readonly string[] => listed.parse(result).tools.map(({ name }) => name);
const openNew = async (): Promise<Agent> => await newAgent(new NewHttp(loopback.url), 'auto');
const openOld = async (): Promise<Agent> => await oldAgent(new OldHttp(loopback.url));

describe.each([
  ['2026-07-28', openNew],
  ['2025-11-25', openOld],
])('the mount of all servers for a client of %s', (_, open) => {
  it('lists the tools and prompts of every server that answers, under the name of the server', async () => {
    await using agent = await open();
    const names = namesOf(await agent.ask('tools/list'));
    expect(names).toEqual(expect.arrayContaining(['one__echo', 'two__echo', 'two__progress', 'old__echo']));
    expect(names.some((name) => name.startsWith('not__here') || name.startsWith('down'))).toBe(false);
    expect(new Set(names).size).toBe(names.length);
    expect(JSON.stringify(await agent.ask('prompts/list'))).toContain('two__greet');
  });

  it('hands each call to its server, with progress, errors, prompts and questions to the client', async () => {
    await using agent = await open();
    const steps: unknown[] = [];
    await agent.ask('tools/list');
    const ask = async (name: string, args = {}): Promise<string> =>
      JSON.stringify(await agent.ask('tools/call', call(name, args), { onprogress: (step) => steps.push(step) }));
    expect(await ask('two__echo', { text: 'Zwölf \u{1f94a}' })).toContain('Zwölf \u{1f94a}');
    expect(await ask('one__fail')).toContain('it went wrong');
    expect(await ask('one__progress')).toContain('done');
    expect(steps.length).toBeGreaterThan(0);
    expect(await ask('two__ask')).toContain('Ada');
    expect(JSON.stringify(await agent.ask('prompts/get', { name: 'two__greet' }))).toContain('Say hello.');
    // Two processes: each call went to the one it names.
    expect(await ask('one__pid')).not.toBe(await ask('two__pid'));
  });

  it('refuses a name that names no server of it, and what has no name', async () => {
    await using agent = await open();
    for (const name of ['echo', 'three__echo', 'not__here__echo'])
      expect(await agent.ask('tools/call', call(name))).toEqual({ error: -32602 });
    expect(await agent.ask('resources/read', { uri: 'note://one' })).toHaveProperty('error');
    expect(await agent.ask('tools/list', { cursor: 'none' })).toEqual({ error: -32602 });
  });

  it('cancels the call at its server', async () => {
    await using agent = await open();
    const count = async (): Promise<string> => JSON.stringify(await agent.ask('tools/call', call('one__cancelled')));
    const before = await count();
    const stop = new AbortController();
    await agent.ask('tools/call', call('one__hang'), { signal: stop.signal, onprogress: () => stop.abort() });
    await expect.poll(count).not.toBe(before);
  });
});

describe('a session on the mount of all servers', () => {
  it('is its own caller’s only', async () => {
    const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
    const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'x', version: '1' } };
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params });
    const met = await fetch(loopback.url, { method: 'POST', headers, body });
    await met.body?.cancel();
    const session = { ...headers, 'mcp-session-id': met.headers.get('mcp-session-id') ?? '' };
    const ping = JSON.stringify({ jsonrpc: '2.0', id: 2, method: 'ping' });
    const status = async (url: URL): Promise<number> =>
      (await fetch(url, { method: 'POST', headers: session, body: ping })).status;
    expect(await status(loopback.url)).toBe(200);
    expect(await status(loopback.otherUrl)).toBe(404);
    expect((await fetch(loopback.url, { method: 'DELETE', headers: session })).status).toBe(200);
    expect(await status(loopback.url)).toBe(404);
  });
});
