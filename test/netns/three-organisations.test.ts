import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually, introduce, startNode, type TestNode } from '../support/nodes.ts';
import { startLab, whyNoLab, type Lab } from './lab.ts';

const reason = whyNoLab();
/** How long the network is apart; `npm run netns` says a minute. */
const partitionMs = Number(process.env['PARTITION_MS'] ?? 40_000);
/** What a revocation may take from the connection on. */
const heardWithinMs = 2_000;
/** To notice that connections are dead, and to come back. */
const patienceMs = 120_000;

const nodes: TestNode[] = [];
const open: { lab?: Lab } = {};

beforeAll(async () => {
  if (reason === undefined) open.lab = await startLab(['acme', 'branch~', 'globex']);
}, 60_000);

afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]();
  await open.lab?.[Symbol.asyncDispose]();
}, 60_000);

async function start(lab: Lab, name: string, config: Readonly<Record<string, unknown>> = {}): Promise<TestNode> {
  const listen = [`/ip4/${lab.addressOf(name)}/tcp/4001`];
  const node = await startNode({ name, namespace: lab.namespaceOf(name), config: { listen, ...config }, patienceMs });
  nodes.push(node);
  return node;
}

async function isConnected(node: TestNode, peer: TestNode): Promise<boolean> {
  return (await node.client.peers()).some(({ did, connected }) => did === peer.did && connected);
}

const sends = async (from: TestNode, to: TestNode, body: string): Promise<boolean> => {
  const { id } = await from.client.send({ to: to.name, body });
  const isThere = async (): Promise<boolean> => (await from.client.message(id)).state === 'delivered';
  return await eventually(`${body} is delivered`, isThere, patienceMs);
};

const timeOf = (line: string): number => Date.parse(/"time":"([^"]+)"/.exec(line)?.[1] ?? '');

describe.skipIf(reason !== undefined)(
  `three organisations on three hosts${reason === undefined ? '' : ` (skipped: ${reason})`}`,
  { timeout: 400_000 },
  () => {
    it('talk over a slow and lossy network, one through a relay, and come together after a partition', async () => {
      const { lab } = open;
      if (lab === undefined) throw new Error('there is no network');
      await lab.tell('link delay=20 jitter=5 loss=1');
      const acme = await start(lab, 'acme', { reach: { offer: true } });
      const branch = await start(lab, 'branch', { reach: { relays: acme.addresses } });
      const globex = await start(lab, 'globex');
      await introduce(acme, branch);
      await branch.logged(/addresses changed/);
      await introduce(acme, globex);
      // The address of branch leads there from behind its router only; the relay is left.
      await introduce(branch, globex);
      expect(await sends(globex, branch, 'through the relay')).toBe(true);
      expect(await sends(branch, globex, 'and back')).toBe(true);

      await lab.tell('cut globex');
      const from = globex.logs().length;
      const healAt = performance.now() + partitionMs;
      await acme.cli('rotate');
      await branch.cli('revoke', '--reason', 'the machine was stolen', '--yes');
      await acme.logged(/lost its standing/);
      await eventually('globex notices', async () => !(await isConnected(globex, acme)), patienceMs);
      while (performance.now() < healAt) await globex.client.ready();
      expect(globex.logs().slice(from).join('\n')).not.toContain('lost its standing');

      await lab.tell('heal');
      const ended = await globex.logged(
        new RegExp(`${branch.did}.*lost its standing|lost its standing.*${branch.did}`),
        from,
      );
      const linked = await globex.logged(new RegExp(`${acme.did}.*peer connected and authenticated`), from);
      const tookMs = timeOf(ended) - timeOf(linked);
      console.log(JSON.stringify({ partitionMs, revocationAfterConnectionMs: tookMs }));
      expect(tookMs).toBeLessThan(heardWithinMs);
      // The key that acme rotated meanwhile is known once the registries are one.
      await globex.logged(/registry repaired/, from);
      expect(await sends(globex, acme, 'after the partition')).toBe(true);
    });
  },
);
