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
import { accept, node, open, patience } from './net-nodes.ts';

const topic = '/test/1';
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

/** Publishes until it is heard: who is in the topic is told by the peers themselves, in their own time. */
async function published(from: Net, text: string, to: Member): Promise<void> {
  const late = patience();
  for (let n = 0; !to.texts.some((heard) => heard.startsWith(text)); n++) {
    late.throwIfAborted();
    await from.topics?.publish(topic, utf8(`${text} ${n}`));
    await new Promise((next) => setTimeout(next, 20));
  }
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
    const late = patience();
    const speak = async (n: number): Promise<void> => {
      late.throwIfAborted();
      await other.services.pubsub.publish(topic, utf8(`outsider ${n}`));
      await new Promise((next) => setTimeout(next, 20));
    };
    for (let n = 0; n < 20; n++) await speak(n);
    expect(other.services.pubsub.getSubscribers(topic)).toEqual([]);
    expect(a.texts).toEqual([]);
    a.net.topics?.admit(peer);
    for (let n = 20; a.texts.length === 0; n++) await speak(n);
    a.net.topics?.dismiss(peer);
    const heard = a.texts.length;
    for (let n = 10_000; n < 10_010; n++) await speak(n);
    expect(a.texts.slice(heard).filter((text) => text.startsWith('outsider 10'))).toEqual([]);
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
