import { describe, expect, it } from 'vitest';
import { fromUtf8, MeshError, newMessageId, utf8, type MeshDid, type Reason } from '../../../src/base/base.ts';
import { meshDidOf, type MeshReply } from '../../../src/bridge/bridge.ts';
import type { Sent } from '../../../src/draft.ts';
import { meshExchangeMs } from '../../../src/mesh-exchange.ts';
import { MeshQuestions } from '../../../src/mesh-questions.ts';
import type { EndState } from '../../../src/message-state.ts';
import type { Envelope } from '../../../src/wire/wire.ts';
import { World } from '../../sim/world.ts';
import { agent } from '../identity/fixture.ts';

const self = agent('alice').did;
const host = agent('bob').did;
const bob = meshDidOf(agent('bob').signing.publicKey);
const carol = meshDidOf(agent('carol').signing.publicKey);
const none = new AbortController().signal;

interface Put {
  readonly to: MeshDid;
  readonly sent: Sent;
  readonly payload: { readonly id: string; readonly n?: number };
  readonly ttlMs: number;
}

/** Questions to agents whose answers the test gives. */
class Scene {
  readonly world: World;
  readonly questions: MeshQuestions;
  readonly put: Put[] = [];
  readonly inbox: unknown[] = [];
  readonly told: unknown[] = [];
  /** Why a message may not leave, or what sending it throws. */
  refuses: () => Reason | undefined = () => undefined;

  constructor(seed: string) {
    const world = new World(seed);
    this.world = world;
    this.questions = new MeshQuestions({
      clock: world,
      random: world.random,
      send: async (to, { body }, ttlMs) => {
        const id = newMessageId(world.now(), world.random);
        const reason = this.refuses();
        if (reason !== undefined) return { kind: 'refused', id, reason };
        const sent = { kind: 'accepted', id } as const;
        this.put.push({ to, sent, payload: JSON.parse(fromUtf8(body) ?? ''), ttlMs });
        return sent;
      },
    });
  }

  ask(n: number, given: { id?: string; to?: MeshDid; signal?: AbortSignal } = {}): Promise<MeshReply> {
    const { id, to = bob, signal = none } = given;
    return this.questions.ask(to, { id, content: { n } }, signal);
  }

  /** Waits until so many questions were put. */
  async puts(count: number): Promise<readonly Put[]> {
    await this.world.until(() => this.put.length >= count, 1_000);
    if (this.put.length !== count) throw new Error(`${this.put.length} questions were put, not ${count}`);
    return this.put;
  }

  /** A message of an agent comes; `isKept` is false when its commit fails. */
  async says(payload: unknown, from = bob, isKept = true): Promise<void> {
    const { world } = this;
    const body = { kind: 'message', topic: 'agentmesh', contentType: 'application/json', replyTo: undefined } as const;
    const envelope: Envelope = {
      id: newMessageId(world.now(), world.random),
      from: host,
      to: self,
      created: world.now(),
      expires: world.now(),
      traceparent: '',
      body: { ...body, body: utf8(JSON.stringify(payload)), agent: from },
    };
    const inbox = { take: () => ({ cursor: 1, operations: [], arrived: () => void this.inbox.push(payload) }) };
    const taken = this.questions.before(inbox).take(envelope, world.now());
    await world.pass(1);
    if (isKept) taken.arrived();
    else taken.failed?.();
    await world.pass(1);
  }

  /** The message of a question came to its end. */
  ends({ sent: { id } }: Put, state: EndState, reason?: Reason): void {
    const feed = this.questions.watching({ tell: (end) => void this.told.push(end) });
    feed.tell({ id, at: this.world.now(), peer: host, state, reason });
  }
}

const first = <T>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('there is none');
  return one;
};

describe('a question to an AgentMesh agent', () => {
  it('is a message with a mark, and the message that names the mark is its answer', async () => {
    const scene = new Scene('named');
    const asking = scene.ask(1, { id: 'm1' });
    expect(await scene.puts(1)).toMatchObject([{ to: bob, payload: { id: 'm1', n: 1 }, ttlMs: meshExchangeMs }]);
    await scene.says({ inReplyTo: 'another', message: 'x' });
    await scene.says({ inReplyTo: 'm1', message: 'of somebody else' }, carol);
    await scene.says({ id: 1, message: 'a question of its own' });
    await scene.says({ inReplyTo: 'm1', message: 'yes' });
    expect(await asking).toMatchObject({ kind: 'answer', id: 'm1', value: { message: 'yes' } });
    await scene.says({ inReplyTo: 'm1', message: 'once more' });
    expect(scene.inbox).toHaveLength(4);
  });

  it('is answered by what the agent says next, when it is the only one to an agent that names none', async () => {
    const scene = new Scene('unnamed');
    const asking = [scene.ask(1), scene.ask(2)];
    // The second waits: which of two is answered could not be told.
    await scene.puts(1);
    await scene.says('one');
    await scene.puts(2);
    await scene.says({ two: 2 });
    expect(await Promise.all(asking)).toMatchObject([{ value: 'one' }, { value: { two: 2 } }]);
    await scene.says('nobody asked');
    expect(scene.inbox).toEqual(['nobody asked']);
  });

  it('is put beside others, under a mark of its own, once its agent has named one', async () => {
    const scene = new Scene('beside');
    const once = scene.ask(0, { id: 'm' });
    await scene.puts(1);
    await scene.says({ inReplyTo: 'm' });
    await once;
    const asking = [1, 2, 3].map((n) => scene.ask(n, { id: 'm' }));
    const put = (await scene.puts(4)).slice(1);
    expect(new Set(put.map(({ payload }) => payload.id)).size).toBe(3);
    // What names nothing is no answer of an agent that does.
    await scene.says('by the way');
    for (const { payload } of put.toReversed()) await scene.says({ inReplyTo: payload.id, n: payload.n });
    expect(await Promise.all(asking)).toMatchObject([{ value: { n: 1 } }, { value: { n: 2 } }, { value: { n: 3 } }]);
    expect(scene.inbox).toEqual(['by the way']);
  });

  it.each([
    ['timeout', true],
    ['agent-unreachable', false],
  ])(
    'ends after 300 s with %s; what comes late is not taken for the answer to the next',
    async (reason, isDelivered) => {
      const scene = new Scene('late');
      const asking = scene.ask(1);
      const put = first(await scene.puts(1));
      if (isDelivered) scene.ends(put, 'delivered');
      const isOver = asking.then(() => true);
      await scene.world.pass(meshExchangeMs - 1);
      expect(await Promise.race([isOver, Promise.resolve(false)])).toBe(false);
      await scene.world.pass(1);
      const messageId = put.sent.id;
      expect(await asking).toEqual({ kind: 'refused', reason, messageId, side: 'remote' });
      const next = scene.ask(2, { id: 'm2' });
      await scene.puts(2);
      await scene.says('late');
      expect(scene.inbox).toEqual(['late']);
      await scene.says({ inReplyTo: 'm2' });
      expect(await next).toMatchObject({ kind: 'answer', id: 'm2' });
    },
  );

  it('ends when its message does, with the reason for that', async () => {
    const scene = new Scene('ended');
    const asking = scene.ask(1);
    scene.ends(first(await scene.puts(1)), 'refused', 'policy-denied');
    expect(await asking).toMatchObject({ kind: 'refused', reason: 'policy-denied', side: 'remote' });
    expect(scene.told).toMatchObject([{ state: 'refused' }]);
    const second = scene.ask(2);
    const [, put = first([])] = await scene.puts(2);
    scene.ends(put, 'expired', 'message-expired');
    expect(await second).toMatchObject({ reason: 'agent-unreachable' });
  });

  it('ends when its client goes away or the node stops, also before its turn', async () => {
    const scene = new Scene('left');
    const client = new AbortController();
    const asking = [scene.ask(1, { signal: client.signal }), scene.ask(2, { signal: client.signal }), scene.ask(3)];
    await scene.puts(1);
    client.abort();
    await scene.puts(2);
    scene.questions.stop();
    const reasons = (await Promise.all(asking)).map((reply) => reply.kind === 'refused' && reply.reason);
    expect(reasons).toEqual(['cancelled', 'cancelled', 'stopping']);
    expect(await scene.ask(4)).toMatchObject({ reason: 'stopping' });
    expect(scene.put).toHaveLength(2);
  });

  it('is refused when it may not or cannot leave', async () => {
    const scene = new Scene('refused');
    scene.refuses = () => 'policy-denied';
    expect(await scene.ask(1)).toMatchObject({ reason: 'policy-denied', side: 'local', messageId: expect.any(String) });
    for (const [code, reason] of [
      ['peer-unknown', 'not-registered'],
      ['message-too-large', 'too-large'],
      ['outbox-full', 'overloaded'],
    ] as const) {
      scene.refuses = () => {
        throw new MeshError(code, 'no');
      };
      expect(await scene.ask(1)).toMatchObject({ reason, side: 'local' });
    }
    scene.refuses = () => {
      throw new MeshError('store-damaged', 'no');
    };
    await expect(scene.ask(1)).rejects.toThrow('no');
  });

  it('is refused when too many are under way', async () => {
    const scene = new Scene('many');
    const asking = Array.from({ length: 33 }, (_, n) => scene.ask(n));
    expect(await asking[32]).toMatchObject({ reason: 'overloaded' });
    const other = scene.ask(0, { to: carol, id: 'c' });
    await scene.puts(2);
    await scene.says({ inReplyTo: 'c' }, carol);
    expect(await other).toMatchObject({ kind: 'answer' });
    scene.questions.stop();
    await Promise.all(asking);
  });

  it('waits on when its answer cannot be kept, for that comes again', async () => {
    const scene = new Scene('kept');
    const asking = scene.ask(1, { id: 'm' });
    await scene.puts(1);
    await scene.says({ inReplyTo: 'm' }, bob, false);
    await scene.says({ inReplyTo: 'm', again: true });
    expect(await asking).toMatchObject({ value: { again: true } });
    const late = scene.ask(2, { id: 'n' });
    await scene.puts(2);
    await scene.world.pass(meshExchangeMs - 1);
    // Time runs out while the answer is on its way to disk.
    await scene.says({ inReplyTo: 'n' }, bob, false);
    expect(await late).toMatchObject({ reason: 'agent-unreachable' });
  });
});
