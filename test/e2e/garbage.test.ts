import { readFile } from 'node:fs/promises';
import { setTimeout as pass } from 'node:timers/promises';
import { multiaddr } from '@multiformats/multiaddr';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newMessageId, sessionIdFromBytes, systemRandom } from '../../src/base/base.ts';
import { systemClock } from '../../src/clock.ts';
import { encodeFrame, type Ack, type Packet } from '../../src/wire/wire.ts';
import { rawNode } from '../integration/net-nodes.ts';
import { eventually, introduce, startNodes, type TestNode } from '../support/nodes.ts';
import { startCountingAgent, type CountingAgent } from '../support/agent.ts';
import { makeCall } from '../support/call.ts';
import { apiLimits } from '../../src/control/control.ts';
import { knockAnswer, Mallory, targetOf, type MalloryLink, type Opened, type Target } from '../support/mallory.ts';
import { dice } from '../support/dice.ts';
import { portIn, sendRaw } from './support-raw.ts';

const seed = Number(process.env['PARLEY_TEST_SEED'] ?? String(Date.now() % 2 ** 31));
const chance = dice(seed);
/** Resident memory may grow by this factor over all attacks: what V8 keeps of a burst, and no attack's own size. */
const mostGrowth = 2;
/** Above the time a node gives a client to send its head. */
const slowMs = 16_000;

let agent: CountingAgent;
let victim: TestNode;
let honest: TestNode;
let stolen: TestNode;
let mallory: Mallory;
let target: Target;
let rssBefore: number;
let calls = 0;

async function residentBytes(): Promise<number> {
  const status = await readFile(`/proc/${victim.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
}

async function honestCall(): Promise<string> {
  const end = await makeCall({ ingress: honest.ingressUrl, to: 'victim', kind: 'a2a', call: `honest-${calls++}` });
  return end.kind === 'answered' ? end.kind : JSON.stringify(end);
}

beforeAll(async () => {
  agent = await startCountingAgent();
  [victim, honest, stolen] = await startNodes(
    { name: 'victim', config: agent.config },
    { name: 'honest' },
    { name: 'mallory' },
  );
  await introduce(victim, honest);
  await introduce(victim, stolen);
  target = await targetOf(victim);
  await stolen.stop();
  mallory = await Mallory.take(stolen);
  await mallory.handshake(target);
  for (let warm = 0; warm < 50; warm++) await honestCall();
  rssBefore = await residentBytes();
}, 60_000);

afterAll(async () => {
  await mallory[Symbol.asyncDispose]();
  for (const node of [victim, honest, stolen]) await node[Symbol.asyncDispose]();
  await agent[Symbol.asyncDispose]();
}, 60_000);

let over: AbortController;
let meanwhile: Promise<ReadonlySet<string>>;

beforeEach(() => {
  over = new AbortController();
  meanwhile = (async (): Promise<ReadonlySet<string>> => {
    const ends = new Set<string>();
    do {
      ends.add(await honestCall());
      await pass(20);
    } while (!over.signal.aborted);
    return ends;
  })();
});

/** While the attack of this test went on, the honest peer's calls were answered, every one. */
afterEach(async () => {
  over.abort();
  const ends = await meanwhile;
  // eslint-disable-next-line vitest/no-standalone-expect -- the promise that every test here makes
  expect([...ends]).toEqual(['answered']);
});

const get = 'GET /v1/status HTTP/1.1\r\nHost: 127.0.0.1\r\n';
const post = (path: string): string => `POST ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n`;

describe('on the HTTP ports, garbage', { timeout: 60_000 }, () => {
  const ports = (): readonly number[] => [portIn(victim.ingressUrl), portIn(victim.controlUrl)];

  it('of random bytes is refused with a status and the connection closed', async () => {
    for (const port of ports()) {
      const ends = await Promise.all(
        Array.from({ length: 16 }, () => sendRaw(port, chance.bytes(4096), { waitMs: 5000 })),
      );
      for (const { text, closed } of ends) {
        expect(closed).toBe(true);
        expect(text).toMatch(/^(?:HTTP\/1\.1 4\d\d |$)/);
      }
    }
  });

  it.each([
    ['a body of 1 GiB announced', 'Content-Length: 1073741824\r\n\r\n{'],
    ['a body of two lengths', 'Content-Length: 3\r\nContent-Length: 5\r\n\r\n{}'],
    ['a body both chunked and long', 'Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a negative length', 'Content-Length: -1\r\n\r\n'],
    ['a head of 128 KiB', `X: ${'x'.repeat(128 * 1024)}\r\n\r\n`],
    ['a page of another site', 'Origin: http://evil.example\r\nContent-Length: 2\r\n\r\n{}'],
  ])('of %s is refused with a status of its own', async (_, rest) => {
    for (const [port, path] of [
      [portIn(victim.ingressUrl), '/a2a/honest/'],
      [portIn(victim.controlUrl), '/v1/messages'],
    ] as const) {
      const { text } = await sendRaw(port, post(path) + rest, { waitMs: 5000, answered: true });
      expect(text).toMatch(/^HTTP\/1\.1 4\d\d /);
    }
  });

  it('of a web page that points its own name here is refused by that name', async () => {
    for (const port of ports()) {
      const head = 'GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n';
      expect((await sendRaw(port, head, { waitMs: 5000, answered: true })).text).toMatch(/^HTTP\/1\.1 403 /);
    }
  });

  it('of slow senders, a hundred on each port, is cut off in time', async () => {
    const slow = ports().flatMap((port) =>
      Array.from({ length: 100 }, (_, i) => sendRaw(port, i % 2 === 0 ? get : get.slice(0, 20), { waitMs: slowMs })),
    );
    for (const { closed } of await Promise.all(slow)) expect(closed).toBe(true);
  });
});

interface Asked {
  readonly method?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

describe('on the control API', { timeout: 60_000 }, () => {
  const ask = async (path: string, init: Asked = {}): Promise<readonly [number, unknown]> => {
    const token = (await readFile(`${victim.dataDir}/control.token`, 'utf8')).trim();
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...init.headers };
    const response = await fetch(victim.controlUrl + path, { ...init, headers });
    return [response.status, await response.json()];
  };
  const refusal = { error: { code: expect.any(String), message: expect.any(String) } };

  it.each([
    ['no token', 401, '/v1/status', { headers: { authorization: '' } }],
    ['a wrong token', 401, '/v1/status', { headers: { authorization: `Bearer ${'A'.repeat(43)}` } }],
    ['bad JSON', 400, '/v1/messages', { method: 'POST', body: '{"to":' }],
    ['JSON of another shape', 400, '/v1/messages', { method: 'POST', body: '{"to":["x"],"__proto__":{"text":"x"}}' }],
    [
      'a body that is too large',
      413,
      '/v1/messages',
      { method: 'POST', body: 'x'.repeat(apiLimits.maxRequestBytes + 1) },
    ],
    [
      'another content type',
      415,
      '/v1/messages',
      { method: 'POST', body: 'x', headers: { 'content-type': 'text/html' } },
    ],
    ['an unknown path', 404, '/v1/secrets', {}],
    ['a path that climbs out', 404, '/v1/messages/..%2f..%2fkeyring', {}],
    ['a path with a zero byte', 404, '/v1/messages/%00', {}],
    ['another method', 405, '/v1/status', { method: 'DELETE' }],
  ])('%s is refused with status %i, a code and a message', async (_, status, path, init) => {
    const [given, body] = await ask(path, init);
    expect(body).toMatchObject(refusal);
    // What a path's parameter cannot be is the request's fault, what a path is not is not found.
    expect(path.includes('%') ? [400, 404] : [status]).toContain(given);
  });
});

describe('on the network, a stranger', { timeout: 60_000 }, () => {
  it('with random bytes on the TCP port gets no answer but the name of the protocol', async () => {
    const port = portIn(victim.addresses[0] ?? '');
    const ends = await Promise.all(
      Array.from({ length: 12 }, () => sendRaw(port, chance.bytes(8192), { waitMs: 20_000 })),
    );
    for (const { text, closed } of ends) {
      expect(closed).toBe(true);
      expect(text.replace('\x13/multistream/1.0.0\n', '').length).toBeLessThan(64);
    }
  });

  it.each(['/parley/iatp/1', '/parley/mesh/1'])('with nonsense on %s is cut off', async (protocol) => {
    const prefix = { gibibyte: [0x80, 0x80, 0x80, 0x80, 0x04], endless: Array.from({ length: 12 }, () => 0x80) };
    const nonsense = [
      Uint8Array.from(prefix.gibibyte),
      Uint8Array.from(prefix.endless),
      chance.bytes(2000),
      Uint8Array.of(100, ...chance.bytes(100)),
      Uint8Array.of(0),
    ];
    for (const bytes of nonsense) {
      const raw = await rawNode();
      try {
        const stream = await raw.dialProtocol(multiaddr(victim.addresses[0]), protocol);
        const { promise, resolve } = Promise.withResolvers<void>();
        stream.addEventListener('close', () => resolve());
        stream.addEventListener('remoteCloseWrite', () => resolve());
        if (stream.status !== 'open') resolve();
        if (stream.status === 'open') stream.send(bytes);
        await promise;
      } finally {
        await raw.stop();
      }
    }
    expect((await victim.client.ready()).ready).toBe(true);
  });

  it.each(['/parley/iatp/2', '/parley/mesh/9', '/evil/1.0.0'])(
    'asking for %s is told that nobody speaks it',
    async (protocol) => {
      const raw = await rawNode();
      try {
        const dialled = raw.dialProtocol(multiaddr(victim.addresses[0]), protocol);
        await expect(dialled).rejects.toMatchObject({ name: 'UnsupportedProtocolError' });
      } finally {
        await raw.stop();
      }
    },
  );
});

describe('on the network, an agent that was let in', { timeout: 60_000 }, () => {
  let link: MalloryLink;
  let session: Opened;

  beforeAll(async () => {
    link = await mallory.link(target);
    session = await mallory.open(link, target);
  }, 30_000);

  const message = (text: string): Promise<Packet> =>
    mallory.seal(session, target, {
      kind: 'message',
      topic: '',
      contentType: 'text/plain',
      body: Buffer.from(text),
      replyTo: undefined,
    });
  const randomPacket = (): Packet => ({
    id: newMessageId(systemClock.now(), systemRandom),
    session: sessionIdFromBytes(systemRandom(16)) ?? session.id,
    header: systemRandom(40),
    ciphertext: systemRandom(1000),
  });

  it('gets the same answer to a packet sent again, and the inbox shows it once', async () => {
    const packet = await message('once');
    const first = await link.acked(packet);
    expect(first).toMatchObject({ outcome: 'delivered' });
    expect(await link.acked(packet)).toEqual(first);
    const shown: string[] = [];
    for await (const received of victim.client.inbox({ follow: false })) shown.push(received.text());
    expect(shown).toEqual(['once']);
  });

  it('cannot knock twice with one knock', async () => {
    expect((await knockAnswer(link, session.knock)).answer).toEqual({ accepted: false, reason: 'replayed' });
    expect(await link.acked(await message('still good'))).toMatchObject({ outcome: 'delivered' });
  });

  it('is told of sessions that are not known', async () => {
    expect(await link.acked(randomPacket())).toMatchObject({ outcome: 'rejected', reason: 'unknown-session' });
  });

  it('changes nothing with acks of what it was never sent', async () => {
    const { id } = await victim.client.send({ to: 'honest', body: 'not yours' });
    const forged = (of: Ack['id']): Ack => ({ id: of, outcome: 'rejected', reason: 'unknown-session' });
    const acks = Array.from({ length: 1000 }, () => forged(newMessageId(systemClock.now(), systemRandom)));
    link.send({ kind: 'acks', acks: [forged(id), ...acks] });
    expect(await link.isAlive()).toBe(true);
    await eventually('delivery', async () => (await victim.client.message(id)).state === 'delivered');
  });

  it('cannot make the node hold answers that it does not read', async () => {
    for (let token = 0; token < 50_000; token++) link.send({ kind: 'ping', token });
    await link.channel.drained(AbortSignal.timeout(20_000));
    expect(await link.isAlive()).toBe(true);
  });

  it('gets prekeys only so often', async () => {
    for (let request = 2; request < 60; request++) link.send({ kind: 'prekey-request', request, suite: 'agentmesh' });
    const refused = await link.answer((frame) =>
      frame.kind === 'prekey-reply' && frame.reason !== undefined ? frame.reason : undefined,
    );
    expect(refused).toBe('rate-limited');
  });

  it('moves no ratchet with a damaged packet: the true one still opens', async () => {
    const packet = await message('the true one');
    const damaged = { ...packet, ciphertext: packet.ciphertext.map((byte, i) => (i === 20 ? byte ^ 1 : byte)) };
    expect(await link.acked(damaged)).toMatchObject({ outcome: 'rejected', reason: 'undecryptable' });
    expect(await link.acked(packet)).toMatchObject({ outcome: expect.stringMatching(/delivered|denied/) });
  });

  it('loses its channel with a frame that is none, and with more acks than a frame may have', async () => {
    const ack: Ack = { id: newMessageId(systemClock.now(), systemRandom), outcome: 'delivered', reason: undefined };
    const tooMany = encodeFrame({ kind: 'acks', acks: Array.from({ length: 60_000 }, () => ack) });
    for (const bytes of [chance.bytes(300), tooMany, new Uint8Array(0)]) {
      const other = await mallory.link(target);
      other.channel.send(bytes);
      expect(await other.answer(() => undefined)).toBeUndefined();
      await other.channel.closed;
      expect(other.channel.ending?.kind).not.toBe('aborted');
    }
  });
});

describe('after all of it', { timeout: 60_000 }, () => {
  it('the node holds no more memory than before, and says that all is well', async () => {
    expect((await residentBytes()) / rssBefore).toBeLessThan(mostGrowth);
    expect((await victim.client.ready()).ready).toBe(true);
    const internal = victim.logs().filter((line) => line.includes('"msg":"internal error"'));
    expect(internal, `seed ${seed}`).toEqual([]);
  });
});
