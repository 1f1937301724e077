import http from 'node:http';

/** Where requests go: a port of this machine or a Unix socket. */
export type Place = { readonly url: string } | { readonly socketPath: string; readonly path: string };

/** A request that is sent again and again. */
export interface Load {
  readonly place: Place;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** Asks over connections that are kept; throws for any status but 200. */
export class Asker implements Disposable {
  readonly #agent: http.Agent;

  constructor(connections: number) {
    this.#agent = new http.Agent({ keepAlive: true, maxSockets: connections, scheduling: 'lifo' });
  }

  ask(load: Load): Promise<Buffer> {
    const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
    const { body = '' } = load;
    const headers = {
      ...load.headers,
      ...(load.method === 'POST' ? { 'content-length': Buffer.byteLength(body) } : {}),
    };
    const options = { agent: this.#agent, method: load.method, headers };
    const { place } = load;
    const call = 'url' in place ? http.request(place.url, options) : http.request({ ...options, ...place });
    call.once('error', reject);
    call.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const answer = chunks.length === 1 ? (chunks[0] ?? Buffer.alloc(0)) : Buffer.concat(chunks);
        if (response.statusCode === 200) resolve(answer);
        else reject(new Error(`status ${response.statusCode}: ${answer.toString('utf8').slice(0, 500)}`));
      });
    });
    call.end(body);
    return promise;
  }

  /** Milliseconds of each of `count` requests, one after the other. */
  async times(count: number, load: (i: number) => Load): Promise<readonly number[]> {
    const times: number[] = [];
    for (let i = 0; i < count; i++) {
      const started = performance.now();
      await this.ask(load(i));
      times.push(performance.now() - started);
    }
    return times;
  }

  /** Requests a second with so many in flight. */
  async rate(count: number, inFlight: number, load: (i: number) => Load): Promise<number> {
    const started = performance.now();
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next < count) await this.ask(load(next++));
    };
    await Promise.all(Array.from({ length: inFlight }, worker));
    return (count / (performance.now() - started)) * 1000;
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
