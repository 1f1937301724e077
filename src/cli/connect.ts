import { resolve } from 'node:path';
import { MeshError } from '../base/base.ts';
import type { Session } from './session.ts';
import { snippetsOf } from './snippets.ts';

/** The local address of a remote MCP server named `<alias>/<server>`, or of all servers of `<alias>`. Throws MeshError for another form. */
async function mountOf(
  { withClient }: Session,
  name: string,
): Promise<{ readonly url: string; readonly short: string }> {
  const parts = name.split('/');
  if (parts.length > 2 || parts.includes('')) {
    throw new MeshError(
      'request-invalid',
      'Name the server as <alias>/<server>, or all servers of a peer as <alias>; `parley peers` lists the aliases.',
    );
  }
  const { ingress } = await withClient((client) => client.status());
  return { url: `${ingress}/mcp/${parts.map(encodeURIComponent).join('/')}`, short: parts.join('-') };
}

/** `parley mcp <alias>[/<server>]`: the command in the configuration of an MCP client that starts a process. */
export async function mcp(session: Session, name: string): Promise<void> {
  const { surroundings, signal } = session;
  const { url } = await mountOf(session, name);
  const write = (line: string): void => void surroundings.stdout.write(line);
  await surroundings.node.serveMcp({ url, stdin: surroundings.stdin, write }, signal);
}

/** `parley connect <alias>[/<server>]`: what to put where, so that a client reaches a remote agent or MCP server. */
export async function connectClients(session: Session, name: string): Promise<void> {
  const { terminal, place, surroundings } = session;
  const { url, short } = await mountOf(session, name);
  const [command, ...before] = surroundings.node.program;
  const started = { command, args: [...before, '-C', resolve(surroundings.cwd, place.dir), 'mcp', name] };
  const clients = snippetsOf({ name: short, url, started });
  const a2a = name.includes('/') ? undefined : url.replace(/\/mcp\/([^/]+)$/, '/a2a/$1');
  if (terminal.json)
    return terminal.value({ ...(a2a === undefined ? {} : { a2a }), http: url, stdio: started, clients });
  if (a2a !== undefined) {
    terminal.line('A2A clients: the URL of the agent, whose card is below it');
    terminal.line(`  ${a2a}`);
    terminal.line();
  }
  terminal.line('MCP clients over Streamable HTTP');
  terminal.line(`  ${url}`);
  terminal.line();
  for (const { client, file, text } of clients) {
    terminal.line(`${client}: ${file}`);
    terminal.line(text);
    terminal.line();
  }
}
