import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { parseMeshDid } from '../../src/base/base.ts';
import { closeCodes, startMeshRelay, type CarriedFrame, type RelayLine } from '../../src/bridge/bridge.ts';

const did = parseMeshDid(`did:mesh:${'1'.repeat(32)}`);
/** More frames than the relay reads ahead of the store while the node runs. */
const many = 600;

/** A relay whose store takes nothing until it is told to, and one client that is let in. */
async function scene() {
  if (did === undefined) throw new Error('no DID');
  const taken: CarriedFrame[] = [];
  const acknowledged: string[] = [];
  const stored = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<boolean>();
  const admitted = Promise.withResolvers<RelayLine>();
  const relay = await startMeshRelay(
    { host: '127.0.0.1', port: 0, isLoopback: true },
    {
      admit: (_, line) => {
        admitted.resolve(line);
        return Promise.resolve({
          did,
          take: (frame) => {
            taken.push(frame);
            return stored.promise;
          },
          acknowledged: (id) => void acknowledged.push(id),
          ended: (isClean) => ended.resolve(isClean),
        });
      },
      refused: () => undefined,
      problem: (error) => ended.reject(error),
    },
  );
  onTestFinished(() => relay.close());
  const url = `${relay.url.replace('http', 'ws')}/ws`;
  const socket = new WebSocket(url);
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  const say = (frame: Readonly<Record<string, unknown>>): void => socket.send(JSON.stringify({ v: 1, ...frame }));
  say({ type: 'connect', from: did });
  const line = await admitted.promise;
  return { relay, url, socket, say, line, taken, acknowledged, stored, ended: ended.promise };
}

function message(id: string): Readonly<Record<string, unknown>> {
  const key = Buffer.alloc(32, 1).toString('base64');
  return { type: 'message', from: did, to: did, id, header: { dh: key, pn: 0, n: 0 }, ciphertext: key };
}

describe('the relay of AgentMesh clients', () => {
  it('knows what a client took that closes, or answers the close, and not of one that breaks off', async () => {
    const closing = await scene();
    closing.socket.close();
    expect(await closing.ended).toBe(true);
    const answering = await scene();
    answering.line.close(closeCodes.restart, 'the node restarts');
    expect(await answering.ended).toBe(true);
    const breaking = await scene();
    breaking.socket.terminate();
    expect(await breaking.ended).toBe(false);
  });

  it('reads no further than its store keeps up, but at a stop what was sent, down to the acknowledgement behind it', async () => {
    const { relay, say, taken, acknowledged, stored, line, ended } = await scene();
    for (let n = 0; n < many; n++) say(message(`m${n}`));
    say({ type: 'ack', id: 'last' });
    await reads(taken, 256);
    // Were it not held up, the rest would have come in the turns that this takes.
    await fetch(`${relay.url}/health`);
    expect(taken.length).toBeLessThan(many);
    expect(acknowledged).toEqual([]);
    relay.drain();
    await reads(taken, many);
    await reads(acknowledged, 1);
    expect(acknowledged).toEqual(['last']);
    line.close(closeCodes.restart, 'the node restarts');
    stored.resolve();
    expect(await ended).toBe(true);
  });

  it('lets nobody in once the node stops', async () => {
    const { relay, url } = await scene();
    relay.drain();
    const late = new WebSocket(url);
    const [error] = await once(late, 'error');
    expect(String(error)).toContain('503');
  });

  it('takes what a client says in one breath with its first frame', async () => {
    const { relay, url, taken } = await scene();
    const quick = new WebSocket(url);
    onTestFinished(() => quick.terminate());
    await once(quick, 'open');
    quick.send(JSON.stringify({ v: 1, type: 'connect', from: did }));
    for (let n = 0; n < 200; n++) quick.send(JSON.stringify({ v: 1, ...message(`m${n}`) }));
    await reads(taken, 200);
    expect([taken.length, quick.readyState]).toEqual([200, WebSocket.OPEN]);
    await relay.close();
  });
});

/** Resolves once so much is there. */
async function reads(what: readonly unknown[], count: number): Promise<void> {
  while (what.length < count) await new Promise((next) => setImmediate(next));
}
