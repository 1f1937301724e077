import { once } from 'node:events';
import http from 'node:http';

/** A webhook on loopback that writes down what is posted to it. */
export interface Webhook extends AsyncDisposable {
  readonly url: string;
  readonly posted: readonly Posted[];
  /** Resolves when so many have come. */
  until(count: number): Promise<void>;
  /** Answers the next requests with these statuses, then 200 again. */
  answer(...statuses: readonly number[]): void;
}

/** One request to a webhook. */
export interface Posted {
  readonly path: string;
  /** Content type and credentials. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** Starts a webhook on a free port. */
export async function startWebhook(): Promise<Webhook> {
  const posted: Posted[] = [];
  const watchers = new Set<() => void>();
  const planned: number[] = [];
  const server = http.createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (piece: string) => (body += piece));
    request.on('end', () => {
      const { authorization, 'content-type': type, 'x-a2a-notification-token': token } = request.headers;
      posted.push({
        path: `${request.method ?? ''} ${request.url ?? ''}`,
        headers: { authorization, type, token: token?.toString() },
        body,
      });
      response.writeHead(planned.shift() ?? 200).end();
      for (const look of watchers) look();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    posted,
    until: async (count) =>
      await new Promise((resolve) => {
        const look = (): void => {
          if (posted.length < count) return;
          watchers.delete(look);
          resolve();
        };
        watchers.add(look);
        look();
      }),
    answer: (...statuses) => {
      planned.push(...statuses);
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
