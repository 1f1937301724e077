import { connect } from 'node:net';

/** How a raw connection ended: what was answered, and whether the other side ended it. */
export interface RawEnd {
  readonly text: string;
  readonly closed: boolean;
}

/**
 * Sends bytes to a loopback port, says nothing more, and reads until the other side closes or `waitMs` pass;
 * with `answered`, until it has answered.
 */
export async function sendRaw(
  port: number,
  bytes: string | Uint8Array,
  { waitMs, answered = false }: { readonly waitMs: number; readonly answered?: boolean },
): Promise<RawEnd> {
  const chunks: Buffer[] = [];
  const socket = connect(port, '127.0.0.1');
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const late = setTimeout(() => resolve(false), waitMs);
  socket.on('data', (chunk) => {
    chunks.push(chunk);
    if (answered) resolve(false);
  });
  socket.on('error', () => undefined);
  socket.once('close', () => resolve(true));
  socket.write(bytes);
  const closed = await promise;
  clearTimeout(late);
  socket.destroy();
  return { text: Buffer.concat(chunks).toString('latin1'), closed };
}

/** The port in a URL or a multiaddr. */
export function portIn(address: string): number {
  return Number(/(?:\/tcp\/|:)(\d+)(?:\/|$)/.exec(address)?.[1]);
}
