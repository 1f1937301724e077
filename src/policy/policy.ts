/** The door of `policy`: facts in, a decision out, with the rules that made it. */
export { actions, isActionName } from './action.ts';
export type { ActionName } from './action.ts';
export { compilePolicies, startCompiler } from './compiled-policies.ts';
export type { CompiledPolicies, PolicyCompiler, PolicySource } from './compiled-policies.ts';
export { decide } from './decide.ts';
export type { Decision, DecidingPolicy, DenialReason } from './decide.ts';
export type {
  A2aFacts,
  AgentFacts,
  AgentResource,
  BelieveFacts,
  ContextFacts,
  ControlFacts,
  ExchangeResource,
  Facts,
  McpCallFacts,
  McpPromptFacts,
  McpReadFacts,
  McpResource,
  McpServerFacts,
  MessageFacts,
  NodeResource,
  OrganisationFacts,
  PromptResource,
  ResourceFacts,
  RespondFacts,
  ServerResource,
  SessionFacts,
  SkillResource,
  TierName,
  ToolResource,
  TopicResource,
} from './facts.ts';
export { schemaText } from './schema.ts';
