import { once } from 'node:events';
import { setImmediate as immediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { noise } from '@chainsafe/libp2p-noise';
import { generateKeyPair } from '@libp2p/crypto/keys';
import { identify } from '@libp2p/identify';
import type { PrivateKey, Stream } from '@libp2p/interface';
import { tcp } from '@libp2p/tcp';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import { createLibp2p } from 'libp2p';
import { afterEach, describe, expect, it } from 'vitest';
import { concat, parsePeerId, systemRandom, utf8 } from '../../src/base/base.ts';
import { node, patience } from './net-nodes.ts';

const topic = '/test/1';
const meshsub = '/meshsub/1.2.0';
/** Ids of each kind in one frame: nearly as many as are taken. */
const idsPerFrame = 500;
const idBytes = 32;
/** Frames before memory is looked at first, and after that. */
const frames = { first: 50, second: 500 };
/** Part of the bytes that were sent by which memory may grow: were the ids kept, it would grow by as much as was sent. */
const mostKept = 1 / 4;

const running: AsyncDisposable[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one[Symbol.asyncDispose]();
});

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

/** Bytes in use once what nobody holds is gone: buffers go in a turn after that of the objects that held them. */
async function heapBytes(): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    collect();
    await immediate();
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Uint8Array.of(...bytes, rest);
}

/** A field of a Protobuf message that has a length. */
const field = (number: number, ...parts: readonly Uint8Array[]): Uint8Array => {
  const bytes = concat(...parts);
  return concat(Uint8Array.of(number * 8 + 2), varint(bytes.length), bytes);
};

const many = (count: number, one: () => Uint8Array): Uint8Array => concat(...Array.from({ length: count }, one));
let names = 0;
const newTopic = (): Uint8Array => utf8(`/unheard-of/${names++}`);
const newIds = (number: number): Uint8Array => many(idsPerFrame, () => field(number, systemRandom(idBytes)));

/** One frame of everything that a peer may announce, ask for and refuse, none of which was ever heard of. */
function announcements(): Uint8Array {
  const subscribe = many(2, () => field(1, Uint8Array.of(8, 1), field(2, newTopic())));
  const ihave = field(1, field(1, utf8(topic)), newIds(2));
  const iwant = field(2, newIds(1));
  const graft = many(50, () => field(3, field(1, newTopic())));
  const prune = many(50, () => field(4, field(1, newTopic())));
  const idontwant = field(5, newIds(1));
  return concat(subscribe, field(3, ihave, iwant, graft, prune, idontwant));
}

/** A frame with one message, signed as gossipsub wants it. */
async function message(key: PrivateKey, text: string): Promise<Uint8Array> {
  const from = key.publicKey.toMultihash().bytes;
  const unsigned = concat(field(1, from), field(2, utf8(text)), field(3, systemRandom(8)), field(4, utf8(topic)));
  const signature = await key.sign(concat(utf8('libp2p-pubsub:'), unsigned));
  return field(2, unsigned, field(5, signature));
}

async function send(stream: Stream, frame: Uint8Array): Promise<void> {
  if (!stream.send(concat(varint(frame.length), frame))) await once(stream, 'drain', { signal: patience() });
}

/** A peer that speaks gossipsub by hand, and cannot be asked for what it announced: else it is cut off for not giving it. */
async function talker(key: PrivateKey) {
  const host = await createLibp2p({
    privateKey: key,
    addresses: { listen: [] },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux()],
    services: { identify: identify() },
    connectionMonitor: { enabled: false },
  });
  running.push({ [Symbol.asyncDispose]: async () => host.stop() });
  return host;
}

describe('a peer that announces without end', { timeout: 60_000 }, () => {
  it('makes a node hold no more for hundreds of thousands of ids than for a few, and is still heard', async () => {
    const net = await node({ topics: [topic] });
    running.push(net);
    const heard = new Map<string, () => void>();
    net.topics?.join(topic, async (_from, bytes) => {
      heard.get(new TextDecoder().decode(bytes))?.();
      return 'accept';
    });
    const key = await generateKeyPair('Ed25519');
    const host = await talker(key);
    const peer = parsePeerId(host.peerId.toString());
    if (peer === undefined) throw new Error('no peer id');
    net.topics?.admit(peer);
    const stream = await host.dialProtocol(multiaddr(net.addresses()[0]), meshsub);
    /** Resolves when all of it has been read: a peer's frames are taken one after the other. */
    const flood = async (count: number, end: string): Promise<number> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      heard.set(end, resolve);
      let sent = 0;
      for (let n = 0; n < count; n++) {
        const frame = announcements();
        sent += frame.length;
        await send(stream, frame);
      }
      await send(stream, await message(key, end));
      await promise;
      return sent;
    };
    await flood(frames.first, 'the first end');
    const before = await heapBytes();
    const sent = await flood(frames.second, 'the second end');
    expect((await heapBytes()) - before).toBeLessThan(mostKept * sent);
  });
});
