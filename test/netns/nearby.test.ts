import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { eventually, introduce, startNode, type TestNode } from '../support/nodes.ts';
import { startLab, whyNoLab, type Lab } from './lab.ts';

const reason = whyNoLab();
const nodes: TestNode[] = [];
const open: { lab?: Lab } = {};

beforeAll(async () => {
  if (reason === undefined) open.lab = await startLab(['ann', 'ben', 'cid']);
}, 60_000);

afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]();
  await open.lab?.[Symbol.asyncDispose]();
}, 60_000);

async function start(lab: Lab, name: string, mdns: boolean): Promise<TestNode> {
  const config = { listen: [`/ip4/${lab.addressOf(name)}/tcp/4001`], discovery: { mdns } };
  const node = await startNode({ name, namespace: lab.namespaceOf(name), config });
  nodes.push(node);
  return node;
}

/** Gives a node another port, which nobody is told of: what they know of it leads nowhere. */
async function move(node: TestNode, lab: Lab): Promise<void> {
  await node.stop();
  const file = join(node.dir, 'parley.yaml');
  const listen = [`/ip4/${lab.addressOf(node.name)}/tcp/4999`];
  await writeFile(file, stringify({ ...parse(await readFile(file, 'utf8')), listen }));
}

async function isConnected(node: TestNode, peer: TestNode): Promise<boolean> {
  return (await node.client.peers()).some(({ did, connected }) => did === peer.did && connected);
}

describe.skipIf(reason !== undefined)(
  `agents on one local network${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  { timeout: 200_000 },
  () => {
    it('that know one another meet by mDNS when all their addresses have changed, and strangers are left alone', async () => {
      const { lab } = open;
      if (lab === undefined) throw new Error('there is no network');
      const ann = await start(lab, 'ann', true);
      const ben = await start(lab, 'ben', true);
      const cid = await start(lab, 'cid', true);
      await introduce(ann, ben);
      // Both at once: neither can tell the other where it is now.
      await Promise.all([move(ann, lab), move(ben, lab)]);
      await Promise.all([ann.restart(), ben.restart()]);
      await eventually('they meet', () => isConnected(ann, ben), 90_000);
      const { id } = await ann.client.send({ to: 'ben', body: 'here' });
      await eventually('delivery', async () => (await ann.client.message(id)).state === 'delivered');
      // It sees them, knows neither, and speaks to neither.
      expect(await cid.client.peers()).toEqual([]);
      expect(cid.logs().filter((line) => /handshake|seen on the local network/.test(line))).toEqual([]);
      const seen = [...ann.logs(), ...ben.logs()].filter((line) => line.includes('seen on the local network'));
      expect(seen.length).toBeGreaterThan(0);
    });
  },
);
