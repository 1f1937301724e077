import { MeshError } from '../base/base.ts';
import type { Session } from './session.ts';

/** The local address of a remote MCP server named `<alias>/<server>`. Throws MeshError for another form. */
async function mountOf(
  { withClient }: Session,
  name: string,
): Promise<{ readonly url: string; readonly short: string }> {
  const [alias = '', server = '', ...rest] = name.split('/');
  if (alias === '' || server === '' || rest.length > 0) {
    throw new MeshError('request-invalid', 'Name the server as <alias>/<server>; `parley peers` lists the aliases.');
  }
  const { ingress } = await withClient((client) => client.status());
  const url = `${ingress}/mcp/${encodeURIComponent(alias)}/${encodeURIComponent(server)}`;
  return { url, short: `${alias}-${server}` };
}

/** `parley mcp <alias>/<server>`: the command in the configuration of an MCP client that starts a process. */
export async function mcp(session: Session, name: string): Promise<void> {
  const { surroundings, signal } = session;
  const { url } = await mountOf(session, name);
  const write = (line: string): void => void surroundings.stdout.write(line);
  await surroundings.node.serveMcp({ url, stdin: surroundings.stdin, write }, signal);
}

/** `parley connect <alias>[/<server>]`: what to put where, so that a client reaches a remote agent or MCP server. */
export async function connectClients(session: Session, name: string): Promise<void> {
  const { terminal, place } = session;
  if (!name.includes('/')) {
    const { ingress } = await session.withClient((client) => client.status());
    const url = `${ingress}/a2a/${encodeURIComponent(name)}`;
    if (terminal.json) return terminal.value({ a2a: url });
    terminal.line('A2A clients: the URL of the agent, whose card is below it');
    return terminal.line(`  ${url}`);
  }
  const { url, short } = await mountOf(session, name);
  const started = { command: 'parley', args: ['-C', place.dir, 'mcp', name] };
  if (terminal.json) return terminal.value({ http: url, stdio: started });
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
