import { reasons, utf8, type Reason } from '../base/base.ts';
import type { ExchangeRequest, Header } from '../wire/wire.ts';
import { heldTask } from './a2a/held-task.ts';
import { isRestPath } from './a2a/a2a-path.ts';
import { headerFault } from './mcp/mcp-headers.ts';
import { isJsonObject, objectAt, readStrictJson, textAt, type JsonObject, type JsonValue } from './strict-json.ts';
import type { Refused } from './outcome.ts';

/** A complete answer of the node itself. */
export interface LocalAnswer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

/** The domain of this project's google.rpc.ErrorInfo. */
export const errorDomain = 'parley.mesh';

/** JSON-RPC codes of our own, from the range left to servers and free in both A2A and MCP. */
export const jsonRpcCodes = {
  denied: -32050,
  unavailable: -32051,
  parseError: -32700,
  invalidRequest: -32600,
  /** MCP 2026-07-28: headers and body disagree. */
  headerMismatch: -32020,
} as const;

/** An answer with a JSON body. */
export function jsonAnswer(status: number, value: JsonValue): LocalAnswer {
  const body = utf8(JSON.stringify(value));
  const headers: readonly Header[] = [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(body.length)],
    ['Cache-Control', 'no-store'],
  ];
  return { status, headers, body };
}

/** How a reason looks in HTTP and in google.rpc.Code. */
interface Rendering {
  readonly status: number;
  readonly code: string;
}

const denied: Rendering = { status: 403, code: 'PERMISSION_DENIED' };
const unavailable: Rendering = { status: 503, code: 'UNAVAILABLE' };
const badGateway: Rendering = { status: 502, code: 'UNAVAILABLE' };
const tooLate: Rendering = { status: 504, code: 'DEADLINE_EXCEEDED' };

const renderings: ReadonlyMap<Reason, Rendering> = new Map<Reason, Rendering>([
  ['timeout', tooLate],
  ['message-expired', tooLate],
  ['agent-unreachable', badGateway],
  ['agent-failed', badGateway],
  ['login-missing', badGateway],
  ['interrupted', badGateway],
  ['overloaded', unavailable],
  ['stopping', unavailable],
  ['store-failed', unavailable],
  ['prekeys-unavailable', unavailable],
  ['rate-limited', { status: 429, code: 'RESOURCE_EXHAUSTED' }],
  ['too-large', { status: 413, code: 'OUT_OF_RANGE' }],
  ['frame-too-large', { status: 413, code: 'OUT_OF_RANGE' }],
  ['cancelled', { status: 499, code: 'CANCELLED' }],
  ['facts-invalid', { status: 400, code: 'INVALID_ARGUMENT' }],
]);

/**
 * The answer of the local node to a request that got none from the agent, in the words of its protocol:
 * - A2A JSON-RPC: the status below and an error object with the id of the request and a google.rpc.ErrorInfo.
 * - A2A HTTP+JSON: the status below and a google.rpc.Status (A2A 1.0, section 11.6).
 * - MCP: status 200 and an error object for a request, because clients show its message only then;
 *   for a notification or a stream there is nobody to show it to, so the status below.
 * An A2A `SendMessage` that waits for approval is no error: it gets a task that says so, see `heldTask`.
 * A body that cannot be read gets the code an agent would give: parse error, invalid request or header mismatch.
 */
export function renderRefusal(request: ExchangeRequest, refused: Refused): LocalAnswer {
  const answer = answerOf(request, refused);
  if (refused.retryAfterMs === undefined) return answer;
  // RFC 9110, 10.2.3: whole seconds.
  const seconds = String(Math.ceil(refused.retryAfterMs / 1000));
  return { ...answer, headers: [...answer.headers, ['Retry-After', seconds]] };
}

/** A refusal as an error of any binding. */
export interface RefusalStatus {
  readonly status: number;
  /** A name of google.rpc.Code. */
  readonly code: string;
  readonly message: string;
  /** A google.rpc.ErrorInfo. */
  readonly details: readonly JsonObject[];
}

/** What a refusal is called: the same for every binding. */
export function refusalStatus(refused: Refused): RefusalStatus {
  const shown = shownReason(refused);
  const rendering =
    refused.status === 'unreachable' && shown !== 'message-expired' ? unavailable : (renderings.get(shown) ?? denied);
  return { ...rendering, message: refusalMessage(refused, shown), details: [errorInfo(refused, shown)] };
}

function answerOf(request: ExchangeRequest, refused: Refused): LocalAnswer {
  const shown = shownReason(refused);
  const { message, details, ...rendering } = refusalStatus(refused);
  const rpc = rpcOf(request);
  if (shown === 'approval-required' && refused.messageId !== undefined) {
    const held = heldTask(request, refused.messageId);
    if (held !== undefined)
      return jsonAnswer(200, rpc === undefined ? held : { jsonrpc: '2.0', id: rpc.id, result: held });
  }
  if (rpc === undefined) {
    return jsonAnswer(rendering.status, {
      error: { code: rendering.status, status: rendering.code, message, details },
    });
  }
  const error = { code: rpcCode(rendering, rpc), message, data: details };
  const status = request.protocol === 'mcp' && rpc.id !== null && shown !== 'facts-invalid' ? 200 : rendering.status;
  return jsonAnswer(status, { jsonrpc: '2.0', id: rpc.id, error });
}

/** Whether a target exists is not told to somebody who may not use it. */
function shownReason(refused: Refused): Reason {
  return refused.side === 'remote' && refused.reason === 'no-target' ? 'policy-denied' : refused.reason;
}

function refusalMessage(refused: Refused, reason: Reason): string {
  const who = refused.side === 'local' ? 'this node' : 'the other node';
  const what = refused.status === 'unreachable' ? 'The other node cannot be reached' : `Refused by ${who}`;
  const explain =
    refused.messageId === undefined ? '' : ` Message ${refused.messageId}; run: parley explain ${refused.messageId}`;
  const again = refused.retryAfterMs === undefined ? '' : ` It may pass in ${refused.retryAfterMs} ms.`;
  return `${what} (${reason}). ${reasons[reason]}${again}${explain}`;
}

function errorInfo(refused: Refused, reason: Reason): JsonObject {
  const metadata: Record<string, string> = { side: refused.side };
  if (refused.messageId !== undefined) metadata['messageId'] = refused.messageId;
  if (reason === 'approval-required' && refused.messageId !== undefined) metadata['approvalId'] = refused.messageId;
  if (refused.retryAfterMs !== undefined) metadata['retryAfterMs'] = String(refused.retryAfterMs);
  return {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: reason.toUpperCase().replaceAll('-', '_'),
    domain: errorDomain,
    metadata,
  };
}

interface Rpc {
  readonly id: string | number | null;
  readonly fault: 'unreadable' | 'headers' | 'other';
}

const invalidCodes: Readonly<Record<Rpc['fault'], number>> = {
  unreadable: jsonRpcCodes.parseError,
  headers: jsonRpcCodes.headerMismatch,
  other: jsonRpcCodes.invalidRequest,
};

function rpcCode(rendering: Rendering, rpc: Rpc): number {
  if (rendering.code === 'INVALID_ARGUMENT') return invalidCodes[rpc.fault];
  return rendering.code === denied.code ? jsonRpcCodes.denied : jsonRpcCodes.unavailable;
}

/** The JSON-RPC request in an exchange; undefined when the exchange is plain HTTP. */
function rpcOf(request: ExchangeRequest): Rpc | undefined {
  if (request.method !== 'POST') return undefined;
  if (request.protocol === 'a2a' && isRestPath(request.path)) return undefined;
  const body = readStrictJson(request.body);
  if (body.kind !== 'accept') return { id: null, fault: 'unreadable' };
  const message = isJsonObject(body.value) ? body.value : {};
  const id = Object.hasOwn(message, 'id') ? message['id'] : null;
  return { id: typeof id === 'string' || typeof id === 'number' ? id : null, fault: faultOf(request, message) };
}

function faultOf({ protocol, headers }: ExchangeRequest, message: JsonObject): Rpc['fault'] {
  const named = { method: textAt(message, 'method') ?? '', params: objectAt(message, 'params') ?? {} };
  return protocol === 'mcp' && headerFault(headers, named, false) !== undefined ? 'headers' : 'other';
}
