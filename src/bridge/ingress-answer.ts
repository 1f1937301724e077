import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { flatHeaders, responseHeaders } from './headers.ts';
import type { RawResponse } from './outcome.ts';
import type { LocalAnswer } from './refusal.ts';

/** How long a request is still read after its refusal, milliseconds: a local client has long read the answer by then. */
const lingerMs = 1000;
/** Bytes of it that are still read: several of the largest bodies. */
const lingerBytes = 16 * 1024 * 1024;

/** Sends an answer of the node itself. `close` also ends the connection, for a request that was not read to its end. */
export function sendLocal(to: ServerResponse, answer: LocalAnswer, options?: { readonly close: boolean }): void {
  if (to.headersSent || to.destroyed) return;
  const extra = options?.close === true ? ['Connection', 'close'] : [];
  to.writeHead(answer.status, [...flatHeaders(answer.headers), ...extra]);
  if (to.req.method === 'HEAD') to.end();
  else if (options?.close !== true || to.req.complete) to.end(answer.body);
  else endAfterRequest(to, answer.body);
}

/** Closing a connection with bytes unread resets it, and the client may lose the answer: so they are read, within bounds. */
function endAfterRequest(to: ServerResponse, body: Uint8Array): void {
  const end = (): void => {
    clearTimeout(late);
    to.end();
  };
  const late = setTimeout(end, lingerMs);
  let bytes = 0;
  to.req.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > lingerBytes) end();
  });
  to.req.once('end', end);
  to.once('close', end);
  to.write(body);
  to.req.resume();
}

/**
 * Sends the agent's answer as it came, each piece at once, no faster than the client reads. An answer
 * that breaks off ends the connection without a proper end, as the agent's own would have.
 */
export async function sendRaw(to: ServerResponse, response: RawResponse, signal: AbortSignal): Promise<void> {
  to.sendDate = false;
  to.writeHead(response.status, flatHeaders(responseHeaders(response.headers)));
  // The head waits for what is there within this turn, so that an ordinary answer is one write. An empty write
  // sends it as `flushHeaders` would, but in Latin-1: that one writes it in UTF-8.
  const head = setImmediate(() => {
    if (!to.destroyed) to.write(new Uint8Array(0));
  });
  try {
    for await (const chunk of response.body) {
      clearImmediate(head);
      if (signal.aborted) return;
      if (!to.write(chunk)) await once(to, 'drain', { signal });
    }
    to.end();
  } catch (error) {
    to.destroy();
    if (!signal.aborted) throw error;
  } finally {
    clearImmediate(head);
  }
}
