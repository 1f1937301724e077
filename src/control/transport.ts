import type { z } from 'zod';
import { ControlError, errorBody, routes, type Route } from './api.ts';

/** What a call gives, before it is written. */
interface Given {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly request?: unknown;
  readonly signal?: AbortSignal | undefined;
}

/** Calls a route and reads its answer by the route's schema. Throws ControlError. */
export type Call = <S extends z.ZodType>(route: Route & { readonly response: S }, given: Given) => Promise<z.output<S>>;

/** One request as it is to be sent. */
export interface Sent {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** JSON, or bytes, when there is a body. */
  readonly body: string | Uint8Array | undefined;
  /** Of the body. */
  readonly media: string;
  readonly signal: AbortSignal | undefined;
}

/** What came back. */
export interface CameBack {
  readonly status: number;
  readonly json: unknown;
}

/** Carries one request to the node. Throws ControlError `not-running` or `unauthorized` when it gets no answer. */
export type Exchange = (sent: Sent) => Promise<CameBack>;

/** The way to one node. */
export interface Transport {
  readonly call: Call;
  /** Closes idle connections. */
  readonly close: () => void;
}

/** Largest answer taken, bytes: beyond any page of the inbox. */
export const maxAnswerBytes = 128 * 1024 * 1024;
/** How long a node may be silent in a call, milliseconds: beyond the longest long poll. */
export const silenceMs = 90_000;

/** Calls routes over an exchange. */
export function callOver(exchange: Exchange): Call {
  return async (route, given) => {
    const { status, json } = await exchange(written(route, given));
    // Not ready is an answer, not an error.
    if (status >= 300 && route.path !== routes.ready.path) throw failure(status, json);
    const answer = route.response.safeParse(json);
    if (answer.success) return answer.data;
    throw failure(status, json);
  };
}

function written(route: Route, given: Given): Sent {
  const path = route.path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(given.params?.[name] ?? ''));
  const query = given.query === undefined ? '' : `?${new URLSearchParams(given.query).toString()}`;
  const { request } = given;
  const isBytes = route.requestMedia !== undefined && request instanceof Uint8Array;
  const body = isBytes ? request : request === undefined ? undefined : JSON.stringify(request);
  const media = route.requestMedia ?? 'application/json';
  return { method: route.method, path: path + query, body, media, signal: given.signal };
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

/** The node that should answer does not. */
export function notRunning(where: string, cause: unknown): ControlError {
  return new ControlError('not-running', `No node answers on ${where}. Start it with \`parley up\`.`, { cause });
}

/** The node stopped answering while it was at it. */
export function brokenOff(where: string, cause: unknown): ControlError {
  const why = cause instanceof Error ? cause.message : 'unknown error';
  return new ControlError('not-running', `The node on ${where} broke off the call: ${why}.`, { cause });
}
