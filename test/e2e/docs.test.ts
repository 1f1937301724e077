import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink, mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { document, documents, root } from '../unit/docs/markdown.ts';
import { scriptOf, trialOf, type Trial } from './support-docs.ts';

/** Longest that all commands of one document may take, milliseconds. */
const patienceMs = 180_000;

const trials = documents()
  .filter((path) => !path.startsWith('docs/decisions/'))
  .map((path) => ({ path, trial: trialOf(document(path)) }));

interface Ran {
  readonly code: number;
  readonly output: string;
}

/** Runs a program in a process group of its own, which ends with it: nothing that it left in the background stays. */
async function run(argv: readonly string[], cwd: string, env: NodeJS.ProcessEnv): Promise<Ran> {
  const [command = '', ...args] = argv;
  const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += String(piece)));
  const end = (): void => {
    // The group is gone when nothing was left running.
    if (child.pid !== undefined) attemptKill(-child.pid);
  };
  const late = setTimeout(end, patienceMs);
  const [code] = await once(child, 'exit').catch(() => [-1]);
  clearTimeout(late);
  end();
  return { code: typeof code === 'number' ? code : -1, output };
}

function attemptKill(group: number): void {
  try {
    process.kill(group, 'SIGKILL');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** Own loopback, where the system lets us: the ports that the documents name are free there, and nothing is reached but this machine. */
const apart = ['unshare', '--user', '--map-root-user', '--net', 'sh', '-c', 'ip link set lo up && exec "$@"', 'sh'];

const isApart = (await run([...apart, 'true'], root, process.env)).code === 0;
/** On a machine that is not ours to take, the ports may be somebody's. */
const isTried = isApart || process.env['CI'] !== undefined;
if (!isTried) console.log('not tried: no document, since there is no network namespace (unshare) for their ports');

/** Does what the document says, in a clean home with a clone. */
async function attempt(trial: Trial): Promise<Ran> {
  const home = await mkdtemp(join(tmpdir(), 'parley-docs-'));
  onTestFinished(async () => await rm(home, { recursive: true, force: true }));
  const clone = join(home, 'parley');
  await mkdir(clone);
  for (const name of ['dist', 'docs', 'node_modules', 'package.json', 'packaging', 'policies'])
    await symlink(join(root, name), join(clone, name));
  await writeFile(join(home, 'tried.sh'), scriptOf(trial));
  const env = {
    ...process.env,
    HOME: home,
    CLONE: clone,
    NO_COLOR: '1',
    PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
  };
  return await run([...(isApart ? apart : []), 'bash', join(home, 'tried.sh')], clone, env);
}

describe('what a reader of the documents is told to type', { timeout: patienceMs + 10_000 }, () => {
  it.skipIf(!isTried).each(trials.filter(({ trial }) => trial.steps.some((step) => step.kind !== 'skip')))(
    'works as it stands in $path',
    async ({ path, trial }) => {
      const { code, output } = await attempt(trial);
      expect(code, `${path}:\n${output.slice(-6000)}`).toBe(0);
      expect(output).toContain('## done');
    },
  );

  it('is left out only with a reason, and what is left out is said', () => {
    const skipped = trials.flatMap(({ path, trial }) =>
      trial.steps.filter((step) => step.kind === 'skip').map((step) => ({ path, step })),
    );
    for (const { path, step } of skipped) console.log(`not tried: ${path}:${step.line}: ${step.detail}`);
    expect(skipped.filter(({ step }) => step.detail.split(' ').length < 3)).toEqual([]);
    const tried = trials.flatMap(({ trial }) => trial.steps).length - skipped.length;
    expect(tried).toBeGreaterThan(40);
  });
});
