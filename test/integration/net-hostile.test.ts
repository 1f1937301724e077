import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';
import type { Stream } from '@libp2p/interface';
import { yamux } from '@libp2p/yamux';
import { multiaddr } from '@multiformats/multiaddr';
import type { Libp2p } from 'libp2p';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import type { Channel, Net } from '../../src/net/net.ts';
import { accept, echo, node, open, patience, rawNode, take } from './net-nodes.ts';

const timeouts = { frameMs: 100, stallMs: 10_000, lingerMs: 10_000 };
const cap = 1024;
let victim: Net;
let friend: Net;
let raw: Libp2p;
let steady: Channel;

beforeAll(async () => {
  victim = await node({ limits: { timeouts } });
  friend = await node();
  raw = await rawNode();
  victim.handle('/test/steady', { maxFrameBytes: cap }, (channel) => void echo(channel));
  steady = await open(friend, victim, '/test/steady', cap);
});
afterAll(async () => {
  await raw.stop();
  await friend.close();
  await victim.close();
});

const target = (): ReturnType<typeof multiaddr> => multiaddr(victim.addresses()[0] ?? '');

/** A stream without our framing, and the victim's end of it. */
async function attack(protocol: string, from = raw): Promise<readonly [Stream, Channel]> {
  const served = accept(victim, protocol, cap);
  const stream = await from.dialProtocol(target(), protocol, { signal: patience() });
  return [stream, await served];
}

/** What the other channel echoes: [[1, 2, 3]] as long as it is undisturbed. */
async function others(): Promise<readonly number[][]> {
  steady.send(Uint8Array.of(1, 2, 3));
  return (await take(steady, 1)).map((frame) => [...frame]);
}

describe('against a hostile peer, while another channel goes on', () => {
  it.each([
    ['a prefix of 1 GiB', [0x80, 0x80, 0x80, 0x80, 0x04], 'frame-too-large'],
    ['a prefix one over the cap', [0x81, 0x08], 'frame-too-large'],
    ['a prefix that never ends', Array.from({ length: 12 }, () => 0x80), 'malformed'],
    ['a prefix longer than it need be', [0x81, 0x80, 0x00], 'malformed'],
  ])('resets the stream at %s, before any of the frame is buffered', async (name, bytes, reason) => {
    const [stream, channel] = await attack(`/test/${name.replaceAll(' ', '-')}`);
    stream.send(Uint8Array.from(bytes));
    await channel.closed;
    expect(channel.ending).toEqual({ kind: 'aborted', reason });
    expect(await take(channel, 1)).toEqual([]);
    expect(await others()).toEqual([[1, 2, 3]]);
  });

  it('delivers the good frames before a bad one only while the channel stands', async () => {
    const [stream, channel] = await attack('/test/good-then-bad');
    stream.send(Uint8Array.of(1, 42));
    expect(await take(channel, 1)).toEqual([Uint8Array.of(42)]);
    stream.send(Uint8Array.of(0xff, 0xff, 0xff, 0x7f));
    expect(await take(channel, 1)).toEqual([]);
    expect(channel.ending).toEqual({ kind: 'aborted', reason: 'frame-too-large' });
  });

  it('puts together a frame that comes byte by byte, in time', async () => {
    const [stream, channel] = await attack('/test/bytewise');
    const received = take(channel, 2);
    for (const byte of [3, 1, 2, 3, 0]) stream.send(Uint8Array.of(byte));
    expect(await received).toEqual([Uint8Array.of(1, 2, 3), new Uint8Array()]);
  });

  it('gives up on a frame that is begun and not finished in time', async () => {
    const [stream, channel] = await attack('/test/dribble');
    stream.send(Uint8Array.of(100, 1, 2, 3));
    await channel.closed;
    expect(channel.ending).toEqual({ kind: 'aborted', reason: 'timeout' });
    expect(await others()).toEqual([[1, 2, 3]]);
  });

  it('calls a stream that is closed in the middle of a frame malformed', async () => {
    const [stream, channel] = await attack('/test/cut');
    stream.send(Uint8Array.of(2, 7, 7, 100, 1));
    await stream.close();
    expect(await take(channel, 5)).toEqual([Uint8Array.of(7, 7)]);
    expect(channel.ending).toEqual({ kind: 'aborted', reason: 'malformed' });
  });

  it('survives garbage on its TCP port', async () => {
    const port = Number(target().toString().split('/')[4]);
    const garbage = Array.from({ length: 8 }, async () => {
      const socket = connect(port, '127.0.0.1');
      const over = new Promise((resolve) => socket.once('close', resolve));
      socket.on('error', () => undefined);
      socket.end(randomBytes(64 * 1024));
      await over;
    });
    await Promise.all(garbage);
    expect(await others()).toEqual([[1, 2, 3]]);
  });

  it('breaks the connection at a multiplexer frame larger than any window', async () => {
    const evil = yamux()();
    const attacker = await rawNode(() => ({
      protocol: evil.protocol,
      createStreamMuxer: (connection) => {
        const muxer = evil.createStreamMuxer(connection);
        // Once the victim has opened a stream of its own: version 0, a data frame, no flags, stream 1, 1 GiB to follow.
        const attackNow = (): boolean => connection.send(Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1, 0x40, 0, 0, 0));
        muxer.addEventListener('stream', attackNow, { once: true });
        return muxer;
      },
    }));
    onTestFinished(async () => attacker.stop());
    const lost = new Promise<string>((resolve) => victim.onDisconnect(resolve));
    await attacker.dial(target(), { signal: patience() });
    expect(await lost).toBe(attacker.peerId.toString());
    expect(await others()).toEqual([[1, 2, 3]]);
  });

  it('allows two streams of a protocol on one connection and resets the third', async () => {
    const served: Channel[] = [];
    victim.handle('/test/three', { maxFrameBytes: cap }, (channel) => {
      served.push(channel);
      channel.send(Uint8Array.of(served.length));
    });
    const first = await open(friend, victim, '/test/three');
    const second = await open(friend, victim, '/test/three');
    expect(await take(first, 1)).toEqual([Uint8Array.of(1)]);
    expect(await take(second, 1)).toEqual([Uint8Array.of(2)]);
    const third = await open(friend, victim, '/test/three');
    expect(await take(third, 1)).toEqual([]);
    expect(third.ending).toEqual({ kind: 'lost' });
    first.abort('cancelled');
    await served[0]?.closed;
    const fourth = await open(friend, victim, '/test/three');
    expect(await take(fourth, 1)).toEqual([Uint8Array.of(3)]);
  });
});
