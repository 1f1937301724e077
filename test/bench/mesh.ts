import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { connect, type Client } from '../../src/control/client.ts';
import { runProcess, startProcess, type Started } from './process.ts';

/** How a bench node is set up. */
export interface NodeOptions {
  readonly fsync?: boolean;
  /** The only suite it speaks; undefined for the default order. */
  readonly suite?: string | undefined;
  /** Base URL of the A2A agent behind it. */
  readonly a2a?: string | undefined;
  /** URL of the MCP server behind it, which is called `tools`. */
  readonly mcp?: string | undefined;
  /** Folder for a CPU profile, written when the node stops. */
  readonly profile?: string | undefined;
}

const whereabouts = z.object({ ingress: z.string(), socket: z.string() });
const program = fileURLToPath(new URL('../../src/main.js', import.meta.url));

/** A node that is set up; its folder goes with it. */
export class NodeFolder implements AsyncDisposable {
  readonly name: string;
  readonly dir: string;
  readonly #profile: string | undefined;

  private constructor(name: string, dir: string, profile: string | undefined) {
    this.name = name;
    this.dir = dir;
    this.#profile = profile;
  }

  static async create(name: string, options: NodeOptions = {}): Promise<NodeFolder> {
    const dir = await mkdtemp(join(tmpdir(), 'parley-bench-'));
    await runProcess([program, '-C', dir, 'init', '--name', name, '--organisation', `${name} Ltd`]);
    const config = {
      name,
      organisation: `${name} Ltd`,
      listen: ['/ip4/127.0.0.1/tcp/0'],
      ingress: { port: 0 },
      control: { port: 0 },
      agent: options.a2a === undefined ? {} : { a2a: { url: options.a2a } },
      mcp: { servers: options.mcp === undefined ? {} : { tools: { url: options.mcp } } },
      store: { fsync: options.fsync ?? true },
      ...(options.suite === undefined ? {} : { suites: [options.suite] }),
      // A benchmark is one long burst.
      log: { level: 'error' },
    };
    // JSON is YAML.
    await writeFile(join(dir, 'parley.yaml'), JSON.stringify(config));
    return new NodeFolder(name, dir, options.profile);
  }

  async start(): Promise<BenchNode> {
    const profiling = this.#profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${this.#profile}`];
    const process = await startProcess([...profiling, program, '-C', this.dir, '--json', 'up']);
    const info = whereabouts.parse(JSON.parse(process.line));
    return new BenchNode(process, info, this.name);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

/** A running node. */
export class BenchNode implements AsyncDisposable {
  readonly name: string;
  readonly process: Started;
  readonly ingress: string;
  readonly socketPath: string;
  readonly client: Client;

  constructor(process: Started, info: { readonly ingress: string; readonly socket: string }, name: string) {
    this.name = name;
    this.process = process;
    this.ingress = info.ingress;
    this.socketPath = info.socket;
    this.client = connect({ socket: info.socket });
  }

  /** Memory in use, MB. */
  rss(): Promise<number> {
    return rssOf(this.process.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
    await this.process[Symbol.asyncDispose]();
  }
}

/** Memory of a process as the system counts it, MB; NaN where there is no /proc. */
export async function rssOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024;
}

/** Two nodes of two organisations that have met by an invitation; B is behind the name `b` at A, and A `a` at B. */
export interface Pair extends AsyncDisposable {
  readonly a: BenchNode;
  readonly b: BenchNode;
}

export async function startPair(options: NodeOptions): Promise<Pair> {
  await using stack = new AsyncDisposableStack();
  const [folderA, folderB] = [
    stack.use(await NodeFolder.create('a', { ...options, a2a: undefined, mcp: undefined })),
    stack.use(await NodeFolder.create('b', options)),
  ];
  const a = stack.use(await folderA.start());
  const b = stack.use(await folderB.start());
  const { code } = await a.client.invite();
  await b.client.join(code, 'a');
  await linked(b.client);
  await linked(a.client);
  const owned = stack.move();
  return { a, b, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Resolves when the node's peer is connected. */
async function linked(client: Client): Promise<void> {
  const late = AbortSignal.timeout(15_000);
  while (!(await client.peers()).some((peer) => peer.connected)) {
    late.throwIfAborted();
    await new Promise((next) => setTimeout(next, 20));
  }
}
