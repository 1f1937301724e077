import { chmod, mkdir, mkdtemp, rm, unlink, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig, type Config } from '../../../src/config.ts';
import type { Finding } from '../../../src/control/control.ts';
import { examine } from '../../../src/doctor.ts';
import { initNode } from '../../../src/init.ts';
import { isOpenToOthers } from '../../../src/secret-file.ts';

/** A node that is set up and may be spoilt, and a server that listens. */
async function setUp(yaml = ''): Promise<{ readonly dir: string; readonly config: Config; readonly port: number }> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-doctor-'));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  await initNode({ dir, name: 'acme' });
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const file = join(dir, 'parley.yaml');
  const ports = 'ingress: { port: 0 }\ncontrol: { port: 0 }\nlisten: [/ip4/127.0.0.1/tcp/0]\n';
  await writeFile(file, yaml === '' ? ports : yaml.replaceAll('PORT', String(port)));
  return { dir, config: loadConfig({ file, env: {} }), port };
}

const byName = (findings: readonly Finding[], name: string): Finding | undefined =>
  findings.find((finding) => finding.name === name);

it('finds nothing bad in a node that was just set up', async () => {
  const { config } = await setUp();
  const findings = await examine(config, undefined);
  expect(findings.filter(({ state }) => state === 'bad')).toEqual([]);
  expect(findings.length).toBeGreaterThan(6);
});

it('finds a key file that others may read, or that is missing', async () => {
  const { dir, config } = await setUp();
  const key = join(dir, 'data', 'keyring.key');
  await chmod(key, 0o644);
  expect(byName(await examine(config, undefined), 'keyring')).toMatchObject({
    state: 'bad',
    found: expect.stringMatching(/others may read/),
  });
  await unlink(key);
  expect(byName(await examine(config, undefined), 'keyring')).toMatchObject({
    state: 'bad',
    found: expect.stringMatching(/is missing/),
  });
});

it('finds a policy that is not valid, with its place', async () => {
  const { config } = await setUp();
  await writeFile(
    join(config.policies, 'wrong.cedar'),
    'permit(principal, action, resource) when { principal.scor > 1 };\n',
  );
  const finding = byName(await examine(config, undefined), 'policies');
  expect(finding).toMatchObject({ state: 'bad', found: expect.stringContaining('wrong.cedar:1') });
});

it('finds a clock that was put back', async () => {
  const { config } = await setUp();
  await mkdir(join(config.data, 'db'));
  const file = join(config.data, 'db', 'LOG');
  await writeFile(file, '');
  const later = new Date(Date.now() + 3_600_000);
  await utimes(file, later, later);
  expect(byName(await examine(config, undefined), 'clock')).toMatchObject({ state: 'bad' });
});

it('finds a port that is taken, unless the node itself has it', async () => {
  const { config } = await setUp('ingress: { port: PORT }\ncontrol: { port: 0 }\nlisten: [/ip4/127.0.0.1/tcp/0]\n');
  expect(byName(await examine(config, undefined), 'ingress port')).toMatchObject({
    state: 'bad',
    found: expect.stringMatching(/EADDRINUSE/),
  });
  expect(byName(await examine(config, { addresses: [] }), 'ingress port')).toBeUndefined();
});

it('tells the agents and servers that answer from those that do not', async () => {
  const { config } = await setUp(`ingress: { port: 0 }
control: { port: 0 }
listen: [/ip4/127.0.0.1/tcp/0]
agent: { a2a: { url: 'http://127.0.0.1:PORT' } }
mcp:
  servers:
    gone: { url: 'http://127.0.0.1:1/mcp' }
    here: { command: node }
    absent: { command: no-such-program-here }
`);
  const findings = await examine(config, undefined);
  expect(byName(findings, 'A2A agent')).toMatchObject({ state: 'good' });
  expect(byName(findings, 'MCP server gone')).toMatchObject({ state: 'warning' });
  expect(byName(findings, 'MCP server here')).toMatchObject({ state: 'good' });
  expect(byName(findings, 'MCP server absent')).toMatchObject({ state: 'warning' });
});

const here = 'ingress: { port: 0 }\ncontrol: { port: 0 }\nlisten: [/ip4/127.0.0.1/tcp/0]\n';
const host = '12D3KooWQ7Xm1yS3q5bUMuW6wUSyXhjEMfDfXbH9Tn4rYVwRmEjU';

it.each([
  [['/ip4/127.0.0.1/tcp/4001/p2p/x', '/ip6/::1/tcp/4001/p2p/x'], 'warning', 'from this machine only'],
  [[], 'warning', 'nobody can dial it'],
  [
    ['/ip4/127.0.0.1/tcp/4001/p2p/x', '/ip4/192.168.1.7/tcp/4001/p2p/x'],
    'good',
    'its own network only, at 192.168.1.7',
  ],
  [['/dns4/agents.example.com/tcp/4001/p2p/x'], 'good', 'everywhere that leads to agents.example.com'],
  [['/ip4/8.8.8.8/tcp/4001/p2p/x', '/ip4/10.0.0.2/tcp/4001/p2p/x'], 'good', 'everywhere that leads to 8.8.8.8'],
  [[`/ip4/8.8.8.8/tcp/1/p2p/${host}/p2p-circuit/p2p/x`, '/ip4/127.0.0.1/tcp/1/p2p/x'], 'good', 'through a relay'],
])('says from where a node that runs is reached at %j', async (addresses, state, found) => {
  const { config } = await setUp();
  const finding = byName(await examine(config, { addresses }), 'reachability');
  expect(finding).toMatchObject({ state, found: expect.stringContaining(found) });
  expect(finding?.advice === undefined).toBe(state === 'good');
});

it('tells an announced address that answers from one that does not', async () => {
  const { config } = await setUp(`${here}announce: [/ip4/127.0.0.1/tcp/PORT, /ip4/127.0.0.1/tcp/1]\n`);
  const findings = await examine(config, { addresses: [] });
  expect(findings.filter(({ name }) => name === 'announced address')).toMatchObject([
    { state: 'good' },
    { state: 'warning', found: expect.stringContaining('/ip4/127.0.0.1/tcp/1') },
  ]);
});

it('finds a relay that gave no place, and knocks at it while the node does not run', async () => {
  const { config } = await setUp(`${here}reach: { relays: [/ip4/127.0.0.1/tcp/PORT/p2p/${host}] }\n`);
  const [relay = ''] = config.reach.relays;
  const relayOf = async (addresses: readonly string[] | undefined): Promise<Finding | undefined> =>
    byName(await examine(config, addresses && { addresses }), 'relay');
  expect(await relayOf([`${relay}/p2p-circuit/p2p/x`])).toMatchObject({ state: 'good' });
  expect(await relayOf([`/ip4/127.0.0.1/tcp/1/p2p/x`])).toMatchObject({
    state: 'warning',
    found: `no place at ${relay}`,
  });
  expect(await relayOf(undefined)).toMatchObject({ state: 'good', found: `${relay} answers` });
});

it('knocks at a mailbox while the node does not run', async () => {
  const { config } = await setUp(`${here}mailbox: { use: [/ip4/127.0.0.1/tcp/1/p2p/${host}] }\n`);
  expect(byName(await examine(config, undefined), 'mailbox')).toMatchObject({ state: 'warning' });
});

it('takes a key that a supervisor mounted for the group of the node for what the node takes it for', () => {
  const own = { uid: process.getuid?.() ?? 0, mode: 0o100_440 };
  expect(isOpenToOthers('/run/secrets/parley/keyring.key', { ...own, uid: 0 })).toBe(false);
  expect(isOpenToOthers('/run/secrets/parley/keyring.key', { ...own, mode: 0o100_460 })).toBe(true);
  expect(isOpenToOthers('/var/lib/parley/data/keyring.key', own)).toBe(true);
});
