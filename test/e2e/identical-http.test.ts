import { createHash } from 'node:crypto';
import { once } from 'node:events';
import http, { type IncomingMessage } from 'node:http';
import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { introduce, startNode, startNodes, type TestNode } from '../support/nodes.ts';
import { startEchoAgent, type EchoAgent, type SeenRequest } from './identical-echo-agent.ts';

let agent: EchoAgent;
let caller: TestNode;
let called: TestNode;
const nodes: AsyncDisposable[] = [];

beforeAll(async () => {
  agent = await startEchoAgent();
  [caller, called] = await startNodes(
    { name: 'caller' },
    { name: 'called', config: { agent: { a2a: { url: agent.url } } } },
  );
  nodes.push(caller, called);
  await introduce(called, caller);
});

afterAll(async () => {
  for (const node of nodes) await node[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
});

/** The same agent as its own neighbour and as a client of another node sees it. */
const doors = (): readonly [direct: string, meshed: string] => [agent.url, `${caller.ingressUrl}/a2a/called`];

interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: readonly string[];
  readonly body?: Buffer | string;
  /** Without `Content-Length`. */
  readonly unframed?: boolean;
}

interface Got {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
  /** False when the connection broke before the end. */
  readonly whole: boolean;
}

function open(door: string, { method = 'GET', path, headers = [], body, unframed = false }: Asked): http.ClientRequest {
  const { hostname, port, pathname } = new URL(door);
  const prefix = pathname === '/' ? '' : pathname;
  const framing = body === undefined || unframed ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  const all = ['Host', `127.0.0.1:${port}`, ...headers, ...framing];
  const request = http.request({ hostname, port, path: prefix + path, method, headers: all, agent: false });
  // A refusal may come, and the connection go, while the body is still being written.
  request.on('error', () => {});
  request.end(body);
  return request;
}

async function head(request: http.ClientRequest): Promise<IncomingMessage> {
  const [response]: unknown[] = await once(request, 'response');
  if (response instanceof http.IncomingMessage) return response;
  throw new Error('no response');
}

async function read(response: IncomingMessage): Promise<Pick<Got, 'body' | 'whole'>> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
    return { body: Buffer.concat(chunks), whole: response.complete };
  } catch {
    return { body: Buffer.concat(chunks), whole: false };
  }
}

/** What belongs to one connection, and the time of the answer. */
const perConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'date']);

function pairs(raw: readonly string[], dropped: ReadonlySet<string>): [string, string][] {
  const out: [string, string][] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const name = raw[i] ?? '';
    if (!dropped.has(name.toLowerCase())) out.push([name, raw[i + 1] ?? '']);
  }
  return out;
}

async function ask(door: string, asked: Asked): Promise<Got> {
  const response = await head(open(door, asked));
  const { body, whole } = await read(response);
  // Comparing megabytes byte by byte takes an assertion library seconds.
  const shown = body.length > 100_000 ? createHash('sha256').update(body).digest() : body;
  return { status: response.statusCode ?? 0, headers: pairs(response.rawHeaders, perConnection), body: shown, whole };
}

/** Asks both ways; gives both answers and what the agent saw of each. */
async function both(asked: Asked) {
  const before = agent.seen.length;
  const [direct, meshed] = doors();
  const answers = [await ask(direct, asked), await ask(meshed, asked)] as const;
  return { answers, seen: agent.seen.slice(before).map(shown) };
}

function shown({ method, path, headers, body }: SeenRequest) {
  return { method, path, headers: pairs(headers, new Set(['host', 'connection', 'keep-alive'])), body };
}

describe('an exchange through two nodes', () => {
  it.each<readonly [string, Asked]>([
    ['a plain GET', { path: '/x' }],
    ['the root with a query', { path: '/?a=1' }],
    ['a path with everything a path may hold', { path: "/a%20b/%C3%A9/~!$&'()*+,;=:@//c/?q=%2F&q=&&x=a+b?c/d" }],
    [
      'headers in their order, case and number',
      { path: '/h', headers: ['X-b', '1', 'x-A', 'two', 'X-B', '3', 'Accept', '*/*', 'X-Empty', ''] },
    ],
    [
      'tracing and A2A headers',
      {
        path: '/h',
        headers: [
          'A2A-Version',
          '1.0',
          'A2A-Extensions',
          'https://e.example/x',
          'traceparent',
          '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        ],
      },
    ],
    [
      'a JSON body, byte for byte',
      {
        method: 'POST',
        path: '/rpc',
        headers: ['Content-Type', 'application/json'],
        body: ' {"jsonrpc":"2.0",\t"id":1.0,"method":"GetTask","params":{"id":"\\u00e9é 1e2","x":1E+2}}\r\n',
      },
    ],
    ['PUT', { method: 'PUT', path: '/p', body: '{"method":"x"}' }],
    ['PATCH', { method: 'PATCH', path: '/p', body: '{"method":"x"}' }],
    ['DELETE', { method: 'DELETE', path: '/p' }],
    ['OPTIONS', { method: 'OPTIONS', path: '/p' }],
    ['HEAD', { method: 'HEAD', path: '/sized' }],
    ['HEAD of something chunked', { method: 'HEAD', path: '/x' }],
    ['a binary answer', { path: '/binary' }],
    ['repeated, long and empty headers in the answer', { path: '/repeated' }],
    ['204', { path: '/no-content' }],
    ['304', { path: '/not-modified' }],
    ['an empty answer', { path: '/empty' }],
    ['a redirect, unfollowed', { path: '/moved' }],
    ["the agent's own date", { path: '/dated' }],
    ['an answer of 9 MiB', { path: '/large' }],
  ])('is the same as a direct one: %s', async (_, asked) => {
    const { answers, seen } = await both(asked);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[0].whole).toBe(true);
    expect(seen[1]).toEqual(seen[0]);
    expect(seen).toHaveLength(2);
  });

  it.each([
    200, 201, 202, 206, 207, 299, 300, 400, 401, 402, 403, 404, 405, 409, 410, 418, 422, 429, 451, 500, 501, 502, 503,
    504, 599,
  ])('keeps the status %i with its body', async (status) => {
    const { answers } = await both({ path: `/status/${status}` });
    expect(answers[0].status).toBe(status);
    expect(answers[1]).toEqual(answers[0]);
  });

  it.each(['/chunks', '/events'])('passes the head and each part of %s on at once', async (path) => {
    const runs: unknown[] = [];
    for (const door of doors()) {
      const response = await head(open(door, { path }));
      const parts = new PartReader(response);
      const texts: string[] = [];
      for (const length of partLengths[path] ?? []) {
        agent.next();
        texts.push((await parts.take(length)).toString('latin1'));
      }
      agent.next();
      texts.push((await parts.rest()).toString('latin1'));
      const { statusCode, rawHeaders, complete } = response;
      runs.push({ texts, statusCode, headers: pairs(rawHeaders, perConnection), complete });
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[0]).toMatchObject({ complete: true });
  });

  it.each(['/break-sized', '/break-chunked'])('breaks off where the agent breaks off: %s', async (path) => {
    const runs: unknown[] = [];
    for (const door of doors()) {
      const response = await head(open(door, { path }));
      const parts = new PartReader(response);
      const begun = await parts.take(5);
      agent.next();
      await parts.rest();
      runs.push({ begun, complete: response.complete, headers: pairs(response.rawHeaders, perConnection) });
    }
    expect(runs[1]).toEqual(runs[0]);
    expect(runs[0]).toMatchObject({ complete: false });
  });

  it('answers 502 with the reason where the agent hangs up instead of answering', async () => {
    const [direct, meshed] = doors();
    await expect(ask(direct, { path: '/break-before' })).rejects.toThrow('hang up');
    const { status, body } = await ask(meshed, { path: '/break-before' });
    expect([status, errorOf(body)]).toMatchObject([502, { details: [{ reason: 'AGENT_FAILED' }] }]);
  });

  it.each(['/hang', '/hang-open'])('lets the agent know when the client leaves: %s', async (path) => {
    for (const door of doors()) {
      const before = agent.lost;
      const reached = agent.seen.length;
      const request = open(door, { path });
      if (path === '/hang-open') await new PartReader(await head(request)).take(5);
      else await agent.untilSeen(reached + 1);
      request.destroy();
      await agent.untilLost(before + 1);
      expect(agent.lost).toBe(before + 1);
    }
  });

  it('holds the agent back while the client does not read', async () => {
    const [, meshed] = doors();
    const lost = agent.lost;
    const request = open(meshed, { path: '/endless' });
    const response = await head(request);
    const parts = new PartReader(response);
    await parts.take(64 * 1024);
    response.pause();
    const settled = await agent.untilStill();
    // Sockets, windows and the queues of both nodes together; without backpressure this grows until memory ends.
    expect(settled).toBeLessThan(24 * 1024 * 1024);
    await parts.take(8 * 1024 * 1024);
    expect(agent.poured).toBeGreaterThan(settled - 1);
    request.destroy();
    await agent.untilLost(lost + 1);
  });

  it('carries a body of the largest size and refuses a larger one, announced or not', async () => {
    const limit = 4 * 1024 * 1024;
    const json = (size: number): string => `{"method":"x","params":{"text":"${'y'.repeat(size - 36)}"}} `;
    const headers = ['Content-Type', 'application/json'];
    const { answers, seen } = await both({ method: 'POST', path: '/rpc', headers, body: json(limit) });
    expect(json(limit)).toHaveLength(limit);
    expect(answers[1]).toEqual(answers[0]);
    expect(seen.map(({ body }) => body.length)).toEqual([limit, limit]);
    expect(seen[0]?.body.equals(seen[1]?.body ?? Buffer.alloc(0))).toBe(true);
    const reached = agent.seen.length;
    const tooLarge = await ask(doors()[1], { method: 'POST', path: '/rpc', headers, body: json(limit + 1) });
    expect([tooLarge.status, errorOf(tooLarge.body)]).toMatchObject([413, { status: 'OUT_OF_RANGE' }]);
    const chunked = open(doors()[1], {
      method: 'POST',
      path: '/rpc',
      headers: [...headers, 'Transfer-Encoding', 'chunked'],
      body: json(limit + 1),
      unframed: true,
    });
    expect((await head(chunked)).statusCode).toBe(413);
    expect(agent.seen).toHaveLength(reached);
  });

  it('gives a chunked request body to the agent whole', async () => {
    const headers = ['Content-Type', 'application/json', 'Transfer-Encoding', 'chunked'];
    const before = agent.seen.length;
    for (const door of doors()) {
      const response = await head(
        open(door, { method: 'POST', path: '/rpc', headers, body: '{"method":"x"}', unframed: true }),
      );
      expect((await read(response)).whole).toBe(true);
    }
    const seen = agent.seen.slice(before);
    expect(seen.map(({ body }) => body.toString())).toEqual(['{"method":"x"}', '{"method":"x"}']);
  });

  it('keeps credentials of the client from the other organisation, and cookies of the agent from the client', async () => {
    const headers = ['Authorization', 'Bearer canary', 'Cookie', 'a=canary', 'X-Kept', 'yes'];
    await ask(doors()[1], { path: '/x', headers });
    const seen = JSON.stringify(agent.seen.at(-1)?.headers);
    expect(seen).not.toContain('canary');
    expect(seen).toContain('X-Kept');
    const cookie = await ask(doors()[1], { path: '/cookie' });
    expect(JSON.stringify(cookie.headers)).not.toContain('canary');
  });

  it('answers 502 with the reason when the agent is not there, as soon as that is known', async () => {
    await using alone = await startNode({
      name: 'alone',
      config: { agent: { a2a: { url: 'http://127.0.0.1:9/' } } },
    });
    await introduce(alone, caller);
    const { status, body } = await ask(`${caller.ingressUrl}/a2a/alone`, { path: '/x' });
    expect([status, errorOf(body)]).toMatchObject([502, { details: [{ reason: 'AGENT_UNREACHABLE' }] }]);
  });
});

/** Bytes of each part that `/chunks` and `/events` write. */
const partLengths: Readonly<Record<string, readonly number[]>> = {
  '/chunks': [3, 6, 1991],
  '/events': [6, 16, 19, 11],
};

const problem = z.object({ error: z.looseObject({ details: z.array(z.looseObject({})).optional() }) });

function errorOf(body: Buffer): unknown {
  return problem.parse(JSON.parse(body.toString())).error;
}

/** Reads a response in lengths that the test knows, whatever pieces it arrives in. */
class PartReader {
  readonly #response: IncomingMessage;
  readonly #ended: Promise<void>;

  constructor(response: IncomingMessage) {
    this.#response = response;
    this.#ended = new Promise((resolve) => {
      response.once('close', resolve);
      response.once('end', resolve);
      response.on('error', () => resolve());
    });
  }

  async take(length: number): Promise<Buffer> {
    const taken: Buffer[] = [];
    for (let missing = length; missing > 0;) {
      const chunk: unknown = this.#response.read(Math.min(missing, this.#response.readableLength || missing));
      if (!(chunk instanceof Buffer)) {
        await Promise.race([once(this.#response, 'readable'), this.#ended]);
        if (this.#response.readableEnded || this.#response.destroyed) throw new Error('the answer ended early');
        continue;
      }
      taken.push(chunk);
      missing -= chunk.length;
    }
    return Buffer.concat(taken);
  }

  /** What comes until the end, proper or not. */
  async rest(): Promise<Buffer> {
    const taken: Buffer[] = [];
    this.#response.on('data', (chunk: Buffer) => taken.push(chunk));
    this.#response.resume();
    await this.#ended;
    return Buffer.concat(taken);
  }
}
