import { StreamableHTTPClientTransport as NewHttp } from '@modelcontextprotocol/client';
import { StreamableHTTPClientTransport as OldHttp } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../src/base/base.ts';
import { stdioTarget, type StdioTarget, type StdioTargetOptions } from '../../src/bridge/mcp/stdio-target.ts';
import { call, newAgent, oldAgent } from './bridge-mcp-dialogue.ts';
import { alice, mallory, serveTarget } from './bridge-mcp-loopback.ts';

const fixture = {
  command: process.execPath,
  args: [fileURLToPath(new URL('bridge-mcp-fixture.ts', import.meta.url))],
};

const modernHeaders = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call' };
const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};
const initialize = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'raw', version: '1' } },
};

interface Raw {
  readonly method?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly caller?: typeof alice;
  readonly path?: string;
  readonly signal?: AbortSignal;
}

async function perform(target: StdioTarget, raw: Raw) {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...raw.headers };
  const body = typeof raw.body === 'string' ? raw.body : raw.body === undefined ? '' : JSON.stringify(raw.body);
  const request = {
    kind: 'request',
    protocol: 'mcp',
    target: 'fixture',
    method: raw.method ?? 'POST',
    path: raw.path ?? '',
    headers: Object.entries(headers),
    body: utf8(body),
  } as const;
  return await target.perform(request, raw.caller ?? alice, raw.signal ?? new AbortController().signal);
}

async function exchange(target: StdioTarget, raw: Raw) {
  const answer = await perform(target, raw);
  const parts: Uint8Array[] = [];
  for await (const part of answer.body) parts.push(part);
  const headers = Object.fromEntries(answer.headers);
  return { status: answer.status, headers, text: Buffer.concat(parts).toString('utf8') };
}

async function openSession(target: StdioTarget, caller = alice): Promise<string> {
  const { headers } = await exchange(target, { body: initialize, caller });
  const session = headers['mcp-session-id'] ?? '';
  await exchange(target, {
    body: { jsonrpc: '2.0', method: 'notifications/initialized' },
    headers: { 'mcp-session-id': session },
    caller,
  });
  return session;
}

function modernCall(name: string, args: Readonly<Record<string, unknown>> = {}, id: unknown = 7): Raw {
  const body = { jsonrpc: '2.0', id, method: 'tools/call', params: { name, arguments: args, _meta: meta } };
  return { body, headers: { ...modernHeaders, 'mcp-name': name } };
}

function targetOf(options: Partial<StdioTargetOptions> = {}): StdioTarget & AsyncDisposable {
  // Grace enough for a slow machine: what these tests look at is one answer, whether streamed or not.
  const target = stdioTarget({ ...fixture, headGraceMs: 15_000, ...options });
  return Object.assign(target, { [Symbol.asyncDispose]: async () => await target.close() });
}

const ping = { jsonrpc: '2.0', id: 2, method: 'ping' };

describe('a session', () => {
  it('belongs to the caller that opened it and to nobody else', async () => {
    await using target = targetOf();
    const session = await openSession(target);
    const headers = { 'mcp-session-id': session };
    expect(await exchange(target, { body: ping, headers })).toMatchObject({ status: 200 });
    for (const method of ['POST', 'GET', 'DELETE']) {
      const body = method === 'POST' ? ping : undefined;
      expect(await exchange(target, { method, body, headers, caller: mallory })).toMatchObject({ status: 404 });
    }
    expect(await exchange(target, { body: ping, headers })).toMatchObject({ status: 200 });
  });

  it('ends with DELETE, and its process with it', async () => {
    await using target = targetOf();
    const headers = { 'mcp-session-id': await openSession(target) };
    expect(target.diagnosis()).toHaveLength(1);
    expect(await exchange(target, { method: 'DELETE', headers })).toMatchObject({ status: 200 });
    expect(target.diagnosis()).toHaveLength(0);
    expect(await exchange(target, { body: ping, headers })).toMatchObject({ status: 404 });
  });

  it('cancels a call that the client cancels with a notification', async () => {
    await using loopback = await serveTarget(stdioTarget(fixture));
    await using agent = await oldAgent(new OldHttp(loopback.url));
    const stop = new AbortController();
    const hanging = agent.ask('tools/call', call('hang'), { signal: stop.signal, onprogress: () => stop.abort() });
    await hanging;
    await expect.poll(async () => JSON.stringify(await agent.ask('tools/call', call('cancelled')))).toContain('"1"');
  });

  it('does not cancel a call because its stream was closed', async () => {
    await using target = targetOf();
    const headers = { 'mcp-session-id': await openSession(target) };
    const gone = new AbortController();
    const params = { name: 'hang', arguments: {}, _meta: { progressToken: 'p' } };
    const body = { jsonrpc: '2.0', id: 3, method: 'tools/call', params };
    const answer = await perform(target, { body, headers, signal: gone.signal });
    gone.abort();
    for await (const part of answer.body) expect(part.length).toBeGreaterThan(0);
    const asked = { jsonrpc: '2.0', id: 4, method: 'tools/call', params: { name: 'cancelled', arguments: {} } };
    expect((await exchange(target, { body: asked, headers })).text).toContain('"text":"0"');
  });

  it('keeps what the server says unasked until the client listens', async () => {
    await using target = targetOf();
    const headers = { 'mcp-session-id': await openSession(target) };
    const change = { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'change', arguments: {} } };
    const answer = await exchange(target, { body: change, headers });
    const stop = new AbortController();
    const stream = await perform(target, { method: 'GET', headers, signal: stop.signal });
    expect(stream.status).toBe(200);
    const seen: string[] = [answer.text];
    if (!answer.text.includes('list_changed')) {
      for await (const part of stream.body) {
        seen.push(Buffer.from(part).toString('utf8'));
        break;
      }
    }
    stop.abort();
    expect(seen.join('')).toContain('notifications/tools/list_changed');
  });

  it('takes a batch, which 2025-03-26 had, and answers all of it on one stream', async () => {
    await using target = targetOf();
    const headers = { 'mcp-session-id': await openSession(target) };
    const body = [ping, { jsonrpc: '2.0', method: 'notifications/roots/list_changed' }, { ...ping, id: 'three' }];
    const { text } = await exchange(target, { body, headers });
    expect(text).toContain('"id":2');
    expect(text).toContain('"id":"three"');
  });

  it('refuses what a Streamable HTTP server refuses', async () => {
    await using target = targetOf();
    const headers = { 'mcp-session-id': await openSession(target) };
    const statusOf = async (raw: Raw): Promise<number> => (await exchange(target, raw)).status;
    expect(await statusOf({ body: ping })).toBe(400);
    expect(await statusOf({ method: 'GET' })).toBe(400);
    expect(await statusOf({ method: 'PUT' })).toBe(405);
    expect(await statusOf({ body: ping, headers, path: '/elsewhere' })).toBe(404);
    expect(await statusOf({ body: ping, headers: { ...headers, 'content-type': 'text/plain' } })).toBe(415);
    expect(await statusOf({ body: ping, headers: { ...headers, accept: 'application/json' } })).toBe(406);
    expect(await statusOf({ method: 'GET', headers: { ...headers, accept: 'application/json' } })).toBe(406);
    expect(await statusOf({ body: '{"jsonrpc":', headers })).toBe(400);
    expect(await statusOf({ body: '{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', headers })).toBe(400);
    expect(await statusOf({ body: [], headers })).toBe(400);
    expect(await statusOf({ body: [initialize, ping] })).toBe(400);
    expect(await statusOf({ body: [ping, ping], headers })).toBe(400);
    expect(await statusOf({ body: ping, headers: { ...headers, 'mcp-protocol-version': '1999-01-01' } })).toBe(400);
    expect(await statusOf({ body: ' '.repeat(4 * 1024 * 1024 + 1), headers })).toBe(413);
  });
});

describe('a stateless request', () => {
  it('gets its own id back byte for byte, whatever form it has', async () => {
    await using target = targetOf();
    const { body, headers } = modernCall('echo', { text: 'x' });
    const raw = JSON.stringify(body).replace('"id":7', '"id" : "\\u0061\\/b"');
    const answer = await exchange(target, { body: raw, headers: headers ?? {} });
    expect(answer).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(answer.text).toContain('"\\u0061\\/b"');
  });

  it('is refused with HeaderMismatch when a header and the body disagree or one is missing', async () => {
    await using target = targetOf();
    const { body } = modernCall('echo', { text: 'x' });
    const wrong = [
      { ...modernHeaders, 'mcp-name': 'other' },
      { ...modernHeaders },
      { ...modernHeaders, 'mcp-method': 'tools/list', 'mcp-name': 'echo' },
      { 'mcp-method': 'tools/call', 'mcp-name': 'echo' },
      { ...modernHeaders, 'mcp-protocol-version': '2027-01-01', 'mcp-name': 'echo' },
      { ...modernHeaders, 'mcp-name': '=?base64?!?=' },
    ];
    for (const headers of wrong) {
      const { status, text } = await exchange(target, { body, headers });
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({ id: 7, error: { code: -32020 } });
    }
    const encoded = { ...modernHeaders, 'mcp-name': `=?base64?${Buffer.from('echo').toString('base64')}?=` };
    expect(await exchange(target, { body, headers: encoded })).toMatchObject({ status: 200 });
  });

  it('must repeat in headers the parameters that a listed tool wants there', async () => {
    await using target = targetOf();
    const list = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: meta } };
    expect(await exchange(target, modernCall('echo', { text: 'Zwölf' }))).toMatchObject({ status: 200 });
    await exchange(target, { body: list, headers: { ...modernHeaders, 'mcp-method': 'tools/list' } });
    const { body, headers } = modernCall('echo', { text: 'Zwölf' });
    const encoded = `=?base64?${Buffer.from('Zwölf').toString('base64')}?=`;
    for (const param of [{}, { 'mcp-param-text': 'Elf' }, { 'Mcp-Param-Text': '=?base64?Zw?=' }]) {
      const { status, text } = await exchange(target, { body, headers: { ...headers, ...param } });
      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({ id: 7, error: { code: -32020 } });
    }
    const right = { ...headers, 'Mcp-Param-Text': encoded };
    expect(await exchange(target, { body, headers: right })).toMatchObject({ status: 200 });
    expect(await exchange(target, modernCall('echo', { text: null }))).toMatchObject({ status: 200 });
  });

  it('gets the HTTP status that its JSON-RPC error asks for', async () => {
    await using target = targetOf();
    const body = { jsonrpc: '2.0', id: 1, method: 'no/such', params: { _meta: meta } };
    const headers = { ...modernHeaders, 'mcp-method': 'no/such' };
    expect(await exchange(target, { body, headers })).toMatchObject({ status: 404 });
    const other = { ...meta, 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };
    const future = { jsonrpc: '2.0', id: 1, method: 'tools/list', params: { _meta: other } };
    const futureHeaders = { 'mcp-method': 'tools/list', 'mcp-protocol-version': '2099-01-01' };
    await using fresh = targetOf();
    const answer = await exchange(fresh, { body: future, headers: futureHeaders });
    expect(answer.status).toBe(400);
    expect(answer.text).toContain('-32022');
    expect(await exchange(target, { method: 'GET', headers: modernHeaders })).toMatchObject({ status: 405 });
    expect(await exchange(target, { body: [future, future], headers })).toMatchObject({ status: 400 });
    const bare = { jsonrpc: '2.0', id: 1, method: 'tools/list' };
    expect(await exchange(target, { body: bare, headers: modernHeaders })).toMatchObject({ status: 400 });
  });

  it('runs in a process that other callers do not share', async () => {
    await using target = targetOf();
    const mine = await exchange(target, modernCall('pid'));
    const again = await exchange(target, modernCall('pid'));
    const theirs = await exchange(target, { ...modernCall('pid'), caller: mallory });
    expect(again.text).toBe(mine.text);
    expect(theirs.text).not.toBe(mine.text);
  });

  it('is not disturbed by lines that are no JSON-RPC, which are counted', async () => {
    await using target = targetOf();
    expect(await exchange(target, modernCall('noise'))).toMatchObject({ status: 200 });
    const [known] = target.diagnosis();
    expect(known).toMatchObject({ ignoredLines: 2 });
    await expect.poll(() => target.diagnosis()[0]?.stderr).toContain('a complaint');
  });
});

describe('a server process', () => {
  it('that ends answers what waits with an error, and the next request starts a new one', async () => {
    await using target = targetOf();
    const before = await exchange(target, modernCall('pid'));
    const crashed = await exchange(target, modernCall('crash'));
    expect(JSON.parse(crashed.text)).toMatchObject({ id: 7, error: { code: -32603 } });
    const after = await exchange(target, modernCall('pid'));
    expect(after.status).toBe(200);
    expect(after.text).not.toBe(before.text);
  });

  it('that ends takes its session with it, so that the client opens a new one', async () => {
    await using target = targetOf();
    const headers = { 'mcp-session-id': await openSession(target) };
    const crash = { jsonrpc: '2.0', id: 9, method: 'tools/call', params: { name: 'crash', arguments: {} } };
    expect((await exchange(target, { body: crash, headers })).text).toContain('-32603');
    expect(await exchange(target, { body: ping, headers })).toMatchObject({ status: 404 });
    expect(await openSession(target)).not.toBe('');
  });

  it('that sends a message over the limit is ended, and says so', async () => {
    await using target = targetOf();
    const { text } = await exchange(target, modernCall('huge'));
    expect(JSON.parse(text)).toMatchObject({ id: 7, error: { code: -32603 } });
    expect(text).toContain('larger than the limit');
  });

  it('sees nothing of the environment but PATH, HOME, LANG and what is configured', async () => {
    await using target = targetOf({ env: { FIXTURE_SETTING: 'on' } });
    const { text } = await exchange(target, modernCall('environment'));
    const [, names = ''] = /"text":"([^"]*)"/.exec(text) ?? [];
    const allowed = new Set(['PATH', 'HOME', 'LANG', 'FIXTURE_SETTING']);
    expect(names).toContain('FIXTURE_SETTING');
    expect(names.split(' ').filter((name) => !allowed.has(name))).toEqual([]);
  });

  it('that cannot be started makes the exchange fail with agent-unreachable', async () => {
    await using target = targetOf({ command: 'no-such-program-anywhere', args: [] });
    await expect(exchange(target, modernCall('pid'))).rejects.toMatchObject({ reason: 'agent-unreachable' });
    await expect(exchange(target, { body: initialize })).rejects.toMatchObject({ reason: 'agent-unreachable' });
  });

  it('is ended when the target closes, even if it ignores polite requests, and nothing starts after', async () => {
    const script = "process.on('SIGTERM',()=>{});setInterval(()=>{},1000);process.stdin.on('data',()=>{})";
    const target = stdioTarget({ command: process.execPath, args: ['-e', script] });
    const waiting = exchange(target, modernCall('pid'));
    const [known] = target.diagnosis();
    const pid = known?.pid ?? 0;
    await target.close();
    expect((await waiting).text).toContain('-32603');
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(exchange(target, modernCall('pid'))).rejects.toMatchObject({ reason: 'stopping' });
  });

  it('that nobody uses is ended after a while', async () => {
    await using target = targetOf({ idleMs: 40 });
    await exchange(target, modernCall('pid'));
    await expect.poll(() => target.diagnosis().length).toBe(0);
  });

  it('makes room when no more are allowed: the longest unused one goes, one in use never', async () => {
    await using target = targetOf({ maxProcesses: 2, maxProcessesPerCaller: 1 });
    const first = { 'mcp-session-id': await openSession(target) };
    const second = { 'mcp-session-id': await openSession(target) };
    expect(await exchange(target, { body: ping, headers: first })).toMatchObject({ status: 404 });
    const hang = { jsonrpc: '2.0', id: 3, method: 'tools/call', params: { name: 'hang', arguments: {} } };
    const gone = new AbortController();
    const hanging = perform(target, { body: hang, headers: second, signal: gone.signal });
    await expect(exchange(target, { body: initialize })).rejects.toMatchObject({ reason: 'overloaded' });
    expect(await exchange(target, { body: initialize, caller: mallory })).toMatchObject({ status: 200 });
    gone.abort();
    await expect(hanging).rejects.toMatchObject({ reason: 'cancelled' });
    expect(await exchange(target, { body: initialize })).toMatchObject({ status: 200 });
  });

  it('speaks both eras at once to different clients', async () => {
    await using loopback = await serveTarget(stdioTarget(fixture));
    await using old = await oldAgent(new OldHttp(loopback.url));
    await using modern = await newAgent(new NewHttp(loopback.url), 'auto');
    const [a, b] = await Promise.all([old.ask('tools/list'), modern.ask('tools/list')]);
    expect(a).toHaveProperty('tools');
    expect(b).toHaveProperty('tools');
  });
});
