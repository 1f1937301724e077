import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** A proxy between two nodes that keeps every byte that passes, in both directions. */
export interface Tap extends AsyncDisposable {
  /** All bytes of one connection in one direction are one recording, in order. */
  recordings(): readonly Buffer[];
  /** Bytes that passed so far. */
  bytes(): number;
}

/** Listens where a node used to, and carries everything to where it is now. */
export async function startTap(listenPort: number, targetPort: number): Promise<Tap> {
  const recordings: Buffer[][] = [];
  const sockets = new Set<Socket>();
  const carry = (from: Socket, to: Socket): void => {
    const recording: Buffer[] = [];
    recordings.push(recording);
    sockets.add(from);
    from.on('data', (chunk) => {
      recording.push(chunk);
      to.write(chunk);
    });
    from.once('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => to.destroy());
  };
  const server = createServer((caller) => {
    const target = connect(targetPort, '127.0.0.1');
    carry(caller, target);
    carry(target, caller);
  });
  server.listen(listenPort, '127.0.0.1');
  await once(server, 'listening');
  return {
    recordings: () => recordings.map((chunks) => Buffer.concat(chunks)),
    bytes: () => recordings.flat().reduce((sum, { length }) => sum + length, 0),
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await Promise.resolve();
    },
  };
}
