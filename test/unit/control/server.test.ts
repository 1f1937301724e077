import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect as netConnect, createServer } from 'node:net';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiLimits, openToken, routes } from '../../../src/control/control.ts';
import { id, raw, startFakeNode, token, type FakeNode, type RawAnswer } from './fake-node.ts';

let node: FakeNode;
let port: string;
beforeAll(async () => {
  node = await startFakeNode();
  port = new URL(node.control.url).port;
});
afterAll(() => node[Symbol.asyncDispose]());

const authorization = `Bearer ${token}`;
const tcp = (
  path: string,
  headers: Record<string, string> = { authorization },
  method = 'GET',
  body?: string | Uint8Array,
): Promise<RawAnswer> => raw({ host: '127.0.0.1', port, path, method, headers }, body);
const post = (path: string, value: unknown, headers: Record<string, string> = {}): Promise<RawAnswer> =>
  raw(
    {
      socketPath: node.control.socketPath,
      path,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
    },
    typeof value === 'string' ? value : JSON.stringify(value),
  );
const error = (code: string, message: RegExp = /./): unknown => ({
  error: expect.objectContaining({ code, message: expect.stringMatching(message) }),
});

describe('who may call', () => {
  it('lets the socket be opened by its owner alone', () => {
    expect(statSync(node.control.socketPath).mode & 0o777).toBe(0o600);
  });

  it('answers on the socket without a token, and on the port with it', async () => {
    expect((await raw({ socketPath: node.control.socketPath, path: '/v1/status' })).status).toBe(200);
    expect((await tcp('/v1/status')).status).toBe(200);
  });

  it.each([
    undefined,
    'Bearer',
    `Bearer ${'b'.repeat(43)}`,
    `Bearer ${token}x`,
    `bearer ${token}`,
    token,
    'Basic YTpi',
  ])('refuses the token %j on the port', async (value) => {
    const answer = await tcp('/v1/status', value === undefined ? {} : { authorization: value });
    expect(answer).toMatchObject({ status: 401, json: error('unauthorized', /control\.token/) });
    expect(JSON.stringify(answer)).not.toContain(token);
  });

  it('refuses without a token before it looks for the path or reads the body', async () => {
    expect((await tcp('/nowhere', {})).status).toBe(401);
    expect((await tcp('/v1/messages', {}, 'POST', 'not json')).status).toBe(401);
  });

  it('answers the probes without a token', async () => {
    expect(await tcp('/health', {})).toMatchObject({ status: 200, json: { ok: true } });
    expect(await tcp('/ready', {})).toMatchObject({ status: 503, json: { ready: false, reasons: ['starting'] } });
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example:80',
    '192.168.0.1',
    '0.0.0.0',
    '127.0.0.1:1/x',
  ])('refuses the Host %j, even with the token and for the probes', async (host) => {
    expect(await tcp('/v1/status', { authorization, host })).toMatchObject({
      status: 403,
      json: error('unauthorized', /Host/),
    });
    expect((await tcp('/health', { host })).status).toBe(403);
  });

  it.each(['localhost', 'LOCALHOST:1', '127.0.0.1:99', '[::1]', '[::1]:4181'])('takes the Host %j', async (host) => {
    expect((await tcp('/v1/status', { authorization, host })).status).toBe(200);
  });

  it('refuses a foreign Origin on both doors, and takes its own', async () => {
    for (const origin of ['http://evil.example', 'null', `https://127.0.0.1:${port}`, 'http://127.0.0.1:1']) {
      expect(await tcp('/v1/status', { authorization, origin })).toMatchObject({
        status: 403,
        json: error('unauthorized', /origin/),
      });
      expect((await post('/v1/stop', {}, { origin })).status).toBe(403);
    }
    expect((await tcp('/v1/status', { authorization, origin: `http://127.0.0.1:${port}` })).status).toBe(200);
    expect(node.stops).toBe(0);
  });

  it('gives no CORS permission', async () => {
    const preflight = await tcp(
      '/v1/messages',
      { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
      'OPTIONS',
    );
    expect(preflight.status).toBe(403);
    expect(Object.keys(preflight.headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
  });
});

describe('what it takes', () => {
  it('hands on messages parsed, with bytes and defaults', async () => {
    const answer = await post('/v1/messages', [
      { to: 'globex', text: 'grüezi', topic: 't' },
      { to: 'did:mesh:00112233445566778899aabbccddeeff', body: 'AAEC', replyTo: id(7), ttlSeconds: 60 },
    ]);
    expect(answer).toMatchObject({ status: 200, json: [{ state: 'accepted' }, { state: 'accepted' }] });
    const [first, second] = node.sent.slice(-2);
    expect(first).toEqual({
      to: 'globex',
      topic: 't',
      contentType: 'text/plain; charset=utf-8',
      body: Buffer.from('grüezi'),
      replyTo: undefined,
      ttlSeconds: undefined,
    });
    expect(second).toMatchObject({
      contentType: 'application/octet-stream',
      body: Buffer.from([0, 1, 2]),
      replyTo: id(7),
      ttlSeconds: 60,
    });
    expect((await post('/v1/messages', { to: 'globex', text: '' })).json).toHaveLength(1);
  });

  it.each([
    [{ to: 'globex' }, /needs either body or text/],
    [{ to: 'globex', text: 'a', body: 'AAEC' }, /needs either body or text/],
    [{ to: 'glo bex', text: 'a' }, /at to: must be an alias or a DID/],
    [{ to: 'globex', body: 'AAE' }, /at body: must be base64/],
    [{ to: 'globex', body: 'AA=C' }, /at body: must be base64/],
    [{ to: 'globex', text: 'a', replyTo: 'x' }, /at replyTo: must be a message id/],
    [{ to: 'globex', text: 'a', ttlSeconds: 0 }, /at ttlSeconds/],
    [{ to: 'globex', text: 'a', subject: 'b' }, /subject/],
    [[{ to: 'globex', text: 'a' }, { to: 'globex' }], /at 1: needs either body or text/],
    [[], /not valid/],
    [Array.from({ length: 101 }, () => ({ to: 'globex', text: 'a' })), /not valid/],
    ['null', /not valid/],
    ['{"to":', /not JSON/],
    ['"\ud800', /not JSON/],
  ])('refuses %j and says where', async (value, message) => {
    const before = node.sent.length;
    expect(await post('/v1/messages', value)).toMatchObject({ status: 400, json: error('request-invalid', message) });
    expect(node.sent.length).toBe(before);
  });

  it('refuses a body that is not UTF-8, is not JSON by its type, or is no form for the path', async () => {
    const at = { socketPath: node.control.socketPath, path: '/v1/messages', method: 'POST' };
    expect((await raw(at, Buffer.from([0x22, 0xff, 0x22]))).status).toBe(400);
    expect((await post('/v1/messages', {}, { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await post('/v1/inbox/ack', { cursor: 'a', cursors: ['b'] })).status).toBe(400);
  });

  describe('as bytes', () => {
    const send = (query: string, body: Uint8Array, type = 'application/octet-stream'): Promise<RawAnswer> => {
      const path = `/v1/messages/bytes?${query}`;
      return raw(
        { socketPath: node.control.socketPath, path, method: 'POST', headers: { 'content-type': type } },
        body,
      );
    };

    it('hands on the body as it came, and what the query says of it', async () => {
      const body = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
      expect(await send('to=globex', body)).toMatchObject({
        status: 200,
        json: { id: id(node.sent.length), state: 'accepted' },
      });
      const plain = { to: 'globex', topic: '', contentType: 'application/octet-stream', replyTo: undefined };
      expect(node.sent.at(-1)).toEqual({ ...plain, ttlSeconds: undefined, body: Buffer.from(body) });
      const query = `to=globex&topic=t&contentType=image%2Fpng&ttlSeconds=60&priority=bulk&replyTo=${id(7)}`;
      expect((await send(query, new Uint8Array(0), 'Application/Octet-Stream; x=y')).status).toBe(200);
      const said = { topic: 't', contentType: 'image/png', ttlSeconds: 60, priority: 'bulk', replyTo: id(7) };
      expect(node.sent.at(-1)).toMatchObject({ ...said, body: Buffer.alloc(0) });
      expect((await send('to=mallory', new Uint8Array(1))).json).toMatchObject({
        state: 'refused',
        reason: 'policy-denied',
      });
    });

    it.each([
      ['', 400, 'request-invalid', /query .* at to/],
      ['to=globex&ttlSeconds=0', 400, 'request-invalid', /at ttlSeconds/],
      ['to=globex&ttlSeconds=soon', 400, 'request-invalid', /at ttlSeconds/],
      ['to=globex&text=a', 400, 'request-invalid', /text/],
      ['to=globex&to=globex', 400, 'request-invalid', /given twice/],
      ['to=nobody', 404, 'peer-unknown', /no peer/],
    ])('refuses the query "%s" and says why', async (query, status, code, message) => {
      expect(await send(query, new Uint8Array(1))).toMatchObject({ status, json: error(code, message) });
    });

    it('refuses what says that it is something else, which a form of a web page could, and what is too large', async () => {
      for (const type of ['application/json', 'text/plain', 'multipart/form-data; boundary=a', ''])
        expect((await send('to=globex', new Uint8Array(1), type)).status).toBe(415);
      expect(await post('/v1/messages', {}, { 'content-type': 'application/octet-stream' })).toMatchObject({
        status: 415,
      });
      const most = new Uint8Array(apiLimits.maxMessageBytes);
      expect((await send('to=globex', most)).status).toBe(200);
      const tooMuch = new Uint8Array(apiLimits.maxMessageBytes + 1);
      const refused = { status: 413, json: error('message-too-large', /larger than 16777216 bytes/) };
      expect(await send('to=globex', tooMuch)).toMatchObject(refused);
      const path = '/v1/messages/bytes?to=globex';
      const headers = { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' };
      const chunked = { socketPath: node.control.socketPath, path, method: 'POST', headers };
      expect(await raw(chunked, tooMuch)).toMatchObject(refused);
    });
  });

  it('refuses queries and ids that are not valid', async () => {
    for (const path of [
      '/v1/inbox?limit=0',
      '/v1/inbox?limit=1001',
      '/v1/inbox?waitMs=x',
      '/v1/inbox?foo=1',
      '/v1/inbox?limit=1&limit=2',
      '/v1/inbox?after=../x',
      '/v1/messages/xyz',
      `/v1/messages/${id(1)}0/explain`,
    ]) {
      expect(await tcp(path)).toMatchObject({ status: 400, json: error('request-invalid') });
    }
  });

  it('knows its paths and their methods', async () => {
    expect(await tcp('/v2/status')).toMatchObject({ status: 404, json: error('not-found', /openapi\.json/) });
    expect((await tcp('/v1/messages/a/b/c')).status).toBe(404);
    const wrong = await tcp('/v1/messages', { authorization }, 'DELETE');
    expect(wrong).toMatchObject({ status: 405, headers: { allow: 'POST' } });
    expect((await tcp('/v1/status', { authorization }, 'POST')).status).toBe(405);
  });

  it('refuses a body over the limit by its stated length, without reading it', async () => {
    const answer = await post('/v1/messages', 'x', { 'content-length': String(apiLimits.maxRequestBytes + 1) }).catch(
      (cause: unknown) => cause,
    );
    // The caller may also notice that it sent less than it stated; no answer but 413 is right.
    expect(answer).toMatchObject({ status: 413, json: error('message-too-large') });
  });

  it('refuses a body that grows over the limit, and one message over 16 MiB', async () => {
    const big = Buffer.alloc(apiLimits.maxRequestBytes + 1, 0x20);
    const chunked = await raw(
      {
        socketPath: node.control.socketPath,
        path: '/v1/messages',
        method: 'POST',
      },
      big,
    );
    expect(chunked).toMatchObject({ status: 413, json: error('message-too-large') });
    const text = 'é'.repeat(apiLimits.maxMessageBytes / 2 + 1);
    expect(await post('/v1/messages', { to: 'globex', text })).toMatchObject({
      status: 400,
      json: error('request-invalid', /16 MiB/),
    });
    const body = Buffer.alloc(apiLimits.maxMessageBytes).toString('base64');
    expect((await post('/v1/messages', { to: 'globex', body })).status).toBe(200);
  });

  it('refuses a head over the limit, and garbage', async () => {
    expect((await tcp('/health', { 'x-large': 'x'.repeat(20_000) }).catch(() => ({ status: 431 }))).status).toBe(431);
    for (const garbage of [
      'GET /health HTTP/1.1\r\nHost:\r\n\r\n',
      '\0\u0001\u0002\u0003\r\n\r\n',
      'GET / HTTP/1.1\r\n\r\n',
      'POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
    ]) {
      const socket = netConnect(node.control.socketPath);
      socket.end(garbage);
      const [first] = await once(socket, 'data');
      expect(String(first)).toMatch(/^HTTP\/1\.1 4/);
      socket.destroy();
    }
    expect((await tcp('/health', {})).status).toBe(200);
  });
});

describe('what it answers', () => {
  it('turns errors into code, message and reason with a fitting status', async () => {
    expect(await post('/v1/messages', { to: 'nobody', text: 'a' })).toMatchObject({
      status: 404,
      json: error('peer-unknown', /parley peers/),
    });
    expect(await post('/v1/join', { code: 'old' })).toMatchObject({
      status: 410,
      json: { error: { code: 'invitation-expired', reason: 'expired' } },
    });
  });

  it('tells nothing of a failure inside, but hands it to whoever logs', async () => {
    const answer = await post('/v1/policies/reload', {});
    expect(answer).toMatchObject({ status: 500, json: error('internal') });
    expect(JSON.stringify(answer)).not.toContain('secret internal text');
    expect(node.failures).toEqual([new TypeError('secret internal text')]);
  });

  it('forbids caching and guessing of types', async () => {
    expect((await tcp('/v1/status')).headers).toMatchObject({
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-type': 'application/json',
    });
  });

  it('gives its metrics as text, to whoever holds the token', async () => {
    const ask = (headers: Record<string, string>) => fetch(`${node.control.url}/metrics`, { headers });
    expect((await ask({})).status).toBe(401);
    const good = await ask({ authorization });
    expect(good.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(await good.text()).toBe('parley_sessions 1\n');
  });

  it('describes every route as OpenAPI 3.1', async () => {
    const { json } = await tcp('/openapi.json');
    const document = JSON.stringify(json);
    expect(json).toMatchObject({
      openapi: '3.1.0',
      info: { version: '0.1.0' },
      paths: {
        '/v1/messages': { post: { operationId: 'send', security: [{ token: [] }] } },
        '/v1/messages/{id}/explain': {
          get: {
            parameters: [
              { name: 'id', in: 'path', required: true, schema: { type: 'string', pattern: '^[0-9a-f]{32}$' } },
            ],
          },
        },
        '/v1/inbox': {
          get: {
            parameters: [
              { name: 'after', required: false },
              { name: 'limit', schema: { type: 'integer', maximum: 1000, default: 100 } },
              { name: 'waitMs' },
            ],
          },
        },
        '/health': { get: { security: [] } },
      },
    });
    for (const name of Object.keys(routes)) expect(document).toContain(`"operationId":"${name}"`);
    expect(document).toContain('"ttlSeconds":{"type":"integer"');
  });

  it('tells a waiting call when its caller has gone', async () => {
    const before = node.aborted.length;
    const socket = netConnect(node.control.socketPath);
    socket.write('GET /v1/inbox?waitMs=60000&after=zzzz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await raw({ socketPath: node.control.socketPath, path: '/health' });
    socket.destroy();
    await expect.poll(() => node.aborted.length).toBe(before + 1);
  });
});

describe('start and stop', () => {
  it('ends waiting calls, refuses further ones and removes the socket when it closes', async () => {
    const own = await startFakeNode();
    const waiting = raw({ socketPath: own.control.socketPath, path: '/v1/inbox?waitMs=60000' });
    await raw({ socketPath: own.control.socketPath, path: '/health' });
    await Promise.all([own.control.close(), own.control.close()]);
    expect(await waiting).toMatchObject({ status: 503, json: error('stopping') });
    expect(existsSync(own.control.socketPath)).toBe(false);
    await expect(raw({ socketPath: own.control.socketPath, path: '/health' })).rejects.toThrow(/ENOENT/);
    await own[Symbol.asyncDispose]();
  });

  it('removes the socket that a crash left behind', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'parley-stale-'));
    const path = join(dir, 'control.sock');
    const script = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    spawnSync(process.execPath, ['-e', script]);
    expect(existsSync(path)).toBe(true);
    const own = await startFakeNode({}, dir);
    expect((await raw({ socketPath: path, path: '/health' })).status).toBe(200);
    await own[Symbol.asyncDispose]();
  });

  it('leaves a socket alone on which somebody answers', async () => {
    await expect(startFakeNode({}, node.dir)).rejects.toMatchObject({
      code: 'data-dir-in-use',
      message: expect.stringContaining('parley down'),
    });
    expect((await raw({ socketPath: node.control.socketPath, path: '/health' })).status).toBe(200);
  });

  it('leaves a file alone that is no socket', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'parley-file-'));
    writeFileSync(join(dir, 'control.sock'), 'precious');
    await expect(startFakeNode({}, dir)).rejects.toMatchObject({ code: 'listen-failed' });
    expect(readFileSync(join(dir, 'control.sock'), 'utf8')).toBe('precious');
    rmSync(dir, { recursive: true });
  });

  it('makes its folder with mode 0700, and refuses one that others can write to', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'parley-mode-'));
    const own = await startFakeNode({}, join(dir, 'deep', 'data'));
    expect(statSync(join(dir, 'deep', 'data')).mode & 0o777).toBe(0o700);
    await own[Symbol.asyncDispose]();
    mkdirSync(join(dir, 'open'));
    chmodSync(join(dir, 'open'), 0o777);
    await expect(startFakeNode({}, join(dir, 'open'))).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining('0700'),
    });
    rmSync(dir, { recursive: true });
  });

  it('says when its port is taken, and gives the socket back', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'parley-port-'));
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    const socketPath = join(dir, 's');
    await expect(startFakeNode({}, dir, { port: address.port, socketPath })).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringMatching(/control\.port/),
    });
    expect(existsSync(socketPath)).toBe(false);
    await expect(startFakeNode({}, dir, { host: '0.0.0.0', socketPath })).rejects.toMatchObject({
      code: 'listen-failed',
    });
    expect(existsSync(socketPath)).toBe(false);
    taken.close();
    rmSync(dir, { recursive: true });
  });
});

describe('the token', () => {
  it('is made once, for its owner alone, and read again', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'parley-token-'));
    const file = join(dir, 'control.token');
    const made = await openToken(file);
    expect(made).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await openToken(file)).toBe(made);
    chmodSync(file, 0o644);
    await expect(openToken(file)).rejects.toMatchObject({ code: 'keyring-permissions' });
    chmodSync(file, 0o600);
    writeFileSync(file, 'short');
    await expect(openToken(file)).rejects.toMatchObject({ code: 'unauthorized' });
    rmSync(dir, { recursive: true });
  });
});
