import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

/** Whether an answer is told bit by bit. */
export function isStream(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

/**
 * Writes an answer as server-sent events (HTML, section 9.2), each value one event of JSON, as fast as the other side
 * reads. Ends with the stream, and when the signal aborts.
 */
export async function writeEvents(
  response: ServerResponse,
  events: AsyncIterable<unknown>,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    // The end of the stream is the end of the connection: a stop need not wait for the next request.
    connection: 'close',
  });
  try {
    for await (const event of events) {
      if (signal.aborted) break;
      if (!response.write(`data: ${JSON.stringify(event)}\n\n`)) await once(response, 'drain', { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    response.end();
  }
}
