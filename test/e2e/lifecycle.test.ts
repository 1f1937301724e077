import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { chmod, cp, mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Level } from 'level';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { endless, startCountingAgent, type CountingAgent } from '../support/agent.ts';
import { makeCall } from '../support/call.ts';

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

let agent: CountingAgent;
let alpha: TestNode;
let beta: TestNode;

beforeAll(async () => {
  agent = await startCountingAgent(300);
  [alpha, beta] = await startNodes({ name: 'alpha', config: agent.config }, { name: 'beta', config: agent.config });
  await introduce(alpha, beta);
}, 60_000);

afterAll(async () => {
  for (const node of [alpha, beta]) await node[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
}, 60_000);

interface Run {
  readonly code: number;
  readonly output: string;
}

/** Runs the command line to its end. */
async function run(dir: string, ...args: readonly string[]): Promise<Run> {
  return await new Promise((resolve) => {
    execFile(process.execPath, [program, '--dir', dir, ...args], { timeout: 15_000 }, (error, stdout, stderr) => {
      resolve({
        code: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        output: stdout + stderr,
      });
    });
  });
}

const freePorts = ['listen=/ip4/127.0.0.1/tcp/0', 'ingress.port=0', 'control.port=0'].flatMap((set) => ['--set', set]);

/** A fresh node's folder, or a copy of a stopped one's; gone after the test. */
async function folder(like?: TestNode): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'parley-life-'));
  onTestFinished(async () => await rm(root, { recursive: true, force: true }));
  const dir = join(root, 'node');
  if (like === undefined) await run(dir, 'init', '--name', 'gamma');
  else await cp(like.dir, dir, { recursive: true });
  expect(await readdir(dir)).toContain('parley.yaml');
  return dir;
}

/** A folder whose node has run and was stopped. */
async function usedFolder(): Promise<string> {
  await beta.stop();
  const dir = await folder(beta);
  await beta.restart();
  return dir;
}

/** Starts on this folder, which must not succeed. */
async function refusedStart(dir: string, ...args: readonly string[]): Promise<Run> {
  return await run(dir, ...freePorts, ...args, 'up');
}

async function database(dir: string): Promise<string> {
  const path = join(dir, 'data', 'db');
  expect(await readdir(path)).toContain('CURRENT');
  return path;
}

describe('a start', { timeout: 60_000 }, () => {
  it('says in one line of JSON where everything is, and the log says ready', async () => {
    expect(alpha.addresses[0]).toMatch(/^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/p2p\/12D3/);
    expect(await alpha.client.ready()).toEqual({ ready: true, reasons: [], warnings: [] });
    expect(JSON.parse(await alpha.logged(/"msg":"ready"/))).toMatchObject({ level: 30, did: alpha.did });
  });

  it('on a data directory in use is refused with the process that has it, and disturbs nobody', async () => {
    const second = await refusedStart(alpha.dir);
    expect(second).toMatchObject({ code: 1, output: expect.stringContaining('[data-dir-in-use]') });
    expect(second.output).toContain(String(alpha.pid));
    expect((await alpha.client.ready()).ready).toBe(true);
    const { id } = await alpha.client.send({ to: 'beta', body: 'still here' });
    await eventually('delivery', async () => (await alpha.client.message(id)).state === 'delivered');
  });

  it('with a wrong configuration names the key, the value, what is allowed, and the line', async () => {
    const dir = await folder();
    const file = join(dir, 'parley.yaml');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('minScore: 500', 'minScore: 5000'));
    const line = text.split('\n').findIndex((content) => content.includes('minScore: 500')) + 1;
    const wrong = await run(dir, 'up');
    expect(wrong).toMatchObject({ code: 2, output: expect.stringContaining('trust.minScore is 5000') });
    expect(wrong.output).toContain(`parley.yaml:${line}`);
    expect(wrong.output).toContain('from 0 to 1000');
    await writeFile(file, text.replace('minScore: 500', 'minScores: 500'));
    expect(await run(dir, 'up')).toMatchObject({ code: 2, output: expect.stringContaining('Did you mean minScore?') });
  });

  it('with a key that does not open the keyring is refused, and with one that others may read', async () => {
    const dir = await folder();
    const key = join(dir, 'data', 'keyring.key');
    const right = await readFile(key, 'utf8');
    await writeFile(key, `${Buffer.alloc(32, 7).toString('base64url')}\n`);
    expect(await refusedStart(dir)).toMatchObject({ code: 2, output: expect.stringContaining('[keyring-locked]') });
    await writeFile(key, right);
    await chmod(key, 0o644);
    expect(await refusedStart(dir)).toMatchObject({
      code: 2,
      output: expect.stringContaining('[keyring-permissions]'),
    });
    await chmod(key, 0o600);
    await writeFile(join(dir, 'data', 'keyring'), 'garbage');
    expect((await refusedStart(dir)).output).toContain('[keyring-damaged]');
  });

  it('on a store whose log or list of files is damaged is refused', async () => {
    const dir = await usedFolder();
    const path = await database(dir);
    const names = await readdir(path);
    const log = names.find((name) => name.endsWith('.log')) ?? '';
    const whole = await readFile(join(path, log));
    expect(whole.length).toBeGreaterThan(1000);
    const file = await open(join(path, log), 'r+');
    // Near its beginning: what is broken in the very last write looks like one that a power cut tore.
    await file.write(Buffer.alloc(64, 0xa5), 0, 64, 64);
    await file.close();
    expect(await refusedStart(dir)).toMatchObject({ code: 1, output: expect.stringContaining('[store-damaged]') });
    await writeFile(join(path, log), whole);
    await rm(join(path, 'CURRENT'));
    expect(await refusedStart(dir)).toMatchObject({ code: 1, output: expect.stringContaining('[store-damaged]') });
  });

  it('on a store of a newer version is refused, and leaves it as it is', async () => {
    const dir = await usedFolder();
    const level = new Level<Uint8Array, Uint8Array>(await database(dir), {
      keyEncoding: 'view',
      valueEncoding: 'view',
    });
    await level.put(Uint8Array.of(0), Uint8Array.of(0, 0, 0, 9), { sync: true });
    await level.close();
    const refused = await refusedStart(dir);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('[store-newer]') });
    expect(refused.output).toContain('layout 9');
  });

  it('with a broken policy is refused with file and line', async () => {
    const dir = await folder();
    await writeFile(
      join(dir, 'policies', 'broken.cedar'),
      'permit (principal, action, resource)\nwhen { principal.nose };\n',
    );
    const refused = await refusedStart(dir);
    expect(refused).toMatchObject({ code: 2, output: expect.stringContaining('[policy-invalid]') });
    expect(refused.output).toContain('broken.cedar:2');
  });

  it.each([
    ['listen', 'listen', (port: number) => `listen=/ip4/127.0.0.1/tcp/${port}`],
    ['the ingress', 'ingress', (port: number) => `ingress.port=${port}`],
    ['the control API', 'control', (port: number) => `control.port=${port}`],
  ])('with the port for %s taken by somebody says which one', async (_, what, setting) => {
    const dir = await folder();
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    onTestFinished(() => void taken.close());
    const address = taken.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const refused = await refusedStart(dir, '--set', setting(port));
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('[listen-failed]') });
    expect(refused.output).toContain(String(port));
    expect(refused.output.toLowerCase()).toContain(what);
    // What had been started is stopped again: nothing holds the folder.
    expect((await run(dir, 'status')).code).toBe(3);
  });

  it('at an address that this machine does not have says so', async () => {
    const refused = await refusedStart(await folder(), '--set', 'listen=/ip6/2001:db8::1/tcp/0');
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('[listen-failed]') });
    expect(refused.output).toContain('2001:db8::1');
  });
});

describe('policies while the node runs', { timeout: 60_000 }, () => {
  it('take effect when they change, and a broken set leaves the old one in force', async () => {
    const before = (await beta.client.status()).policies;
    await beta.setPolicy(
      'closed.cedar',
      '@id("closed")\nforbid (principal, action == Action::"message.send", resource);\n',
    );
    const closed = (await beta.client.status()).policies;
    expect(closed.count).toBe(before.count + 1);
    expect(closed.version).not.toBe(before.version);
    const refused = beta.client.send({ to: 'alpha', body: 'may I?' });
    await expect(refused).rejects.toMatchObject({ code: 'refused', reason: 'policy-denied' });
    await expect(beta.setPolicy('broken.cedar', 'permit (principal')).rejects.toMatchObject({ code: 'policy-invalid' });
    const problems = [expect.stringMatching(/^broken\.cedar:1:18: /)];
    expect((await beta.client.status()).policies).toEqual({ ...closed, problems });
    const still = beta.client.send({ to: 'alpha', body: 'and now?' });
    await expect(still).rejects.toMatchObject({ reason: 'policy-denied' });
    await rm(join(beta.dir, 'policies', 'broken.cedar'));
    await beta.setPolicy('closed.cedar', undefined);
    expect((await beta.client.status()).policies).toEqual(before);
    expect(await beta.client.send({ to: 'alpha', body: 'now I may' })).toHaveProperty('id');
  });

  it('are taken without being asked when a file changes', async () => {
    const { version } = (await beta.client.status()).policies;
    const file = join(beta.dir, 'policies', 'watched.cedar');
    await writeFile(file, '@id("watched")\nforbid (principal, action == Action::"a2a.push", resource);\n');
    await eventually('the change is seen', async () => (await beta.client.status()).policies.version !== version);
    await rm(file);
    const back = async (): Promise<boolean> => (await beta.client.status()).policies.version === version;
    expect(await eventually('the change back is seen', back)).toBe(true);
  });
});

describe('a stop', { timeout: 25_000 }, () => {
  it('lets calls under way end, keeps what it accepted, and exits with 0 in time', async () => {
    await beta.stop();
    const { id } = await alpha.client.send({ to: 'beta', body: 'kept over the stop' });
    await beta.restart();
    const finishing = makeCall({ ingress: alpha.ingressUrl, to: 'beta', kind: 'a2a', call: 'finishing' });
    await agent.asked('finishing');
    const began = performance.now();
    expect(await alpha.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await finishing).toMatchObject({ kind: 'answered' });
    await alpha.restart();
    await eventually('delivery', async () => (await alpha.client.message(id)).state === 'delivered');
  });

  it.each([
    ['calling', ['stopping']],
    ['called', ['stopping', 'cancelled', 'interrupted']],
  ])('does not wait for ever on the %s side, and says so to the caller', async (side, reasons) => {
    const call = `${endless}-${side}`;
    const end = makeCall({ ingress: alpha.ingressUrl, to: 'beta', kind: 'a2a', call });
    await agent.asked(call);
    const node = side === 'calling' ? alpha : beta;
    const began = performance.now();
    expect(await node.stop()).toBe(0);
    expect(performance.now() - began).toBeLessThan(10_000);
    await node.restart();
    const told = await end;
    expect(reasons.map((reason) => ({ kind: 'refused', reason }))).toContainEqual(told);
    await agent.left(call);
    expect(agent.counts.get(call)).toBe(1);
  });

  it('by the command line waits until the node has ended; without a node it says that none runs', async () => {
    const dir = await folder();
    expect(await run(dir, 'down')).toMatchObject({ code: 3, output: expect.stringContaining('[not-running]') });
    const { pid } = beta;
    expect((await run(beta.dir, 'down')).code).toBe(0);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await beta.restart();
  });
});
