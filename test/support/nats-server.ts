import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { freePort } from './nodes.ts';

/** The server that tests run: that of the path, or the one that a variable names. */
const command = process.env['PARLEY_TEST_NATS_SERVER'] ?? 'nats-server';
/** Longest wait for it to be ready, milliseconds: far above what a busy machine takes. */
const patienceMs = 20_000;

const version = versionOf();

/** Why tests that need nats-server are skipped; undefined when it is here. */
export const natsMissing =
  version === undefined ? 'needs nats-server (apt-get install nats-server, or PARLEY_TEST_NATS_SERVER)' : undefined;

/** Who may use the server of a test. */
export const natsUser = 'parley';
/** Its password, which nobody may find in a log or an error. */
export const natsPassword = 'CANARY-password-5f1c';

/** A server of its own on loopback, with a folder of its own. Its port stays over restarts. */
export interface NatsServer extends AsyncDisposable {
  readonly url: string;
  /** Where its streams lie. */
  readonly storeDir: string;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and port. */
  start(): Promise<void>;
}

/** How a server is to differ from what a mailbox needs. */
export interface NatsServerOptions {
  readonly maxPayload?: string;
  readonly jetstream?: boolean;
}

/** Starts nats-server with JetStream, a login, and a disk that is waited for where the server knows how. */
export async function startNatsServer(options: NatsServerOptions = {}): Promise<NatsServer> {
  const dir = await mkdtemp(join(tmpdir(), 'parley-nats-'));
  const storeDir = join(dir, 'store');
  await mkdir(storeDir);
  const port = await freePort();
  const config = join(dir, 'nats.conf');
  await writeFile(config, configOf({ port, storeDir, ...options }));
  let child: ChildProcess | undefined;
  const kill = async (): Promise<void> => {
    const running = child;
    child = undefined;
    if (running === undefined) return;
    const ended = once(running, 'exit');
    running.kill('SIGKILL');
    await ended;
  };
  const start = async (): Promise<void> => {
    const started = spawn(command, ['-c', config], { stdio: ['ignore', 'ignore', 'pipe'] });
    child = started;
    await ready(started);
  };
  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    storeDir,
    kill,
    start,
    [Symbol.asyncDispose]: async () => {
      await kill();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

function configOf(wanted: NatsServerOptions & { readonly port: number; readonly storeDir: string }): string {
  const { port, storeDir, maxPayload = '8MB', jetstream = true } = wanted;
  const [major = 0, minor = 0] = version ?? [];
  // Known from 2.10 on; before, a write is on the server's disk within two minutes.
  const sync = major > 2 || (major === 2 && minor >= 10) ? 'sync_interval: always' : '';
  return `listen: 127.0.0.1:${port}
max_payload: ${maxPayload}
${jetstream ? `jetstream { store_dir: "${storeDir}", ${sync} }` : ''}
authorization { user: ${natsUser}, password: "${natsPassword}" }
`;
}

/** Resolves when the server says so; it writes its log to standard error. */
async function ready(child: ChildProcess): Promise<void> {
  if (child.stderr === null) throw new Error('no standard error');
  const lines = createInterface({ input: child.stderr });
  const seen: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const late = setTimeout(() => reject(new Error(`nats-server is not ready:\n${seen.join('\n')}`)), patienceMs);
  child.once('exit', () => reject(new Error(`nats-server ended:\n${seen.join('\n')}`)));
  lines.on('line', (line) => {
    if (seen.length < 100) seen.push(line);
    if (line.includes('Server is ready')) resolve();
  });
  try {
    await promise;
  } finally {
    clearTimeout(late);
  }
}

function versionOf(): readonly number[] | undefined {
  try {
    const text = execFileSync(command, ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return /v(\d+)\.(\d+)/.exec(text)?.slice(1).map(Number);
  } catch {
    return undefined;
  }
}
