/** The door of `policy`: facts in, a decision out, with the rules that made it. */
export { actions, isActionName } from './action.ts';
export type { ActionName } from './action.ts';
export { compilePolicies, startCompiler } from './compiled-policies.ts';
export type { CompiledPolicies, PolicySource } from './compiled-policies.ts';
export { decide } from './decide.ts';
export type { Decision } from './decide.ts';
export type {
  A2aFacts,
  AgentFacts,
  ContextFacts,
  Facts,
  McpCallFacts,
  McpPromptFacts,
  McpReadFacts,
  McpServerFacts,
} from './facts.ts';
export { schemaText } from './schema.ts';
