import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout } from 'node:timers/promises';

/** A request as the agent received it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** A plain HTTP agent that answers by its path, and is told by the test when to go on. */
export interface EchoAgent extends AsyncDisposable {
  readonly url: string;
  /** Everything that reached it, in order. */
  readonly seen: readonly SeenRequest[];
  /** Answers under way that went away before their end. */
  readonly lost: number;
  /** Resolves with the number of answers lost when there are so many. */
  untilLost(count: number): Promise<void>;
  /** Resolves when this many requests have reached it. */
  untilSeen(count: number): Promise<void>;
  /** Resolves with `poured` once the endless answer has not been let on for a while. */
  untilStill(): Promise<number>;
  /** Lets the answer that waits write its next part. */
  next(): void;
  /** Bytes that the endless answer has handed to its socket. */
  readonly poured: number;
}

type Answer = (response: ServerResponse, request: SeenRequest, agent: State) => Promise<void> | void;

interface State {
  lost: number;
  poured: number;
  /** Resolves at the next call of `next`. */
  turn(): Promise<void>;
}

/** How long nothing must flow for the flow to count as held, milliseconds. */
const stillMs = 250;

/** All values of a byte, so that nothing on the way can take the body for text. */
const binary = Buffer.from(Array.from({ length: 70_000 }, (_, i) => (i * 31 + (i >> 8)) & 0xff));

async function pieces(response: ServerResponse, parts: readonly (string | Buffer)[], state: State): Promise<void> {
  response.flushHeaders();
  for (const part of parts) {
    await state.turn();
    response.write(part);
  }
  await state.turn();
  response.end();
}

async function pour(response: ServerResponse, state: State): Promise<void> {
  const block = Buffer.alloc(64 * 1024, 'x');
  response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  while (!gone.signal.aborted) {
    state.poured += block.length;
    if (!response.write(block)) await once(response, 'drain', { signal: gone.signal });
  }
}

const answers: Readonly<Record<string, Answer>> = {
  '/binary': (response) => {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Length': binary.length });
    response.end(binary);
  },
  '/repeated': (response) => {
    const headers = ['X-b', '1', 'x-A', 'two', 'X-B', '3', 'Link', '<a>; rel=x', 'Link', '<b>; rel=y', 'X-Empty', ''];
    response.writeHead(200, [...headers, 'X-Long', 'l'.repeat(8000), 'X-Latin', 'caf\u00e9', 'Content-Length', '2']);
    response.end('ok');
  },
  '/no-content': (response) => {
    response.writeHead(204, { 'X-Left': 'this' });
    response.end();
  },
  '/not-modified': (response) => {
    response.writeHead(304, { ETag: '"one"', 'Content-Length': '1234' });
    response.end();
  },
  '/empty': (response) => {
    response.writeHead(200, { 'Content-Length': '0' });
    response.end();
  },
  '/sized': (response) => {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': '5' });
    response.end('sized');
  },
  '/moved': (response) => {
    response.writeHead(307, { Location: '/elsewhere?x=1' });
    response.end('look there');
  },
  '/dated': (response) => {
    response.writeHead(200, { Date: 'Tue, 15 Nov 1994 08:12:31 GMT' });
    response.end('old');
  },
  '/chunks': async (response, _, state) => {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    await pieces(response, [binary.subarray(0, 3), binary.subarray(3, 9), binary.subarray(9, 2000)], state);
  },
  '/events': async (response, _, state) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    await pieces(
      response,
      [': hi\n\n', 'id: 1\ndata: \u00e9\n\n', 'event: x\r\ndata: a\r\n', 'data: b\r\n\r\n'],
      state,
    );
  },
  '/break-sized': async (response, _, state) => {
    response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': '5000000' });
    response.write('begun');
    await state.turn();
    response.destroy();
  },
  '/break-chunked': async (response, _, state) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: begun\n\n');
    await state.turn();
    response.destroy();
  },
  '/break-before': (response) => {
    response.destroy();
  },
  '/cookie': (response) => {
    response.writeHead(200, { 'Set-Cookie': 'session=canary' });
    response.end('ok');
  },
  '/hang': () => {},
  '/hang-open': (response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream' });
    response.write('data: open\n\n');
  },
  '/endless': async (response, _, state) => pour(response, state),
  '/large': (response) => {
    response.writeHead(200, { 'Content-Type': 'application/octet-stream' });
    response.end(Buffer.alloc(9 * 1024 * 1024, binary));
  },
};

function echo(response: ServerResponse, request: SeenRequest): void {
  const status = Number(/^\/status\/(\d+)/.exec(request.path)?.[1] ?? 200);
  response.writeHead(status, { 'Content-Type': 'application/json', 'X-Bytes': String(request.body.length) });
  response.end(JSON.stringify({ saw: request.path, size: request.body.length }));
}

async function answer(
  message: IncomingMessage,
  response: ServerResponse,
  see: (request: SeenRequest) => void,
  state: State,
) {
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) chunks.push(chunk);
  const { method = '', url = '', rawHeaders } = message;
  const request = { method, path: url, headers: rawHeaders, body: Buffer.concat(chunks) };
  see(request);
  await (answers[url] ?? echo)(response, request, state);
}

/** Starts the agent on a free loopback port. */
export async function startEchoAgent(): Promise<EchoAgent> {
  const seen: SeenRequest[] = [];
  const turns: (() => void)[] = [];
  let allowed = 0;
  const watchers = new Set<() => void>();
  const changed = (): void => {
    for (const look of watchers) look();
  };
  const until = async (isSo: () => boolean): Promise<void> =>
    await new Promise((resolve) => {
      const look = (): void => {
        if (!isSo()) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
    });
  const see = (request: SeenRequest): void => {
    seen.push(request);
    changed();
  };
  const state: State = {
    lost: 0,
    poured: 0,
    turn: async () => {
      if (allowed > 0) allowed--;
      else await new Promise<void>((resolve) => turns.push(resolve));
    },
  };
  const server = http.createServer((message, response) => {
    response.once('close', () => {
      if (response.writableFinished) return;
      state.lost++;
      changed();
    });
    answer(message, response, see, state).catch(() => response.destroy());
  });
  server.on('clientError', (_: Error, socket: Duplex) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    seen,
    get lost() {
      return state.lost;
    },
    get poured() {
      return state.poured;
    },
    untilLost: async (count) => await until(() => state.lost >= count),
    untilSeen: async (count) => await until(() => seen.length >= count),
    untilStill: async () => {
      for (let before = -1; before !== state.poured;) {
        before = state.poured;
        await setTimeout(stillMs);
      }
      return state.poured;
    },
    next: () => {
      const go = turns.shift();
      if (go === undefined) allowed++;
      else go();
    },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
