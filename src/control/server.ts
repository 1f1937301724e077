import { createServer, type RequestListener, type Server } from 'node:http';
import type { Handlers, OwnHandlers } from './api.ts';
import { DashboardFiles } from './dashboard-files.ts';
import { Front } from './front.ts';
import { bearerCheck } from './guard.ts';
import { listenSocket, listenTcp } from './listen.ts';
import { Logins } from './logins.ts';

/** What `startControl` needs. */
export interface ControlOptions {
  readonly handlers: Handlers;
  /** Bearer token that callers over TCP must give; see `openToken`. */
  readonly token: string;
  /** Absolute; at most 107 bytes on Linux, 103 elsewhere. */
  readonly socketPath: string;
  /** A loopback address. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  /** Of the program; stands in the OpenAPI document. */
  readonly version: string;
  /** The folder of the built dashboard; nothing is served at `/` without it. */
  readonly dashboard?: string;
  /** Told of every failure answered with status 500, to log it. */
  readonly onFailure?: (error: unknown, route: string) => void;
}

/** The running API. */
export interface Control extends AsyncDisposable {
  /** `http://host:port` with the port in use. */
  readonly url: string;
  readonly socketPath: string;
  /**
   * Refuses new calls, aborts the signal of waiting ones, lets begun ones finish for at most two seconds,
   * removes the socket. Idempotent.
   */
  close(): Promise<void>;
}

/** Bounds of each of the two servers. */
const bounds = {
  /** A caller needs one connection, and one for each long poll. */
  connections: 256,
  headerBytes: 16 * 1024,
  headersMs: 10_000,
  /** For the whole request to arrive; not for the answer. */
  requestMs: 30_000,
  keepAliveMs: 60_000,
  /** How often Node looks for requests over their time. */
  checkMs: 2000,
  /** What a call has to end after `close`. */
  graceMs: 2000,
} as const;

/**
 * Starts the API on a Unix socket (its permissions are the authentication) and on loopback TCP (Bearer token).
 * Throws MeshError 'listen-failed', or 'data-dir-in-use' when a node answers on the socket.
 */
export async function startControl(options: ControlOptions): Promise<Control> {
  const logins = new Logins();
  const own: OwnHandlers = { loginCode: (input) => logins.issue(input), login: (input) => logins.redeem(input) };
  const files = options.dashboard === undefined ? undefined : new DashboardFiles(options.dashboard);
  const front = new Front({ ...options, handlers: { ...options.handlers, ...own }, files });
  const socketServer = serve(front.listener(() => undefined));
  const tcpServer = serve(front.listener(bearerCheck(options.token, logins)));
  await listenSocket(socketServer, options.socketPath);
  const url = await listenTcp(tcpServer, options.host, options.port).catch(async (error: unknown) => {
    await stop(socketServer);
    throw error;
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    front.close();
    closed ??= Promise.all([stop(socketServer), stop(tcpServer)]).then(() => undefined);
    return closed;
  };
  return { url, socketPath: options.socketPath, close, [Symbol.asyncDispose]: close };
}

function serve(listener: RequestListener): Server {
  const server = createServer(
    {
      maxHeaderSize: bounds.headerBytes,
      headersTimeout: bounds.headersMs,
      requestTimeout: bounds.requestMs,
      keepAliveTimeout: bounds.keepAliveMs,
      connectionsCheckingInterval: bounds.checkMs,
      noDelay: true,
    },
    listener,
  );
  server.maxConnections = bounds.connections;
  return server;
}

function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), bounds.graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
