import { createServer, type RequestListener, type Server } from 'node:http';

/** Bounds of each server. */
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
  /** What a call has to end after `stopServer`. */
  graceMs: 2000,
} as const;

/** A server of HTTP that bounds what a caller may take of it; it listens nowhere yet. */
export function boundedServer(listener: RequestListener): Server {
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

/** Takes no more connections, and ends those that are left after two seconds. */
export function stopServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), bounds.graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
