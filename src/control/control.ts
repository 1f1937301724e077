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
export { DashboardFiles, isDashboardPath } from './dashboard-files.ts';
export { writeEvents } from './event-stream.ts';
export { checkCaller } from './guard.ts';
export { boundedServer, stopServer } from './http-server.ts';
export { listenTcp } from './listen.ts';
export type { LiveEvent } from './live-api.ts';
export { Logins } from './logins.ts';
export { answerPath } from './server-logins-api.ts';
export { startControl, type Control } from './server.ts';
export type { Finding, PolicyTools, ShownPolicy } from './local-work.ts';
export { openToken } from './token.ts';
