import type { Command } from 'commander';
import { MeshError } from '../base/base.ts';
import { ControlError } from '../control/control.ts';
import type { CommonOptions, Session } from './session.ts';
import { harmless, timeOf } from './terminal.ts';

interface LoginOptions {
  readonly agent?: boolean;
}

/** Adds `parley login [server] [--agent]`. */
export function addLogin(program: Command, open: (options: CommonOptions) => Session): void {
  program
    .command('login')
    .description('log in at a server behind this node, in a browser; without a name, show how logins stand')
    .argument('[server]', 'name of the MCP server in parley.yaml')
    .option('--agent', 'log in at the A2A agent instead')
    .action((server: string | undefined, options: LoginOptions, command: Command) => {
      const session = open(command.optsWithGlobals());
      const key = keyOf(server, options);
      return key === undefined ? list(session) : login(session, key);
    });
}

function keyOf(server: string | undefined, { agent }: LoginOptions): string | undefined {
  if (agent !== true) return server === undefined ? undefined : `mcp.servers.${server}`;
  if (server === undefined) return 'agent.a2a';
  throw new MeshError('request-invalid', 'Both a server and --agent were given. Give one of them.');
}

async function list({ terminal, withClient }: Session): Promise<void> {
  const logins = await withClient((client) => client.serverLogins());
  if (terminal.json) {
    terminal.value({ logins });
    return;
  }
  const rows = logins.map(({ key, state, problem }) => [
    harmless(key),
    state === 'good' ? terminal.paint('green', state) : terminal.paint('red', state),
    harmless(problem ?? ''),
  ]);
  terminal.table(['FOR', 'STATE', 'PROBLEM'], rows, 'No server behind this node takes the login of a person.');
}

async function login({ terminal, withClient, signal }: Session, key: string): Promise<void> {
  await withClient(async (client) => {
    const { url, expires } = await client.beginServerLogin(key);
    if (terminal.json) terminal.value({ key, url, expires });
    else {
      terminal.line(`Open this address in a browser on this machine, until ${timeOf(expires)}:`);
      terminal.line(harmless(url));
      terminal.line(terminal.paint('dim', `From another machine, first: ssh -L ${portBack(url)}`));
    }
    let now = await client.serverLogin(key, signal);
    while (now.pending && !signal.aborted) now = await client.serverLogin(key, signal);
    if (now.attempt !== undefined) throw new ControlError('refused', `No login: ${now.attempt}`);
    if (terminal.json) terminal.value(now);
    else terminal.line(`Logged in for ${harmless(key)}; the node renews it by itself.`);
  });
}

/** What makes the browser of another machine come back to the node. */
function portBack(url: string): string {
  const { host, port } = new URL(new URL(url).searchParams.get('redirect_uri') ?? url);
  return `${port}:${host}`;
}
