/** Actions on a native message of the mesh. */
export const messageActions = ['message.send', 'message.receive'] as const;

/** Actions of an A2A request; `a2a.other` is a method this node does not know. */
export const a2aActions = [
  'a2a.send',
  'a2a.stream',
  'a2a.get',
  'a2a.cancel',
  'a2a.list',
  'a2a.subscribe',
  'a2a.card',
  'a2a.push',
  'a2a.other',
] as const;

/** Actions of an MCP request on a whole server; `mcp.other` is a method this node does not know. */
export const mcpServerActions = [
  'mcp.initialize',
  'mcp.list',
  'mcp.complete',
  'mcp.notify',
  'mcp.listen',
  'mcp.sample',
  'mcp.elicit',
  'mcp.other',
] as const;

/** Actions of an operator's or local agent's control call: `control.read` looks, `control.change` changes. */
export const controlActions = ['control.read', 'control.change'] as const;

/** Every action that policy has a word for; the Cedar schema declares each. */
export const actions = [
  ...messageActions,
  'session.open',
  ...a2aActions,
  ...mcpServerActions,
  'mcp.call',
  'mcp.read',
  'mcp.prompt',
  'exchange.respond',
  'registry.believe',
  ...controlActions,
] as const;

/** One of the actions. */
export type ActionName = (typeof actions)[number];

const known: ReadonlySet<string> = new Set(actions);

/** Whether a text names an action of the schema. */
export function isActionName(text: string): text is ActionName {
  return known.has(text);
}

// Stands before its first use: the schema asks for groups while modules load.
const reading: ReadonlySet<ActionName> = new Set<ActionName>([
  'a2a.get',
  'a2a.list',
  'a2a.subscribe',
  'a2a.card',
  'mcp.initialize',
  'mcp.list',
  'mcp.read',
  'mcp.prompt',
  'mcp.complete',
  'mcp.listen',
]);

/**
 * The groups an action belongs to, as written after `action in` in a policy. `any` holds all,
 * `request.any` what one agent asks of another, `<protocol>.any` the actions of one protocol,
 * `request.read` the requests that only look.
 */
export function groupsOf(action: ActionName): readonly string[] {
  const protocol = `${action.slice(0, action.indexOf('.'))}.any`;
  if (!isRequest(action)) return [protocol, 'any'];
  return reading.has(action) ? [protocol, 'request.read', 'request.any', 'any'] : [protocol, 'request.any', 'any'];
}

/** Every group, for the schema. */
export const actionGroups: readonly string[] = [...new Set(actions.flatMap(groupsOf))];

function isRequest(action: ActionName): boolean {
  return action.startsWith('a2a.') || action.startsWith('mcp.') || action.startsWith('message.');
}
