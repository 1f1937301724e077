import { once } from 'node:events';
import type { Server } from 'node:http';

/** Listens on a free loopback port; gives the URL. Connections are kept as long as the bench runs. */
export async function listen(server: Server): Promise<string> {
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
}
