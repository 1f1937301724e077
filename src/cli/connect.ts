import { MeshError } from '../base/base.ts';
import type { Session } from './session.ts';

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
  const { terminal, place } = session;
  const { url, short } = await mountOf(session, name);
  const started = { command: 'parley', args: ['-C', place.dir, 'mcp', name] };
  const a2a = name.includes('/') ? undefined : url.replace(/\/mcp\/([^/]+)$/, '/a2a/$1');
  if (terminal.json) return terminal.value({ ...(a2a === undefined ? {} : { a2a }), http: url, stdio: started });
  if (a2a !== undefined) {
    terminal.line('A2A clients: the URL of the agent, whose card is below it');
    terminal.line(`  ${a2a}`);
    terminal.line();
  }
  const shown: readonly (readonly [string, unknown])[] = [
    ['Clients of Streamable HTTP (Cursor, Windsurf and others): mcp.json', { mcpServers: { [short]: { url } } }],
    ['Claude Code: .mcp.json', { mcpServers: { [short]: { type: 'http', url } } }],
    ['VS Code: .vscode/mcp.json', { servers: { [short]: { type: 'http', url } } }],
    ['Clients that start a process (Claude Desktop): claude_desktop_config.json', { mcpServers: { [short]: started } }],
  ];
  for (const [title, snippet] of shown) {
    terminal.line(title);
    terminal.line(JSON.stringify(snippet, undefined, 2));
    terminal.line();
  }
}
