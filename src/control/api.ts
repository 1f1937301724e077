import { z } from 'zod';
import type { ErrorCode, MessageId, Reason } from '../base/base.ts';
import { delegationRoutes } from './delegation-api.ts';
import { deliveryRoutes } from './delivery-api.ts';
import { discoveryRoutes } from './discovery-api.ts';
import { historyRoutes } from './history-api.ts';
import { identityRoutes } from './identity-api.ts';
import { policyRoutes } from './policy-api.ts';
import { approvalRoutes } from './approvals-api.ts';
import { iatpRoutes } from './iatp-api.ts';
import { killRoutes } from './kills-api.ts';
import { keysRoutes } from './keys-api.ts';
import { liveRoutes } from './live-api.ts';
import { loginRoutes } from './login-api.ts';
import { auditRoutes } from './audit-api.ts';
import { mailboxRoutes } from './mailbox-api.ts';
import { organisationRoutes } from './organisation-api.ts';
import { toolRoutes } from './tools-api.ts';
import { serverLoginRoutes } from './server-logins-api.ts';
import {
  alias,
  apiLimits,
  bytesToSend,
  cursor,
  did,
  type errorBody,
  expectMessages,
  explanation,
  inboxMessage,
  messageId,
  messageState,
  peer,
  sendResult,
  status,
} from './schema.ts';
import { trustRoutes } from './trust-api.ts';

/** One row of the contract: what a path takes and gives. The server, the client and OpenAPI are made from it. */
export interface Route {
  readonly method: 'GET' | 'POST';
  /** `:name` stands for one segment. */
  readonly path: string;
  readonly summary: string;
  /** False for the two probes, which a supervisor asks without holding the token. */
  readonly authenticated: boolean;
  /** What it answers was written to the agent alone: a login that may only look does not get it. */
  readonly private?: true;
  readonly params?: z.ZodType;
  readonly query?: z.ZodType;
  readonly request?: z.ZodType;
  /** Of a request whose body is bytes and not JSON: the media type that it has to have. */
  readonly requestMedia?: string;
  readonly response: z.ZodType;
  /** Of an answer that is a text and not JSON: its media type. */
  readonly media?: string;
  /** The status of a good answer; 200 when absent. */
  readonly status?: (response: unknown) => number;
}

const byId = z.strictObject({ id: messageId });

/** Every path of the local API. Requests are strict; answers may gain fields, so a client ignores what it does not know. */
export const routes = {
  health: {
    method: 'GET',
    path: '/health',
    summary: 'Whether the process is alive.',
    authenticated: false,
    response: z.object({ ok: z.literal(true), killed: z.literal(true).optional().describe('Its operator killed it.') }),
  },
  ready: {
    method: 'GET',
    path: '/ready',
    summary: 'Whether the node takes work; 503 with the reasons when it does not.',
    authenticated: false,
    response: z.object({
      ready: z.boolean(),
      reasons: z.array(z.string()).readonly(),
      warnings: z
        .array(z.string())
        .readonly()
        .describe('What someone must mend although messages flow, such as policies that were not loaded.'),
    }),
    status: (response) => (isReadyAnswer(response) ? 200 : 503),
  },
  metrics: {
    method: 'GET',
    path: '/metrics',
    summary: 'What was counted since the start, in the text format of Prometheus.',
    authenticated: true,
    response: z.string(),
    media: 'text/plain; version=0.0.4; charset=utf-8',
  },
  status: {
    method: 'GET',
    path: '/v1/status',
    summary: 'Who this node is, where it listens, and how much waits.',
    authenticated: true,
    response: status,
  },
  peers: {
    method: 'GET',
    path: '/v1/peers',
    summary: 'The peers this node knows, with trust and connection.',
    authenticated: true,
    response: z.object({ peers: z.array(peer).readonly() }),
  },
  send: {
    method: 'POST',
    path: '/v1/messages',
    summary: `Accepts one message, or an array of at most ${apiLimits.maxBatch}, durably; answers one result for each, in order.`,
    authenticated: true,
    request: expectMessages,
    response: z.array(sendResult).readonly(),
  },
  sendBytes: {
    method: 'POST',
    path: '/v1/messages/bytes',
    summary: 'Accepts one message durably, whose bytes are the body of the request; the query says the rest.',
    authenticated: true,
    query: bytesToSend,
    request: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
    requestMedia: 'application/octet-stream',
    response: sendResult,
  },
  message: {
    method: 'GET',
    path: '/v1/messages/:id',
    summary: 'Where a message is.',
    authenticated: true,
    params: byId,
    response: messageState,
  },
  explain: {
    method: 'GET',
    path: '/v1/messages/:id/explain',
    summary: 'What was decided about a message, by which rule, on which facts.',
    authenticated: true,
    params: byId,
    response: explanation,
  },
  inbox: {
    method: 'GET',
    path: '/v1/inbox',
    summary: 'Messages received and not acknowledged, oldest first; waits up to waitMs for the first.',
    authenticated: true,
    private: true,
    query: z.strictObject({
      after: z
        .union([z.literal('end'), cursor])
        .optional()
        .describe('Messages behind this cursor only; `end` stands for the newest message there is now.'),
      limit: z.coerce.number().int().min(1).max(apiLimits.maxInboxPage).default(100),
      waitMs: z.coerce.number().int().min(0).max(apiLimits.maxWaitMs).default(0),
    }),
    response: z.object({
      messages: z.array(inboxMessage).readonly(),
      cursor: cursor.describe('Give it as `after` to go on: the last message of this page, or `after` itself.'),
    }),
  },
  acknowledge: {
    method: 'POST',
    path: '/v1/inbox/ack',
    summary: 'Removes messages from the inbox: all up to and with `cursor`, or exactly those of `cursors`.',
    authenticated: true,
    request: z.union([
      z.strictObject({ cursor }),
      z.strictObject({ cursors: z.array(cursor).min(1).max(apiLimits.maxInboxPage).readonly() }),
    ]),
    response: z.object({ acknowledged: z.number().int() }),
  },
  invite: {
    method: 'POST',
    path: '/v1/invitations',
    summary: 'Makes an invitation code that another node joins with, once.',
    authenticated: true,
    request: z.strictObject({
      ttlSeconds: z.number().int().min(60).max(apiLimits.maxInvitationSeconds).default(86_400),
    }),
    response: z.object({ code: z.string(), expires: z.number().describe('Milliseconds since the epoch.') }),
  },
  join: {
    method: 'POST',
    path: '/v1/join',
    summary: 'Takes up an invitation: the inviting node and its organisation become known, under an alias.',
    authenticated: true,
    request: z.strictObject({ code: z.string().min(1).max(apiLimits.maxCodeLength), alias: alias.optional() }),
    response: z.object({ did, alias, organisation: z.string().optional() }),
  },
  stop: {
    method: 'POST',
    path: '/v1/stop',
    summary: 'Stops the node: it finishes what it has begun, within ten seconds.',
    authenticated: true,
    response: z.object({ stopping: z.literal(true) }),
    status: () => 202,
  },
  ...deliveryRoutes,
  ...identityRoutes,
  ...organisationRoutes,
  ...delegationRoutes,
  ...discoveryRoutes,
  ...iatpRoutes,
  reloadPolicies: {
    method: 'POST',
    path: '/v1/policies/reload',
    summary: 'Reads the policies again; when they do not validate, the old ones stay and the answer says why.',
    authenticated: true,
    response: z.object({ version: z.string(), policies: z.number().int() }),
  },
  ...policyRoutes,
  ...approvalRoutes,
  ...killRoutes,
  ...keysRoutes,
  ...mailboxRoutes,
  ...trustRoutes,
  ...auditRoutes,
  ...toolRoutes,
  ...historyRoutes,
  ...liveRoutes,
  ...loginRoutes,
  ...serverLoginRoutes,
  openapi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This contract as OpenAPI 3.1.',
    authenticated: true,
    response: z.record(z.string(), z.unknown()),
  },
} as const satisfies Readonly<Record<string, Route>>;

function isReadyAnswer(response: unknown): boolean {
  return typeof response === 'object' && response !== null && 'ready' in response && response.ready === true;
}

/** The name of a route: the key of the table, the handler's name, the `operationId`. */
type RouteName = keyof typeof routes;
/** A route of the table, by name. */
type RouteOf<N extends RouteName> = (typeof routes)[N];

type Parsed<R, K extends 'params' | 'query' | 'request'> =
  R extends Readonly<Record<K, infer S extends z.ZodType>> ? Readonly<Record<K, z.output<S>>> : unknown;

/** What a handler gets: parameters, query and body, parsed and with defaults filled in. */
export type Input<N extends RouteName> = Parsed<RouteOf<N>, 'params'> &
  Parsed<RouteOf<N>, 'query'> &
  Parsed<RouteOf<N>, 'request'>;
/** What a handler answers with; plain JSON. */
export type Output<N extends RouteName> = z.input<RouteOf<N>['response']>;
/** What a client receives. */
export type Answer<N extends RouteName> = z.output<RouteOf<N>['response']>;

/**
 * One function for each route but `openapi` and the logins, which the server answers itself. `signal` aborts when the caller
 * has gone or the server closes. A MeshError or ControlError thrown becomes the error answer.
 */
export type Handlers = { readonly [N in Exclude<RouteName, 'openapi' | OwnRouteName>]: Handler<N> };

/** The handlers that the server itself supplies. */
export type OwnHandlers = { readonly [N in OwnRouteName]: Handler<N> };

type OwnRouteName = 'loginCode' | 'login';
type Handler<N extends RouteName> = (input: Input<N>, signal: AbortSignal) => Output<N> | Promise<Output<N>>;

/** The body of every answer that is not good. */
export type ErrorBody = z.output<typeof errorBody>;
/** A message to send, parsed: the body as bytes, the content type filled in. */
export type OutgoingMessage = z.output<typeof expectMessages>[number];
/** What became of one message sent. */
export type SendResult = z.output<typeof sendResult>;
/** A message in the inbox, its body in base64. */
export type InboxMessage = z.output<typeof inboxMessage>;
/** Where a message is. */
export type MessageState = z.output<typeof messageState>;
/** What was decided about a message. */
export type Explanation = z.output<typeof explanation>;
/** The node in figures. */
export type Status = z.output<typeof status>;
/** A peer as this node sees it. */
export type Peer = z.output<typeof peer>;
export type { MessageId };
export { apiLimits, errorBody, traceparent } from './schema.ts';
export { publishedTrust } from './trust-api.ts';

/** An error answer of the API: thrown by a handler that has a reason to give, and by the client for what it received. */
export class ControlError extends Error {
  override readonly name = 'ControlError';
  readonly code: ErrorCode;
  /** Why, as a stable word, when the refusal has one. */
  readonly reason: Reason | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    options?: { readonly reason?: Reason | undefined; readonly cause?: unknown },
  ) {
    super(message, { cause: options?.cause });
    this.code = code;
    this.reason = options?.reason;
  }
}
