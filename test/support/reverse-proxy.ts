import { once } from 'node:events';
import http from 'node:http';

/** A plain reverse proxy on loopback. */
export interface ReverseProxy extends AsyncDisposable {
  /** Without a slash at the end. */
  readonly url: string;
}

/**
 * Hands every request on to the URL that `target` gives for its path and query, as it is but for `Host`, and the answer
 * back as it comes: what a proxy does that neither judges nor seals anything.
 */
export async function startReverseProxy(target: (path: string) => URL): Promise<ReverseProxy> {
  const agent = new http.Agent({ keepAlive: true });
  const server = http.createServer((incoming, outgoing) => {
    const to = target(incoming.url ?? '/');
    const { method, headers } = incoming;
    const request = http.request(to, { agent, method, headers: { ...headers, host: to.host } }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      outgoing.flushHeaders();
      answer.pipe(outgoing);
      answer.once('error', () => outgoing.destroy());
    });
    request.once('error', () => outgoing.destroy());
    outgoing.once('close', () => request.destroy());
    incoming.pipe(request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
