import http from 'node:http';
import https from 'node:https';
import { limits, MeshError } from '../base/base.ts';
import type { ExchangeRequest, Header } from '../wire/wire.ts';
import { TargetError, type Target } from './egress-target.ts';
import { collectMessage } from './http-body.ts';
import {
  flatHeaders,
  headerValue,
  pairHeaders,
  requestHeaders,
  responseHeaders,
  withHeader,
  withoutHeaders,
} from './headers.ts';
import { joinPath, splitPath } from './http-path.ts';
import type { Login } from './login.ts';
import type { RawResponse } from './outcome.ts';

/** Largest answer handed on in one piece, bytes: one envelope instead of many. */
const maxWholeBytes = 256 * 1024;
/** Connections to one agent; more exchanges wait for a free one. An open stream holds its connection. */
const maxSockets = 256;
const maxFreeSockets = 16;
/** On the same host or its network a connection takes milliseconds. */
const defaultConnectTimeoutMs = 5_000;
/** A model may think for minutes before a blocking answer begins. */
const defaultHeadersTimeoutMs = 10 * 60_000;

export interface HttpTargetOptions {
  /** Base URL of the agent or server; the path of a request is put behind its path. */
  readonly url: string;
  /** How this node proves itself there; with none a caller's requests go without credentials. */
  readonly login?: Login | undefined;
  /** Milliseconds until the connection must stand; 5000 when absent. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds until the answer must begin; ten minutes when absent. Its body may take for ever. */
  readonly headersTimeoutMs?: number;
}

/**
 * An agent or MCP server at an HTTP URL. Redirects are handed on, never followed; nothing is decompressed.
 * Throws MeshError `config-invalid` when the URL is not usable.
 */
export function httpTarget(options: HttpTargetOptions): Target {
  const base = readBaseUrl(options.url);
  const secure = base.protocol === 'https:';
  const agentOptions = { keepAlive: true, maxSockets, maxFreeSockets, scheduling: 'lifo' } as const;
  const agent = secure ? new https.Agent(agentOptions) : new http.Agent(agentOptions);
  const send = secure ? https.request : http.request;

  const call: Call = ({ request, path, own }) =>
    send({
      agent,
      // URL puts IPv6 addresses in brackets, sockets take them without.
      hostname: base.hostname.replaceAll(/^\[|\]$/g, ''),
      port: base.port,
      method: request.method,
      path,
      headers: flatHeaders(sentHeaders(request, base.host, own)),
      maxHeaderSize: limits.maxHeaderBytes,
    });
  const timeouts: Timeouts = {
    connectMs: options.connectTimeoutMs ?? defaultConnectTimeoutMs,
    headersMs: options.headersTimeoutMs ?? defaultHeadersTimeoutMs,
  };
  return {
    perform: async (request, _caller, signal) => {
      const below = splitPath(request.path);
      if (below.kind !== 'accept') throw new TargetError('facts-invalid', below.detail ?? 'The path is not usable.');
      const attempt = { call, request, path: joinPath(base, below.value), own: [], signal, timeouts };
      const { login } = options;
      return login === undefined ? rawResponse(await answerOf(attempt), signal) : await loggedIn(attempt, login);
    },
    close: async () => {
      agent.destroy();
      await Promise.resolve();
    },
  };
}

function readBaseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
    throw new MeshError(
      'config-invalid',
      'The URL of an agent or server must start with http:// or https://. Correct it in parley.yaml.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new MeshError(
      'config-invalid',
      'The URL of an agent or server holds a password. Take it out, and name a login for it in parley.yaml.',
    );
  }
  return url;
}

type Call = (attempt: Pick<Attempt, 'request' | 'path' | 'own'>) => http.ClientRequest;

interface Timeouts {
  readonly connectMs: number;
  readonly headersMs: number;
}

interface Attempt {
  readonly call: Call;
  readonly request: ExchangeRequest;
  readonly path: string;
  /** What this node proves itself with. */
  readonly own: readonly Header[];
  readonly signal: AbortSignal;
  readonly timeouts: Timeouts;
}

const bodyless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'DELETE']);

/** The caller's headers without anything that frames the message or proves identity: those are this side's to say. */
function sentHeaders(request: ExchangeRequest, host: string, own: readonly Header[]): readonly Header[] {
  const length: Header = ['Content-Length', String(request.body.length)];
  let headers = requestHeaders(request.headers);
  const framed = headers.some(([name]) => name.toLowerCase() === 'content-length');
  // A length that the body does not have would let one request smuggle in another.
  if (framed || request.body.length > 0 || !bodyless.has(request.method)) headers = withHeader(headers, length);
  for (const header of own) headers = withHeader(headers, header);
  return [['Host', host], ...headers];
}

/** Asks for the server's own login; what it answers to this node's credentials is not the caller's to see. */
const aboutLogin: ReadonlySet<string> = new Set(['www-authenticate', 'authentication-info']);

/** Sends the request with this node's login. A server that refuses it did not perform the request, so it is sent again once with a newer one. */
async function loggedIn(attempt: Attempt, login: Login): Promise<RawResponse> {
  const { signal } = attempt;
  let own = await login.headers(signal);
  let message = await answerOf({ ...attempt, own });
  if (message.statusCode === 401) {
    message.resume();
    if (await login.refused(own, signal)) {
      own = await login.headers(signal);
      message = await answerOf({ ...attempt, own });
    }
  }
  if (message.statusCode === 401) {
    message.resume();
    login.failed('The server refuses the credentials.');
    throw new TargetError(
      'agent-failed',
      'The server refuses the credentials of this node. Correct them in parley.yaml.',
    );
  }
  const response = rawResponse(message, signal);
  return { ...response, headers: withoutHeaders(response.headers, aboutLogin) };
}

const idempotent: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/** A kept connection may be closed by the agent just as it is used again; what may be repeated is (RFC 9110, 9.2.2). */
async function answerOf(attempt: Attempt): Promise<http.IncomingMessage> {
  const first = attempt.call(attempt);
  try {
    return await headOf(first, attempt);
  } catch (error) {
    const again = first.reusedSocket && idempotent.has(attempt.request.method) && !attempt.signal.aborted;
    if (!again || !(error instanceof TargetError) || error.reason !== 'agent-failed') throw error;
    return await headOf(attempt.call(attempt), attempt);
  }
}

/** Sends the request and waits for the head of the answer. */
async function headOf(sent: http.ClientRequest, attempt: Attempt): Promise<http.IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  let connected = false;
  const connecting = setTimeout(() => {
    if (!connected)
      sent.destroy(new TargetError('agent-unreachable', 'The agent does not accept the connection in time.'));
  }, attempt.timeouts.connectMs);
  const heading = setTimeout(() => {
    sent.destroy(new TargetError('timeout', 'The agent does not begin its answer in time.'));
  }, attempt.timeouts.headersMs);
  const done = (): void => {
    clearTimeout(connecting);
    clearTimeout(heading);
  };
  sent.maxHeadersCount = 0;
  sent.on('socket', (socket) => {
    if (!socket.connecting) connected = true;
    else socket.once('connect', () => (connected = true));
  });
  sent.once('response', (message) => {
    done();
    resolve(message);
  });
  sent.on('error', (error) => {
    done();
    reject(targetError(error, connected, attempt.signal));
  });
  endWith(sent, attempt.signal);
  sent.end(attempt.request.body);
  return await promise;
}

/** Ends the request, or the answer to it that is still read, with the signal: as its option `signal` would, which watches all streams there are. */
function endWith(sent: http.ClientRequest, signal: AbortSignal): void {
  const stop = (): void => void sent.destroy(new TargetError('cancelled', 'The exchange was cancelled.'));
  if (signal.aborted) return stop();
  signal.addEventListener('abort', stop, { once: true });
  sent.once('close', () => signal.removeEventListener('abort', stop));
}

function targetError(error: Error, connected: boolean, signal: AbortSignal): TargetError {
  if (error instanceof TargetError) return error;
  if (signal.aborted) return new TargetError('cancelled', 'The exchange was cancelled.', { cause: error });
  return connected
    ? new TargetError('agent-failed', 'The agent closed the connection or did not speak HTTP.', { cause: error })
    : new TargetError('agent-unreachable', 'No connection to the agent. Start it or correct its URL in parley.yaml.', {
        cause: error,
      });
}

function rawResponse(message: http.IncomingMessage, signal: AbortSignal): RawResponse {
  const all = pairHeaders(message.rawHeaders);
  const headers = responseHeaders(all);
  const bytes = headers.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (headers.length > limits.maxHeaders || bytes > limits.maxHeaderBytes) {
    message.destroy();
    throw new TargetError('agent-failed', 'The agent answered with more headers than can be carried.');
  }
  return { status: message.statusCode ?? 502, headers, body: bodyOf(message, isWhole(headers), signal) };
}

function isWhole(headers: readonly Header[]): boolean {
  const length = headerValue(headers, 'content-length');
  const isStream = headerValue(headers, 'content-type')?.toLowerCase().startsWith('text/event-stream') ?? false;
  return length !== undefined && /^\d{1,7}$/.test(length) && Number(length) <= maxWholeBytes && !isStream;
}

async function* bodyOf(message: http.IncomingMessage, whole: boolean, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  try {
    if (whole) {
      const body = await collectMessage(message, maxWholeBytes);
      if (body !== undefined && body.length > 0) yield body;
      return;
    }
    for await (const chunk of message as AsyncIterable<Buffer>)
      yield new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length);
  } catch (error) {
    if (signal.aborted) throw new TargetError('cancelled', 'The exchange was cancelled.', { cause: error });
    throw new TargetError('agent-failed', 'The agent broke off its answer.', { cause: error });
  }
}
