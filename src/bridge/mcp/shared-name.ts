/** The target of an exchange with every MCP server behind a node at once. */
export const sharedMount = '';

/** Between a server and its tool: models take letters, digits, `_` and `-` in the name of a tool, and nothing else. */
const separator = '__';

/** The name of a tool or prompt on the shared mount. */
export function sharedName(server: string, name: string): string {
  return server + separator + name;
}

/** What a name on the shared mount means; undefined when it names no server. */
export function splitSharedName(name: string): { readonly server: string; readonly name: string } | undefined {
  const at = name.indexOf(separator);
  const end = at + separator.length;
  return at <= 0 || end === name.length ? undefined : { server: name.slice(0, at), name: name.slice(end) };
}

/** Whether a server can be on the shared mount: every name there must mean one tool of one server. */
export function isShareable(server: string): boolean {
  return splitSharedName(sharedName(server, 'x'))?.server === server;
}
