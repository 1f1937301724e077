import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { giveBack } from '../base/base.ts';
import { apiLimits, ControlError, type Handlers, type OwnHandlers } from './api.ts';
import { isDashboardPath, type DashboardFiles } from './dashboard-files.ts';
import {
  answer,
  checkHead,
  failure,
  failureOf,
  maxBodyBytes,
  router,
  tooLarge,
  type Match,
  type Reply,
} from './dispatch.ts';
import { isStream, writeEvents } from './event-stream.ts';
import { checkCaller, type Authenticate } from './guard.ts';

/** What the front needs to know. */
export interface FrontOptions {
  readonly handlers: Handlers & OwnHandlers;
  /** What is served at `/`. */
  readonly files: DashboardFiles | undefined;
  readonly version: string;
  readonly onFailure?: (error: unknown, route: string) => void;
}

/** Bytes of all request bodies held at once: three of the largest. */
const maxBufferedBytes = 3 * apiLimits.maxRequestBytes;
/** Bytes of an unwanted body that are thrown away so that its sender comes to read the answer, before it is cut off. */
const maxDrainedBytes = 2 * apiLimits.maxRequestBytes;

/** Takes requests from both servers: checks the caller, reads the body within bounds, answers. */
export class Front {
  readonly #route: ReturnType<typeof router>;
  readonly #onFailure: FrontOptions['onFailure'];
  readonly #files: DashboardFiles | undefined;
  readonly #active = new Set<AbortController>();
  #buffered = 0;
  #closing = false;

  constructor(options: FrontOptions) {
    this.#route = router(options.handlers, options.version);
    this.#onFailure = options.onFailure;
    this.#files = options.files;
  }

  /** From now on refuses, and aborts the signal of every call under way. */
  close(): void {
    this.#closing = true;
    for (const call of this.#active) call.abort();
  }

  /** The listener of a server whose callers `authenticate` checks. */
  listener(authenticate: Authenticate): RequestListener {
    return (request, response) => {
      void this.#serve(request, response, authenticate);
    };
  }

  async #serve(request: IncomingMessage, response: ServerResponse, authenticate: Authenticate): Promise<void> {
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    if (isDashboardPath(path) && (await this.#serveFile(request, response, path))) return;
    const found = this.#route(request.method ?? '', path);
    const refusal = this.#refuse(request, found, authenticate);
    if (refusal !== undefined || !('endpoint' in found)) {
      drain(request);
      write(
        response,
        refusal ?? failure(404, 'not-found', 'There is no such path. /openapi.json lists all.'),
        this.#closing,
      );
      return;
    }
    const call = new AbortController();
    this.#active.add(call);
    response.once('close', () => {
      this.#active.delete(call);
      if (!response.writableFinished) call.abort();
    });
    const reply = await this.#answer(request, found, mark < 0 ? '' : url.slice(mark + 1), call.signal);
    if (!isStream(reply.body)) {
      write(response, reply, this.#closing);
      return;
    }
    await writeEvents(response, reply.body, call.signal).catch((error: unknown) =>
      this.#onFailure?.(error, found.endpoint.name),
    );
  }

  /** Answers with a file of the dashboard; false when it is none. The files are for everyone: they hold nothing of the node. */
  async #serveFile(request: IncomingMessage, response: ServerResponse, path: string): Promise<boolean> {
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (this.#files === undefined || !isRead || this.#closing) return false;
    if (checkCaller(request) !== undefined) return false;
    try {
      if (await this.#files.serve(request, response, path)) return true;
      const message = 'The dashboard has no such file. If it has none at all, `npm run build` makes it.';
      write(response, failure(404, 'not-found', message), this.#closing);
      return true;
    } catch (error) {
      this.#onFailure?.(error, 'dashboard');
      return false;
    }
  }

  #refuse(request: IncomingMessage, found: Match | readonly string[], authenticate: Authenticate): Reply | undefined {
    const open = 'endpoint' in found && !found.endpoint.route.authenticated;
    const denial =
      checkCaller(request) ??
      (open ? undefined : authenticate(request, 'endpoint' in found ? found.endpoint.route : undefined));
    if (denial !== undefined) return failure(denial.status, denial.code, denial.message);
    if (this.#closing) return failure(503, 'stopping', 'The node is stopping. Try again when it is back.');
    if ('endpoint' in found) return checkHead(found.endpoint.route, request);
    if (found.length === 0) return undefined;
    const allow = found.join(', ');
    return { ...failure(405, 'request-invalid', `This path takes ${allow} only.`), headers: { allow } };
  }

  async #answer(request: IncomingMessage, match: Match, query: string, signal: AbortSignal): Promise<Reply> {
    const { route, name } = match.endpoint;
    try {
      const body = route.request === undefined ? new Uint8Array(0) : await this.#read(request, maxBodyBytes(route));
      if (body === undefined) return tooLarge(route);
      return await answer(match, query, body, signal);
    } catch (error) {
      if (signal.aborted) return failure(503, 'stopping', 'The node is stopping. Try again when it is back.');
      const reply = failureOf(error);
      if (reply.status === 500) this.#onFailure?.(error, name);
      return reply;
    }
  }

  /** The body; undefined when it is over the limit. Rejects when the caller breaks off. */
  #read(request: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
    const chunks: Buffer[] = [];
    let length = 0;
    return new Promise<Uint8Array | undefined>((resolve, reject) => {
      const give = (end: () => void): void => {
        request.off('data', take);
        request.off('close', brokenOff);
        this.#buffered -= length;
        length = 0;
        end();
      };
      const take = (chunk: Buffer): void => {
        length += chunk.length;
        this.#buffered += chunk.length;
        if (length <= maxBytes && this.#buffered <= maxBufferedBytes) {
          chunks.push(chunk);
          return;
        }
        drain(request);
        const tooMuch = length > maxBytes;
        give(() => (tooMuch ? resolve(undefined) : reject(overloaded())));
      };
      const brokenOff = (): void => give(() => reject(new ControlError('request-invalid', 'The request broke off.')));
      request.on('data', take);
      request.once('end', () => give(() => resolve(chunks.length === 1 ? chunks[0] : joined(chunks))));
      request.once('close', brokenOff);
    });
  }
}

function joined(chunks: readonly Buffer[]): Uint8Array {
  const whole = Buffer.concat(chunks);
  for (const chunk of chunks) giveBack(chunk);
  return whole;
}

function overloaded(): ControlError {
  return new ControlError('refused', 'The node holds too many large requests at once. Try again in a moment.', {
    reason: 'overloaded',
  });
}

function drain(request: IncomingMessage): void {
  let length = 0;
  request.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > maxDrainedBytes) request.destroy();
  });
}

function write(response: ServerResponse, reply: Reply, last: boolean): void {
  if (response.destroyed) return;
  // A text, which Node writes in one piece with the head.
  const body = typeof reply.body === 'string' && reply.media !== undefined ? reply.body : JSON.stringify(reply.body);
  response.writeHead(reply.status, {
    ...reply.headers,
    // Else a connection that is kept would hold up the stop.
    ...(last ? { connection: 'close' } : {}),
    'content-type': reply.media ?? 'application/json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
