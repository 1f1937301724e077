import { cp, mkdir, mkdtemp, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const lockfile = z.looseObject({
  packages: z.record(
    z.string(),
    z.looseObject({
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
      devOptional: z.boolean().optional(),
      link: z.boolean().optional(),
    }),
  ),
});
const manifest = z.looseObject({ files: z.array(z.string()) });

/** Where npm has installed the package without optional ones, as CI does; what it would install is laid out here otherwise. */
const installed = process.env['WITHOUT_OPTIONAL'];

/** The package as `npm ci --omit=optional` gives it: the files that are published, and what the lockfile marks as needed. */
async function installWithoutOptional(dir: string): Promise<void> {
  const { files } = manifest.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  for (const path of ['package.json', ...files]) await cp(join(root, path), join(dir, path), { recursive: true });
  const { packages } = lockfile.parse(JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8')));
  for (const [path, { dev, optional, devOptional, link }] of Object.entries(packages)) {
    // A package inside of another comes with it.
    const isOnTop = path.startsWith('node_modules/') && path.lastIndexOf('node_modules/') === 0;
    if (!isOnTop || dev === true || optional === true || devOptional === true || link === true) continue;
    await mkdir(dirname(join(dir, path)), { recursive: true });
    await symlink(join(root, path), join(dir, path));
  }
}

let dir: string;
/** Two without optional packages, and one with them. */
let nodes: readonly TestNode[] = [];

/** A message from one node to another, and the suite of the session that carried it. */
async function suiteBetween(from: TestNode, to: TestNode): Promise<string> {
  await introduce(to, from);
  const { id } = await from.client.send({ to: to.name, body: 'hello' });
  await eventually('delivery', async () => (await from.client.message(id)).state === 'delivered');
  const line = await from.logged(new RegExp(`${to.did}.*session opened`));
  return z.looseObject({ suite: z.string() }).parse(JSON.parse(line)).suite;
}

beforeAll(async () => {
  dir = installed ?? (await mkdtemp(join(tmpdir(), 'parley-plain-')));
  if (installed === undefined) await installWithoutOptional(dir);
  const program = join(dir, 'dist', 'src', 'main.js');
  nodes = await startNodes({ name: 'north', program }, { name: 'south', program }, { name: 'east' });
}, 60_000);

afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]();
  if (installed === undefined) await rm(dir, { recursive: true, force: true });
}, 60_000);

const at = (n: number): TestNode => {
  const node = nodes[n];
  if (node === undefined) throw new Error('a node is missing');
  return node;
};

describe('a node that was installed without optional packages', { timeout: 60_000 }, () => {
  it('has no package of libsignal, and says which suite it goes without', async () => {
    const here = createRequire(join(dir, 'dist', 'src', 'main.js'));
    expect(() => here.resolve('@signalapp/libsignal-client')).toThrow('Cannot find module');
    expect(await at(0).logged(/cipher suite not installed/)).toContain('"suite":"signal"');
  });

  it('agrees on pqxdh with another such node, and messages pass', async () => {
    expect(await suiteBetween(at(0), at(1))).toBe('pqxdh');
  });

  it('agrees on pqxdh with a node that has every suite, whoever calls', async () => {
    expect(await suiteBetween(at(0), at(2))).toBe('pqxdh');
    expect(await suiteBetween(at(2), at(1))).toBe('pqxdh');
  });
});
