import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startA2aAgent } from './identical-a2a-agent.ts';
import { startFixture } from './identical-mcp-agents.ts';
import { portIn, sendRaw } from './support-raw.ts';

/** Far above what an answer takes; the slowest is the end of a connection that trickles its head. */
const waitMs = 25_000;

const failed = z.looseObject({ error: z.looseObject({ code: z.number() }) });

/** A place to send to: the agent itself, or its mount. */
interface Door {
  readonly port: number;
  readonly path: string;
}

/** `as direct`: the same status and body. Otherwise the refusal that docs/bridges.md gives for it. */
type Expected = 'as direct' | { readonly status: number; readonly code?: number };

interface Case {
  readonly what: string;
  readonly method?: string;
  /** Below the door. */
  readonly more?: string;
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
  readonly expected: Expected;
}

let caller: TestNode;
const opened: AsyncDisposable[] = [];
const doors = new Map<'a2a' | 'mcp', readonly [direct: Door, meshed: Door]>();

beforeAll(async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const agent = await startA2aAgent();
  const server = await startFixture();
  const config = {
    trust: { behaviour: { denials: 0, failuresInRow: 0 } },
    agent: { a2a: { url: agent.url } },
    mcp: { servers: { tools: { url: server.url } } },
  };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config });
  opened.push(...nodes, agent, server);
  [caller] = nodes;
  await introduce(nodes[1], caller);
  const port = portIn(caller.ingressUrl);
  doors.set('a2a', [
    { port: portIn(agent.url), path: '/rpc' },
    { port, path: '/a2a/called/rpc' },
  ]);
  doors.set('mcp', [
    { port: portIn(server.url), path: '/mcp' },
    { port, path: '/mcp/called/tools' },
  ]);
}, 60_000);

afterAll(async () => {
  vi.restoreAllMocks();
  for (const one of opened) await one[Symbol.asyncDispose]();
});

const json = 'Content-Type: application/json';
const version = 'A2A-Version: 1.0';
const both = 'Accept: application/json, text/event-stream';
const get = '{"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":"none"}}';
const parse: Expected = { status: 400, code: -32700 };
const invalid: Expected = { status: 400, code: -32600 };

/** JSON-RPC and HTTP that both protocols could meet. */
const common: readonly Case[] = [
  { what: 'a key twice', body: get.replace('{', '{"id":2,'), expected: parse },
  { what: 'a key twice in the parameters', body: get.replace('"none"', '"none","id":"other"'), expected: parse },
  { what: 'bytes that are not UTF-8', body: Buffer.from(get.replace('none', 'n\u00f6ne'), 'latin1'), expected: parse },
  { what: 'half of a surrogate pair', body: get.replace('none', '\\ud800'), expected: parse },
  { what: 'no JSON', body: 'hello', expected: parse },
  { what: 'JSON that ends too early', body: get.slice(0, -3), expected: parse },
  { what: 'JSON nested without end', body: `${'['.repeat(100_000)}${']'.repeat(100_000)}`, expected: parse },
  { what: 'a number beyond every double', body: get.replace('"id":1', '"id":1e999'), expected: parse },
  { what: 'an empty batch', body: '[]', expected: invalid },
  { what: 'a text', body: '"hello"', expected: invalid },
  { what: 'no method', body: '{"jsonrpc":"2.0","id":1}', expected: invalid },
  {
    what: 'a compressed body',
    headers: [json, version, both, 'Content-Encoding: gzip'],
    body: get,
    expected: { status: 400 },
  },
  {
    what: 'more headers than are carried',
    headers: [json, version, both, ...many(200)],
    body: get,
    expected: { status: 431 },
  },
  {
    what: 'a header larger than any',
    headers: [json, `X-Large: ${'x'.repeat(100_000)}`],
    body: get,
    expected: 'as direct',
  },
  { what: 'a body larger than any', body: ' '.repeat(5 * 1024 * 1024), expected: { status: 413 } },
  { what: 'a path with dot segments', more: '/../../x', body: get, expected: { status: 400 } },
];

function many(count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `X-Header-${i}: ${i}`);
}

const cases = {
  a2a: [
    ...common,
    { what: 'a batch', body: `[${get},${get}]`, expected: 'as direct' },
    { what: 'a notification', body: get.replace('"id":1,', ''), expected: 'as direct' },
    { what: 'another content type', headers: ['Content-Type: text/plain', version], body: get, expected: 'as direct' },
    { what: 'no content type', headers: [version], body: get, expected: 'as direct' },
    { what: 'a method of nobody', body: get.replace('GetTask', 'NoSuch'), expected: 'as direct' },
    { what: 'another version of JSON-RPC', body: get.replace('2.0', '1.0'), expected: 'as direct' },
    { what: 'a version of A2A that is none', headers: [json, 'A2A-Version: 9.9'], body: get, expected: 'as direct' },
  ],
  mcp: [
    ...common,
    { what: 'a request without an id', body: get.replace('"id":1,', ''), expected: invalid },
    { what: 'another version of JSON-RPC', body: get.replace('2.0', '1.0'), expected: invalid },
    { what: 'another content type', headers: ['Content-Type: text/plain', both], body: get, expected: 'as direct' },
    { what: 'a client that reads no events', headers: [json, 'Accept: text/html'], body: get, expected: 'as direct' },
    {
      what: 'headers and body that disagree',
      headers: [json, both, 'Mcp-Method: ping'],
      body: get,
      expected: { status: 400, code: -32020 },
    },
    { what: 'a method of HTTP that is not served', method: 'PUT', body: get, expected: { status: 400 } },
  ],
} as const satisfies Readonly<Record<'a2a' | 'mcp', readonly Case[]>>;

/** Sends the request and reads its answer to the end. */
async function ask(door: Door, { method = 'POST', more = '', headers = [json, version, both], body = '' }: Case) {
  const bytes = Buffer.from(body);
  const lines = [
    `${method} ${door.path}${more} HTTP/1.1`,
    `Host: 127.0.0.1:${door.port}`,
    'Connection: close',
    `Content-Length: ${bytes.length}`,
    ...headers,
  ];
  const request = Buffer.concat([Buffer.from(`${lines.join('\r\n')}\r\n\r\n`), bytes]);
  return answerIn(await sendRaw(door.port, request, { waitMs }));
}

function answerIn({ text, closed }: { readonly text: string; readonly closed: boolean }) {
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1]);
  const [, ...rest] = text.split('\r\n\r\n');
  const body = /\{.*\}/s.exec(rest.join('\r\n\r\n'))?.[0] ?? '';
  return { closed, status, body };
}

function codeIn(body: string): unknown {
  return failed.parse(JSON.parse(body)).error.code;
}

describe.each(['a2a', 'mcp'] as const)('malformed traffic over %s', (protocol) => {
  it.each<Case>(cases[protocol])('with $what gets one answer, and the stated one', { timeout: 60_000 }, async (one) => {
    const [directDoor, meshedDoor] = doors.get(protocol) ?? [];
    if (directDoor === undefined || meshedDoor === undefined) throw new Error('no doors');
    const meshed = await ask(meshedDoor, one);
    const { expected } = one;
    const isSame = expected === 'as direct';
    const code = isSame || expected.code === undefined ? undefined : codeIn(meshed.body);
    const wanted = isSame ? await ask(directDoor, one) : { closed: true, code: undefined, ...expected };
    expect(isSame ? meshed : { closed: meshed.closed, status: meshed.status, code }).toEqual(wanted);
  });

  it('does not hold up who comes next when it breaks off or trickles', { timeout: 60_000 }, async () => {
    const [, door] = doors.get(protocol) ?? [];
    if (door === undefined) throw new Error('no door');
    const head = `POST ${door.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${json}\r\n${both}\r\n${version}\r\n`;
    const slow = sendRaw(door.port, 'POST ', { waitMs });
    const halves = [
      `${head}Content-Length: 100\r\n\r\n{"jsonrpc"`,
      `${head}Transfer-Encoding: chunked\r\n\r\n5\r\nhel`,
      head,
    ];
    await Promise.all(halves.map(async (half) => await sendRaw(door.port, half, { waitMs: 100 })));
    const after = await ask(door, { what: '', body: get, expected: 'as direct' });
    expect(after.closed).toBe(true);
    expect(after.status).toBeGreaterThanOrEqual(200);
    // Node's own answer to a head that does not come in time.
    expect(await slow.then(answerIn)).toMatchObject({ closed: true, status: 408 });
  });

  it('frames that two servers could read differently are refused as directly', async () => {
    const pair = doors.get(protocol) ?? [];
    for (const framing of [
      'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'Content-Length: 1\r\nContent-Length: 2\r\n\r\nab',
      'Transfer-Encoding: chunked\r\n\r\nzz\r\n',
      'Content-Length: -1\r\n\r\n',
      'X-Folded: a\r\n b\r\n\r\n',
    ]) {
      const answers = await Promise.all(
        pair.map(async ({ port, path }) => {
          const head = `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n${json}\r\n`;
          return answerIn(await sendRaw(port, head + framing, { waitMs })).status;
        }),
      );
      expect([framing, ...answers]).toEqual([framing, 400, 400]);
    }
  });
});
