import { afterEach, describe, expect, it } from 'vitest';
import { gossipsub, type GossipSub } from '@libp2p/gossipsub';
import { noise } from '@chainsafe/libp2p-noise';
import { identify } from '@libp2p/identify';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p, type Libp2p } from 'libp2p';
import { parsePeerId, utf8, type PeerId } from '../../src/base/base.ts';
import type { Judgement, Net } from '../../src/net/net.ts';
import { eventually } from '../support/nodes.ts';
import { accept, node, open, patience, rawNode } from './net-nodes.ts';

const topic = '/test/1';
const identifyProtocol = '/ipfs/id/1.0.0';
const running: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one[Symbol.asyncDispose]();
});

/** A node in the topic, and what came to it. */
class Member {
  readonly net: Net;
  readonly heard: { readonly from: PeerId; readonly text: string }[] = [];
  #woken: (() => void)[] = [];

  constructor(net: Net, judge: (text: string) => Judgement) {
    this.net = net;
    net.topics?.join(topic, async (from, bytes) => {
      const text = new TextDecoder().decode(bytes);
      this.heard.push({ from, text });
      for (const wake of this.#woken.splice(0)) wake();
      return judge(text);
    });
  }

  get texts(): readonly string[] {
    return this.heard.map(({ text }) => text);
  }

  /** Resolves when the text was heard. */
  async hears(text: string): Promise<void> {
    const late = patience();
    while (!this.texts.includes(text)) {
      late.throwIfAborted();
      await new Promise<void>((wake) => {
        this.#woken.push(wake);
        late.addEventListener('abort', () => wake());
      });
    }
  }
}

async function member(judge: (text: string) => Judgement = () => 'accept'): Promise<Member> {
  const net = await node({ topics: [topic] });
  running.push(net);
  return new Member(net, judge);
}

/** Connects two nodes and admits them to each other, as the hall does once they have proved who they are. */
async function connect(a: Net, b: Net, protocol: string): Promise<void> {
  const served = accept(b, protocol);
  await open(a, b, protocol);
  await served;
  a.topics?.admit(b.peerId);
  b.topics?.admit(a.peerId);
}

/** Speaks until it is heard: who is in the topic is told by the peers themselves, in their own time. */
async function untilHeard(to: Member, text: string, speak: (text: string) => Promise<unknown>): Promise<void> {
  let n = 0;
  await eventually(`${text} is heard`, async () => {
    await speak(`${text} ${n++}`);
    return to.texts.some((heard) => heard.startsWith(text));
  });
}

async function published(from: Net, text: string, to: Member): Promise<void> {
  await untilHeard(to, text, async (next) => from.topics?.publish(topic, utf8(next)));
}

/** An unrelated application of libp2p with a gossipsub of its own, connected to a node. */
async function outsider(to: Net): Promise<Libp2p<{ pubsub: GossipSub }>> {
  const host = await createLibp2p({
    addresses: { listen: [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify(), pubsub: gossipsub({ allowPublishToZeroTopicPeers: true }) },
    connectionMonitor: { enabled: false },
  });
  running.push({ [Symbol.asyncDispose]: async () => host.stop() });
  await host.dial(to.addresses().map((address) => multiaddr(address)));
  host.services.pubsub.subscribe(topic);
  return host;
}

describe('a topic', { timeout: 30_000 }, () => {
  it('reaches a node that is not connected to the one that speaks, and says who passed it on', async () => {
    const [a, b, c] = [await member(), await member(), await member()];
    await connect(a.net, b.net, '/t/ab');
    await connect(b.net, c.net, '/t/bc');
    await published(a.net, 'from afar', c);
    expect(c.heard[0]?.from).toBe(b.net.peerId);
  });

  it('passes on only what was accepted', async () => {
    const verdict = (text: string): Judgement => (text.startsWith('ignored') ? 'ignore' : 'accept');
    const [a, b, c] = [await member(), await member(verdict), await member()];
    await connect(a.net, b.net, '/t/ab');
    await connect(b.net, c.net, '/t/bc');
    await published(a.net, 'first', c);
    await a.net.topics?.publish(topic, utf8('ignored'));
    await b.hears('ignored');
    await published(a.net, 'second', c);
    expect(c.texts).not.toContain('ignored');
  });

  it('has one message for the same content, whoever speaks', async () => {
    const [a, b, c] = [await member(), await member(), await member()];
    await connect(a.net, c.net, '/t/ac');
    await connect(b.net, c.net, '/t/bc');
    await published(a.net, 'from a', c);
    await published(b.net, 'from b', c);
    for (const { net } of [a, b]) await net.topics?.publish(topic, utf8('the same'));
    await c.hears('the same');
    await published(a.net, 'later a', c);
    await published(b.net, 'later b', c);
    expect(c.texts.filter((text) => text === 'the same')).toHaveLength(1);
  });

  it('hears nothing of a peer that has not proved who it is, and all it says once it has', async () => {
    const a = await member();
    const other = await outsider(a.net);
    const peer = parsePeerId(other.peerId.toString());
    if (peer === undefined) throw new Error('no peer id');
    /** Resolves when the node has received it: what it answers after that comes over the same connection. */
    const speak = async (text: string): Promise<void> => {
      await other.services.pubsub.publish(topic, utf8(text));
      const address = multiaddr(a.net.addresses()[0]);
      const stream = await other.dialProtocol(address, identifyProtocol, { signal: patience() });
      stream.abort(new Error('enough'));
    };
    for (let n = 0; n < 20; n++) await speak(`stranger ${n}`);
    expect(other.services.pubsub.getSubscribers(topic)).toEqual([]);
    expect(a.texts).toEqual([]);
    a.net.topics?.admit(peer);
    await untilHeard(a, 'admitted', speak);
    a.net.topics?.dismiss(peer);
    for (let n = 0; n < 10; n++) await speak(`dismissed ${n}`);
    expect(a.texts.filter((text) => text.startsWith('dismissed'))).toEqual([]);
  });

  it('keeps no stream for a peer that does not prove in time who it is', async () => {
    const net = await node({ topics: [topic], limits: { parkedMs: 50 } });
    running.push(net);
    const stranger = await rawNode();
    running.push({ [Symbol.asyncDispose]: async () => stranger.stop() });
    const stream = await stranger.dialProtocol(multiaddr(net.addresses()[0]), '/meshsub/1.2.0');
    await eventually('the stream ends', async () => stream.status === 'reset');
    expect(net.connections()).toBe(1);
  });

  it('casts out a peer that goes on with what is invalid', async () => {
    const a = await member((text) => (text.startsWith('bad') ? 'reject' : 'accept'));
    const b = await member();
    const outcasts = new Promise<PeerId>((resolve) => a.net.topics?.onOutcast(resolve));
    await connect(b.net, a.net, '/t/ba');
    await published(b.net, 'good', a);
    for (let n = 0; n < 200; n++) await b.net.topics?.publish(topic, utf8(`bad ${n}`));
    expect(await outcasts).toBe(b.net.peerId);
    // Three invalid messages are as many as are put up with.
    expect(a.texts.filter((text) => text.startsWith('bad'))).toHaveLength(3);
  });
});

describe('a peer that is shunned', () => {
  it('loses its connections and is not let in again until its time is over', async () => {
    const [a, b] = [await node(), await node()];
    running.push(a, b);
    const served = accept(a, '/t/1');
    const channel = await open(b, a, '/t/1');
    await served;
    await a.shun(b.peerId, 60_000);
    await channel.closed;
    const again = await open(b, a, '/t/1').catch(() => undefined);
    await again?.closed;
    expect(a.connections()).toBe(0);
  });
});
