import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Logins, loginLimits } from '../../../src/control/logins.ts';
import { raw, startFakeNode, token, type FakeNode } from './fake-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'parley-dashboard-'));
let node: FakeNode;
let port: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>built</title>');
  writeFileSync(join(folder, 'assets', 'page-abc.js'), 'export {};');
  writeFileSync(join(folder, 'assets', 'notes.txt'), 'not of a kind that is served');
  writeFileSync(join(folder, 'secret.js'), 'outside of assets');
  node = await startFakeNode({}, undefined, { dashboard: folder });
  port = new URL(node.control.url).port;
});

afterAll(async () => {
  await node[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetchRaw({ host: '127.0.0.1', port, path, method, headers });
const post = (path: string, value: unknown, bearer?: string) =>
  raw(
    {
      host: '127.0.0.1',
      port,
      path,
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      },
    },
    JSON.stringify(value),
  );

/** As `raw`, for answers that are no JSON. */
async function fetchRaw(options: { port: string; path: string; method: string; headers: object; host: string }) {
  const { request } = await import('node:http');
  return await new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; text: string }>(
    (resolve, reject) => {
      const call = request({ ...options, headers: { ...options.headers }, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (part: string) => (text += part));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      call.on('error', reject);
      call.end();
    },
  );
}

describe('the files of the dashboard', () => {
  it('are served without a token, under a policy that lets nothing inline or foreign run', async () => {
    const page = await get('/');
    expect(page).toMatchObject({ status: 200, text: '<!doctype html><title>built</title>' });
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    const policy = String(page.headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
  });

  it('are kept by the browser when their name changes with their content, and asked for anew otherwise', async () => {
    const asset = await get('/assets/page-abc.js');
    expect(asset.headers['cache-control']).toContain('immutable');
    const page = await get('/');
    expect(page.headers['cache-control']).toBe('no-cache');
    const again = await get('/', { 'if-none-match': String(page.headers['etag']) });
    expect(again).toMatchObject({ status: 304, text: '' });
    expect((await get('/', {}, 'HEAD')).text).toBe('');
  });

  it.each([
    '/assets/../secret.js',
    '/assets/..%2fsecret.js',
    '/assets/%2e%2e/secret.js',
    '/assets/notes.txt',
    '/assets//page-abc.js',
    '/assets/',
    '/assets/page-abc.js%00',
    '/secret.js',
  ])('are those that the build holds, and nothing else: %s', async (path) => {
    const answer = await get(path, { authorization: `Bearer ${token}` });
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('outside');
  });

  it('are refused to a page that reaches this machine under another name', async () => {
    expect((await get('/', { host: 'evil.example' })).status).toBe(403);
  });

  it('are not there when none were built, and there once they are', async () => {
    const empty = mkdtempSync(join(tmpdir(), 'parley-dashboard-'));
    await using other = await startFakeNode({}, undefined, { dashboard: empty });
    const at = { host: '127.0.0.1', port: new URL(other.control.url).port, path: '/', method: 'GET', headers: {} };
    expect((await fetchRaw(at)).status).toBe(404);
    mkdirSync(join(empty, 'assets'));
    writeFileSync(join(empty, 'index.html'), 'now');
    expect((await fetchRaw(at)).text).toBe('now');
    rmSync(empty, { recursive: true });
  });
});

interface LoggedIn {
  readonly token: string;
  readonly readOnly: boolean;
}

async function logIn(readOnly: boolean): Promise<LoggedIn> {
  const made = await post('/v1/login-codes', { name: 'ann', readOnly }, token);
  const { code }: { code: string } = JSON.parse(JSON.stringify(made.json));
  const login = await post('/v1/logins', { code });
  expect(login.json).toMatchObject({ name: 'ann', readOnly });
  expect((await post('/v1/logins', { code })).status).toBe(401);
  return JSON.parse(JSON.stringify(login.json));
}

describe('the login of a browser', () => {
  it('takes a code once, and may then do what the node’s own token may', async () => {
    const { token: bearer } = await logIn(false);
    expect(bearer).not.toBe(token);
    expect((await get('/v1/status', { authorization: `Bearer ${bearer}` })).status).toBe(200);
    expect((await post('/v1/inbox/ack', { cursor: '0' }, bearer)).status).toBe(200);
  });

  it('changes nothing when it is read-only, whatever it asks for', async () => {
    const { token: bearer } = await logIn(true);
    expect((await get('/v1/status', { authorization: `Bearer ${bearer}` })).status).toBe(200);
    for (const path of ['/v1/inbox/ack', '/v1/stop', '/v1/login-codes', '/v1/kills']) {
      const answer = await post(path, {}, bearer);
      expect({ path, status: answer.status }).toEqual({ path, status: 403 });
    }
    expect(node.stops).toBe(0);
  });

  it('shows what was written to the agent to nobody who may only look', async () => {
    const sight = await logIn(true);
    const full = await logIn(false);
    const asked = async (path: string, bearer: string): Promise<number> =>
      (await get(path, { authorization: `Bearer ${bearer}` })).status;
    for (const path of ['/v1/inbox', '/v1/inbox?limit=1']) {
      expect(await asked(path, sight.token)).toBe(403);
      expect(await asked(path, full.token)).toBe(200);
    }
    expect(await asked('/v1/inbox/', sight.token)).toBe(404);
  });

  it('needs a code that this node made', async () => {
    expect((await post('/v1/logins', { code: 'a'.repeat(43) })).status).toBe(401);
    expect((await post('/v1/login-codes', { name: 'ann' })).status).toBe(401);
  });

  it('ends in time, as a code that nobody used does', () => {
    let now = 1000;
    const logins = new Logins({ now: () => now });
    const { code } = logins.issue({ request: { name: 'ann', readOnly: false } });
    const { code: late } = logins.issue({ request: { name: 'ann', readOnly: true } });
    const { token: bearer } = logins.redeem({ request: { code } });
    expect(logins.of(bearer)).toBe('act');
    expect(logins.of(code)).toBeUndefined();
    now += loginLimits.codeMs;
    expect(() => logins.redeem({ request: { code: late } })).toThrow(/two minutes/);
    now += loginLimits.loginMs;
    expect(logins.of(bearer)).toBeUndefined();
  });

  it('makes room for the newest when too many are open', () => {
    const logins = new Logins({ now: () => 1 });
    const open = (): string =>
      logins.redeem({ request: logins.issue({ request: { name: 'ann', readOnly: false } }) }).token;
    const first = open();
    for (let i = 0; i < loginLimits.maxKept; i++) open();
    expect(logins.of(first)).toBeUndefined();
  });
});

describe('what is told as it happens', () => {
  it('comes as server-sent events, and ends when the node stops', async () => {
    await using other = await startFakeNode();
    const response = await fetch(`${other.control.url}/v1/live`, { headers: { authorization: `Bearer ${token}` } });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toMatch(/^data: \{"kind":"beat"\}\n\n/);
    const closed = other.control.close();
    for (let read = await reader?.read(); read?.done === false; read = await reader?.read());
    await closed;
  });

  it('needs the token', async () => {
    expect((await fetch(`${node.control.url}/v1/live`)).status).toBe(401);
  });
});
