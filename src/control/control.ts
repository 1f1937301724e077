/** The door of `control`: the local HTTP API, its contract, its server and its client. */
export {
  apiLimits,
  ControlError,
  routes,
  type Answer,
  type Call,
  type ErrorBody,
  type Explanation,
  type Handlers,
  type InboxMessage,
  type Input,
  type MessageState,
  type MessageToSend,
  type OutgoingMessage,
  type Output,
  type Peer,
  type RouteName,
  type SendResult,
  type Status,
} from './api.ts';
export { connect, type Client, type InboxOptions, type Outgoing, type Received, type Target } from './client.ts';
export { startControl, type Control, type ControlOptions } from './server.ts';
export { openToken } from './token.ts';
