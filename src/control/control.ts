/** The door of `control`: the local HTTP API, its contract, its server and its client. */
export {
  apiLimits,
  ControlError,
  routes,
  traceparent,
  type Answer,
  type Explanation,
  type Handlers,
  type InboxMessage,
  type Input,
  type MessageState,
  type OutgoingMessage,
  type Output,
} from './api.ts';
export { connect, type Client, type Received } from './client.ts';
export type { AuditClient, AuditRange } from './audit-client.ts';
export { maxAuditPage, type AuditState } from './audit-api.ts';
export { startControl, type Control } from './server.ts';
export type { Finding, PolicyTools, ShownPolicy } from './local-work.ts';
export { openToken } from './token.ts';
