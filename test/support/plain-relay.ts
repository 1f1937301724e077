import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';

const frame = z.looseObject({ type: z.string(), from: z.string().optional(), to: z.string().optional() });

/**
 * A relay as clients of the SDK expect one, and nothing more: it hands each frame to the connection of the agent that
 * it names, and keeps, checks and stores nothing.
 */
export async function startPlainRelay(): Promise<{ readonly port: number; close(): void }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  const clients = new Map<string, WebSocket>();
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { type, from, to } = frame.parse(JSON.parse(data.toString()));
      if (type === 'connect' && from !== undefined) clients.set(from, socket);
      else if (to !== undefined) clients.get(to)?.send(data.toString());
    });
  });
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    close: () => {
      for (const socket of server.clients) socket.terminate();
      server.close();
    },
  };
}
