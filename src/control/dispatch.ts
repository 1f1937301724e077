import type { IncomingMessage } from 'node:http';
import type { z } from 'zod';
import { fromUtf8, giveBack, MeshError, type ErrorCode } from '../base/base.ts';
import { apiLimits, ControlError, routes, type ErrorBody, type Handlers, type OwnHandlers, type Route } from './api.ts';
import { openApi } from './openapi.ts';

/** An answer, ready to be written. */
export interface Reply {
  readonly status: number;
  readonly body: unknown;
  /** Given with a body that is a text; a body without is written as JSON. */
  readonly media?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route bound to its handler. */
interface Endpoint {
  readonly name: string;
  readonly route: Route;
  readonly call: (input: unknown, signal: AbortSignal) => unknown;
}

/** What a method and a path lead to. */
export interface Match {
  readonly endpoint: Endpoint;
  readonly params: Readonly<Record<string, string>>;
}

/** Makes the router of the table of routes; a path that is there under another method gives the methods it has. */
export function router(
  handlers: Handlers & OwnHandlers,
  version: string,
): (method: string, path: string) => Match | readonly string[] {
  const all: Readonly<Record<string, unknown>> = { ...handlers, openapi: constant(openApi(version)) };
  const endpoints = Object.entries<Route>(routes).map(([name, route]): Endpoint => {
    const handler = all[name];
    if (typeof handler !== 'function') throw new MeshError('internal', `The route ${name} has no handler.`);
    // The compiler cannot follow a name through the table; the schema parsed the very input that the handler's type is made from.
    return { name, route, call: (input, signal): unknown => Reflect.apply(handler, undefined, [input, signal]) };
  });
  const fixed = new Map(
    endpoints.map((endpoint) => [`${endpoint.route.method} ${endpoint.route.path}`, { endpoint, params: {} }]),
  );
  const patterns = endpoints.map((endpoint) => ({ endpoint, pattern: patternOf(endpoint.route.path) }));
  return (method, path) => {
    const exact = fixed.get(`${method} ${path}`);
    if (exact !== undefined) return exact;
    const found = patterns.flatMap(({ endpoint, pattern }) => {
      const match = pattern.exec(path);
      return match === null ? [] : [{ endpoint, params: { ...match.groups } }];
    });
    return (
      found.find(({ endpoint }) => endpoint.route.method === method) ??
      found.map(({ endpoint }) => endpoint.route.method)
    );
  };
}

function constant(value: unknown): () => unknown {
  return () => value;
}

function patternOf(path: string): RegExp {
  const escaped = path.replaceAll('.', String.raw`\.`);
  return new RegExp(`^${escaped.replaceAll(/:(\w+)/g, '(?<$1>[^/]{1,256})')}$`);
}

/** Parses what came, calls the handler, and turns whatever it throws into an error answer. */
export async function answer(match: Match, query: string, body: Uint8Array, signal: AbortSignal): Promise<Reply> {
  const { route, call } = match.endpoint;
  const input: Record<string, unknown> = {};
  if (route.params !== undefined) input['params'] = parse(route.params, match.params, 'path');
  if (route.query !== undefined) input['query'] = parse(route.query, readQuery(query), 'query');
  if (route.request !== undefined)
    input['request'] = parse(route.request, route.requestMedia === undefined ? readJson(body) : body, 'body');
  const response = await call(input, signal);
  return { status: route.status?.(response) ?? 200, body: response, media: route.media };
}

function parse(schema: z.ZodType, value: unknown, where: string): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { path, message } = deepest(result.error.issues);
  const at = path.length === 0 ? '' : ` at ${path.map(String).join('.')}`;
  throw new MeshError(
    'request-invalid',
    `The ${where} of the request is not valid${at}: ${message}. /openapi.json says what is.`,
  );
}

interface Found {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Of several forms that were tried, the complaint of the one that fitted furthest. */
function deepest(issues: readonly z.core.$ZodIssue[]): Found {
  const found = issues.map((issue): Found => {
    if (issue.code !== 'invalid_union') return issue;
    const inner = deepest(
      issue.errors.map((branch) => branch.toSorted(byDepth)[0]).filter((first) => first !== undefined),
    );
    return { path: [...issue.path, ...inner.path], message: inner.message };
  });
  return found.toSorted(byDepth)[0] ?? { path: [], message: 'it has another form' };
}

/** Deeper first; at the top, what is not merely another type. */
function byDepth(
  a: Found & { readonly code?: string | undefined },
  b: Found & { readonly code?: string | undefined },
): number {
  return b.path.length - a.path.length || Number(a.code === 'invalid_type') - Number(b.code === 'invalid_type');
}

function readQuery(query: string): Readonly<Record<string, string>> {
  const pairs = [...new URLSearchParams(query)];
  const values = Object.fromEntries(pairs);
  if (Object.keys(values).length === pairs.length) return values;
  throw new MeshError('request-invalid', 'A query parameter is given twice. Give it once.');
}

function readJson(body: Uint8Array): unknown {
  if (body.length === 0) return {};
  const text = fromUtf8(body);
  try {
    if (text !== undefined) {
      giveBack(body);
      return JSON.parse(text);
    }
  } catch {
    // The parser's message would repeat the body.
  }
  throw new MeshError('request-invalid', 'The body of the request is not JSON in UTF-8.');
}

/** Refusals that follow from the head of the request alone, before its body is read. */
export function checkHead(route: Route, request: IncomingMessage): Reply | undefined {
  if (route.request === undefined) return undefined;
  const type = request.headers['content-type'];
  // Also keeps out forms that a foreign web page can post without asking the browser.
  const media = route.requestMedia ?? 'application/json';
  const isRight =
    type === undefined ? route.requestMedia === undefined : type.split(';')[0]?.trim().toLowerCase() === media;
  if (!isRight) return failure(415, 'request-invalid', `The body must be ${media}.`);
  const length = Number(request.headers['content-length'] ?? 0);
  return length > maxBodyBytes(route) ? tooLarge(route) : undefined;
}

/** Longest body of a request, bytes. */
export function maxBodyBytes({ requestMedia }: Route): number {
  return requestMedia === undefined ? apiLimits.maxRequestBytes : apiLimits.maxMessageBytes;
}

/** The answer to a body over the limit. */
export function tooLarge(route: Route): Reply {
  const advice =
    route.requestMedia === undefined
      ? `Send fewer messages at once; a message has at most ${apiLimits.maxMessageBytes} bytes.`
      : 'Send it as several messages.';
  const message = `The request is larger than ${maxBodyBytes(route)} bytes. ${advice}`;
  return failure(413, 'message-too-large', message);
}

/** An error answer. */
export function failure(status: number, code: ErrorCode, message: string): Reply {
  return { status, body: { error: { code, message } } satisfies ErrorBody };
}

const statuses: Partial<Readonly<Record<ErrorCode, number>>> = {
  'request-invalid': 400,
  'invitation-invalid': 400,
  unauthorized: 401,
  refused: 403,
  'not-found': 404,
  'peer-unknown': 404,
  'invitation-expired': 410,
  'message-too-large': 413,
  'policy-invalid': 422,
  'config-invalid': 422,
  'outbox-full': 429,
  'recipient-busy': 429,
  'peer-unreachable': 502,
  stopping: 503,
  'store-busy': 503,
  'audit-damaged': 503,
  'store-write-failed': 507,
};

/** The error answer for something thrown; what is no error of ours is told as 'internal', without its text. */
export function failureOf(error: unknown): Reply {
  if (error instanceof ControlError) {
    const { code, message, reason } = error;
    return { status: statuses[code] ?? 500, body: { error: { code, message, reason } } satisfies ErrorBody };
  }
  if (error instanceof MeshError) return failure(statuses[error.code] ?? 500, error.code, error.message);
  return failure(500, 'internal', 'The node failed over this request. Its log says why.');
}
