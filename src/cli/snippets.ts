/** How to reach a server from a client on this machine. */
export interface Reach {
  /** What the client calls it. */
  readonly name: string;
  /** Over Streamable HTTP. */
  readonly url: string;
  /** On stdio; absolute, for clients are started with another folder and `PATH` than a terminal has. */
  readonly started: { readonly command: string; readonly args: readonly string[] };
}

/** What to put where, for one client. */
export interface Snippet {
  readonly client: string;
  readonly file: string;
  readonly format: 'json' | 'toml' | 'yaml';
  readonly text: string;
}

/** One for each client, in the words of its own configuration: several have another name for the URL. */
export function snippetsOf({ name, url, started }: Reach): readonly Snippet[] {
  const json = (client: string, file: string, value: object): Snippet => ({
    client,
    file,
    format: 'json',
    text: JSON.stringify(value, undefined, 2),
  });
  const quoted = JSON.stringify;
  return [
    json('Claude Code', '.mcp.json', { mcpServers: { [name]: { type: 'http', url } } }),
    json('Claude Desktop', 'claude_desktop_config.json', { mcpServers: { [name]: started } }),
    json('Cursor', '.cursor/mcp.json', { mcpServers: { [name]: { url } } }),
    json('VS Code', '.vscode/mcp.json', { servers: { [name]: { type: 'http', url } } }),
    json('Windsurf', '~/.codeium/windsurf/mcp_config.json', { mcpServers: { [name]: { serverUrl: url } } }),
    json('Zed', 'settings.json', { context_servers: { [name]: { ...started, env: {} } } }),
    json('Gemini CLI', '~/.gemini/settings.json', { mcpServers: { [name]: { httpUrl: url } } }),
    {
      client: 'Codex CLI',
      file: '~/.codex/config.toml',
      format: 'toml',
      // A quoted key, for an alias may hold a dot.
      text: `[mcp_servers.${quoted(name)}]\nurl = ${quoted(url)}`,
    },
    {
      client: 'Goose',
      file: '~/.config/goose/config.yaml',
      format: 'yaml',
      // Texts of JSON are texts of YAML 1.2 too.
      text: [
        'extensions:',
        `  ${quoted(name)}:`,
        `    name: ${quoted(name)}`,
        '    type: stdio',
        `    cmd: ${quoted(started.command)}`,
        `    args: ${quoted(started.args)}`,
        '    envs: {}',
        '    timeout: 300',
        '    enabled: true',
      ].join('\n'),
    },
  ];
}
