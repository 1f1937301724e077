import { connect, createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MeshError, SecretKey } from '../../src/base/base.ts';
import { startNet } from '../../src/net/net.ts';
import type { Net, NetOptions } from '../../src/net/net.ts';
import { accept, node, open, pair, patience, take } from './net-nodes.ts';

async function started(options: Partial<NetOptions> = {}): Promise<Net> {
  const net = await node(options);
  onTestFinished(() => net.close());
  return net;
}

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return isAddressInfo(address) ? address.port : 0;
}

const isAddressInfo = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === 'object' && address !== null;

/** A port on which nobody listens any more. */
async function deadPort(): Promise<number> {
  const server = createServer();
  const port = await listening(server);
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('starting', () => {
  it('derives the peer id from the seed, and lists announced and listening addresses with it', async () => {
    const options = { hostSeed: SecretKey.own(new Uint8Array(32).fill(9)), announce: ['/dns4/example.com/tcp/4001'] };
    const first = await started({ ...options });
    const { peerId } = first;
    expect(first.addresses()).toContain(`/dns4/example.com/tcp/4001/p2p/${peerId}`);
    expect(first.addresses().some((address) => address.startsWith('/ip4/127.0.0.1/tcp/'))).toBe(true);
    expect(first.addresses().every((address) => address.endsWith(`/p2p/${peerId}`))).toBe(true);
    await first.close();
    expect((await started({ ...options })).peerId).toBe(peerId);
  });

  it('says which address is taken and that it is', async () => {
    const port = await listening(createServer());
    const address = `/ip4/127.0.0.1/tcp/${port}`;
    await expect(node({ listen: ['/ip4/127.0.0.1/tcp/0', address] })).rejects.toMatchObject({
      code: 'listen-failed',
      message: `Cannot listen: ${address}: the port is in use. Stop the other program or choose another port.`,
    });
  });

  it('says that an address is of the wrong kind, does not exist here, or is no address at all', async () => {
    await expect(node({ listen: ['/ip4/127.0.0.1/udp/4001'] })).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining('not a TCP or WebSocket address'),
    });
    await expect(node({ listen: ['/ip4/192.0.2.1/tcp/0'] })).rejects.toMatchObject({
      code: 'listen-failed',
      message: expect.stringContaining('no interface of this machine has that address'),
    });
    await expect(node({ listen: ['localhost:4001'] })).rejects.toMatchObject({ code: 'config-invalid' });
    await expect(node({ announce: ['example.com'] })).rejects.toMatchObject({ code: 'config-invalid' });
    const hostSeed = SecretKey.own(new Uint8Array(31));
    await expect(startNet({ hostSeed, listen: [], announce: [] })).rejects.toMatchObject({ code: 'config-invalid' });
  });
});

describe('opening a channel', () => {
  it('tells both sides which version the other says it runs, until it ends, and takes no other word for one', async () => {
    const [a, b, silent, odd] = await Promise.all([
      started({ version: '1.2.3' }),
      started({ version: '1.3.0-rc.1' }),
      started(),
      started({ version: 'newest\u001b[31m' }),
    ]);
    for (const other of [b, silent, odd]) await pair(a, other, '/test/1');
    await vi.waitUntil(() => a.versionOf(b.peerId) !== undefined && b.versionOf(a.peerId) !== undefined);
    expect([a.versionOf(b.peerId), b.versionOf(a.peerId)]).toEqual(['1.3.0-rc.1', '1.2.3']);
    await vi.waitUntil(() => silent.versionOf(a.peerId) !== undefined && odd.versionOf(a.peerId) !== undefined);
    expect([a.versionOf(silent.peerId), a.versionOf(odd.peerId)]).toEqual([undefined, undefined]);
    await a.disconnect(b.peerId);
    expect(a.versionOf(b.peerId)).toBeUndefined();
  });

  it('uses the connection that stands, from either side, and one connection for opens at once', async () => {
    const [a, b] = await Promise.all([started(), started()]);
    for (const net of [a, b]) net.handle('/test/any', { maxFrameBytes: 64 }, () => undefined);
    await Promise.all([open(a, b, '/test/any'), open(a, b, '/test/any')]);
    const back = await b.open({ peerId: a.peerId, multiaddrs: [], protocol: '/test/any', signal: patience() });
    expect(back.remotePeer).toBe(a.peerId);
    expect([a.connections(), b.connections()]).toEqual([1, 1]);
  });

  it('tries the next address after a dead one', async () => {
    const [a, b] = await Promise.all([started(), started()]);
    const served = accept(b, '/test/second');
    const multiaddrs = [`/ip4/127.0.0.1/tcp/${await deadPort()}`, ...b.addresses()];
    await a.open({ peerId: b.peerId, multiaddrs, protocol: '/test/second', signal: patience() });
    expect((await served).remotePeer).toBe(a.peerId);
  });

  it('says what became of each address when none answers', async () => {
    const [a, b, c] = await Promise.all([started(), started(), started()]);
    const dead = `/ip4/127.0.0.1/tcp/${await deadPort()}`;
    const wrong = (c.addresses()[0] ?? '').replace(/\/p2p\/.*/, '');
    const multiaddrs = [dead, wrong, c.addresses()[0] ?? '', '/ip4/127.0.0.1/udp/9', 'nonsense'];
    const refusal = a.open({ peerId: b.peerId, multiaddrs, protocol: '/test/x', signal: patience() });
    await expect(refusal).rejects.toMatchObject({
      code: 'peer-unreachable',
      message:
        `Peer ${b.peerId} cannot be reached: ${dead}: connection refused; ${wrong}: another peer answers there; ` +
        `${wrong}: the address names another peer; /ip4/127.0.0.1/udp/9: no address that this node can dial; ` +
        'an address that is not a multiaddr. Check that its node is up and that its addresses are right.',
    });
  });

  it('says so when no address is known, and when the address is its own', async () => {
    const [a, b] = await Promise.all([started(), started()]);
    const nowhere = a.open({ peerId: b.peerId, multiaddrs: [], protocol: '/test/x', signal: patience() });
    await expect(nowhere).rejects.toThrow('no address of it is known');
    await expect(open(a, a, '/test/x')).rejects.toThrow('that is this node itself');
  });

  it('says that the peer does not speak the protocol', async () => {
    const [a, b] = await Promise.all([started(), started()]);
    await expect(open(a, b, '/test/unknown')).rejects.toMatchObject({
      code: 'peer-unreachable',
      message: `Peer ${b.peerId} gives no /test/unknown stream: it does not speak this protocol.`,
    });
  });

  it('is bounded by the signal at a port that accepts and says nothing', async () => {
    const a = await started();
    const b = await started();
    const sockets = new Set<Socket>();
    const port = await listening(createServer((socket) => sockets.add(socket)));
    const multiaddrs = [`/ip4/127.0.0.1/tcp/${port}`];
    const options = { peerId: b.peerId, multiaddrs, protocol: '/test/x' };
    const slow = a.open({ ...options, signal: AbortSignal.timeout(100) });
    await expect(slow).rejects.toMatchObject({
      code: 'peer-unreachable',
      message: expect.stringContaining('no answer in time'),
    });
    const cancel = new AbortController();
    const cancelled = a.open({ ...options, signal: cancel.signal });
    cancel.abort(new Error('not needed any more'));
    await expect(cancelled).rejects.toThrow('not needed any more');
    for (const socket of sockets) socket.destroy();
  });

  it('does not hang at a node that refuses us by a limit', async () => {
    const a = await started();
    const full = await started({ limits: { maxConnectionsPerPeer: 0 } });
    full.handle('/test/full', { maxFrameBytes: 64 }, () => undefined);
    const outcome = await open(a, full, '/test/full').then(
      async (channel) => ((await take(channel, 1)).length === 0 ? 'ended' : 'served'),
      (error: unknown) => (error instanceof MeshError ? error.code : error),
    );
    expect(['ended', 'peer-unreachable']).toContain(outcome);
    expect(full.connections()).toBe(0);
  });
});

describe('the end of a connection', () => {
  it('is told to both sides once, and ends their channels', async () => {
    const [a, b] = await Promise.all([started(), started()]);
    const gone = Promise.all([a, b].map((net) => new Promise((resolve) => net.onDisconnect(resolve))));
    const [from, to] = await pair(a, b, '/test/gone');
    await a.disconnect(b.peerId);
    expect(await gone).toEqual([b.peerId, a.peerId]);
    expect(await take(to, 1)).toEqual([]);
    await Promise.all([from.closed, to.closed]);
    expect([from.ending, to.ending]).toEqual([{ kind: 'lost' }, { kind: 'lost' }]);
    expect([a.connections(), b.connections()]).toEqual([0, 0]);
    await a.disconnect(b.peerId);
  });

  it('is noticed when the other side falls silent without a word', async () => {
    const liveness = { silenceMs: 30, answerMs: 200 };
    const [a, b] = await Promise.all([started({ limits: { liveness } }), started()]);
    const port = Number((b.addresses()[0] ?? '').split('/')[4]);
    const sockets: Socket[] = [];
    const proxy = createServer((socket) => {
      const onward = connect(port, '127.0.0.1');
      for (const end of [socket, onward]) end.on('error', () => undefined);
      socket.pipe(onward).pipe(socket);
      sockets.push(socket, onward);
    });
    const multiaddrs = [`/ip4/127.0.0.1/tcp/${await listening(proxy)}`];
    const served = accept(b, '/test/silent');
    const channel = await a.open({ peerId: b.peerId, multiaddrs, protocol: '/test/silent', signal: patience() });
    await served;
    for (const socket of sockets) socket.unpipe().pause();
    expect(await take(channel, 1)).toEqual([]);
    expect(channel.ending).toEqual({ kind: 'lost' });
    for (const socket of sockets) socket.destroy();
  });

  it('does not come from silence alone, as long as the other side answers when it is asked', async () => {
    const liveness = { silenceMs: 15, answerMs: 5_000 };
    const [a, b] = await Promise.all([started({ limits: { liveness } }), started()]);
    const asked = new Promise<void>((resolve) => {
      let left = 3;
      b.handle('/ipfs/ping/1.0.0', { maxFrameBytes: 64 }, () => {
        if (--left === 0) resolve();
      });
    });
    const [channel] = await pair(a, b, '/test/quiet');
    await asked;
    expect(channel.ending).toBeUndefined();
    expect(a.connections()).toBe(1);
  });
});

describe('stopping', () => {
  it('ends channels and connections, may be asked twice, and refuses what comes later', async () => {
    const [a, b] = await Promise.all([started(), started()]);
    const [from, to] = await pair(a, b, '/test/stop');
    await Promise.all([a.close(), a.close()]);
    await Promise.all([from.closed, to.closed]);
    expect(await take(to, 1)).toEqual([]);
    expect(a.connections()).toBe(0);
    await expect(open(a, b, '/test/stop')).rejects.toMatchObject({ code: 'stopping' });
    expect(() => a.handle('/test/other', { maxFrameBytes: 1 }, () => undefined)).toThrow('closed');
    await a.close();
  });

  it('frees its port', async () => {
    const first = await started();
    const address = (first.addresses()[0] ?? '').replace(/\/p2p\/.*/, '');
    await first.close();
    expect((await started({ listen: [address] })).addresses()[0]).toContain(address);
  });

  it('refuses a second handler for one protocol', async () => {
    const a = await started();
    a.handle('/test/once', { maxFrameBytes: 1 }, () => undefined);
    expect(() => a.handle('/test/once', { maxFrameBytes: 1 }, () => undefined)).toThrow('has a handler already');
  });
});
