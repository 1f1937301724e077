// Two real nodes of two organisations that know each other, for trying the examples: nothing of this is needed to use them.
import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connect, type Client } from 'parley-mesh/client';
import { answerQuestions } from './mesh-tools.ts';

/** The command line of the package. */
const program = process.env['PARLEY'] ?? fileURLToPath(new URL('main.js', import.meta.resolve('parley-mesh')));

/** Globex reads no long questions. */
const rule = `
@id("globex.short-questions")
@reason("Ask in fewer words.")
forbid (principal, action == Action::"message.receive", resource)
when { resource.name == "question" && context.sizeBytes > 2000 };
`;

/** The node of acme, from which globex can be asked; it and that of globex end with the returned function. */
export async function startTwoNodes(): Promise<{ readonly acme: Client; readonly stop: () => Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'parley-'));
  const nodes = await Promise.all(['acme', 'globex'].map((name) => startNode(root, name)));
  const [acme, globex] = nodes.map(({ client }) => client);
  if (acme === undefined || globex === undefined) throw new Error('a node is missing');
  await acme.join((await globex.invite()).code, 'globex');
  while ((await acme.peers()).some(({ connected }) => !connected)) await nextTurn();
  const end = new AbortController();
  const answering = answerQuestions(globex, async (question) => `Globex says: ${question.toUpperCase()}`, end.signal);
  const stop = async (): Promise<void> => {
    end.abort();
    await answering;
    for (const { client, child } of nodes) {
      client.close();
      child.kill();
      if (child.exitCode === null) await once(child, 'exit');
    }
    await rm(root, { recursive: true, force: true });
  };
  return { acme, stop };
}

async function startNode(
  root: string,
  name: string,
): Promise<{ readonly client: Client; readonly child: ChildProcess }> {
  const dir = join(root, name);
  await promisify(execFile)(process.execPath, [program, '-C', dir, 'init', '--name', name, '--organisation', name]);
  if (name === 'globex') await writeFile(join(dir, 'policies', 'house.cedar'), rule);
  const free = ['listen=/ip4/127.0.0.1/tcp/0', 'ingress.port=0', 'control.port=0', 'log.level=error'];
  const settings = free.flatMap((setting) => ['--set', setting]);
  const child = spawn(process.execPath, [program, '-C', dir, ...settings, 'up'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  // It says one line when it is ready.
  await once(child.stdout, 'data');
  return { client: connect({ dataDir: join(dir, 'data') }), child };
}
