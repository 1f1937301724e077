import type { Did, Millis, TrustScore } from '../base/base.ts';
import type { a2aActions, controlActions, mcpServerActions, messageActions } from './action.ts';

/** An organisation as policy sees it: `Organisation::"<id>"`. */
interface OrganisationFacts {
  /** The key of the organisation in its text form; the same on every node. */
  readonly id: string;
  /** The name it gives itself, not proven. */
  readonly name: string;
  /** Whether this node has accepted it (by invitation or configuration). */
  readonly known: boolean;
  /** Domains that vouch for its key, of those that the operator named; none when absent. */
  readonly domains?: readonly string[];
}

/** The tiers of trust, from the score: below 300, 500, 700, 900, and from 900. */
type TierName = 'untrusted' | 'probationary' | 'standard' | 'trusted' | 'verified_partner';

/** An agent as policy sees it: `Agent::"<did>"`. */
export interface AgentFacts {
  readonly did: Did;
  /** Whether it is the agent behind this node. */
  readonly own: boolean;
  /** The operator's local name for it; absent when it has none. */
  readonly alias?: string;
  /** Absent when no organisation stands behind it: then it counts as an unknown organisation of its own. */
  readonly organisation?: OrganisationFacts;
  readonly score: TrustScore;
  readonly tier: TierName;
  /** 0..1; policy sees it in thousandths. */
  readonly confidence: number;
  readonly capabilities: readonly string[];
  /** Those of the capabilities that were delegated to it with our authority; the others it claims. None when absent. */
  readonly granted?: readonly string[];
  /** When it last proved its key in a handshake; absent when it never did. */
  readonly verifiedAt?: Millis;
  /** Length of the longest chain of delegations that it has capabilities by; 0 when absent. */
  readonly delegationDepth?: number;
  /** Whether it may do in this action's class what changes something: earned here, or granted (trust.md). Not when absent. */
  readonly mayWrite?: boolean;
  /** Who it proved to be elsewhere, by issuers that this node's operator trusts; nobody when absent. */
  readonly identity?: IdentityFacts;
}

/** A subject of an issuer of tokens, proved by one that holds. */
export interface ProvedIdentity {
  /** The `iss` of the token; of a SPIFFE ID its trust domain. */
  readonly issuer: string;
  readonly subject: string;
  /** Entra ID's tenant; absent elsewhere. */
  readonly tenant?: string | undefined;
}

/** The identities that an agent proved, by kind. */
export interface IdentityFacts {
  readonly entra?: ProvedIdentity | undefined;
  readonly oidc?: ProvedIdentity | undefined;
  readonly spiffe?: ProvedIdentity | undefined;
}

/** Something owned by an agent. `kind` names the Cedar entity type. */
export type ResourceFacts =
  | AgentResource
  | SkillResource
  | TopicResource
  | ServerResource
  | ToolResource
  | McpResource
  | PromptResource
  | ExchangeResource
  | NodeResource;

/** The agent itself: `Agent::"<did>"`. */
interface AgentResource {
  readonly kind: 'agent';
  readonly owner: AgentFacts;
}

/** A skill of an agent's A2A card: `Skill::"<did>/<name>"`. */
interface SkillResource {
  readonly kind: 'skill';
  readonly owner: AgentFacts;
  readonly name: string;
}

/** The topic of a native message: `Topic::"<did>/<name>"`; the name may be empty. */
interface TopicResource {
  readonly kind: 'topic';
  readonly owner: AgentFacts;
  readonly name: string;
}

/** An MCP server: `Server::"<did>/<name>"`. */
interface ServerResource {
  readonly kind: 'server';
  readonly owner: AgentFacts;
  readonly name: string;
}

/** A tool of an MCP server: `Tool::"<did>/<server>/<name>"`. */
interface ToolResource {
  readonly kind: 'tool';
  readonly owner: AgentFacts;
  readonly server: string;
  readonly name: string;
  /** What is known of the tool's definition; absent when it was never seen in a list. */
  readonly definition?: ToolDefinition;
}

/** A tool's definition as it was listed, beside the one that was pinned. */
export interface ToolDefinition {
  /** SHA-256 over the canonical form of the definition, hexadecimal. */
  readonly hash: string;
  /** `new`: as first seen; `pinned`: as approved; `drifted`: another than before, `rejected`: refused by a person. */
  readonly pin: 'pinned' | 'new' | 'drifted' | 'rejected';
  /** What is suspicious about it: see `parley tools`; nothing when absent. */
  readonly flags?: readonly string[];
  /** Hints of the server (MCP `annotations`), not proven; where absent MCP's defaults count. */
  readonly readOnly?: boolean;
  readonly destructive?: boolean;
}

/** What `resources/read` reads: `McpResource::"<did>/<server>/<uri>"`. */
interface McpResource {
  readonly kind: 'mcp-resource';
  readonly owner: AgentFacts;
  readonly server: string;
  readonly uri: string;
}

/** A prompt of an MCP server: `Prompt::"<did>/<server>/<name>"`. */
interface PromptResource {
  readonly kind: 'prompt';
  readonly owner: AgentFacts;
  readonly server: string;
  readonly name: string;
}

/** The exchange that an answer belongs to: `Exchange::"<did of the asker>/<id>"`. */
interface ExchangeResource {
  readonly kind: 'exchange';
  /** Who asked, and so gets the answer. */
  readonly owner: AgentFacts;
  /** The id of the request's envelope. */
  readonly id: string;
  /** The action that was asked, for example `mcp.call`. */
  readonly request: string;
}

/** This node: `Node::"<did of its agent>"`. */
interface NodeResource {
  readonly kind: 'node';
  readonly owner: AgentFacts;
}

/** The circumstances; one shape for every action, so that a rule may be about many. */
export interface ContextFacts {
  /** `in`: it comes from the mesh to this node; `out`: it leaves this node. */
  readonly direction: 'in' | 'out';
  readonly protocol: 'native' | 'a2a' | 'mcp' | 'agentmesh' | 'mesh' | 'control';
  /** Bytes of the body. */
  readonly sizeBytes: number;
  readonly now: Millis;
  /** The method as the protocol spells it (`tools/call`, `SendMessage`); absent when there is none. */
  readonly method?: string;
  /** The media type of the body, lower case, without parameters; absent when there is none. */
  readonly contentType?: string;
  /** Arguments as parsed from JSON: of a tool or prompt, or the message of an A2A request; absent when there are none. */
  readonly arguments?: unknown;
  /** HTTP status, for `exchange.respond` with part `head`. */
  readonly status?: number;
  /** Which part of an answer it is, for `exchange.respond`. */
  readonly part?: 'head' | 'chunk' | 'end';
  /** Bytes of the answer up to the end of this part, or as many as its head announces when that is more; for `exchange.respond`. */
  readonly answerBytes?: number;
  /** Where in a call it is; from action and direction when absent. */
  readonly stage?: Stage;
  /** Labels of what this conversation has carried so far; they only go up. Asked only when a policy asks. */
  readonly labels?: () => readonly string[];
  /** Labels of everything that this node's own agent has seen or said. */
  readonly seen?: () => readonly string[];
  /** What the body holds, as `content` names it. */
  readonly findings?: () => readonly string[];
  /** Whether a person approved exactly this call: then a forbid with `@approval("required")` does not stop it. */
  readonly approved?: boolean;
  /** Whether `session.open` is about a session that is open, and judged again because the score of the other side fell. */
  readonly standing?: boolean;
  /** Milliseconds until the limit allows one more, by its text (`agent 60/1m`); undefined while it does. */
  readonly exceeded?: (limit: string) => number | undefined;
}

/** Where in a call a message is: asked, about to be done by a tool, done, about to be answered. */
export type Stage = 'pre_input' | 'pre_tool' | 'post_tool' | 'pre_output';

interface FactsOf<A extends string, R extends ResourceFacts> {
  /** The agent that acts: the sender, ours or a remote one. */
  readonly principal: AgentFacts;
  readonly action: A;
  /** What it acts on; its owner is the receiver. */
  readonly resource: R;
  readonly context: ContextFacts;
}

/** A native message. */
export type MessageFacts = FactsOf<(typeof messageActions)[number], TopicResource>;
/** A session that `principal` opens with `resource`. */
export type SessionFacts = FactsOf<'session.open', AgentResource>;
/** An A2A request. */
export type A2aFacts = FactsOf<(typeof a2aActions)[number], AgentResource | SkillResource>;
/** An MCP request to a server as a whole. */
export type McpServerFacts = FactsOf<(typeof mcpServerActions)[number], ServerResource>;
/** A tool call. */
export type McpCallFacts = FactsOf<'mcp.call', ToolResource>;
/** A read of an MCP resource. */
export type McpReadFacts = FactsOf<'mcp.read', McpResource>;
/** A prompt fetched. */
export type McpPromptFacts = FactsOf<'mcp.prompt', PromptResource>;
/** A part of an answer, from the asked agent back to the asker. */
type RespondFacts = FactsOf<'exchange.respond', ExchangeResource>;
/** A record that would be believed: `principal` is the agent it describes, `resource` this node. */
type BelieveFacts = FactsOf<'registry.believe', NodeResource>;
/** A control call: `principal` is the agent of this node. */
type ControlFacts = FactsOf<(typeof controlActions)[number], NodeResource>;

/** What policy judges: who does what to what, and how. */
export type Facts =
  | MessageFacts
  | SessionFacts
  | A2aFacts
  | McpServerFacts
  | McpCallFacts
  | McpReadFacts
  | McpPromptFacts
  | RespondFacts
  | BelieveFacts
  | ControlFacts;
