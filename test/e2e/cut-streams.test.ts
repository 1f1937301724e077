import { once } from 'node:events';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';

/** How an event stream is left: by a proper end of the body, or by the end of the connection. */
type Leaving = 'ends' | 'breaks off';

const call = z.object({
  id: z.number(),
  method: z.string(),
  params: z.looseObject({ cut: z.object({ at: z.number(), leaving: z.enum(['ends', 'breaks off']) }).optional() }),
});

/** The events of one answer: a remark, an update over two lines, one in several bytes a letter, and the result. */
const stream = Buffer.from(
  [
    ': a remark\n\n',
    'id: 1\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress",\ndata: "params":{"progressToken":1,"progress":1}}\n\n',
    'data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":2,"message":"Zw\u00f6lf \u{1f94a}"}}\r\n\r\n',
    'data: {"jsonrpc":"2.0","id":1,"result":{"resultType":"complete","content":[{"type":"text","text":"done"}]}}\n\n',
  ].join(''),
);
const glove = stream.indexOf('\u{1f94a}');

/** Places that differ to somebody who reads events: within fields, letters, line ends and between events. */
const cuts = [
  ['before anything', 0],
  ['within the first line', 4],
  ['between events', stream.indexOf('id: 1')],
  ['after a field of an event', stream.indexOf('event: message')],
  ['within the first line of data', stream.indexOf('"params"') - 20],
  ['between two lines of data', stream.indexOf('data: "params"')],
  ['before the blank line of an event', stream.indexOf('data: {"jsonrpc"', 120) - 1],
  ['within a letter', glove + 2],
  ['between CR and LF', stream.indexOf('\r') + 1],
  ['within the second line end', stream.indexOf('\r') + 3],
  ['within the result', stream.length - 20],
  ['before the last line feed', stream.length - 1],
  ['after the last event', stream.length],
] as const;

function reply(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** An MCP server and A2A agent that answers calls by the stream, up to where the call wants it cut. */
async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(404).end();
  const { id, method, params } = call.parse(await json(request));
  const tools = [{ name: 'cut', inputSchema: { type: 'object', properties: {} } }];
  if (params.cut === undefined) {
    const isList = method === 'tools/list';
    const error = { code: -32601, message: 'Method not found' };
    return reply(response, {
      jsonrpc: '2.0',
      id,
      ...(isList ? { result: { resultType: 'complete', tools } } : { error }),
    });
  }
  const { at, leaving } = params.cut;
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.flushHeaders();
  if (at > 0) await new Promise<void>((sent) => response.write(stream.subarray(0, at), () => sent()));
  if (leaving === 'ends') response.end();
  else response.socket?.end();
}

const opened: AsyncDisposable[] = [];
let direct = '';
let caller: TestNode;

beforeAll(async () => {
  const server = http.createServer(
    (request, response) => void serve(request, response).catch(() => response.destroy()),
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address() satisfies AddressInfo | string | null);
  direct = `http://127.0.0.1:${port}`;
  const config = {
    trust: { behaviour: { denials: 0, failuresInRow: 0 } },
    agent: { a2a: { url: direct } },
    mcp: { servers: { cut: { url: direct } } },
  };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config });
  [caller] = nodes;
  await introduce(nodes[1], caller);
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  opened.push(...nodes, { [Symbol.asyncDispose]: close });
}, 60_000);

afterAll(async () => {
  for (const one of opened) await one[Symbol.asyncDispose]();
});

const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'raw', version: '1' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

const protocols = {
  mcp: {
    mount: '/mcp/called/cut',
    refused: { status: 200, type: 'application/json', whole: true },
    headers: { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'cut' },
    body: { method: 'tools/call', params: { name: 'cut', arguments: {}, _meta: meta } },
  },
  a2a: {
    mount: '/a2a/called',
    refused: { status: 502, type: 'application/json', whole: true },
    headers: { 'a2a-version': '1.0' },
    body: {
      method: 'SendStreamingMessage',
      params: { message: { messageId: 'm', role: 'ROLE_USER', parts: [{ text: 'hello' }] } },
    },
  },
} as const;

interface Cut {
  readonly at: number;
  readonly leaving: Leaving;
}

/** What a reader of events (HTML, 9.2.6) makes of the answer, and whether it had a proper end. */
async function read(url: string, protocol: keyof typeof protocols, cut: Cut) {
  const { headers, body } = protocols[protocol];
  const request = http.request(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    agent: false,
  });
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const chunks: Buffer[] = [];
  request.on('error', reject).on('response', (response) => {
    // Listened to rather than iterated: an iterator drops what it has not handed out when the connection ends.
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', () => undefined).on('close', () => resolve(response));
  });
  request.end(JSON.stringify({ jsonrpc: '2.0', id: 1, ...body, params: { ...body.params, cut } }));
  const response = await promise;
  const events = Buffer.concat(chunks).toString('utf8').replaceAll(/\r\n?/g, '\n').split('\n\n').slice(0, -1);
  const shown = events.filter((event) => /^data:/m.test(event));
  return {
    status: response.statusCode,
    type: response.headers['content-type'],
    whole: response.complete,
    events: shown,
  };
}

describe.each(['mcp', 'a2a'] as const)('an event stream over %s', (protocol) => {
  describe.each<Leaving>(['ends', 'breaks off'])('that %s', (leaving) => {
    it.each(cuts)('%s is to its reader what it is directly', async (_, at) => {
      const own = await read(direct, protocol, { at, leaving });
      const meshed = await read(caller.ingressUrl + protocols[protocol].mount, protocol, { at, leaving });
      expect(own.whole).toBe(leaving === 'ends');
      // Nothing was passed on yet, so that the caller can be told what happened, if it is known in time.
      const isRefused = at === 0 && meshed.type === 'application/json';
      expect(meshed).toEqual(isRefused && leaving === 'breaks off' ? { ...own, ...protocols[protocol].refused } : own);
    });
  });
});
