import { once } from 'node:events';
import http, { type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import net from 'node:net';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { limits, parseCanonicalDid, SecretKey, signingKeyFromSeed, utf8, type Did } from '../../src/base/base.ts';
import {
  a2aTarget,
  createEgress,
  httpTarget,
  type Login,
  startIngress,
  TargetError,
  type Ingress,
  type Target,
} from '../../src/bridge/bridge.ts';
import { signCard } from '../../src/identity/identity.ts';
import type { ExchangeRequest } from '../../src/wire/wire.ts';

function canonical(text: string): Did {
  const did = parseCanonicalDid(text);
  if (did === undefined) throw new Error('not a DID');
  return did;
}

const did = canonical('did:agentmesh:Rm9vQmFyQmF6UXV4Rm9vQm');
const never = new AbortController().signal;

interface Listening {
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

async function listen(listener: RequestListener): Promise<Listening> {
  const server = http.createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** Sends bytes on a new connection and gives all that comes back until it ends. */
async function raw(port: number, text: string): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  socket.on('error', () => {});
  socket.write(text, 'latin1');
  await once(socket, 'close');
  return Buffer.concat(parts).toString('latin1');
}

function request(rest: Partial<ExchangeRequest>): ExchangeRequest {
  return {
    kind: 'request',
    protocol: 'a2a',
    target: '',
    method: 'GET',
    path: '',
    headers: [],
    body: new Uint8Array(0),
    ...rest,
  };
}

async function reasonOf(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => 'no error',
    (error: unknown) => (error instanceof TargetError ? error.reason : String(error)),
  );
}

async function chunksOf(body: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  const out: string[] = [];
  for await (const chunk of body) out.push(Buffer.from(chunk).toString());
  return out;
}

let respond: (message: IncomingMessage, answer: ServerResponse) => void;
let agent: Listening;
let target: Target;

beforeEach(async () => {
  respond = (_, answer) => void answer.end();
  agent = await listen((message, answer) => respond(message, answer));
  target = httpTarget({ url: agent.url });
});
afterEach(async () => {
  await target.close();
  await agent.close();
});

describe('the ingress', () => {
  let ingress: Ingress;
  let problems: unknown[];
  let port: number;

  beforeEach(async () => {
    problems = [];
    ingress = await startIngress({
      host: '127.0.0.1',
      port: 0,
      ports: {
        resolve: (alias) => (alias === 'bob' || alias === did ? did : undefined),
        exchange: async (_alias, asked, signal) => ({
          kind: 'response',
          response: await target.perform(asked, did, signal),
        }),
        problem: (error) => void problems.push(error),
      },
      signCard: undefined,
    });
    port = Number(new URL(ingress.url).port);
  });
  afterEach(() => ingress.close());

  it('carries path, headers and body byte for byte, and the answer back', async () => {
    const seen = Promise.withResolvers<readonly [string, readonly string[], string]>();
    respond = (message, answer) => {
      const parts: Buffer[] = [];
      message.on('data', (part: Buffer) => parts.push(part));
      message.on('end', () => {
        seen.resolve([message.url ?? '', message.rawHeaders, Buffer.concat(parts).toString('latin1')]);
        answer.sendDate = false;
        answer.writeHead(418, 'Teapot', ['X-Two', 'a', 'x-two', 'b', 'Content-Length', '3', 'Set-Cookie', 's=1']);
        answer.end('\u00ff\u0000!', 'latin1');
      });
    };
    const answer = await raw(
      port,
      'POST /a2a/bob/a%2Bb//c;d?q=%20&Q=+ HTTP/1.1\r\nHost: localhost:1\r\nX-B: 1\r\nx-a: \u00e9\r\nX-B: 3\r\n' +
        'Authorization: Bearer secret\r\nCookie: a=b\r\nConnection: close, X-Hop\r\nX-Hop: 1\r\nContent-Length: 3\r\n\r\n\u00ff\u0000{',
    );
    const [url, headers, body] = await seen.promise;
    expect(url).toBe('/a%2Bb//c;d?q=%20&Q=+');
    expect(body).toBe('\u00ff\u0000{');
    expect(headers.join('|')).toBe(
      `Host|127.0.0.1:${agent.port}|X-B|1|x-a|\u00e9|X-B|3|Content-Length|3|Connection|keep-alive`,
    );
    expect(answer).toMatch(/^HTTP\/1\.1 418 /);
    expect(answer).toContain('\r\nX-Two: a\r\nx-two: b\r\nContent-Length: 3\r\n');
    expect(answer).not.toMatch(/set-cookie|date:/i);
    expect(answer.endsWith('\r\n\r\n\u00ff\u0000!')).toBe(true);
  });

  it('does not unpack what is compressed and does not follow redirects', async () => {
    const packed = gzipSync('hello');
    respond = (_, answer) => {
      answer.writeHead(302, {
        Location: 'http://127.0.0.1:1/',
        'Content-Encoding': 'gzip',
        'Content-Length': packed.length,
      });
      answer.end(packed);
    };
    const response = await fetch(`${ingress.url}/a2a/bob/x`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([302, 'http://127.0.0.1:1/']);
    expect(await response.text()).toBe('hello');
  });

  it('carries HEAD and OPTIONS as the agent answers them', async () => {
    respond = (message, answer) => {
      answer.writeHead(message.method === 'HEAD' ? 200 : 204, { 'X-Method': message.method, 'Content-Type': 'a/b' });
      answer.end();
    };
    for (const method of ['HEAD', 'OPTIONS']) {
      const response = await fetch(`${ingress.url}/a2a/bob/x`, { method });
      expect(response.headers.get('x-method')).toBe(method);
    }
  });

  it('passes each event on as it comes and tells the agent when the client leaves', async () => {
    const left = Promise.withResolvers<void>();
    const stream = Promise.withResolvers<ServerResponse>();
    respond = (_, answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
      answer.flushHeaders();
      answer.once('close', () => left.resolve());
      stream.resolve(answer);
    };
    const stop = new AbortController();
    const response = await fetch(`${ingress.url}/a2a/bob/x`, { signal: stop.signal });
    const reader = response.body?.getReader();
    const agentSide = await stream.promise;
    for (const event of ['data: 1\n\n', 'data: 2\n\n']) {
      agentSide.write(event);
      const piece = await reader?.read();
      expect(Buffer.from(piece?.value ?? []).toString()).toBe(event);
    }
    stop.abort();
    await left.promise;
    expect(problems).toEqual([]);
  });

  it('holds the agent back when the client reads slowly', async () => {
    const chunk = Buffer.alloc(256 * 1024);
    const total = 96 * 1024 * 1024;
    let made = 0;
    function* chunks(): Generator<Buffer> {
      for (; made < total; made += chunk.length) yield chunk;
    }
    respond = (_, answer) => {
      Readable.from(chunks()).pipe(answer);
    };
    const response = await fetch(`${ingress.url}/a2a/bob/x`);
    let read = 0;
    let ahead = 0;
    for await (const piece of response.body ?? []) {
      read += piece.length;
      ahead = Math.max(ahead, made - read);
      await setImmediate();
    }
    expect(read).toBe(total);
    expect(ahead).toBeLessThan(total / 2);
  });

  it('breaks off when the agent breaks off', async () => {
    respond = (_, answer) => {
      answer.writeHead(200, { 'Content-Type': 'text/event-stream' });
      answer.write('data: 1\n\n', () => answer.destroy());
    };
    const response = await fetch(`${ingress.url}/a2a/bob/x`);
    await expect(response.text()).rejects.toThrow('terminated');
    expect(problems).toMatchObject([{ reason: 'agent-failed' }]);
  });

  it('says what to do about an alias it does not know and a path it does not serve', async () => {
    for (const path of ['/a2a/eve/x', '/', '/a2a', '/mcp', '/a2a/%zz/x', `/a2a/${'x'.repeat(200)}/`]) {
      const response = await fetch(ingress.url + path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(await response.text()).toContain('parley');
    }
  });

  it('knows an agent by its DID, written plain or encoded', async () => {
    for (const name of [did, encodeURIComponent(did)]) {
      expect((await fetch(`${ingress.url}/a2a/${name}/x`)).status).toBe(200);
    }
  });

  it.each([
    ['another host', 'Host: evil.example', 403],
    ['a host that only starts like ours', 'Host: localhost.evil.example', 403],
    ['a page of another site', 'Host: localhost\r\nOrigin: https://evil.example', 403],
    ['a sandboxed page', 'Host: localhost\r\nOrigin: null', 403],
    ['a page on localhost', 'Host: [::1]:80\r\nOrigin: http://localhost:3000', 200],
  ])('judges a request from %s', async (_, head, status) => {
    const answer = await raw(port, `GET /a2a/bob/x HTTP/1.1\r\n${head}\r\nConnection: close\r\n\r\n`);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  });

  it('refuses a body above the limit, announced or not', async () => {
    const announced = await raw(
      port,
      `POST /a2a/bob HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${limits.maxBodyBytes + 1}\r\n\r\n`,
    );
    expect(announced).toMatch(/^HTTP\/1\.1 413 [^]*larger than/);
    const size = limits.maxBodyBytes + 1;
    const chunked = await raw(
      port,
      `POST /a2a/bob HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n${'x'.repeat(size)}\r\n0\r\n\r\n`,
    );
    expect(chunked).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('refuses more headers and longer paths than the mesh carries', async () => {
    const many = 'X: 1\r\n'.repeat(limits.maxHeaders + 1);
    expect(await raw(port, `GET /a2a/bob HTTP/1.1\r\nHost: localhost\r\n${many}\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
    const long = `/a2a/bob/${'x'.repeat(9000)}`;
    expect(await raw(port, `GET ${long} HTTP/1.1\r\nHost: localhost\r\n\r\n`)).toMatch(/^HTTP\/1\.1 414 /);
  });

  it('answers 500 for a failure of its own and tells the hall', async () => {
    target = { perform: () => Promise.reject(new Error('secret detail')), close: () => Promise.resolve() };
    const response = await fetch(`${ingress.url}/a2a/bob/x`);
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
    expect(problems).toHaveLength(1);
  });

  it('answers 502 for a card that is no card', async () => {
    const url = `${ingress.url}/a2a/bob/.well-known/agent-card.json`;
    respond = (_, answer) => void answer.end('<html>');
    expect((await fetch(url)).status).toBe(502);
    respond = (_, answer) => void answer.setHeader('Content-Encoding', 'gzip').end(gzipSync('{}'));
    expect((await fetch(url)).status).toBe(502);
    respond = (_, answer) => void answer.end('x'.repeat(300 * 1024));
    expect((await fetch(url)).status).toBe(502);
  });

  it('does not start beyond this machine or on a taken port', async () => {
    const ports = { resolve: () => undefined, exchange: () => Promise.reject(new Error('unused')) };
    const start = (host: string, at: number): Promise<Ingress> =>
      startIngress({ host, port: at, ports, signCard: undefined });
    await expect(start('0.0.0.0', 0)).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(start('127.0.0.1', port)).rejects.toMatchObject({ code: 'listen-failed' });
  });

  it('ends what is under way when it closes, and closes twice', async () => {
    respond = (_, answer) => answer.flushHeaders();
    const response = await fetch(`${ingress.url}/a2a/bob/x`);
    await ingress.close();
    await ingress.close();
    await expect(response.text()).rejects.toThrow('terminated');
  });
});

describe('an HTTP target', () => {
  it('gives a small answer in one piece and a stream piece by piece', async () => {
    respond = (message, answer) => {
      if (message.url === '/whole') answer.setHeader('Content-Length', 4);
      answer.write('ab', () => answer.end('cd'));
    };
    const whole = await target.perform(request({ path: '/whole' }), did, never);
    expect(await chunksOf(whole.body)).toEqual(['abcd']);
    const stream = await target.perform(request({ path: '/stream' }), did, never);
    expect((await chunksOf(stream.body)).join('')).toBe('abcd');
  });

  it('frames the body itself, whatever the caller says', async () => {
    const seen: (readonly [string | undefined, string | undefined, string | undefined])[] = [];
    respond = (message, answer) => {
      const { 'content-length': length, 'transfer-encoding': coding, expect: expected } = message.headers;
      seen.push([length, coding, expected]);
      message.resume().on('end', () => answer.end());
    };
    const headers = [
      ['content-length', '1'],
      ['Content-Length', '99'],
      ['Transfer-Encoding', 'chunked'],
      ['Expect', 'x'],
    ] as const;
    await target.perform(request({ method: 'POST', headers, body: utf8('abc') }), did, never);
    await target.perform(request({ method: 'POST' }), did, never);
    await target.perform(request({ method: 'GET' }), did, never);
    expect(seen).toEqual([
      ['3', undefined, undefined],
      ['0', undefined, undefined],
      [undefined, undefined, undefined],
    ]);
  });

  it("sends its own credentials in place of the caller's", async () => {
    const seen = Promise.withResolvers<IncomingMessage['headersDistinct']>();
    respond = (message, answer) => {
      seen.resolve(message.headersDistinct);
      answer.end();
    };
    const login: Login = {
      headers: async () =>
        await Promise.resolve([
          ['Authorization', 'Bearer ours'],
          ['X-Key', 'ours'],
        ]),
      refused: async () => await Promise.resolve(false),
      failed: () => {},
    };
    const own = httpTarget({ url: agent.url, login });
    const headers = [
      ['authorization', 'theirs'],
      ['x-key', 'theirs'],
      ['cookie', 'theirs'],
    ] as const;
    await own.perform(request({ headers }), did, never);
    expect(await seen.promise).toMatchObject({ authorization: ['Bearer ours'], 'x-key': ['ours'] });
    expect(await seen.promise).not.toHaveProperty('cookie');
    await own.close();
  });

  it('does not climb out of its base URL', async () => {
    expect(await reasonOf(target.perform(request({ path: '/../admin' }), did, never))).toBe('facts-invalid');
  });

  it('says when nobody listens, when the agent hangs up and when it breaks off', async () => {
    const gone = httpTarget({ url: 'http://127.0.0.1:1' });
    expect(await reasonOf(gone.perform(request({}), did, never))).toBe('agent-unreachable');
    respond = (message) => void message.socket.destroy();
    expect(await reasonOf(target.perform(request({ method: 'POST' }), did, never))).toBe('agent-failed');
    respond = (_, answer) => {
      answer.writeHead(200, { 'Content-Length': 9 });
      answer.write('abc', () => answer.destroy());
    };
    const { body } = await target.perform(request({}), did, never);
    expect(await reasonOf(chunksOf(body))).toBe('agent-failed');
  });

  it('waits for the head of an answer no longer than it may', async () => {
    respond = () => {};
    const hasty = httpTarget({ url: agent.url, headersTimeoutMs: 20 });
    expect(await reasonOf(hasty.perform(request({}), did, never))).toBe('timeout');
    await hasty.close();
  });

  it('ends the exchange at the agent when it is cancelled, before and within the answer', async () => {
    const arrived = Promise.withResolvers<void>();
    respond = () => arrived.resolve();
    const early = new AbortController();
    const waiting = reasonOf(target.perform(request({}), did, early.signal));
    await arrived.promise;
    early.abort();
    expect(await waiting).toBe('cancelled');
    for (const headers of [{}, { 'Content-Length': '10' }]) {
      respond = (_, answer) => void answer.writeHead(200, headers).write('a');
      const late = new AbortController();
      const { body } = await target.perform(request({}), did, late.signal);
      const reading = reasonOf(chunksOf(body));
      late.abort();
      expect(await reading).toBe('cancelled');
    }
  });

  it('refuses more headers than the mesh carries', async () => {
    respond = (_, answer) => {
      for (let i = 0; i <= limits.maxHeaders; i++) answer.setHeader(`X-${i}`, 'y');
      answer.end();
    };
    expect(await reasonOf(target.perform(request({}), did, never))).toBe('agent-failed');
  });

  it('does not take a URL that is not HTTP or that holds a password', () => {
    expect(() => httpTarget({ url: 'ftp://x' })).toThrow(/http:/);
    expect(() => httpTarget({ url: 'nonsense' })).toThrow(/http:/);
    expect(() => httpTarget({ url: 'http://me:pw@x' })).toThrow(/password/);
  });
});

describe('an A2A target', () => {
  const seed = (byte: number) => signingKeyFromSeed(SecretKey.own(new Uint8Array(32).fill(byte)));
  const cardRequest = request({ path: '/.well-known/agent-card.json' });

  it('lets out only a card that a configured key has signed', async () => {
    const cardKeys = [{ kid: 'k', alg: 'EdDSA', publicKey: seed(1).publicKey }] as const;
    const strict = a2aTarget({ url: agent.url, cardKeys });
    const serve = (card: unknown): void => {
      respond = (_, answer) => void answer.end(JSON.stringify(card));
    };
    serve(signCard({ name: 'a' }, seed(1), 'k'));
    const { body } = await strict.perform(cardRequest, did, never);
    expect(JSON.parse((await chunksOf(body)).join(''))).toHaveProperty('name', 'a');
    for (const card of [
      { name: 'a' },
      signCard({ name: 'a' }, seed(2), 'k'),
      { ...signCard({ name: 'a' }, seed(1), 'k'), name: 'b' },
    ]) {
      serve(card);
      expect(await reasonOf(strict.perform(cardRequest, did, never))).toBe('bad-signature');
    }
    serve([]);
    expect(await reasonOf(strict.perform(cardRequest, did, never))).toBe('agent-failed');
    await strict.close();
  });
});

describe('the egress', () => {
  it('knows its targets by name and says so of others', async () => {
    await using egress = createEgress({ a2a: undefined, mcp: new Map([['files', target]]) });
    expect(await reasonOf(egress.perform(request({}), did, never))).toBe('no-target');
    expect(await reasonOf(egress.perform(request({ protocol: 'mcp', target: 'x' }), did, never))).toBe('no-target');
    expect((await egress.perform(request({ protocol: 'mcp', target: 'files' }), did, never)).status).toBe(200);
  });
});
