import type { IncomingMessage } from 'node:http';
import { concat } from '../base/base.ts';

/** The whole of a body of at most `maxBytes`; undefined when it is larger, and then it is read no further. */
export async function collectBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > maxBytes) return undefined;
    parts.push(part);
  }
  return joined(parts);
}

/**
 * As `collectBody`, of an HTTP message, by its events: the iterator of a stream costs as much as reading the head. The
 * message is not destroyed when it is too large. Rejects when it breaks off.
 */
export function collectMessage(message: IncomingMessage, maxBytes: number): Promise<Uint8Array | undefined> {
  const { promise, resolve, reject } = Promise.withResolvers<Uint8Array | undefined>();
  const parts: Uint8Array[] = [];
  let length = 0;
  const take = (chunk: Buffer): void => {
    length += chunk.length;
    if (length <= maxBytes) return void parts.push(new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.length));
    message.off('data', take).pause();
    resolve(undefined);
  };
  message.once('error', reject);
  message.once('end', () => resolve(joined(parts)));
  // Behind its end this changes nothing.
  message.once('close', () => reject(new Error('The message broke off.')));
  message.on('data', take);
  return promise;
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : concat(...parts);
}
