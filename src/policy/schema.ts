import {
  a2aActions,
  actionGroups,
  type ActionName,
  controlActions,
  groupsOf,
  isActionName,
  mcpServerActions,
  messageActions,
} from './action.ts';

const entities = `
// An organisation: the key that signs for its agents.
entity Organisation {
  id: String,
  name: String,                // what it calls itself; not proven
  known: Bool,                 // accepted here, by invitation or configuration
  domains: Set<String>,        // that vouch for its key, of those in discovery.domains
};

// A subject of an issuer of tokens; all "" when none was proved.
type Identity = {
  issuer: String,              // of a SPIFFE ID its trust domain
  subject: String,
  tenant: String,              // of Entra ID, else ""
};

// An agent, as principal (who acts) or as resource (who is acted on).
entity Agent in [Organisation] {
  did: String,
  name: String,                // the operator's alias for it, or else its DID
  own: Bool,                   // the agent behind this node
  owner: Agent,                // itself, so that resource.owner works for every resource
  organisation: Organisation,  // one of its own, unknown, when no organisation signs for it
  organisationKnown: Bool,
  score: Long,                 // 0 to 1000, as this node computes it
  ring: Long,                  // from the tier: 0 verified_partner, 1 trusted, 2 standard, 3 below
  tier: String,                // the band of the score: "untrusted", "probationary", "standard", "trusted", "verified_partner"
  confidence: Long,            // 0 to 1000: how much evidence stands behind the score
  capabilities: Set<String>,   // what its record claims, and what was delegated to it
  granted: Set<String>,        // what was delegated to it, by chains that begin with our agent
  verified: Bool,              // has proved its key to this node
  verifiedAt: Long,            // when it last did, milliseconds since 1970; 0 when never
  delegationDepth: Long,       // the longest chain of delegations that it has capabilities by; 0 when none
  mayWrite: Bool,              // has earned, or was granted, to change things by actions of this kind
  identity: { entra: Identity, oidc: Identity, spiffe: Identity }, // who it proved to be, by issuers trusted here
};

// What agents own. Everything is in its owner, so "resource in Agent::..." covers all an agent has.
entity Skill in [Agent] { name: String, owner: Agent };
entity Topic in [Agent] { name: String, owner: Agent };
entity Server in [Agent] { name: String, server: String, owner: Agent };
entity Tool in [Server] {
  name: String,
  server: String,
  owner: Agent,
  hash: String,                // of its definition, "" when none was seen
  pin: String,                 // "new", "pinned", "drifted", "rejected", or "" when no definition was seen
  flags: Set<String>,          // "hidden-text", "instructions", "same-name", "confusable-name"
  readOnly: Bool,              // hint of the server, false when it gave none
  destructive: Bool,           // hint of the server, true when it gave none
};
entity McpResource in [Server] { name: String, server: String, uri: String, owner: Agent };
entity Prompt in [Server] { name: String, server: String, owner: Agent };
entity Exchange in [Agent] { name: String, request: String, owner: Agent };
entity Node in [Agent] { name: String, owner: Agent };

// Arguments by path: "path", "options.force", "to[0]"; numbers also as integers.
entity Arguments tags String;
entity Numbers tags Long;
// Limits that are used up, by their text such as "agent 60/1m"; the value is milliseconds until one more may pass.
entity Limits tags Long;

// SQL statements among the arguments of a call.
type Sql = {
  present: Bool,
  kinds: Set<String>,          // "SELECT", "INSERT", ...; "UNKNOWN" for what cannot be read without doubt
  tables: Set<String>,         // lower case, with their schema as written
  writes: Bool,                // anything but SELECT, SHOW, DESCRIBE and EXPLAIN of one, or not readable
};

// A Kubernetes request among the arguments of a call.
type Kubernetes = {
  present: Bool,
  verb: String,                // "get", "list", "create", "delete", ...; "unknown"
  resource: String,            // plural, lower case: "pods", "secrets"
  namespace: String,           // "" when the call is about the whole cluster
  name: String,
  writes: Bool,
};
`;

/** The circumstances that every action has. */
const circumstances = `  direction: String,           // "in": from the mesh to this node, "out": from this node
  protocol: String,            // "native", "a2a", "mcp", "mesh" or "control"
  sizeBytes: Long,
  method: String,              // as the protocol spells it, "" when there is none
  contentType: String,         // without parameters, "" when there is none
  time: Long,                  // milliseconds since 1970
  now: datetime,
  hour: Long,                  // 0 to 23, UTC
  weekday: Long,               // 1 Monday to 7 Sunday, UTC
  arguments: Arguments,        // every path as text
  numbers: Numbers,            // every path that holds an integer
  pairs: Set<String>,          // "path=text" of every single value; list items as "to[]=text"
  argumentsText: String,       // all arguments as canonical JSON (RFC 8785), "" when there are none
  status: Long,                // HTTP status of an answer's head, or 0
  part: String,                // "head", "chunk" or "end" of an answer, or ""
  answerBytes: Long,           // of an answer up to the end of this part, or as announced; else 0
  stage: String,               // "pre_input", "pre_tool", "post_tool" or "pre_output"
  labels: Set<String>,         // of what this conversation has carried; they only go up
  seen: Set<String>,           // of everything that our own agent has seen or said through this node
  findings: Set<String>,       // what the body holds: "secret.aws-access-key", "personal.iban", ...
  approved: Bool,              // a person approved exactly this call
  standing: Bool,              // a session that is open is judged again
  exceeded: Limits,            // limits used up: context.exceeded.hasTag("agent 60/1m")
`;

/** What only calls have: whether they write, and facets of protocols inside the arguments. */
const callFields = `  writes: Bool,                // changes something: its tool says so, or its SQL or Kubernetes does
  sql: Sql,
  k8s: Kubernetes,
`;

/** Which types of resource an action acts on. */
const resources: ReadonlyMap<ActionName, readonly string[]> = new Map<ActionName, readonly string[]>([
  ...pairs(messageActions, ['Topic']),
  ...pairs(a2aActions, ['Agent', 'Skill']),
  ...pairs(mcpServerActions, ['Server']),
  ...pairs(controlActions, ['Node']),
  ['session.open', ['Agent']],
  ['mcp.call', ['Tool']],
  ['mcp.read', ['McpResource']],
  ['mcp.prompt', ['Prompt']],
  ['exchange.respond', ['Exchange']],
  ['registry.believe', ['Node']],
]);

function pairs(
  names: readonly ActionName[],
  types: readonly string[],
): readonly (readonly [ActionName, readonly string[]])[] {
  return names.map((name) => [name, types]);
}

/**
 * The schema against which every policy is strictly validated, as Cedar schema text. Every action has an
 * Agent as principal and the same circumstances, so that a rule may speak about all of them at once; calls
 * have the facets of their arguments besides, which a rule about more than calls asks for with `context has sql`.
 */
export function schemaText(): string {
  const groups = actionGroups.map((group) => `action ${quote(group)};`);
  const concrete = [...resources].map(
    ([action, types]) =>
      `action ${quote(action)} in [${groupsOf(action).map(quote).join(', ')}] appliesTo {\n` +
      `  principal: [Agent], resource: [${types.join(', ')}], context: ${hasFacets(action) ? 'Call' : 'Circumstances'}\n};`,
  );
  const types = `type Circumstances = {\n${circumstances}};\ntype Call = {\n${circumstances}${callFields}};\n`;
  return `${entities}\n${types}\n${groups.join('\n')}\n${concrete.join('\n')}\n`;
}

/** Whether an action acts on resources of a type; a question about another would meet none of the rules written for it. */
export function actsOn(action: ActionName, type: string): boolean {
  return resourceTypesOf(action).includes(type);
}

/** Names of the entity types that an action acts on; none for what is no action. */
export function resourceTypesOf(action: string): readonly string[] {
  return isActionName(action) ? (resources.get(action) ?? []) : [];
}

/** Whether the context of an action has the facets of its arguments. */
export function hasFacets(action: string): boolean {
  return action === 'mcp.call' || action === 'a2a.send' || action === 'a2a.stream';
}

function quote(text: string): string {
  return JSON.stringify(text);
}
