import { appendFile, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseDocument } from 'yaml';
import { z } from 'zod';
import { connect, type Client, type Status } from '../src/control/client.ts';
import type { Program } from './agents/programs.ts';
import { Child } from './child.ts';
import { parley, parleyProgram } from './parley.ts';

/** What one organisation is. */
export interface OrganisationPlan {
  readonly name: string;
  /** Of its node: keys, parley.yaml, policies. */
  readonly dir: string;
  /** URL of its A2A agent. */
  readonly agent?: string | undefined;
  readonly mcp?: Readonly<Record<string, Program>>;
  /** Of its parley.yaml, the section `mailbox`. */
  readonly mailbox?: Readonly<Record<string, unknown>>;
  /** When its node takes the conduct of another agent for an attack; the defaults when absent. */
  readonly behaviour?: Readonly<Record<string, number>>;
  /** Address that others are told, and the port that the node listens on behind it. */
  readonly door: { readonly multiaddr: string; readonly inside: number };
  /** Cedar text that is added to the default policies, in a file of its own. */
  readonly policy?: string;
}

const initialised = z.tuple([z.object({ did: z.string() })]);

/** Longest wait for a node to be ready, milliseconds: generous, because the machine may be busy. */
const readyMs = 30_000;

/** An organisation with its node, made and run with the command line only. */
export class Organisation implements AsyncDisposable {
  readonly name: string;
  /** In lower case: its agent's name, and what others call it. */
  readonly alias: string;
  readonly dir: string;
  /** The multiaddr that others dial. */
  readonly door: string;
  /** The control API of its node. */
  readonly client: Client;
  #did = '';
  #node: Child | undefined;
  #status: Status | undefined;

  private constructor({ name, dir, door }: OrganisationPlan) {
    this.name = name;
    this.alias = name.toLowerCase();
    this.dir = dir;
    this.door = door.multiaddr;
    this.client = connect({ dataDir: join(dir, 'data') });
  }

  /** `parley init`, then the lines of parley.yaml that an operator would edit, and a policy. */
  static async create(plan: OrganisationPlan, signal: AbortSignal): Promise<Organisation> {
    const organisation = new Organisation(plan);
    const { dir, alias } = organisation;
    const made = await parley(dir, ['init', '--name', alias, '--organisation', plan.name], signal);
    organisation.#did = initialised.parse(made)[0].did;
    const file = join(dir, 'parley.yaml');
    const config = parseDocument(await readFile(file, 'utf8'));
    // Any free port: several networks may run on one machine.
    config.setIn(['listen'], [`/ip4/127.0.0.1/tcp/${plan.door.inside}`]);
    config.setIn(['announce'], [plan.door.multiaddr]);
    config.setIn(['reach', 'announceOnly'], true);
    config.setIn(['ingress', 'port'], 0);
    config.setIn(['control', 'port'], 0);
    if (plan.agent !== undefined) config.setIn(['agent'], { a2a: { url: plan.agent } });
    const servers = Object.entries(plan.mcp ?? {}).map(
      ([name, program]) => [name, { command: process.execPath, args: [...program] }] as const,
    );
    config.setIn(['mcp', 'servers'], Object.fromEntries(servers));
    if (plan.mailbox !== undefined) config.setIn(['mailbox'], plan.mailbox);
    if (plan.behaviour !== undefined) config.setIn(['trust', 'behaviour'], plan.behaviour);
    await writeFile(file, config.toString());
    if (plan.policy !== undefined) await appendFile(join(dir, 'policies', `${alias}.cedar`), plan.policy);
    return organisation;
  }

  /** Changes parley.yaml, for the next `up`. */
  async configure(path: readonly string[], value: unknown): Promise<void> {
    const file = join(this.dir, 'parley.yaml');
    const config = parseDocument(await readFile(file, 'utf8'));
    config.setIn(path, value);
    await writeFile(file, config.toString());
  }

  /** `parley up`; resolves with the status once the node is ready. Throws when it ends instead, with what it said. */
  async up(signal: AbortSignal): Promise<Status> {
    const name = `the node of ${this.name}`;
    const node = Child.start({
      name,
      args: [parleyProgram, '-C', this.dir, '--json', '--set', 'log.level=debug', 'up'],
    });
    this.#node = node;
    await node.line('stdout', (line) => line.startsWith('{"ready":true'), within(readyMs, signal));
    this.#status = await this.client.status();
    return this.#status;
  }

  /** Its agent, from the start of its keys. */
  get did(): string {
    return this.#did;
  }

  /** Whether its node runs. */
  get isUp(): boolean {
    return this.#node?.hasEnded === false;
  }

  /** Whether its node ever ran. */
  get wasUp(): boolean {
    return this.#node !== undefined;
  }

  /** Of the running node, as of its start. */
  get status(): Status {
    if (this.#status === undefined) throw new Error(`the node of ${this.name} was never up`);
    return this.#status;
  }

  get node(): Child {
    if (this.#node === undefined) throw new Error(`the node of ${this.name} was never up`);
    return this.#node;
  }

  /** What its agent's SDK clients are given: the local address of another organisation's agent. */
  a2a(peer: Organisation): string {
    return `${this.status.ingress}/a2a/${peer.alias}/`;
  }

  /** As `a2a`, for an MCP server. */
  mcp(peer: Organisation, server: string): string {
    return `${this.status.ingress}/mcp/${peer.alias}/${server}`;
  }

  /** Runs a command of `parley` on this node; see `parley`. */
  parley(args: readonly string[], signal: AbortSignal): Promise<readonly unknown[]> {
    return parley(this.dir, args, signal);
  }

  /** `parley inbox --follow`, for as long as the caller keeps it. */
  follow(): Child {
    const args = [parleyProgram, '-C', this.dir, '--json', 'inbox', '--follow'];
    return Child.start({ name: `parley inbox of ${this.name}`, args });
  }

  /** The last lines of its node's log, under its name. */
  tail(lines: number): string {
    const tail = this.#node?.tail(lines) ?? '';
    return tail === '' ? '' : `the node of ${this.name}:\n${tail}`;
  }

  /** The first line of the node's log, past or to come, with these fields. */
  async logged(fields: Readonly<Record<string, unknown>>, signal: AbortSignal): Promise<void> {
    await this.node.line('stderr', (line) => hasFields(line, fields), signal);
  }

  /** Stops the node; idempotent, and safe when it was never started. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.client.close();
    await this.#node?.stop();
  }
}

/** Ends with `signal`, and at the latest after `ms`. */
export function within(ms: number, signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(ms)]);
}

function hasFields(line: string, fields: Readonly<Record<string, unknown>>): boolean {
  if (!line.startsWith('{')) return false;
  const entry: Readonly<Record<string, unknown>> = JSON.parse(line);
  return Object.entries(fields).every(([name, value]) => entry[name] === value);
}
