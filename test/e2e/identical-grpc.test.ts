import http2 from 'node:http2';
import { A2AService } from '@a2a-js/sdk/server/grpc';
import {
  Client,
  credentials,
  Metadata,
  status,
  type CallOptions,
  type ServiceError,
  type StatusObject,
} from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startGrpcAgent, type GrpcAgent } from './identical-grpc-agent.ts';

let agent: GrpcAgent;
let caller: TestNode;
let called: TestNode;
/** `host:port` of the agent itself, and of the door to it. */
let doors: readonly [direct: string, meshed: string];
const opened: AsyncDisposable[] = [];
const clients: Client[] = [];

const cardForm = z.looseObject({
  supportedInterfaces: z.array(z.looseObject({ url: z.string(), protocolBinding: z.string() })),
});

async function interfaces(): Promise<ReadonlyMap<string, string>> {
  const response = await fetch(`${caller.ingressUrl}/a2a/called/.well-known/agent-card.json`);
  const { supportedInterfaces } = cardForm.parse(await response.json());
  return new Map(supportedInterfaces.map(({ protocolBinding, url }) => [protocolBinding, url]));
}

beforeAll(async () => {
  agent = await startGrpcAgent();
  const config = { trust: { behaviour: { denials: 0, failuresInRow: 0 } }, agent: { a2a: { url: agent.url } } };
  const nodes = await startNodes({ name: 'caller' }, { name: 'called', config });
  opened.push(...nodes, agent);
  [caller, called] = nodes;
  await introduce(called, caller);
  doors = [agent.address, (await interfaces()).get('GRPC') ?? ''];
}, 60_000);

afterAll(async () => {
  for (const client of clients) client.close();
  for (const one of opened) await one[Symbol.asyncDispose]();
});

function clientOf(door: string): Client {
  const client = new Client(door, credentials.createInsecure());
  clients.push(client);
  return client;
}

interface Asked {
  readonly metadata?: Metadata;
  readonly options?: CallOptions;
  /** Called for each event; ends the call when it gives true. */
  readonly hear?: (count: number) => boolean;
}

/** Everything that a client can see of a call. */
async function ask(door: string, method: 'getTask' | 'subscribeToTask', id: string, asked: Asked = {}) {
  const { path, requestSerialize } = A2AService[method];
  const readAnswer: (bytes: Buffer) => unknown = A2AService[method].responseDeserialize;
  const metadata = asked.metadata ?? version();
  const call = clientOf(door).makeServerStreamRequest(
    path,
    (request: { id: string }) => requestSerialize({ tenant: '', ...request }),
    readAnswer,
    { id },
    metadata,
    asked.options ?? {},
  );
  let head: unknown = {};
  call.once('metadata', (found) => (head = shown(found)));
  const ended = new Promise<StatusObject>((resolve) => {
    call.once('status', resolve);
  });
  let error: ServiceError | undefined;
  call.on('error', (found: ServiceError) => (error = found));
  const messages: unknown[] = [];
  call.on('data', (message) => {
    messages.push(message);
    if (asked.hear?.(messages.length) === true) call.cancel();
  });
  const { metadata: trailers, ...end } = await ended;
  return { head, messages, error: error?.message, status: end, trailers: shown(trailers) };
}

/** Without the moment, and without what frames, which gRPC puts where there is something else to say. */
function shown(metadata: Metadata): unknown {
  const { date: _, 'content-type': __, ...rest } = metadata.getMap();
  return rest;
}

function version(more: Readonly<Record<string, string | Buffer>> = {}): Metadata {
  const metadata = new Metadata();
  metadata.set('a2a-version', '1.0');
  for (const [key, value] of Object.entries(more)) metadata.set(key, value);
  return metadata;
}

const both = async <T>(work: (door: string) => Promise<T>): Promise<readonly [T, T]> => [
  await work(doors[0]),
  await work(doors[1]),
];

describe('a gRPC client through two nodes, at an agent that speaks gRPC only', () => {
  it.each(['one', 'status-5', 'status-5-late', 'status-7', 'status-14', 'status-16'])(
    'sees the same head, message, status, details and trailers: %s',
    async (id) => {
      const [direct, meshed] = await both(async (door) => await ask(door, 'getTask', id));
      expect(meshed).toEqual(direct);
      expect(direct.status).toMatchObject({ code: Number(/\d+/.exec(id)?.[0] ?? 0) });
    },
  );

  it.each(['0', '1', '500', '3-fail', '0-fail'])(
    'sees the same stream, in order, with the same end: %s',
    async (id) => {
      const [direct, meshed] = await both(async (door) => await ask(door, 'subscribeToTask', id));
      expect(direct.messages.length).toBe(Number.parseInt(id, 10));
      expect(meshed).toEqual(direct);
    },
  );

  it('hands on its metadata, text and bytes, but no credentials, and no version where there was none', async () => {
    const metadata = new Metadata();
    for (const [key, value] of [
      ['x-trace', 'one, two'],
      ['x-bytes-bin', Buffer.from([1, 0, 255])],
      ['a2a-extensions', 'https://example.com/e/v1'],
      ['authorization', 'Bearer secret'],
    ] as const)
      metadata.set(key, value);
    await ask(doors[1], 'getTask', 'one', { metadata });
    const got = agent.seen.at(-1)?.metadata ?? {};
    expect(got).toMatchObject({ 'x-trace': 'one, two', 'a2a-extensions': 'https://example.com/e/v1' });
    expect(got['x-bytes-bin']).toEqual(Buffer.from([1, 0, 255]));
    expect(Object.keys(got)).not.toContain('authorization');
    expect(Object.keys(got)).not.toContain('a2a-version');
  });

  it('has its deadline at the agent, and the end that a deadline has', async () => {
    const lost = agent.lost;
    const [direct, meshed] = await both(
      async (door) => await ask(door, 'getTask', 'hang', { options: { deadline: Date.now() + 1500 } }),
    );
    expect([direct.status.code, meshed.status.code]).toEqual([4, 4]);
    const left = agent.seen.at(-1)?.leftMs ?? Number.NaN;
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(1500);
    await agent.untilLost(lost + 2);
  });

  it('ends the call at the agent when it is cancelled', async () => {
    for (const door of doors) {
      const lost = agent.lost;
      const seen = await ask(door, 'subscribeToTask', '2-wait', { hear: (count) => count === 2 });
      expect(seen.status).toMatchObject({ code: status.CANCELLED });
      await agent.untilLost(lost + 1);
    }
  });

  it('can be a client of JSON-RPC too', async () => {
    const url = (await interfaces()).get('JSONRPC') ?? '';
    const post = async (method: string, params: unknown) => {
      const headers = { 'Content-Type': 'application/json', 'A2A-Version': '1.0' };
      const body = JSON.stringify({ jsonrpc: '2.0', id: 'x', method, params });
      return await (await fetch(url, { method: 'POST', headers, body })).text();
    };
    expect(JSON.parse(await post('GetTask', { id: 'one' }))).toMatchObject({ id: 'x', result: { id: 'one' } });
    expect(JSON.parse(await post('GetTask', { id: 'status-3' }))).toMatchObject({ error: { code: -32602 } });
    expect(JSON.parse(await post('GetTask', { identity: 'one' }))).toMatchObject({ error: { code: -32602 } });
    expect(JSON.parse(await post('NoSuch', {}))).toMatchObject({ error: { code: -32601 } });
    const stream = await post('SubscribeToTask', { id: '2' });
    expect(stream.match(/^data: /gm)?.length).toBe(2);
  });

  it('is told of a denial as PERMISSION_DENIED with the reason', async () => {
    await called.setPolicy('no.cedar', 'forbid (principal, action == Action::"a2a.get", resource);');
    const denied = await ask(doors[1], 'getTask', 'one');
    await called.setPolicy('no.cedar', undefined);
    expect(denied).toMatchObject({ status: { code: status.PERMISSION_DENIED }, messages: [] });
    const details = z.object({ 'grpc-status-details-bin': z.instanceof(Buffer) }).parse(denied.trailers);
    const text = details['grpc-status-details-bin'].toString('latin1');
    expect(text).toContain('type.googleapis.com/google.rpc.ErrorInfo');
    expect(text).toContain('POLICY_DENIED');
    expect(text).toContain('parley.mesh');
  });
});

interface Frames {
  readonly what: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly path?: string;
  readonly body: Buffer;
  /** The refusal that docs/bridges.md gives; the same as direct when absent. */
  readonly refused?: number;
}

function frame(message: Buffer, flag = 0, length = message.length): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt8(flag);
  head.writeUInt32BE(length, 1);
  return Buffer.concat([head, message]);
}

const get = A2AService.getTask.requestSerialize({ tenant: '', id: 'one' });
/** A task id of bytes that are no UTF-8. */
const notText = Buffer.from([0x12, 0x02, 0xff, 0xfe]);

const malformed: readonly Frames[] = [
  { what: 'another content type', headers: { 'content-type': 'text/plain' }, body: frame(get) },
  { what: 'no content type', headers: { 'content-type': '' }, body: frame(get) },
  { what: 'a method of nobody', path: '/lf.a2a.v1.A2AService/NoSuch', body: frame(get) },
  { what: 'a service of nobody', path: '/no.such.Service/Get', body: frame(get) },
  { what: 'no message', body: Buffer.alloc(0) },
  { what: 'two messages', body: Buffer.concat([frame(get), frame(get)]) },
  { what: 'a frame cut off', body: frame(get, 0, 100) },
  {
    what: 'bytes that are no message',
    body: frame(Buffer.from('hello, this is no protobuf')),
    refused: status.INTERNAL,
  },
  { what: 'a field that ends too early', body: frame(Buffer.from([0x12, 0x7f, 0x61])) },
  { what: 'text that is not UTF-8', body: frame(notText), refused: status.INTERNAL },
  { what: 'compression that was not announced', body: frame(get, 1) },
  { what: 'a compression of nobody', headers: { 'grpc-encoding': 'zip' }, body: frame(get, 1) },
  { what: 'a message larger than any', body: frame(Buffer.alloc(5 * 1024 * 1024)) },
  { what: 'a length without its message', body: frame(get, 0, 0xffff_ffff) },
  { what: 'a deadline that is none', headers: { 'grpc-timeout': 'soon' }, body: frame(get) },
  { what: 'metadata of one megabyte', headers: { 'x-large': 'x'.repeat(1024 * 1024) }, body: frame(get) },
  {
    what: '200 entries of metadata',
    headers: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`x-${i}`, 'v'])),
    body: frame(get),
  },
  { what: 'another authority', headers: { ':authority': 'example.com' }, body: frame(get), refused: 7 },
];

/** What a connection of HTTP/2 gives for one call: nothing of it may hang. */
async function send(door: string, { headers = {}, path, body }: Omit<Frames, 'what'>) {
  const session = http2.connect(`http://${door}`);
  session.on('error', () => undefined);
  const sent = { 'content-type': 'application/grpc', te: 'trailers', ...headers };
  const stream = session.request({ ':method': 'POST', ':path': path ?? A2AService.getTask.path, ...sent });
  const seen: Record<string, unknown> = {};
  const note = (found: http2.IncomingHttpHeaders): void => {
    for (const key of [':status', 'grpc-status']) if (found[key] !== undefined) seen[key] = found[key];
  };
  stream.on('response', note);
  stream.on('trailers', note);
  stream.on('error', (error) => (seen['error'] = error.message));
  stream.resume();
  stream.end(body);
  await new Promise((resolve) => {
    stream.once('close', resolve);
  });
  session.destroy();
  return seen;
}

describe('malformed traffic over gRPC', () => {
  it.each(malformed)('with $what gets one answer, and the stated one', async ({ refused, ...frames }) => {
    const [direct, meshed] = await both(async (door) => await send(door, frames));
    expect(meshed).toEqual(refused === undefined ? direct : { ':status': 200, 'grpc-status': String(refused) });
  });

  it('that breaks off leaves a door that answers', async () => {
    for (const cut of [Buffer.alloc(0), frame(get).subarray(0, 3), frame(get, 0, 500)]) {
      const session = http2.connect(`http://${doors[1]}`);
      session.on('error', () => undefined);
      const stream = session.request({ ':method': 'POST', ':path': A2AService.getTask.path });
      stream.on('error', () => undefined);
      stream.write(cut);
      stream.close(http2.constants.NGHTTP2_CANCEL);
      await new Promise((resolve) => {
        stream.once('close', resolve);
      });
      session.destroy();
    }
    await expect(ask(doors[1], 'getTask', 'one')).resolves.toMatchObject({ status: { code: 0 } });
  });

  it('an agent that goes away ends its streams, and is not reached after it', async () => {
    const broken = await ask(doors[1], 'subscribeToTask', '1-wait', {
      hear: () => {
        agent.breakOff();
        return false;
      },
    });
    expect(broken.messages.length).toBe(1);
    expect(broken.status.code).not.toBe(0);
    const after = await ask(doors[1], 'getTask', 'one');
    expect(after.status).toMatchObject({ code: status.UNAVAILABLE });
  });
});
