import type { Handlers, OwnHandlers } from './api.ts';
import { DashboardFiles } from './dashboard-files.ts';
import { Front } from './front.ts';
import { bearerCheck } from './guard.ts';
import { boundedServer, stopServer } from './http-server.ts';
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

/**
 * Starts the API on a Unix socket (its permissions are the authentication) and on loopback TCP (Bearer token).
 * Throws MeshError 'listen-failed', or 'data-dir-in-use' when a node answers on the socket.
 */
export async function startControl(options: ControlOptions): Promise<Control> {
  const logins = new Logins();
  const own: OwnHandlers = { loginCode: (input) => logins.issue(input), login: (input) => logins.redeem(input) };
  const files = options.dashboard === undefined ? undefined : new DashboardFiles(options.dashboard);
  const front = new Front({ ...options, handlers: { ...options.handlers, ...own }, files });
  const socketServer = boundedServer(front.listener(() => undefined));
  const tcpServer = boundedServer(front.listener(bearerCheck(options.token, logins)));
  await listenSocket(socketServer, options.socketPath);
  const url = await listenTcp(tcpServer, options.host, options.port).catch(async (error: unknown) => {
    await stopServer(socketServer);
    throw error;
  });
  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    front.close();
    closed ??= Promise.all([stopServer(socketServer), stopServer(tcpServer)]).then(() => undefined);
    return closed;
  };
  return { url, socketPath: options.socketPath, close, [Symbol.asyncDispose]: close };
}
