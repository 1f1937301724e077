import { describe, expect, it } from 'vitest';
import { parseMeshDid, utf8, type MeshDid } from '../../../src/base/base.ts';
import { frameBody, readCarriedFrame, type CarriedFrame } from '../../../src/bridge/bridge.ts';
import { commitChange } from '../../../src/ahead.ts';
import { FrameQueue } from '../../../src/frame-queue.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';
import { present, received } from './frames.ts';

const did = (digit: string): MeshDid => present(parseMeshDid(`did:mesh:${digit.repeat(32)}`));
const [client, ann, ben] = [did('1'), did('2'), did('3')];

function message(from: MeshDid, id: string): CarriedFrame {
  const key = Buffer.alloc(32, 1).toString('base64');
  const frame = { v: 1, type: 'message', from, to: client, id, header: { dh: key, pn: 0, n: 0 }, ciphertext: key };
  return received(readCarriedFrame(utf8(JSON.stringify(frame))));
}

/** A queue with a client at it, and what that client got: sender and id. */
async function queueOf(frames: readonly CarriedFrame[], isLegacy = false) {
  const world = new World('queue');
  const store = new MemoryStore(world);
  const problems: unknown[] = [];
  const ports = {
    store,
    now: () => world.now(),
    isHeld: () => false,
    problem: (error: unknown) => problems.push(error),
  };
  const queue = new FrameQueue(client, ports);
  const got: (readonly [MeshDid, string])[] = [];
  const send = async (bytes: Uint8Array | string): Promise<boolean> => {
    const { from, id } = received(readCarriedFrame(typeof bytes === 'string' ? utf8(bytes) : bytes));
    got.push([from, id]);
    return true;
  };
  const line = { send, close: () => undefined };
  queue.attach(line, isLegacy);
  for (const frame of frames) {
    const put = queue.put(frame, frameBody(frame));
    await world.finish(commitChange(store, put));
  }
  const opened = async (): Promise<FrameQueue> => {
    await world.finish(store.commit([]));
    return new FrameQueue(client, ports);
  };
  return { queue, got, line, world, store, opened };
}

/** A connection that keeps what it is given, and writes it or not. */
function lineOf(isWritten: boolean) {
  const got: Uint8Array[] = [];
  const send = (bytes: Uint8Array | string): Promise<boolean> => {
    if (typeof bytes !== 'string') got.push(bytes);
    return Promise.resolve(isWritten);
  };
  return { got, send, close: () => undefined };
}

describe('the queue of a client', () => {
  it('has no two frames of one id in hand, so that an acknowledgement names one of them', async () => {
    const { queue, got } = await queueOf([message(ann, 'a'), message(ben, 'a'), message(ben, 'b'), message(ann, 'c')]);
    expect(got).toEqual([
      [ann, 'a'],
      [ann, 'c'],
    ]);
    expect(queue.took({ id: 'a' })?.from).toBe(ann);
    expect(got.slice(2)).toEqual([
      [ben, 'a'],
      [ben, 'b'],
    ]);
    expect(queue.took({ id: 'a' })?.from).toBe(ben);
    expect(queue.took({ id: 'a' })).toBeUndefined();
    expect([queue.took({ id: 'b' })?.from, queue.took({ id: 'c' })?.from, queue.count]).toEqual([ben, ann, 0]);
  });

  it('takes a frame for taken only where all that is said of it is so', async () => {
    const { queue } = await queueOf([message(ann, 'a')]);
    expect(queue.took({ id: 'a', from: ben })).toBeUndefined();
    expect(queue.took({ id: 'a', from: ann, type: 'knock' })).toBeUndefined();
    expect(queue.taking({ id: 'a', from: ben, type: 'message' }).operations).toEqual([]);
    expect(queue.took({ id: 'a', from: ann, type: 'message' })?.id).toBe('a');
    expect(queue.inHand).toBe(0);
  });

  it('hands everything over again to a client that comes back', async () => {
    const { queue, got } = await queueOf([message(ann, 'a'), message(ben, 'a')]);
    const again: string[] = [];
    const line = {
      send: (bytes: Uint8Array | string) => Promise.resolve(again.push(String(bytes.length)) > 0),
      close: () => undefined,
    };
    queue.attach(line, false);
    expect([got.length, again.length]).toEqual([1, 1]);
    queue.took({ id: 'a' });
    expect(again).toHaveLength(2);
  });

  it('takes what was written to a legacy client that breaks off for taken, and nothing that was not', async () => {
    const { queue, line } = await queueOf([message(ann, 'a'), message(ann, 'b')], true);
    queue.detach(line, false);
    expect(queue.count).toBe(0);
    const waiting = await queueOf([]);
    waiting.queue.detach(waiting.line, true);
    const broken = lineOf(false);
    waiting.queue.attach(broken, true);
    for (const id of ['a', 'b']) {
      const frame = message(ann, id);
      await waiting.world.finish(commitChange(waiting.store, waiting.queue.put(frame, frameBody(frame))));
    }
    waiting.queue.detach(broken, false);
    expect([broken.got.length, waiting.queue.count]).toEqual([2, 2]);
    const next = lineOf(true);
    waiting.queue.attach(next, true);
    expect(next.got).toEqual(broken.got);
  });

  it('hands over again what a legacy client had not acknowledged when it closed, or answered our close', async () => {
    const { queue, line } = await queueOf([message(ann, 'a'), message(ann, 'b')], true);
    queue.took({ id: 'a' });
    queue.detach(line, true);
    const next = lineOf(true);
    queue.attach(next, true);
    expect([queue.count, next.got.length]).toEqual([1, 1]);
  });

  it('hands nothing over once the node stops, also on a connection that comes then', async () => {
    const { queue, line } = await queueOf([]);
    queue.pause();
    queue.detach(line, true);
    const next = lineOf(true);
    queue.attach(next, true);
    const frame = message(ann, 'a');
    queue.put(frame, frameBody(frame)).landed();
    expect([queue.count, next.got.length]).toEqual([1, 0]);
  });

  it('knows after a crash what a legacy client had in hand', async () => {
    const { queue, line, opened } = await queueOf([message(ann, 'a'), message(ann, 'b'), message(ann, 'c')], true);
    expect([...(await opened()).lastInHand()]).toEqual([1, 2, 3]);
    queue.detach(line, true);
    expect([...(await opened()).lastInHand()]).toEqual([]);
  });
});
