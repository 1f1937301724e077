import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MeshError } from '../../src/base/base.ts';
import { channelLimits } from '../../src/net/net.ts';
import type { Channel, Net } from '../../src/net/net.ts';
import { echo, node, open, pair, patience, take } from './net-nodes.ts';

const kib = 1024;
const mib = 1024 * kib;
const timeouts = { frameMs: 10_000, stallMs: 10_000, lingerMs: 10_000 };
let a: Net;
let b: Net;

beforeAll(async () => {
  a = await node({ limits: { timeouts } });
  b = await node({ limits: { timeouts } });
});
afterAll(async () => {
  await a.close();
  await b.close();
});

function numbered(index: number, length: number): Uint8Array {
  const frame = new Uint8Array(length);
  new DataView(frame.buffer).setUint32(0, index);
  return frame;
}

const numberOf = (frame: Uint8Array): number => new DataView(frame.buffer, frame.byteOffset).getUint32(0);

/** Many round trips on another channel: what could move by then has moved. */
async function settle(probe: Channel): Promise<void> {
  for (let i = 0; i < 20; i++) {
    probe.send(Uint8Array.of(i));
    await take(probe, 1);
  }
}

describe('a channel', () => {
  it('carries frames of every size both ways, whole and unchanged', async () => {
    b.handle('/test/echo', { maxFrameBytes: 5 * mib }, (channel) => void echo(channel));
    const channel = await open(a, b, '/test/echo');
    for (const size of [0, 1, 127, 128, 16 * kib, 64 * kib + 1, 4 * mib, 5 * mib]) {
      const frame = Uint8Array.from({ length: size }, (_, i) => i % 251);
      channel.send(frame.slice());
      const [answer] = await take(channel, 1);
      expect(answer?.length).toBe(size);
      expect(Buffer.compare(answer ?? new Uint8Array(), frame)).toBe(0);
    }
    expect(channel.remotePeer).toBe(b.peerId);
    expect(channel.protocol).toBe('/test/echo');
    await channel.close();
    await channel.closed;
    expect(channel.ending).toEqual({ kind: 'closed' });
  });

  it('keeps the order of thousands of frames of mixed size', async () => {
    const [from, to] = await pair(a, b, '/test/order');
    const count = 3000;
    const received = take(to, count);
    for (let i = 0; i < count; i++) {
      if (!from.send(numbered(i, 4 + ((i * 7919) % 5000)))) await from.drained(patience());
    }
    const frames = await received;
    expect(frames.map(numberOf)).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(frames.every((frame, i) => frame.length === 4 + ((i * 7919) % 5000))).toBe(true);
    from.abort('cancelled');
  });

  it('lets a reader leave its loop and go on later with the next frame', async () => {
    const [from, to] = await pair(a, b, '/test/resume');
    for (let i = 0; i < 4; i++) from.send(numbered(i, 4));
    expect((await take(to, 1)).map(numberOf)).toEqual([0]);
    expect((await take(to, 3)).map(numberOf)).toEqual([1, 2, 3]);
    const reader = to.frames[Symbol.asyncIterator]();
    const first = reader.next();
    await expect(reader.next()).rejects.toThrow('two readers');
    from.abort('cancelled');
    expect((await first).done).toBe(true);
  });

  it('refuses to send a frame over its own cap', async () => {
    const [from] = await pair(a, b, '/test/cap', 64 * kib);
    expect(() => from.send(new Uint8Array(64 * kib + 1))).toThrow(MeshError);
    expect(() => from.send(new Uint8Array(64 * kib + 1))).toThrow('65537 bytes is over the 65536');
    from.abort('cancelled');
  });
});

describe('backpressure', () => {
  it('stops a sender whose reader stops and starts, holds a bounded amount, and loses nothing', async () => {
    b.handle('/test/probe', { maxFrameBytes: kib }, (channel) => void echo(channel));
    const probe = await open(a, b, '/test/probe');
    const [from, to] = await pair(a, b, '/test/slow');
    const count = 20_000;
    let sent = 0;
    const sender = (async () => {
      for (; sent < count; sent++) {
        if (!from.send(numbered(sent, kib))) await from.drained(patience());
        // Short writes, so that a pause finds a window half used.
        if (sent % 16 === 0) await new Promise(setImmediate);
      }
    })();
    // High water here; one read-ahead and at most two windows there; and what one drain lets through.
    const bound = 2 * channelLimits.highWaterBytes + channelLimits.readAheadBytes + 2 * mib;
    const received: number[] = [];
    for (let round = 0; round < 30; round++) {
      for (let before = -1; before !== sent;) {
        before = sent;
        await settle(probe);
      }
      expect(sent - received.length).toBeGreaterThan(1000);
      expect((sent - received.length) * kib).toBeLessThan(bound);
      received.push(...(await take(to, 150)).map(numberOf));
    }
    received.push(...(await take(to, count - received.length)).map(numberOf));
    expect(received).toEqual(Array.from({ length: count }, (_, i) => i));
    await sender;
    from.abort('cancelled');
    probe.abort('cancelled');
  });

  it('says false above the high-water mark, and breaks off a sender who ignores it', async () => {
    const [from] = await pair(a, b, '/test/ignore');
    const frame = new Uint8Array(mib);
    const answers = Array.from({ length: 15 }, () => from.send(frame.slice()));
    expect(answers.slice(0, 1)).toEqual([false]);
    expect(from.ending).toBeUndefined();
    for (let i = 0; i < 16; i++) from.send(frame.slice());
    expect(from.ending).toEqual({ kind: 'aborted', reason: 'overloaded' });
    expect(from.send(frame.slice())).toBe(false);
    await from.closed;
  });

  it('ends a wait for room with the caller and with the channel', async () => {
    const [from] = await pair(a, b, '/test/wait');
    for (let i = 0; i < 12; i++) from.send(new Uint8Array(mib));
    const cancel = new AbortController();
    const waiting = from.drained(cancel.signal);
    cancel.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
    const other = from.drained(patience());
    from.abort('cancelled');
    await expect(other).rejects.toMatchObject({ code: 'peer-unreachable' });
    await expect(from.drained(patience())).rejects.toMatchObject({ code: 'peer-unreachable' });
  });

  it('ends a channel whose reader has stopped for too long', async () => {
    await using impatient = await node({ limits: { timeouts: { ...timeouts, stallMs: 50 } } });
    const [from, to] = await pair(impatient, b, '/test/stall');
    for (let i = 0; i < 12; i++) from.send(new Uint8Array(mib));
    await from.closed;
    expect(from.ending).toEqual({ kind: 'aborted', reason: 'timeout' });
    await to.closed;
    expect(to.ending).toEqual({ kind: 'lost' });
  });
});

describe('the end of a channel', () => {
  it('sends what is queued before it closes, and may still receive afterwards', async () => {
    const [from, to] = await pair(a, b, '/test/half');
    const frames = Array.from({ length: 40 }, (_, i) => numbered(i, 64 * kib));
    for (const frame of frames) from.send(frame.slice());
    const closing = from.close();
    expect(from.send(new Uint8Array(1))).toBe(false);
    expect((await take(to, 1000)).map(numberOf)).toEqual(frames.map(numberOf));
    await closing;
    expect(from.ending).toBeUndefined();
    to.send(numbered(7, 4));
    expect((await take(from, 1)).map(numberOf)).toEqual([7]);
    await to.close();
    expect(await take(from, 1)).toEqual([]);
    await Promise.all([from.closed, to.closed]);
    expect([from.ending, to.ending]).toEqual([{ kind: 'closed' }, { kind: 'closed' }]);
    await from.close();
  });

  it('keeps frames that arrived before both sides closed for a reader who comes late', async () => {
    const [from, to] = await pair(a, b, '/test/late');
    for (let i = 0; i < 500; i++) from.send(numbered(i, kib));
    await Promise.all([from.close(), to.close()]);
    await from.closed;
    expect((await take(to, 1000)).length).toBe(500);
  });

  it('names the reason on the side that broke it off, and ends the frames of both', async () => {
    const [from, to] = await pair(a, b, '/test/abort');
    const there = take(to, 1);
    from.abort('score-too-low');
    from.abort('revoked');
    expect(await there).toEqual([]);
    expect(await take(from, 1)).toEqual([]);
    await Promise.all([from.closed, to.closed]);
    expect(from.ending).toEqual({ kind: 'aborted', reason: 'score-too-low' });
    expect(to.ending).toEqual({ kind: 'lost' });
    await Promise.all([from.close(), to.close()]);
  });

  it('does not wait for ever for the other side to close too', async () => {
    await using impatient = await node({ limits: { timeouts: { ...timeouts, lingerMs: 50 } } });
    const [from, to] = await pair(impatient, b, '/test/linger');
    await from.close();
    await Promise.all([from.closed, to.closed]);
    expect(from.ending).toEqual({ kind: 'aborted', reason: 'timeout' });
  });
});
