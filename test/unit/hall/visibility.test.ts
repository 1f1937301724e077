import { describe, expect, it } from 'vitest';
import { type MessageId } from '../../../src/base/base.ts';
import { loadConfig } from '../../../src/config.ts';
import { deliveryHandlers } from '../../../src/delivery-handlers.ts';
import { sweep } from '../../../src/sweep.ts';
import { duo, rule, rules, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';

const never = new AbortController().signal;
const config = loadConfig({ file: undefined, env: {}, flags: {}, tty: false });

/** What the control API of a node says about messages. */
function viewOf(node: HallNode, world: World) {
  const handlers = deliveryHandlers({ ...node.parts, config });
  const soon = <T>(work: T | Promise<T>): Promise<T> => world.finish(Promise.resolve(work));
  return {
    trace: (id: MessageId) => soon(handlers.trace({ params: { id } }, never)),
    state: (id: MessageId) => soon(handlers.message({ params: { id } }, never)),
    outbox: (to?: string) => soon(handlers.outbox({ query: { to, limit: 100 } }, never)),
    letters: async () => (await soon(handlers.deadLetters({ query: { after: undefined, limit: 100 } }, never))).letters,
    retry: async (ids: readonly MessageId[]) =>
      (await soon(handlers.retryDeadLetters({ request: { ids } }, never))).results,
    drop: (ids: readonly MessageId[]) => soon(handlers.dropDeadLetters({ request: { ids } }, never)),
    ends: (after: string, limit = 100) => soon(handlers.ends({ query: { after, limit, waitMs: 0 } }, never)),
  };
}

const stepsOf = ({ steps }: { readonly steps: readonly { readonly step: string; readonly ok: boolean }[] }) =>
  steps.map(({ step, ok }) => (ok ? step : `not ${step}`));

const sweepOf = (node: HallNode, world: World): Promise<void> =>
  world.finish(sweep({ ...node.parts, config: { audit: { factsDays: 7, entriesDays: 365 } } }, node.parts.own));

describe('the trace of a message', () => {
  it('tells what it waits for, and each step once it is made, on both sides', async () => {
    const { world, alice, bob } = await duo('trace');
    bob.crash();
    const id = await alice.send(bob, 'hello');
    await world.pass(1_000);
    const view = viewOf(alice, world);
    const waiting = await view.trace(id);
    expect(waiting).toMatchObject({ state: 'accepted', waits: { for: 'connection', lastError: 'timeout' } });
    expect(waiting.waits?.nextTry).toBeGreaterThan(world.now());
    expect(stepsOf(waiting)).toEqual(['judged', 'accepted']);
    await bob.start();
    await world.until(() => alice.endOf(id) !== undefined);
    const over = await view.trace(id);
    expect(stepsOf(over)).toEqual(['judged', 'accepted', 'sent', 'ended']);
    expect(over.steps.at(-1)).toMatchObject({ side: 'remote', ok: true });
    expect(over).toMatchObject({ state: 'delivered', alias: 'bob' });
    expect(over.waits).toBeUndefined();
    expect(over.auditEntries).toHaveLength(2);
    const other = viewOf(bob, world);
    expect(stepsOf(await other.trace(id))).toEqual(['judged', 'received']);
    await world.finish(bob.parts.inbox.acknowledgeUpTo(bob.parts.inbox.end));
    expect(stepsOf(await other.trace(id))).toEqual(['judged', 'received', 'acknowledged']);
    expect((await other.state(id)).state).toBe('acknowledged');
  });

  it('tells that the other node asked for time, and until when', async () => {
    const { world, alice, bob } = await duo('no room', { bob: { maxInbox: 1 } });
    await alice.send(bob, 'first');
    const id = await alice.send(bob, 'second');
    await world.until(() => alice.parts.links.laneTo(bob.did).pausedUntil !== undefined);
    await world.pass(20);
    const { waits, state } = await viewOf(alice, world).trace(id);
    expect({ state, for: waits?.for }).toEqual({ state: 'accepted', for: 'room' });
    expect(waits?.nextTry).toBeGreaterThan(world.now());
  });
});

describe('the outbox as it is shown', () => {
  it('has what waits in order, for whom, and when the next try comes', async () => {
    const { world, alice, bob } = await duo('outbox shown');
    bob.crash();
    const first = await alice.send(bob, 'one', { topic: 'orders' });
    const second = await alice.send(bob, 'two');
    const { queues, messages } = await viewOf(alice, world).outbox('bob');
    expect(messages.map(({ id, topic }) => [id, topic])).toEqual([
      [first, 'orders'],
      [second, ''],
    ]);
    expect(queues).toMatchObject([{ alias: 'bob', waiting: 2, connected: false, waits: { for: 'connection' } }]);
    await bob.start();
    await world.until(() => alice.endOf(second) !== undefined);
    expect(await viewOf(alice, world).outbox()).toEqual({ queues: [], messages: [] });
  });
});

describe('a message that was not delivered', () => {
  it('is among the dead letters with its reason, also after a crash, and arrives once it is sent anew', async () => {
    const { world, alice, bob } = await duo('dead letter');
    bob.crash();
    const id = await alice.send(bob, 'late', { ttlMs: 60_000, topic: 'orders' });
    expect(await world.until(() => alice.endOf(id) !== undefined, 300_000)).toBe(true);
    await world.pass(1_000);
    alice.crash();
    await alice.start();
    const view = viewOf(alice, world);
    expect(await view.letters()).toMatchObject([
      { id, topic: 'orders', state: 'expired', reason: 'message-expired', bytes: 4, mayHaveArrived: false },
    ]);
    expect(stepsOf(await view.trace(id))).toEqual(['judged', 'accepted', 'not ended', 'not buried']);
    await bob.start();
    const [again, unknown] = await view.retry([id, id]);
    expect(again).toMatchObject({ id, state: 'accepted' });
    expect(unknown).toEqual({ id, state: 'unknown' });
    await world.pass(60_000);
    expect(await bob.inbox()).toEqual(['late']);
    expect(await view.letters()).toEqual([]);
    expect(alice.disk.get('dead')?.size).toBe(0);
  });

  it('because the other node refused it stays refused when it is sent anew, and can be dropped', async () => {
    const refuses = { policies: rules(rule('permit'), rule('forbid', 'message.receive')) };
    const { world, alice, bob } = await duo('refused letter', { bob: refuses });
    const id = await alice.send(bob, 'no');
    await world.until(() => alice.endOf(id) !== undefined);
    await world.pass(1_000);
    const view = viewOf(alice, world);
    expect(await view.letters()).toMatchObject([
      { id, state: 'refused', reason: 'policy-denied', mayHaveArrived: false },
    ]);
    const [again] = await view.retry([id]);
    await world.pass(10_000);
    const letters = await view.letters();
    expect(letters.map((letter) => letter.id)).toEqual([again?.as]);
    expect(await view.drop(letters.map((letter) => letter.id))).toEqual({ dropped: 1 });
    expect(await view.letters()).toEqual([]);
  });

  it('stays among the dead letters when what is sent anew is refused here', async () => {
    const { world, alice, bob } = await duo('refused again');
    bob.crash();
    const id = await alice.send(bob, 'late', { ttlMs: 1_000 });
    await world.until(() => alice.endOf(id) !== undefined, 300_000);
    await world.pass(1_000);
    alice.policies = rules(rule('forbid'));
    const view = viewOf(alice, world);
    expect(await view.retry([id])).toMatchObject([{ id, state: 'refused', reason: 'policy-denied' }]);
    expect(await view.letters()).toHaveLength(1);
  });

  it('is forgotten after thirty days', async () => {
    const { world, alice, bob } = await duo('old letter');
    bob.crash();
    const id = await alice.send(bob, 'late', { ttlMs: 1_000 });
    await world.until(() => alice.endOf(id) !== undefined, 300_000);
    bob.disk.clear();
    await world.pass(29 * 24 * 3_600_000);
    await sweepOf(alice, world);
    expect(alice.parts.deadLetters.count).toBe(1);
    await world.pass(2 * 24 * 3_600_000);
    await sweepOf(alice, world);
    await world.pass(1_000);
    expect(alice.parts.deadLetters.count).toBe(0);
    expect(alice.disk.get('dead')?.size).toBe(0);
  }, 60_000);
});

describe('the ends of messages', () => {
  it('are told as they come, behind a cursor, and say when some were missed', async () => {
    const { world, alice, bob } = await duo('ends');
    const view = viewOf(alice, world);
    const { cursor } = await view.ends('end');
    const ids = [await alice.send(bob, 'one'), await alice.send(bob, 'two')];
    await world.until(() => ids.every((id) => alice.endOf(id) !== undefined));
    const first = await view.ends(cursor, 1);
    expect(first.ends).toMatchObject([{ id: ids[0], state: 'delivered', peer: bob.did }]);
    expect((await view.ends(first.cursor)).ends.map(({ id }) => id)).toEqual([ids[1]]);
    expect(first.missed).toBe(false);
    alice.crash();
    await world.pass(1_000);
    await alice.start();
    expect(await viewOf(alice, world).ends(first.cursor)).toMatchObject({ ends: [], missed: true });
  });
});
