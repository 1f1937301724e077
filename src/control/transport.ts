import { Agent, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { join } from 'node:path';
import type { z } from 'zod';
import { ControlError, errorBody, routes, type Route } from './api.ts';

/** Where the node is: its socket, its port with the token, or its data folder (whose `control.sock` is used). */
export type Target =
  { readonly socket: string } | { readonly url: string; readonly token: string } | { readonly dataDir: string };

/** What a call gives, before it is written. */
interface Given {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly request?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Calls a route and reads its answer by the route's schema. Throws ControlError. */
export type Call = <S extends z.ZodType>(route: Route & { readonly response: S }, given: Given) => Promise<z.output<S>>;

/** Connections of one client at once; more calls wait their turn. */
const maxSockets = 64;
/** Largest answer taken, bytes: beyond any page of the inbox. */
const maxAnswerBytes = 128 * 1024 * 1024;
/** How long a node may be silent in a call, milliseconds: beyond the longest long poll. */
const silenceMs = 90_000;

/** Makes the client's side of the API; nothing is opened before the first call. */
export function openTransport(target: Target): { readonly call: Call; readonly close: () => void } {
  const agent = new Agent({ keepAlive: true, maxSockets });
  const options: Address = { agent, ...addressOf(target) };
  const call: Call = async (route, given) => {
    const { status, json } = await exchange(options, route, given);
    // Not ready is an answer, not an error.
    if (status >= 300 && route.path !== routes.ready.path) throw failure(status, json);
    const answer = route.response.safeParse(json);
    if (answer.success) return answer.data;
    throw failure(status, json);
  };
  return { call, close: () => agent.destroy() };
}

type Address = Pick<RequestOptions, 'agent' | 'host' | 'port' | 'socketPath'> & { readonly authorization?: string };

function addressOf(target: Target): Address {
  if (!('url' in target))
    return { socketPath: 'socket' in target ? target.socket : join(target.dataDir, 'control.sock') };
  const { hostname, port } = new URL(target.url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port, authorization: `Bearer ${target.token}` };
}

interface Result {
  readonly status: number;
  readonly json: unknown;
}

function exchange({ authorization, ...address }: Address, route: Route, given: Given): Promise<Result> {
  const body = given.request === undefined ? undefined : Buffer.from(JSON.stringify(given.request));
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(given.params?.[name] ?? ''));
  const query = given.query === undefined ? '' : `?${new URLSearchParams(given.query).toString()}`;
  const headers = {
    ...(authorization === undefined ? {} : { authorization }),
    ...(body === undefined ? {} : { 'content-type': 'application/json', 'content-length': body.length }),
  };
  return new Promise((resolve, reject) => {
    const call = httpRequest({
      ...address,
      headers,
      method: route.method,
      path: path + query,
      ...(given.signal === undefined ? {} : { signal: given.signal }),
    });
    const fail = (error: unknown): void => reject(unreachable(error, address));
    call.setTimeout(silenceMs, () => call.destroy(new Error('the node did not answer in time')));
    call.once('error', fail);
    call.once('response', (response) => {
      readJson(response).then((json) => resolve({ status: response.statusCode ?? 0, json }), fail);
    });
    call.end(body);
  });
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    if (!(chunk instanceof Buffer)) continue;
    length += chunk.length;
    if (length > maxAnswerBytes) throw new Error('the answer is too large');
    chunks.push(chunk);
  }
  const json: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  return json;
}

function failure(status: number, json: unknown): ControlError {
  const parsed = errorBody.safeParse(json);
  if (!parsed.success) {
    return new ControlError(
      'internal',
      `What answered (status ${status}) is no Parley node, or one of another version.`,
    );
  }
  const { code, message, reason } = parsed.data.error;
  return new ControlError(code, message, { reason });
}

function unreachable(cause: unknown, address: Address): ControlError {
  const where = address.socketPath ?? `port ${address.port}`;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'EACCES' || code === 'EPERM') {
    return new ControlError(
      'unauthorized',
      `The socket ${where} belongs to another user. Run as the user that runs the node.`,
      { cause },
    );
  }
  if (code === 'ENOENT' || code === 'ECONNREFUSED') {
    return new ControlError('not-running', `No node answers on ${where}. Start it with \`parley up\`.`, { cause });
  }
  const why = cause instanceof Error ? cause.message : 'unknown error';
  return new ControlError('not-running', `The node on ${where} broke off the call: ${why}.`, { cause });
}
