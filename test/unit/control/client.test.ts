import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/control/base64.ts';
import { connect, ControlError, type Client } from '../../../src/control/client.ts';
import { connect as connectWeb } from '../../../src/control/web-client.ts';
import { did, id, startFakeNode, token, type FakeNode } from './fake-node.ts';

let node: FakeNode;
let client: Client;
beforeEach(async () => {
  node = await startFakeNode();
  client = connect({ dataDir: node.dir });
});
afterEach(async () => {
  client.close();
  await node[Symbol.asyncDispose]();
});

const incoming = (text: string, replyTo?: ReturnType<typeof id>) => ({
  to: 'globex',
  topic: 't',
  contentType: 'text/plain',
  body: Buffer.from(text),
  replyTo,
  ttlSeconds: undefined,
});

describe('the client', () => {
  it('reaches the node by folder, by socket, and by port with the token', async () => {
    using bySocket = connect({ socket: node.control.socketPath });
    using byUrl = connect({ url: node.control.url, token });
    for (const each of [client, bySocket, byUrl]) expect(await each.status()).toMatchObject({ name: 'acme', did });
    using wrong = connect({ url: node.control.url, token: 'b'.repeat(43) });
    await expect(wrong.status()).rejects.toMatchObject({ name: 'ControlError', code: 'unauthorized' });
  });

  it('does in a browser what it does in Node.js, by fetch', async () => {
    const { url } = node.control;
    using web = connectWeb({ url, token });
    expect((await web.status()).name).toBe('acme');
    const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => at % 256);
    expect(await web.send({ to: 'globex', body: bytes })).toEqual({ id: id(1) });
    expect(Uint8Array.from(node.sent[0]?.body ?? [])).toEqual(bytes);
    await expect(web.send({ to: 'mallory', body: 'x' })).rejects.toMatchObject({ reason: 'policy-denied' });
    using stranger = connectWeb({ url, token: 'b'.repeat(43) });
    await expect(stranger.status()).rejects.toMatchObject({ code: 'unauthorized' });
    await node.down();
    await expect(web.status()).rejects.toMatchObject({ code: 'not-running' });
  });

  it('writes and reads base64 also where there is no Buffer', () => {
    const bytes = Uint8Array.from({ length: 20_000 }, (_, at) => (at * 7) % 256);
    const known = Buffer.from(bytes).toString('base64');
    vi.stubGlobal('Buffer', undefined);
    const [text, back] = [toBase64(bytes), fromBase64(known)];
    vi.unstubAllGlobals();
    expect(text).toBe(known);
    expect(back).toEqual(bytes);
  });

  it('sends a long body as it is, with all that is said of it', async () => {
    const body = Uint8Array.from({ length: 200_000 }, (_, i) => i % 253);
    const about = {
      topic: 'a b&c',
      contentType: 'image/png',
      replyTo: id(3),
      ttlSeconds: 90,
      priority: 'bulk',
    } as const;
    await client.send({ to: 'globex', body, ...about });
    expect(node.sent.at(-1)).toEqual({ to: 'globex', ...about, body: Buffer.from(body) });
    await client.send({ to: 'globex', body });
    const plain = { topic: '', contentType: 'application/octet-stream', replyTo: undefined, ttlSeconds: undefined };
    expect(node.sent.at(-1)).toEqual({ to: 'globex', ...plain, body: Buffer.from(body) });
    await expect(client.send({ to: 'mallory', body })).rejects.toMatchObject({ reason: 'policy-denied' });
  });

  it('sends text and bytes', async () => {
    expect(await client.send({ to: 'globex', body: 'hello' })).toEqual({ id: id(1) });
    const results = await client.sendMany([
      { to: 'globex', body: new Uint8Array([1, 2]), topic: 'x' },
      { to: 'mallory', body: '' },
    ]);
    expect(results).toEqual([
      { id: id(2), state: 'accepted' },
      { id: id(3), state: 'refused', reason: 'policy-denied' },
    ]);
    expect(node.sent.map((message) => [...message.body])).toEqual([[...Buffer.from('hello')], [1, 2], []]);
  });

  it('throws refusals and errors with code and reason', async () => {
    await expect(client.send({ to: 'mallory', body: '' })).rejects.toMatchObject({
      code: 'refused',
      reason: 'policy-denied',
    });
    await expect(client.send({ to: 'nobody', body: '' })).rejects.toMatchObject({
      code: 'peer-unknown',
      message: expect.stringContaining('parley peers'),
    });
    await expect(client.join('old')).rejects.toMatchObject({ code: 'invitation-expired', reason: 'expired' });
    await expect(client.explain(id(0))).rejects.toMatchObject({ code: 'not-found' });
    await expect(client.message('../../v1/stop')).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(client.reloadPolicies()).rejects.toMatchObject({ code: 'internal' });
  });

  it('reads the inbox in order, waits for more, and ends with its signal', async () => {
    node.deliver(incoming('one'));
    node.deliver(incoming('two'));
    const stop = new AbortController();
    const texts: string[] = [];
    for await (const message of client.inbox({ signal: stop.signal })) {
      texts.push(message.text());
      await message.ack();
      if (texts.length === 2) queueMicrotask(() => node.deliver(incoming('three')));
      if (texts.length === 3) stop.abort();
    }
    expect(texts).toEqual(['one', 'two', 'three']);
    expect(node.inbox).toEqual([]);
  });

  it('acknowledges exactly one message, or all up to a cursor', async () => {
    for (const text of ['a', 'b', 'c', 'd']) node.deliver(incoming(text));
    const all = await Array.fromAsync(client.inbox({ follow: false }));
    await all[1]?.ack();
    expect(node.inbox.map((message) => message.cursor)).toEqual(['0001', '0003', '0004']);
    expect(await client.acknowledge('0003')).toBe(2);
    expect(node.inbox.map((message) => message.cursor)).toEqual(['0004']);
  });

  it('awaits the answer to a request, and leaves other messages in the inbox', async () => {
    node.deliver(incoming('before', id(1)));
    const answer = client.request({ to: 'globex', body: 'question' }, AbortSignal.timeout(10_000));
    await expect.poll(() => node.sent.length).toBe(1);
    node.deliver(incoming('another'));
    node.deliver(incoming('answer', id(1)));
    expect((await answer).text()).toBe('answer');
    expect(node.inbox.map((message) => Buffer.from(message.body, 'base64').toString())).toEqual(['before', 'another']);
  });

  it('says when no answer came in the time given', async () => {
    const stop = new AbortController();
    const answer = client.request({ to: 'globex', body: 'question' }, stop.signal);
    await expect.poll(() => node.sent.length).toBe(1);
    stop.abort();
    await expect(answer).rejects.toMatchObject({ reason: 'timeout' });
  });

  it('says at once, with the reason, that a request was refused by the other node, and passes over the ends of others', async () => {
    const ended = { cursor: 'b', at: 1, peer: did };
    const refusal = { ...ended, id: id(1), state: 'refused', reason: 'policy-denied' } as const;
    const other = { ...ended, id: id(77), state: 'failed' } as const;
    const delivered = { ...ended, id: id(1), state: 'delivered' } as const;
    const pages = [[], [other], [delivered], [refusal]];
    await using own = await startFakeNode({ ends: () => ({ ends: pages.shift() ?? [], cursor: 'b', missed: false }) });
    using asking = connect({ socket: own.control.socketPath });
    await expect(asking.request({ to: 'globex', body: 'question' }, AbortSignal.timeout(10_000))).rejects.toMatchObject(
      {
        code: 'refused',
        reason: 'policy-denied',
        message: expect.stringContaining(`parley trace ${id(1)}`),
      },
    );
  });

  it('asks for everything else', async () => {
    expect(await client.peers()).toMatchObject([{ alias: 'globex' }]);
    expect(await client.ready()).toEqual({ ready: false, reasons: ['starting'], warnings: [] });
    expect(await client.message(id(5))).toMatchObject({ state: 'delivered' });
    expect(await client.explain(id(5))).toMatchObject({ decisions: [{ policies: [{ id: 'no-payroll', line: 12 }] }] });
    expect(await client.invite()).toEqual({ code: 'parley186400', expires: 86_400_000 });
    expect(await client.invite(60)).toEqual({ code: 'parley160', expires: 60_000 });
    expect(await client.join('parley1x', 'acme')).toEqual({ did, alias: 'acme', organisation: 'Globex' });
    await client.stop();
    expect(node.stops).toBe(1);
  });

  it('says that no node runs, and what to do', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'parley-none-'));
    using nobody = connect({ dataDir: dir });
    await expect(nobody.status()).rejects.toThrow(ControlError);
    await expect(nobody.status()).rejects.toMatchObject({
      code: 'not-running',
      message: expect.stringContaining('parley up'),
    });
    rmSync(dir, { recursive: true });
  });

  it('goes on where it was when the node comes back, also when that takes a while', async () => {
    const stop = new AbortController();
    const seen: string[] = [];
    node.deliver(incoming('before'));
    const reading = (async () => {
      for await (const message of client.inbox({ signal: stop.signal })) {
        seen.push(message.text());
        if (message.text() === 'after') stop.abort();
      }
    })();
    await expect.poll(() => seen).toEqual(['before']);
    await node.down();
    node.deliver(incoming('after'));
    await node.up();
    await reading;
    expect(seen).toEqual(['before', 'after']);
  });

  it('does not wait for a node that was never there, and stops waiting with the signal', async () => {
    using nobody = connect({ socket: join(tmpdir(), 'parley-nobody.sock') });
    await expect(Array.fromAsync(nobody.inbox())).rejects.toMatchObject({ code: 'not-running' });
    node.deliver(incoming('before'));
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const message of client.inbox({ signal: stop.signal })) {
      seen.push(message.text());
      await node.down();
      queueMicrotask(() => stop.abort());
    }
    expect(seen).toEqual(['before']);
  });

  it('takes nothing from what is no Parley node', async () => {
    const server = createServer((request, response) => {
      if (request.url === '/v1/peers') request.socket.destroy();
      else response.end(request.url === '/ready' ? '<html>' : '{"peers":5}');
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    using other = connect({ url: `http://127.0.0.1:${address.port}`, token });
    await expect(other.status()).rejects.toMatchObject({
      code: 'internal',
      message: expect.stringContaining('no Parley node'),
    });
    await expect(other.ready()).rejects.toMatchObject({ code: 'not-running' });
    await expect(other.peers()).rejects.toMatchObject({ code: 'not-running' });
    server.closeAllConnections();
    server.close();
  });
});
