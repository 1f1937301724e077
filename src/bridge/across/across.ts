import type { Did, MeshDid } from '../../base/base.ts';
import type { ExchangeRequest } from '../../wire/wire.ts';
import type { CardSigner } from '../a2a/ingress-card.ts';
import type { Carry, RawResponse } from '../outcome.ts';
import { A2aLine } from './a2a-line.ts';
import { McpLine } from './mcp-line.ts';
import { SkillsServer } from './skills-server.ts';
import { ToolsAgent } from './tools-agent.ts';

/** Where a request across protocols goes: `/skills/<alias>/<server>` or `/tools/<alias>`. */
export interface AcrossMount {
  readonly kind: 'skills' | 'tools';
  readonly alias: string;
  /** Name of the MCP server; empty for `tools`. */
  readonly server: string;
  readonly prefix: string;
  readonly path: string;
}

export interface AcrossOptions {
  readonly signCard: CardSigner | undefined;
  /** Carries an exchange to the agent that a name means. */
  exchange(alias: string): Carry;
}

/** A request to a mount, of the agent that its alias means. */
export interface AcrossCall {
  readonly mount: AcrossMount;
  readonly did: Did | MeshDid;
  /** As it came, without what must not go on. */
  readonly request: ExchangeRequest;
  /** Where the client found this node: `http://127.0.0.1:4180`. */
  readonly origin: string;
}

/** Mounts remembered, with their sessions and tasks: an agent has a handful. The one used longest ago is forgotten. */
const maxMounts = 64;

const pattern = /^(?:\/(skills)\/([^/?]+)\/([^/?]+)|\/(tools)\/([^/?]+))([/?].*)?$/;

/** Reads the mount; undefined when the path is none. `decode` reads a name in a path. */
export function readAcrossMount(url: string, decode: (name: string) => string | undefined): AcrossMount | undefined {
  const [, skills, owner, named, tools, agent, path = ''] = pattern.exec(url) ?? [];
  const kind = skills === undefined ? tools : skills;
  const alias = decode(owner ?? agent ?? '');
  const server = named === undefined ? '' : decode(named);
  if ((kind !== 'skills' && kind !== 'tools') || alias === undefined || server === undefined) return undefined;
  return { kind, alias, server, prefix: url.slice(0, url.length - path.length), path };
}

/** The mounts at which a client of one protocol reaches what speaks the other. Every exchange of theirs is an ordinary one. */
export class Across {
  readonly #options: AcrossOptions;
  readonly #agents = new Map<string, ToolsAgent>();
  readonly #servers = new Map<string, SkillsServer>();

  constructor(options: AcrossOptions) {
    this.#options = options;
  }

  /** Answers a request in the protocol of its client. */
  async perform({ mount, did, request, origin }: AcrossCall, signal: AbortSignal): Promise<RawResponse> {
    const carry = this.#options.exchange(mount.alias);
    if (mount.kind === 'tools') {
      const server = kept(this.#servers, did, () => new SkillsServer(new A2aLine(carry)));
      return await server.perform({ ...request, protocol: 'mcp', path: mount.path }, signal);
    }
    const { signCard } = this.#options;
    const name = `${mount.alias}/${mount.server}`;
    const key = `${did}/${mount.server}`;
    const agent = kept(
      this.#agents,
      key,
      () => new ToolsAgent({ name, line: new McpLine(mount.server, carry), signCard }),
    );
    return await agent.perform({ ...request, protocol: 'a2a', path: mount.path }, origin + mount.prefix, signal);
  }

  /** Ends what is under way. */
  close(): void {
    for (const one of [...this.#agents.values(), ...this.#servers.values()]) one.close();
  }
}

function kept<T extends { close(): void }>(all: Map<string, T>, key: string, make: () => T): T {
  const value = all.get(key) ?? make();
  all.delete(key);
  all.set(key, value);
  const [oldest] = all.keys();
  if (all.size > maxMounts && oldest !== undefined) {
    all.get(oldest)?.close();
    all.delete(oldest);
  }
  return value;
}
