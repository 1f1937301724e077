/** The door of `policy`: facts in, a decision out, with the rules that made it. */
export { actionGroups, actions, isActionName } from './action.ts';
export type { ActionName } from './action.ts';
export { cedarForm, cedarVerdict } from './cedar-form.ts';
export type { CedarForm, CedarVerdict } from './cedar-form.ts';
export { compilePolicies, startCompiler } from './compiled-policies.ts';
export type { CompiledPolicies, PolicySource } from './compiled-policies.ts';
export { couldAllow } from './could-allow.ts';
export { LimitCounters, parseLimit } from './limit.ts';
export type { Limit } from './limit.ts';
export { decide } from './decide.ts';
export type { Decision } from './decide.ts';
export { notes, obligationNames, obligationsOf } from './obligation.ts';
export type { Obligations } from './obligation.ts';
export { factsUsed } from './explain.ts';
export type {
  A2aFacts,
  AgentFacts,
  IdentityFacts,
  ContextFacts,
  Facts,
  McpCallFacts,
  McpPromptFacts,
  McpReadFacts,
  McpServerFacts,
  MessageFacts,
  SessionFacts,
  ToolDefinition,
} from './facts.ts';
export { resourceTypesOf, schemaText } from './schema.ts';
export { suspended } from './suspended.ts';
