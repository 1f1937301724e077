import { describe, expect, it, onTestFinished } from 'vitest';
import { randomBytes } from 'node:crypto';
import { SecretKey } from '../../src/base/base.ts';
import type { Net, NetOptions, RelayBounds } from '../../src/net/net.ts';
import { accept, echo, node, patience, rawNode, take } from './net-nodes.ts';

const protocol = '/test/reach/1';
const bounds: RelayBounds = { maxReservations: 4, maxBytes: 8 * 1024 * 1024, maxSeconds: 600 };

async function started(options: Partial<NetOptions> = {}): Promise<Net> {
  const net = await node(options);
  onTestFinished(() => net.close());
  return net;
}

/** A relay that gives a place to everyone, unless `may` says otherwise. */
async function relay(may: () => boolean = () => true, offer = bounds, more: Partial<NetOptions> = {}): Promise<Net> {
  const net = await started({ reach: { offer }, ...more });
  net.relayFor(may);
  return net;
}

const addressOf = (net: Net): string => net.addresses().find((address) => !address.includes('p2p-circuit')) ?? '';
const throughRelay = (net: Net): readonly string[] =>
  net.addresses().filter((address) => address.includes('/p2p-circuit/'));

/** A node that listens nowhere, and wants a place at these relays. */
const hidden = (...relays: readonly Net[]): Promise<Net> =>
  started({ listen: [], reach: { relays: relays.map(addressOf) } });

/** Resolves when the node is reached through as many relays. */
async function reachedBy(net: Net, count: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (): void => {
    if (throughRelay(net).length === count) resolve();
  };
  net.onAddresses(look);
  look();
  await promise;
}

const open = (from: Net, to: Net, multiaddrs: readonly string[]) =>
  from.open({ peerId: to.peerId, multiaddrs, protocol, signal: patience() });

describe('a node that listens nowhere', () => {
  it('is reached through a relay, each end proved to the other', async () => {
    const middle = await relay();
    const far = await hidden(middle);
    const near = await started();
    await reachedBy(far, 1);
    expect(throughRelay(far)).toEqual([`${addressOf(middle)}/p2p-circuit/p2p/${far.peerId}`]);
    const served = accept(far, protocol, 1024 * 1024);
    const channel = await open(near, far, throughRelay(far));
    const other = await served;
    expect([channel.remotePeer, other.remotePeer]).toEqual([far.peerId, near.peerId]);
    void echo(other);
    const text = new Uint8Array(randomBytes(300_000));
    channel.send(text.slice());
    expect(await take(channel, 1)).toEqual([text]);
  });

  it('is reached again after the relay was away', async () => {
    const hostSeed = SecretKey.own(new Uint8Array(32).fill(77));
    const first = await relay(undefined, bounds, { hostSeed });
    const address = addressOf(first);
    const far = await hidden(first);
    await reachedBy(far, 1);
    await first.close();
    await reachedBy(far, 0);
    const listen = [address.replace(/\/p2p\/.*/, '')];
    await relay(undefined, bounds, { hostSeed: SecretKey.own(new Uint8Array(32).fill(77)), listen });
    await reachedBy(far, 1);
    const served = accept(far, protocol);
    await open(await started(), far, throughRelay(far));
    expect((await served).protocol).toBe(protocol);
  }, 60_000);

  it('is not reached through a relay that it did not choose', async () => {
    const [chosen, other] = [await relay(), await relay()];
    const far = await hidden(chosen);
    await reachedBy(far, 1);
    // It is connected to the other relay all the same, and that one would relay.
    await far
      .open({ peerId: other.peerId, multiaddrs: other.addresses(), protocol, signal: patience() })
      .catch(() => undefined);
    const near = await started();
    await expect(open(near, far, [`${addressOf(other)}/p2p-circuit/p2p/${far.peerId}`])).rejects.toMatchObject({
      code: 'peer-unreachable',
    });
  });
});

describe('a relay', () => {
  it('gives a place only to whom it is told to, and asks again each time', async () => {
    let known = false;
    const middle = await relay(() => known);
    const far = await hidden(middle);
    const refused = open(await started(), far, [`${addressOf(middle)}/p2p-circuit/p2p/${far.peerId}`]);
    await expect(refused).rejects.toMatchObject({ code: 'peer-unreachable' });
    expect(throughRelay(far)).toEqual([]);
    known = true;
    await reachedBy(far, 1);
  });

  it('has no more places than it says', async () => {
    const middle = await relay(undefined, { ...bounds, maxReservations: 1 });
    const first = await hidden(middle);
    await reachedBy(first, 1);
    const second = await hidden(middle);
    const tried = open(await started(), second, [`${addressOf(middle)}/p2p-circuit/p2p/${second.peerId}`]);
    await expect(tried).rejects.toMatchObject({ code: 'peer-unreachable' });
    expect(throughRelay(second)).toEqual([]);
  });

  it('breaks a connection off that carried more than its share', async () => {
    const middle = await relay(undefined, { ...bounds, maxBytes: 256 * 1024 });
    const far = await hidden(middle);
    await reachedBy(far, 1);
    const served = accept(far, protocol, 1024 * 1024);
    const channel = await open(await started(), far, throughRelay(far));
    void echo(await served);
    for (let n = 0; n < 8; n++) channel.send(new Uint8Array(64 * 1024));
    await channel.closed;
    expect(channel.ending?.kind).toBe('lost');
  });
});

describe('addresses', () => {
  it('of a node that listens by WebSocket are dialled like any other', async () => {
    const far = await started({ listen: ['/ip4/127.0.0.1/tcp/0/ws'] });
    expect(far.addresses()[0]).toMatch(/^\/ip4\/127\.0\.0\.1\/tcp\/\d+\/ws\/p2p\//);
    const served = accept(far, protocol, 1024 * 1024);
    const channel = await open(await started(), far, far.addresses());
    void echo(await served);
    const text = new Uint8Array(randomBytes(200_000));
    channel.send(text.slice());
    expect(await take(channel, 1)).toEqual([text]);
  });

  it('that lead straight to the node are tried before those through a relay', async () => {
    const middle = await relay();
    const far = await started({ reach: { relays: [addressOf(middle)] } });
    await reachedBy(far, 1);
    void accept(far, protocol);
    const near = await started();
    const [relayed = ''] = throughRelay(far);
    await open(near, far, [relayed, addressOf(far)]);
    // Nothing of it passed the relay: the near node has one connection.
    expect([near.connections(), middle.connections()]).toEqual([1, 1]);
  });
});

describe('a stranger', () => {
  it('gets nothing from a relay, and harms none by nonsense', async () => {
    const middle = await relay(() => false);
    const stranger = await rawNode();
    onTestFinished(() => stranger.stop());
    const { multiaddr } = await import('@multiformats/multiaddr');
    const stream = await stranger.dialProtocol(multiaddr(addressOf(middle)), '/libp2p/circuit/relay/0.2.0/hop');
    stream.send(new Uint8Array(randomBytes(500)));
    const far = await hidden(middle);
    await far
      .open({ peerId: middle.peerId, multiaddrs: [addressOf(middle)], protocol, signal: patience() })
      .catch(() => 0);
    expect(middle.connections()).toBeGreaterThan(0);
  });
});

describe('connections of strangers', () => {
  it('make room, the oldest first, and those of peers who proved who they are do not', async () => {
    const far = await started({ limits: { maxConnections: 8 } });
    const [friend, ...strangers] = await Promise.all(Array.from({ length: 12 }, () => started({ listen: [] })));
    if (friend === undefined) throw new Error('nobody came');
    far.handle(protocol, { maxFrameBytes: 10 }, () => undefined);
    const channel = await open(friend, far, far.addresses());
    far.admit(friend.peerId);
    for (const stranger of strangers) await open(stranger, far, far.addresses());
    expect(far.connections()).toBeLessThanOrEqual(7);
    expect(channel.ending).toBe(undefined);
    expect(strangers.map((stranger) => stranger.connections()).at(-1)).toBe(1);
    // Without room made, the ninth would have been refused.
    expect(strangers.length).toBeGreaterThan(8);
  });
});
