import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const main = fileURLToPath(new URL('../../../src/main.ts', import.meta.url));
const dir = mkdtempSync(join(tmpdir(), 'parley-main-'));
/** A copy far from any node_modules, so that what stands beside it is up to the test. */
const copy = join(dir, 'package', 'src', 'main.ts');
const oldNode = `data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.19.0'}})`;
const carrier = join(dir, 'node_modules', `node-${process.platform}-${process.arch}`, 'bin');

beforeAll(() => {
  cpSync(main, copy);
  writeFileSync(join(dir, 'package', 'package.json'), '{"type":"module"}');
});
afterAll(() => rmSync(dir, { recursive: true }));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function finish(child: ChildProcess): Promise<Ended> {
  const { stdout, stderr } = child;
  if (stdout === null || stderr === null) throw new Error('no pipes');
  const [out, err, [code]] = await Promise.all([text(stdout), text(stderr), once(child, 'exit')]);
  return { code: typeof code === 'number' ? code : null, out, err };
}

const run = (...args: readonly string[]): Promise<Ended> =>
  finish(spawn(process.execPath, args, { env: { PATH: process.env['PATH'] ?? '' } }));

describe('the entry', () => {
  it('runs the command line and takes over its exit code', async () => {
    expect(await run(main, '--version')).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/),
    });
    expect(await run(main, 'status', '-C', dir)).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('parley init'),
    });
  });

  it('says so when Node is too old and no other one is found', async () => {
    const { code, err } = await run('--import', oldNode, copy, 'status');
    expect(code).toBe(2);
    expect(err).toMatch(/is too old: Parley needs 22\.12 or newer.*\[node-too-old\]/);
    const { err: json } = await run('--import', oldNode, copy, 'status', '--json');
    expect(JSON.parse(json)).toMatchObject({ error: { code: 'node-too-old' } });
  });

  it('runs itself under the Node in a package above it when its own is too old, and ends as that does', async () => {
    mkdirSync(carrier, { recursive: true });
    writeFileSync(join(carrier, 'node'), '#!/bin/sh\necho "started by $PARLEY_STARTED_BY: $*"\nexit 7\n');
    chmodSync(join(carrier, 'node'), 0o755);
    const { code, out } = await run('--import', oldNode, copy, 'send', 'globex', 'two words');
    expect(code).toBe(7);
    expect(out).toMatch(/^started by v\d+.*main\.ts send globex two words\n$/);
  });

  it('hands SIGTERM on to the Node that it started', async () => {
    writeFileSync(join(carrier, 'node'), `#!/bin/sh\ntrap 'exit 9' TERM\necho up\nwhile :; do sleep 0.05; done\n`);
    chmodSync(join(carrier, 'node'), 0o755);
    const child = spawn(process.execPath, ['--import', oldNode, copy, 'up'], {
      env: { PATH: process.env['PATH'] ?? '' },
    });
    const ended = finish(child);
    await once(child.stdout, 'data');
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 9 });
  });

  it('ends with the Node that started it, also where that one is killed', async () => {
    const started = join(dir, 'package', 'src', 'program.ts');
    writeFileSync(
      started,
      `export const localNode = () => undefined;
      export async function runCli(argv, { stdout }, signal) {
        const alive = setInterval(() => undefined, 1000);
        stdout.write('up ');
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        clearInterval(alive);
        stdout.write('ended');
        return 0;
      }`,
    );
    mkdirSync(carrier, { recursive: true });
    // Without what makes it too old.
    writeFileSync(join(carrier, 'node'), `#!/bin/sh\nshift 2\nexec '${process.execPath}' "$@"\n`);
    chmodSync(join(carrier, 'node'), 0o755);
    const child = spawn(process.execPath, ['--import', oldNode, copy, 'up'], {
      env: { PATH: process.env['PATH'] ?? '' },
    });
    const ended = finish(child);
    await once(child.stdout, 'data');
    child.kill('SIGKILL');
    expect(await ended).toMatchObject({ code: null, out: 'up ended' });
    rmSync(started);
  });

  it('does not start one Node after another when the one it found is too old as well', async () => {
    writeFileSync(join(carrier, 'node'), `#!/bin/sh\nexec '${process.execPath}' "$@"\n`);
    chmodSync(join(carrier, 'node'), 0o755);
    const { code, err } = await run('--import', oldNode, copy, 'status');
    expect(code).toBe(2);
    expect(err.match(/\[node-too-old\]/g)).toHaveLength(1);
  });
});
