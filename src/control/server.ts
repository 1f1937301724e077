import type { Handlers } from './api.ts';

/** What `startControl` needs. */
export interface ControlOptions {
  readonly handlers: Handlers;
  /** Bearer token that callers over TCP must give. */
  readonly token: string;
  readonly socketPath: string;
  /** A loopback address. */
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly version: string;
}

/** The running API. */
export interface Control extends AsyncDisposable {
  /** `http://host:port` with the port in use. */
  readonly url: string;
  readonly socketPath: string;
  /** Refuses new calls, ends waiting ones, closes connections, removes the socket. Idempotent. */
  close(): Promise<void>;
}

/** Starts the API on a Unix socket and on loopback TCP. Throws MeshError 'listen-failed' or 'data-dir-in-use'. */
export declare function startControl(options: ControlOptions): Promise<Control>;

/** Reads the token of a data directory, making it (32 random bytes, mode 0600) when there is none. */
export declare function openToken(file: string): Promise<string>;
