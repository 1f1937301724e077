import type { Server } from 'node:http';
import { MeshError } from '../../base/base.ts';

/** Where a part of the gateway listens. */
export interface GatewayPlace {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** Whether only programs on this machine reach it. */
  readonly isLoopback: boolean;
}

/** A running part of the gateway. */
export interface GatewayDoor {
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
  /** Idempotent. */
  close(): Promise<void>;
}

/** Starts a server; its URL. Throws MeshError `listen-failed`. */
export async function listenOn(server: Server, { host, port }: GatewayPlace, what: string): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(port, host, resolve);
  try {
    await promise;
  } catch (cause) {
    throw new MeshError(
      'listen-failed',
      `The AgentMesh ${what} cannot listen on ${host}:${port}. Choose a free port under \`agentmesh\`.`,
      { cause },
    );
  }
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return `http://${host.includes(':') ? `[${host}]` : host}:${bound}`;
}

/** What ends a server and every connection to it, once. */
export function closeServer(server: Server, before: () => void): () => Promise<void> {
  const closed = Promise.withResolvers<void>();
  let isStopping = false;
  server.once('close', () => closed.resolve());
  return async () => {
    if (!isStopping) {
      isStopping = true;
      before();
      server.close();
      server.closeAllConnections();
    }
    await closed.promise;
  };
}
