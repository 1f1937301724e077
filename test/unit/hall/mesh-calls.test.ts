import { describe, expect, it } from 'vitest';
import { fromUtf8, MeshError, newMessageId, utf8, type MessageId, type Reason } from '../../../src/base/base.ts';
import type { Egress, RawResponse } from '../../../src/bridge/bridge.ts';
import { meshDidOf } from '../../../src/bridge/bridge.ts';
import type { Sent } from '../../../src/draft.ts';
import { MeshCalls } from '../../../src/mesh-calls.ts';
import type { Envelope } from '../../../src/wire/wire.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { World } from '../../sim/world.ts';
import { agent } from '../identity/fixture.ts';

const self = agent('alice').did;
const host = agent('bob').did;
const caller = meshDidOf(agent('bob').signing.publicKey);
const card = {
  name: 'a',
  supportedInterfaces: [{ url: 'http://a/', protocolBinding: 'JSONRPC', protocolVersion: '1.0' }],
};

/** Calls of an A2A agent that answers with what `says` gives. */
class Scene {
  readonly world: World;
  readonly store: MemoryStore;
  readonly heard: unknown[] = [];
  readonly judged: string[] = [];
  readonly problems: unknown[] = [];
  /** What the agent says. */
  says: () => Promise<string> = () => Promise.resolve('hello');
  /** Why an answer may not be sent. */
  forbids: (payload: string) => Reason | undefined = () => undefined;
  calls: MeshCalls;

  constructor(seed: string) {
    this.world = new World(seed);
    this.store = new MemoryStore(this.world);
    this.calls = this.open();
  }

  open(): MeshCalls {
    const { world, store } = this;
    const egress: Pick<Egress, 'perform'> = { perform: async ({ method }) => await this.#respond(method) };
    return (this.calls = new MeshCalls({
      store,
      clock: world,
      random: world.random,
      self,
      egress: { ...egress, close: () => Promise.resolve(), [Symbol.asyncDispose]: () => Promise.resolve() },
      served: { mcp: false, a2a: true },
      pipeline: {
        judgeClear: async (envelope, direction) => {
          this.judged.push(
            `${direction} ${envelope.body.kind} ${envelope.from === host ? 'of the caller' : 'of ours'}`,
          );
          return { envelope, refused: undefined, record: () => [] };
        },
      },
      send: (_to, { body }, _ttlMs, cause) => this.#send(body, cause ?? []),
      problem: (error) => void this.problems.push(error),
    }));
  }

  async #respond(method: string): Promise<RawResponse> {
    const said =
      method === 'GET'
        ? card
        : { jsonrpc: '2.0', id: 1, result: { message: { parts: [{ text: await this.says() }] } } };
    const one = async function* (): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(utf8(JSON.stringify(said)));
    };
    return { status: 200, headers: [['Content-Type', 'application/json']], body: one() };
  }

  async #send(body: Uint8Array, cause: Parameters<MemoryStore['commit']>[0]): Promise<Sent> {
    const text = fromUtf8(body) ?? '';
    const reason = this.forbids(text);
    const id = this.id();
    if (reason !== undefined) return { kind: 'refused', id, reason };
    await this.store.commit(cause);
    this.heard.push(JSON.parse(text));
    return { kind: 'accepted', id };
  }

  id(): MessageId {
    return newMessageId(this.world.now(), this.world.random);
  }

  /** A message of the caller comes, and its commit is done. */
  async take(payload: unknown): Promise<void> {
    const now = this.world.now();
    const body = { kind: 'message', topic: 'agentmesh', contentType: 'application/json', replyTo: undefined } as const;
    const envelope: Envelope = {
      id: this.id(),
      from: host,
      to: self,
      created: now,
      expires: now,
      traceparent: '',
      body: { ...body, body: utf8(JSON.stringify(payload)), agent: caller },
    };
    const inbox = { take: () => ({ cursor: 1, operations: [], arrived: () => this.heard.push('the inbox') }) };
    const taken = this.calls.before(inbox).take(envelope, now);
    await this.store.commit(taken.operations);
    taken.arrived();
  }

  /** What is marked as under way on disk. */
  get marks(): number {
    return this.store.disk.get('agentmesh')?.size ?? 0;
  }
}

const refusal = (reason: string) => ({ error: { data: [{ reason }] } });

describe('a call of an AgentMesh agent', () => {
  it('is performed, judged as exchanges, and answered; its mark goes with the answer', async () => {
    const scene = new Scene('answered');
    await scene.world.finish(scene.take({ id: 7, message: 'hi' }));
    expect(scene.marks).toBe(1);
    await scene.world.until(() => scene.heard.length === 1);
    expect(scene.heard).toEqual([{ inReplyTo: 7, message: 'hello', parts: [{ text: 'hello' }] }]);
    const exchange = ['in request of the caller', 'out response of ours'];
    expect(scene.judged).toEqual([...exchange, ...exchange]);
    expect(scene.marks).toBe(0);
  });

  it('is told what may not or cannot be said instead of the answer', async () => {
    const scene = new Scene('unsaid');
    scene.forbids = (payload) => (payload.includes('secret') ? 'policy-denied' : undefined);
    scene.says = () => Promise.resolve('secret');
    await scene.world.finish(scene.take({ id: 1, message: 'hi' }));
    await scene.world.until(() => scene.heard.length === 1);
    scene.says = () => Promise.resolve('x'.repeat(800_000));
    await scene.world.finish(scene.take({ id: 2, message: 'hi' }));
    await scene.world.until(() => scene.heard.length === 2);
    expect(scene.heard).toMatchObject([
      { inReplyTo: 1, ...refusal('POLICY_DENIED') },
      { inReplyTo: 2, ...refusal('TOO_LARGE') },
    ]);
    // Where nothing may be said the call is over all the same.
    scene.forbids = () => 'policy-denied';
    await scene.world.finish(scene.take({ id: 3, message: 'hi' }));
    await scene.world.until(() => scene.calls.active === 0);
    expect(scene.marks).toBe(0);
    expect(scene.problems).toEqual([]);
  });

  it('is refused when too many of its agent are under way', async () => {
    const scene = new Scene('many');
    const { promise, resolve } = Promise.withResolvers<string>();
    scene.says = () => promise;
    for (let id = 0; id < 33; id++) await scene.world.finish(scene.take({ id, message: 'hi' }));
    await scene.world.until(() => scene.heard.length === 1);
    expect(scene.heard).toMatchObject([{ inReplyTo: 32, ...refusal('OVERLOADED') }]);
    expect(scene.calls.active).toBe(32);
    resolve('done');
    await scene.world.until(() => scene.heard.length === 33 && scene.calls.active === 0);
    expect(scene.marks).toBe(0);
  });

  it('that a stop cut off is not made again: its agent hears of it after the next start', async () => {
    const scene = new Scene('stopped');
    const { promise, resolve } = Promise.withResolvers<string>();
    scene.says = () => promise;
    await scene.world.finish(scene.take({ id: 'a', message: 'hi' }));
    const stopped = scene.calls.stop();
    resolve('too late');
    await scene.world.finish(stopped);
    expect(scene.heard).toEqual([]);
    expect(scene.marks).toBe(1);
    const judged = scene.judged.length;
    await scene.world.finish(scene.open().recover());
    expect(scene.heard).toMatchObject([{ inReplyTo: 'a', ...refusal('INTERRUPTED') }]);
    expect(scene.judged).toHaveLength(judged);
    expect(scene.marks).toBe(0);
  });

  it('keeps its mark while its answer cannot be kept', async () => {
    const scene = new Scene('full');
    scene.forbids = () => {
      throw new MeshError('outbox-full', 'Too many messages wait.');
    };
    await scene.world.finish(scene.take({ id: 1, message: 'hi' }));
    await scene.world.until(() => scene.problems.length === 1 && scene.calls.active === 0);
    expect(scene.marks).toBe(1);
  });
});

it('everything else goes to the inbox', async () => {
  const scene = new Scene('inbox');
  await scene.world.finish(scene.take({ inReplyTo: 1, message: 'hi' }));
  expect(scene.heard).toEqual(['the inbox']);
});
