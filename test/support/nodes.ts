import { execFile, spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { setImmediate as immediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { connect, type Client } from '../../src/control/control.ts';

/** The built command line: `npm test` builds first. */
const program = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? '../../dist/src/main.js' : '../../src/main.js', import.meta.url),
);
/** Longest wait for a node to start, to stop or to log a line, milliseconds: far above what a busy machine takes. */
const patienceMs = 25_000;
/** Log lines shown in a failure message. */
const shownLines = 40;
/** Log lines kept of one node. */
const keptLines = 20_000;

/** What a node of a test is to be. */
export interface NodeOptions {
  readonly name: string;
  /** Name of its organisation; that of the node when absent. */
  readonly organisation?: string;
  /** Laid over the parley.yaml that `parley init` wrote. */
  readonly config?: Readonly<Record<string, unknown>>;
  /** File name to Cedar text, beside `default.cedar` or instead of it. */
  readonly policies?: Readonly<Record<string, string>>;
  /** Environment variables of the process, beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
  /** The command line to run it with: that of this folder when absent. */
  readonly program?: string;
  /** The network namespace that it runs in; that of this process when absent. */
  readonly namespace?: string;
  /** Longest wait for it to start, to stop or to log a line, milliseconds; what a busy machine takes when absent. */
  readonly patienceMs?: number;
}

/** A real node in a process of its own, with its own folder below the temporary one. Its ports stay over restarts. */
export interface TestNode extends AsyncDisposable {
  readonly name: string;
  readonly did: string;
  /** The folder with parley.yaml and policies. */
  readonly dir: string;
  readonly dataDir: string;
  /** A client of the control API over its socket. */
  readonly client: Client;
  readonly pid: number;
  readonly ingressUrl: string;
  readonly controlUrl: string;
  /** Multiaddrs with the peer id. */
  readonly addresses: readonly string[];
  /** Milliseconds from the start of the daemon to ready, as it says itself. */
  readonly readyMs: number;
  /** Runs the command line on this node; resolves to what it printed, rejects when it fails. */
  cli(...args: readonly string[]): Promise<string>;
  /** SIGTERM, and waits for the end; the exit code. Nothing happens when it does not run. */
  stop(): Promise<number | null>;
  /** SIGKILL, and waits for the end. */
  kill(): Promise<void>;
  /** Starts it again on the same folder and ports, by a command before its own if one is given; stops it first when it runs. */
  restart(within?: readonly string[]): Promise<void>;
  /** All that it logged, oldest first, over restarts. */
  logs(): readonly string[];
  /** Resolves to the first log line, past or future, from line `from` on, that matches; rejects with the log in time. */
  logged(pattern: RegExp, from?: number): Promise<string>;
  /** Writes a policy file (deletes it when the text is undefined) and waits until the node has taken it. */
  setPolicy(file: string, text: string | undefined): Promise<void>;
}

const upInfo = z.object({
  ready: z.literal(true),
  did: z.string(),
  addresses: z.array(z.string()),
  ingress: z.string(),
  control: z.string(),
  readyMs: z.number(),
});
type UpInfo = z.output<typeof upInfo>;

/** Sets a node up with `parley init` and starts it with `parley up`; resolves when it is ready. */
export async function startNode(options: NodeOptions): Promise<TestNode> {
  const root = await mkdtemp(join(tmpdir(), 'parley-'));
  const node = new NodeProcess(join(root, options.name), options);
  try {
    await node.init();
    await node.restart();
    return node;
  } catch (error) {
    await node.kill();
    await rm(root, { recursive: true, force: true });
    throw error;
  }
}

/** Starts several nodes at once. */
export async function startNodes<const T extends readonly NodeOptions[]>(
  ...options: T
): Promise<{ readonly [K in keyof T]: TestNode }> {
  const started = await Promise.allSettled(options.map(startNode));
  const nodes = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = started.find((one) => one.status === 'rejected');
  if (failed === undefined && isAsLongAs(nodes, options)) return nodes;
  await Promise.all(nodes.map((node) => node[Symbol.asyncDispose]()));
  throw failed?.reason ?? new Error('a node is missing');
}

function isAsLongAs<T extends readonly unknown[]>(
  nodes: readonly TestNode[],
  options: T,
): nodes is { readonly [K in keyof T]: TestNode } {
  return nodes.length === options.length;
}

/** Makes two nodes known to each other by an invitation, each under the other's name; resolves when they are connected. */
export async function introduce(inviting: TestNode, joining: TestNode): Promise<void> {
  const { code } = await inviting.client.invite();
  await joining.client.join(code, inviting.name);
  const linked = (peer: string): RegExp => new RegExp(`${peer}.*peer connected and authenticated`);
  await Promise.all([joining.logged(linked(inviting.did)), inviting.logged(linked(joining.did))]);
}

/**
 * Resolves to what `look` gives once that is neither undefined nor false; looks again at once after each answer
 * of the node, so `look` must ask something over I/O. Rejects after the time given, and says what it waited for.
 */
export async function eventually<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  timeoutMs = patienceMs,
): Promise<T> {
  const end = AbortSignal.timeout(timeoutMs);
  while (!end.aborted) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    // A look that waits for nothing would keep the timeout, and what it looks for, from ever happening.
    await immediate();
  }
  throw new Error(`Not within ${timeoutMs} ms: ${what}.`);
}

/** Ports of one worker of the tests; of those that run at the same time each has its own, and so none takes what another has just found free. */
const portsOfWorker = 1_000;
const firstPort = 12_000 + (Number(process.env['VITEST_POOL_ID'] ?? 0) % 18) * portsOfWorker;
let portsTried = Math.floor(Math.random() * portsOfWorker);

/**
 * A loopback port that is free, below the range from which the system gives ports away by itself: nobody
 * gets it by chance while its node is down. Another each time.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < portsOfWorker; attempt++) {
    const port = firstPort + (portsTried++ % portsOfWorker);
    const server = createServer();
    server.listen(port, '127.0.0.1');
    const free = await once(server, 'listening').then(
      () => true,
      () => false,
    );
    if (!free) continue;
    server.close();
    await once(server, 'close');
    return port;
  }
  throw new Error('No free port was found.');
}

const running = new Set<number>();
process.once('exit', () => {
  for (const pid of running) process.kill(pid, 'SIGKILL');
});

type Child = ChildProcessByStdio<null, Readable, Readable>;

class NodeProcess implements TestNode {
  readonly name: string;
  readonly dir: string;
  readonly #options: NodeOptions;
  readonly #log: string[] = [];
  readonly #watchers = new Set<(line: string) => void>();
  #child: Child | undefined;
  #ended: Promise<number | null> = Promise.resolve(null);
  #client: Client | undefined;
  #info: UpInfo | undefined;

  constructor(dir: string, options: NodeOptions) {
    this.dir = dir;
    this.name = options.name;
    this.#options = options;
  }

  get dataDir(): string {
    return join(this.dir, 'data');
  }

  get did(): string {
    return this.#up().did;
  }

  get ingressUrl(): string {
    return this.#up().ingress;
  }

  get controlUrl(): string {
    return this.#up().control;
  }

  get addresses(): readonly string[] {
    return this.#up().addresses;
  }

  get readyMs(): number {
    return this.#up().readyMs;
  }

  get pid(): number {
    const pid = this.#child?.pid;
    if (pid === undefined) throw new Error(`${this.name} does not run.`);
    return pid;
  }

  get #program(): string {
    return this.#options.program ?? program;
  }

  get client(): Client {
    this.#client ??= connect({ dataDir: this.dataDir });
    return this.#client;
  }

  async init(): Promise<void> {
    const { name, organisation = name, config = {}, policies = {} } = this.#options;
    await this.cli('init', '--name', name, '--organisation', organisation);
    const file = join(this.dir, 'parley.yaml');
    const written: unknown = parse(await readFile(file, 'utf8'));
    const own = {
      listen: [`/ip4/127.0.0.1/tcp/${await freePort()}`],
      ingress: { port: await freePort() },
      control: { port: await freePort() },
      // Tests call more often than an agent that is let alone may.
      log: { level: 'debug' },
    };
    await writeFile(file, stringify(merge(merge(written, own), config)));
    for (const [policy, text] of Object.entries(policies)) await writeFile(join(this.dir, 'policies', policy), text);
  }

  async cli(...args: readonly string[]): Promise<string> {
    const env = { ...process.env, ...this.#options.env };
    const { stdout } = await promisify(execFile)(process.execPath, [this.#program, '--dir', this.dir, ...args], {
      env,
    });
    return stdout;
  }

  async restart(within: readonly string[] = []): Promise<void> {
    await this.stop();
    const { namespace } = this.#options;
    const inside = namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace];
    const [command, ...args] = [
      ...inside,
      ...within,
      process.execPath,
      this.#program,
      '--json',
      '--dir',
      this.dir,
      'up',
    ];
    const child = spawn(command ?? process.execPath, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...this.#options.env },
    });
    this.#child = child;
    const { pid } = child;
    if (pid !== undefined) running.add(pid);
    this.#ended = once(child, 'exit').then(([code]) => {
      if (pid !== undefined) running.delete(pid);
      this.#child = undefined;
      return typeof code === 'number' ? code : null;
    });
    createInterface({ input: child.stderr }).on('line', (line) => this.#record(line));
    const first = once(createInterface({ input: child.stdout }), 'line').then(([line]) => String(line));
    const line = await this.#inTime('to be ready', Promise.race([first, this.#ended]));
    if (typeof line !== 'string') throw new Error(this.#told('The node ended instead of starting'));
    this.#info = upInfo.parse(JSON.parse(line));
  }

  async stop(): Promise<number | null> {
    this.#closeClient();
    this.#child?.kill('SIGTERM');
    return await this.#inTime('to stop', this.#ended);
  }

  async kill(): Promise<void> {
    this.#closeClient();
    this.#child?.kill('SIGKILL');
    await this.#inTime('to be killed', this.#ended);
  }

  logs(): readonly string[] {
    return this.#log;
  }

  async logged(pattern: RegExp, from = 0): Promise<string> {
    const past = this.#log.slice(from).find((line) => pattern.test(line));
    if (past !== undefined) return past;
    const { promise, resolve } = Promise.withResolvers<string>();
    const watch = (line: string): void => {
      if (pattern.test(line)) resolve(line);
    };
    this.#watchers.add(watch);
    try {
      return await this.#inTime(`to log ${String(pattern)}`, promise);
    } finally {
      this.#watchers.delete(watch);
    }
  }

  async setPolicy(file: string, text: string | undefined): Promise<void> {
    const path = join(this.dir, 'policies', file);
    if (text === undefined) await rm(path, { force: true });
    else await writeFile(path, text);
    await this.client.reloadPolicies();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      await this.stop();
    } finally {
      await this.kill();
      await rm(join(this.dir, '..'), { recursive: true, force: true });
    }
  }

  #up(): UpInfo {
    if (this.#info === undefined) throw new Error(`${this.name} was not started.`);
    return this.#info;
  }

  #closeClient(): void {
    this.#client?.close();
    this.#client = undefined;
  }

  #record(line: string): void {
    this.#log.push(line);
    if (this.#log.length > keptLines) this.#log.splice(0, keptLines / 2);
    for (const watch of this.#watchers) watch(line);
  }

  async #inTime<T>(what: string, work: Promise<T>): Promise<T> {
    const { promise, reject } = Promise.withResolvers<never>();
    const late = setTimeout(
      () => reject(new Error(this.#told(`Too long ${what}`))),
      this.#options.patienceMs ?? patienceMs,
    );
    try {
      return await Promise.race([work, promise]);
    } finally {
      clearTimeout(late);
    }
  }

  #told(what: string): string {
    return `${what} (node ${this.name}). Its last log lines:\n${this.#log.slice(-shownLines).join('\n')}`;
  }
}

/** Objects merged key by key; everything else replaced. */
function merge(below: unknown, above: unknown): unknown {
  if (!isPlain(below) || !isPlain(above)) return above;
  const out: Record<string, unknown> = { ...below };
  for (const [key, value] of Object.entries(above)) out[key] = merge(out[key], value);
  return out;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
