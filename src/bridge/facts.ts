import type {
  A2aFacts,
  ContextFacts,
  Facts,
  McpCallFacts,
  McpPromptFacts,
  McpReadFacts,
  McpServerFacts,
  SessionFacts,
} from '../policy/policy.ts';

type WithoutOwner<R> = R extends unknown ? Omit<R, 'owner'> : never;

/** The part of the circumstances that a request tells by itself; direction and time are the pipeline's to add. */
export type RequestContext = Pick<ContextFacts, 'protocol' | 'sizeBytes' | 'method' | 'contentType' | 'arguments'>;

type Asked<F extends Facts> = F extends unknown
  ? { readonly action: F['action']; readonly resource: WithoutOwner<F['resource']>; readonly context: RequestContext }
  : never;

/** What an A2A request asks. `context.arguments` is an `A2aArguments`. */
export type A2aRequestFacts = Asked<A2aFacts>;
/** What an MCP request asks. */
export type McpRequestFacts = Asked<McpServerFacts | McpCallFacts | McpReadFacts | McpPromptFacts>;

/** What an agent of AgentMesh asks of another's node: what a session with it is begun with. */
export type AgentMeshRequestFacts = Asked<SessionFacts>;

/**
 * What policy sees of one request inside an exchange, read beside the raw bytes that are delivered:
 * everything but the principal and the owner of the resource, which the pipeline knows.
 */
export type RequestFacts = A2aRequestFacts | McpRequestFacts | AgentMeshRequestFacts;
