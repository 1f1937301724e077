import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openDashboard, type NetworkDashboard } from '../../../testnet/dashboard/dashboard.ts';
import { Progress } from '../../../testnet/dashboard/progress.ts';
import { Dice } from '../../../testnet/dice.ts';

let dashboard: NetworkDashboard;
let folder: string;
let progress: Progress;
const orders: (readonly string[])[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-'));
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'index.html'), '<!doctype html>the page');
  const run = () => Promise.resolve('');
  progress = new Progress([
    { name: 'first', essential: true, run },
    { name: 'second', essential: true, run },
  ]);
  orders.length = 0;
  dashboard = await openDashboard({
    stage: { dir: folder, names: ['Acme', 'Globex'], dice: new Dice(1), mesh: undefined },
    scenario: 'partition',
    seed: 11,
    progress,
    order: async (words) => {
      orders.push(words);
      if (words[0] === 'kill') throw new Error('The node of Acme does not run.');
      return Promise.resolve(['done']);
    },
    command: 'parley testnet dashboard',
    folder,
  });
});

afterEach(async () => {
  await dashboard[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

const json = { 'content-type': 'application/json' };

function post(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(dashboard.url + path, { method: 'POST', headers: { ...json, ...headers }, body: JSON.stringify(body) });
}

async function loggedIn(): Promise<Readonly<Record<string, string>>> {
  const code = dashboard.address().split('#login=')[1];
  const { token } = z.looseObject({ token: z.string() }).parse(await (await post('/v1/logins', { code })).json());
  return { authorization: `Bearer ${token}` };
}

describe('the dashboard of a network', () => {
  it('serves its page under a policy that lets nothing in from elsewhere, and allows no other origin', async () => {
    const response = await fetch(`${dashboard.url}/`);
    expect(await response.text()).toContain('the page');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(response.headers.get('access-control-allow-origin')).toBeNull();
    for (const headers of [{ origin: 'http://evil.example' }, { origin: 'null' }])
      expect((await fetch(`${dashboard.url}/`, { headers })).status).toBe(403);
  });

  it('gives a login for a code once, and nothing without one', async () => {
    const address = dashboard.address();
    expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#login=[\w-]{43}$/);
    const code = address.split('#login=')[1];
    expect((await post('/v1/logins', { code })).status).toBe(200);
    const again = await post('/v1/logins', { code });
    expect([again.status, await again.text()]).toEqual([401, expect.stringContaining('`parley testnet dashboard`')]);
    expect((await fetch(`${dashboard.url}/v1/network`)).status).toBe(401);
    expect((await post('/v1/orders', { words: ['heal'] })).status).toBe(401);
    expect((await post('/v1/orders', { words: ['heal'] }, { authorization: 'Bearer no' })).status).toBe(401);
    expect(orders).toEqual([]);
  });

  it('tells the network as it stands, and then every change', async () => {
    const response = await fetch(`${dashboard.url}/v1/network`, { headers: await loggedIn() });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    const next = async (): Promise<unknown> => JSON.parse((await reader?.read())?.value?.slice('data: '.length) ?? '');
    expect(await next()).toMatchObject({
      scenario: 'partition',
      seed: 11,
      isOver: false,
      steps: [{ state: 'waiting' }, { state: 'waiting' }],
      nodes: [
        { alias: 'acme', name: 'Acme', state: 'planned' },
        { alias: 'globex', state: 'planned' },
      ],
      links: [],
    });
    progress.begun('first');
    expect(await next()).toMatchObject({ steps: [{ name: 'first', state: 'running' }, { state: 'waiting' }] });
    progress.ended({ name: 'first', ok: false, ms: 12, detail: 'nothing came' });
    progress.over();
    expect(await next()).toMatchObject({
      isOver: true,
      steps: [{ state: 'failed', ms: 12, detail: 'nothing came' }, {}],
    });
    await reader?.cancel();
  });

  it('passes orders on, and says why one cannot be carried out', async () => {
    const login = await loggedIn();
    expect(await (await post('/v1/orders', { words: ['cut', 'acme'] }, login)).json()).toEqual({ lines: ['done'] });
    const refused = await post('/v1/orders', { words: ['kill', 'acme'] }, login);
    expect([refused.status, await refused.json()]).toEqual([
      409,
      { error: { code: 'refused', message: 'The node of Acme does not run.' } },
    ]);
    expect(orders).toEqual([
      ['cut', 'acme'],
      ['kill', 'acme'],
    ]);
  });

  it('refuses what is no request of its own, whatever it holds', async () => {
    const login = await loggedIn();
    expect((await post('/v1/orders', { words: [] }, login)).status).toBe(400);
    expect((await post('/v1/orders', { words: ['x'.repeat(5000)] }, login)).status).toBe(413);
    expect((await post('/v1/orders', { words: ['heal'] }, { ...login, 'content-type': 'text/plain' })).status).toBe(
      415,
    );
    expect((await post('/v1/logins', { code: 1 })).status).toBe(400);
    expect((await fetch(`${dashboard.url}/v1/stop`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${dashboard.url}/assets/none.js`)).status).toBe(404);
    const broken = { method: 'POST', headers: { ...json, ...login }, body: '{' };
    expect((await fetch(`${dashboard.url}/v1/orders`, broken)).status).toBe(400);
  });
});
