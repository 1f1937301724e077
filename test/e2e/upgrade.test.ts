import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, cp, glob, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Level } from 'level';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { connect, type Client } from '../../src/control/control.ts';
import { eventually, freePort } from '../support/nodes.ts';
import { parley, runNode, type RunningProgram } from '../support/program.ts';

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const fixtures = fileURLToPath(new URL('../fixtures/upgrade', import.meta.url));
const madeSchema = z.strictObject({ made: z.number(), did: z.string(), sessions: z.number() });

/** One for each layout that a version has written; see make.ts beside them. */
const layouts = (await readdir(fixtures)).filter((name) => name.startsWith('layout-')).toSorted();

let folder: string;
const running: RunningProgram[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-'));
});

afterEach(async () => {
  for (const node of running.splice(0)) await node.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The folders of two nodes as that version left them, with the rights that they had: a repository keeps none. */
async function putBack(layout: string): Promise<z.output<typeof madeSchema>> {
  await cp(join(fixtures, layout), folder, { recursive: true });
  for await (const path of glob(join(folder, '*/data/**')))
    await chmod(path, (await stat(path)).isDirectory() ? 0o700 : 0o600);
  return madeSchema.parse(JSON.parse(await readFile(join(folder, 'made.json'), 'utf8')));
}

/** Makes a clock of Node.js go on from a moment: what waits in a fixture would have expired long ago. */
function clockFrom(moment: number): NodeJS.ProcessEnv {
  const shift = moment - Date.now();
  const module = `const Real = Date; globalThis.Date = class extends Real {
    constructor(...given) { given.length === 0 ? super(Real.now() + ${shift}) : super(...given); }
    static now() { return Real.now() + ${shift}; }
  };`;
  return { ...process.env, NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(module)}` };
}

async function start(name: string, env: NodeJS.ProcessEnv): Promise<RunningProgram> {
  const node = await runNode(spawn(process.execPath, [program, '-C', join(folder, name), '--json', 'up'], { env }));
  running.push(node);
  return node;
}

/** Tells a node on which port to listen, and where the other is: the ports of that time may be anybody's. */
async function settle(
  name: string,
  port: number,
  peer?: { readonly alias: string; readonly multiaddr: string },
): Promise<void> {
  const file = join(folder, name, 'parley.yaml');
  const config = parseDocument(await readFile(file, 'utf8'));
  config.setIn(['listen'], [`/ip4/127.0.0.1/tcp/${port}`]);
  if (peer !== undefined) config.setIn(['peers'], [{ alias: peer.alias, multiaddrs: [peer.multiaddr] }]);
  await writeFile(file, config.toString());
}

async function inboxOf(client: Client): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const message of client.inbox({ follow: false })) texts.push(message.text());
  return texts;
}

/** What waited was sealed in a form of packets that is not read any more: it is not lost, but for the operator to send anew. */
async function sendAnew(client: Client): Promise<void> {
  const letters = await eventually('dead letters', async () => {
    const { letters } = await client.deadLetters();
    return letters.length === 2 && letters;
  });
  expect(letters.map(({ reason }) => reason)).toEqual(['malformed', 'malformed']);
  const results = await client.retryDeadLetters(letters.map(({ id }) => id));
  expect(results).toHaveLength(2);
}

describe('the folder of a node of an earlier version', () => {
  it.each(layouts)(
    'of %s goes on under this one with its identity, messages in both directions and its audit log',
    async (layout) => {
      const { made, did, sessions } = await putBack(layout);
      const env = clockFrom(made + 60_000);
      const [acmePort, globexPort] = [await freePort(), await freePort()];
      await settle('acme', acmePort);
      await settle('globex', globexPort, { alias: 'acme', multiaddr: `/ip4/127.0.0.1/tcp/${acmePort}` });
      const acmeNode = await start('acme', env);
      using acme = connect({ dataDir: join(folder, 'acme', 'data') });
      const status = await acme.status();
      expect(status).toMatchObject({ did, ready: true, outbox: 2, inbox: 1 });
      expect(await inboxOf(acme)).toEqual(['to acme']);
      // A database of the current layout notices that it was copied, and forgets its sessions for that.
      const isCopy = acmeNode.log().includes('older copy');
      expect([isCopy, status.sessions]).toEqual(layout === 'layout-1' ? [false, sessions] : [true, 0]);

      await start('globex', env);
      using globex = connect({ dataDir: join(folder, 'globex', 'data') });
      const all = ['one', 'two', 'three', 'four', 'five'];
      if (layout === 'layout-1') await sendAnew(acme);
      await eventually('what waited is delivered', async () => (await inboxOf(globex)).length === all.length);
      expect(await inboxOf(globex)).toEqual(all);
      await eventually('the outbox is empty', async () => (await acme.status()).outbox === 0);
      for (const name of ['acme', 'globex'])
        expect(await parley(program, ['-C', join(folder, name), 'audit', 'verify'], env)).toMatch(/holds|verified|ok/i);
    },
    90_000,
  );
});

/** Every file below a folder, with what is in it and when it was changed. */
async function contentOf(dir: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const path of glob(join(dir, '**'))) {
    const { mtimeMs, mode } = await stat(path);
    const bytes = await readFile(path).catch(() => '');
    lines.push(`${path} ${mode} ${mtimeMs} ${createHash('sha256').update(bytes).digest('hex')}`);
  }
  return lines.toSorted();
}

function failureOf(name: string): Promise<string> {
  return new Promise((resolve) => {
    execFile(process.execPath, [program, '-C', join(folder, name), 'up'], (error, _, stderr) =>
      resolve(`${String(error?.code ?? 0)} ${stderr}`),
    );
  });
}

describe('the folder of a node of a newer version', () => {
  it('is refused with what to do, and not a byte of it is changed', async () => {
    await putBack(layouts.at(-1) ?? '');
    await writeFile(join(folder, 'acme', 'data', 'layout'), '5\n');
    const before = await contentOf(join(folder, 'acme', 'data'));
    expect(before.length).toBeGreaterThan(5);
    expect(await failureOf('acme')).toMatch(
      /^1 .*layout 5; this one knows 4.*Install that version again.*\[store-newer\]/s,
    );
    expect(await contentOf(join(folder, 'acme', 'data'))).toEqual(before);
  });

  it('is refused by its database too, whatever stands beside it', async () => {
    await putBack(layouts.at(-1) ?? '');
    const database = new Level<Uint8Array, Uint8Array>(join(folder, 'acme', 'data', 'db'), {
      keyEncoding: 'view',
      valueEncoding: 'view',
    });
    await database.put(Uint8Array.of(0), Uint8Array.of(0, 0, 0, 5));
    await database.close();
    expect(await failureOf('acme')).toMatch(/^1 .*layout 5; this one knows 4.*\[store-newer\]/s);
    expect(await readFile(join(folder, 'acme', 'data', 'layout'), 'utf8')).toBe('3\n');
  });
});
