import { describe, expect, it } from 'vitest';
import { limits } from '../../../src/base/base.ts';
import { readSeen } from '../../../src/seen.ts';
import { sweep } from '../../../src/sweep.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';

const post = (from: HallNode, to: HallNode, texts: readonly string[]) =>
  Promise.all(texts.map((text) => from.post(to, text)));

/** Reads and acknowledges at odd moments until so many messages have come. */
async function drain(node: HallNode, world: World, count: number): Promise<readonly string[]> {
  const got: string[] = [];
  for (let i = 0; i < 1000 && got.length < count; i++) {
    const messages = await world.finish(node.parts.inbox.read(0, 100));
    got.push(...messages.map(({ message }) => new TextDecoder().decode(message.body)));
    await world.finish(node.parts.inbox.acknowledge(messages.map(({ cursor }) => cursor)));
    await world.pass(world.below(400));
  }
  await world.pass(2_000);
  return got;
}

describe('a message that cannot be delivered', () => {
  it('ends as expired, once, when its time is over', async () => {
    const { world, alice, bob } = await duo('expiry');
    bob.crash();
    const id = await alice.send(bob, 'late', { ttlMs: 60_000 });
    const other = await alice.send(bob, 'in time');
    expect(await world.until(() => alice.endOf(id) !== undefined, 300_000)).toBe(true);
    expect(alice.endOf(id)).toBe('rejected message-expired');
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(1);
    await bob.start();
    expect(await world.until(() => alice.endOf(other) === 'delivered')).toBe(true);
    expect(await bob.inbox()).toEqual(['in time']);
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
  });

  it('does not leave late, also when its peer is back before anybody looks for what expired', async () => {
    const { world, alice, bob } = await duo('late');
    bob.crash();
    const late = await alice.send(bob, 'late', { ttlMs: 3_000 });
    const other = await alice.send(bob, 'in time');
    await world.pass(4_000);
    await bob.start();
    expect(await world.until(() => alice.endOf(other) === 'delivered', 40_000)).toBe(true);
    await world.pass(1_000);
    expect(alice.endOf(late)).toBe('rejected message-expired');
    expect(await bob.inbox()).toEqual(['in time']);
    expect(alice.parts.deadLetters.find(late)).toMatchObject({ reason: 'message-expired' });
  });

  it('because it is too large is refused here, before it is accepted', async () => {
    const { alice, bob } = await duo('too large');
    await expect(alice.send(bob, 'x'.repeat(limits.maxMessageBytes + 1))).rejects.toMatchObject({
      reason: 'too-large',
    });
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
  });

  it('is refused here once too many wait, and room comes back as they leave', async () => {
    const { world, alice, bob } = await duo('outbox', { alice: { maxQueued: 3 } });
    bob.crash();
    for (const text of ['m0', 'm1', 'm2']) await alice.send(bob, text);
    await expect(alice.send(bob, 'too many')).rejects.toMatchObject({ code: 'outbox-full' });
    await bob.start();
    await world.until(() => alice.parts.links.laneTo(bob.did).depth === 0);
    await alice.send(bob, 'm3');
    await world.pass(2_000);
    expect(await bob.inbox()).toEqual(['m0', 'm1', 'm2', 'm3']);
  });
});

describe('a full inbox', () => {
  it('keeps messages at their sender, and takes them in order as room comes', async () => {
    const { world, alice, bob } = await duo('inbox', { bob: { maxInbox: 3 } });
    const texts = Array.from({ length: 9 }, (_, i) => `m${i}`);
    const sent = await world.finish(post(alice, bob, texts));
    await world.pass(30_000);
    expect(await bob.inbox()).toEqual(['m0', 'm1']);
    expect(sent.slice(2).map(({ id }) => alice.endOf(id))).toEqual(texts.slice(2).map(() => undefined));
    const got = await drain(bob, world, texts.length);
    expect(got).toEqual(texts);
    expect(sent.map(({ id }) => alice.endOf(id))).toEqual(texts.map(() => 'delivered'));
  });

  it.each(Array.from({ length: 12 }, (_, i) => `overtaking ${i}`))(
    'lets nothing overtake what it sent away, whenever room comes (%s)',
    async (seed) => {
      const { world, alice, bob } = await duo(seed, { bob: { maxInbox: 3 } }, { maxDelayMs: 60 });
      const texts = Array.from({ length: 40 }, (_, i) => `m${i}`);
      for (const text of texts) {
        void alice.post(bob, text);
        await world.pass(world.below(30));
      }
      expect(await drain(bob, world, texts.length)).toEqual(texts);
    },
  );

  it('does not lower the score of those who wrote', async () => {
    const { world, alice, bob } = await duo('inbox score', { bob: { maxInbox: 1 } });
    await world.finish(post(alice, bob, ['m0', 'm1', 'm2']));
    const before = bob.parts.reputation.answer(alice.did, world.now()).score;
    await world.pass(60_000);
    expect(bob.parts.reputation.answer(alice.did, world.now()).score).toBeGreaterThanOrEqual(before);
  });

  it('is bounded also when many messages arrive in one turn', async () => {
    const { world, alice, bob } = await duo('inbox bound', { bob: { maxInbox: 9 } });
    await world.finish(
      post(
        alice,
        bob,
        Array.from({ length: 50 }, (_, i) => `m${i}`),
      ),
    );
    await world.pass(10_000);
    expect(bob.parts.inbox.count).toBe(5);
  });
});

describe('the inbox', () => {
  it('counts no message whose commit failed', async () => {
    const { world, alice, bob } = await duo('failed commit');
    await alice.send(bob, 'm0');
    await world.pass(2_000);
    expect(bob.parts.inbox.count).toBe(1);
    bob.parts.store.breakDisk();
    await alice.send(bob, 'm1');
    await world.pass(2_000);
    expect(bob.parts.store.failed).toBe(true);
    expect(bob.parts.inbox.count).toBe(1);
  });

  it('gives no cursor twice, also after a restart with nothing in it', async () => {
    const { world, alice, bob } = await duo('cursors');
    await alice.send(bob, 'm0');
    await world.pass(2_000);
    await world.finish(bob.parts.inbox.acknowledgeUpTo(1));
    bob.crash();
    await bob.start();
    await alice.send(bob, 'm1');
    await world.pass(10_000);
    const [message] = await world.finish(bob.parts.inbox.read(0, 10));
    expect(message).toMatchObject({ cursor: 2, from: alice.did });
    expect(await world.finish(bob.parts.inbox.acknowledge([1, 2, 3]))).toBe(1);
    expect(bob.parts.inbox.count).toBe(0);
  });

  it('wakes a reader when something arrives, and lets it go when it gives up', async () => {
    const { world, alice, bob } = await duo('waiting');
    const gone = new AbortController();
    const waiting = bob.parts.inbox.wait(0, gone.signal);
    gone.abort();
    await world.finish(waiting);
    const arrival = bob.parts.inbox.wait(0, new AbortController().signal);
    await alice.send(bob, 'm0');
    await world.finish(arrival);
    expect(await bob.inbox()).toEqual(['m0']);
  });
});

describe('what is remembered', () => {
  it('is forgotten by the sweep when nobody can need it any more, and not before', async () => {
    const { world, alice, bob } = await duo('sweep');
    const id = await alice.send(bob, 'm0');
    await world.pass(2_000);
    const { parts } = bob;
    const config = { audit: { factsDays: 7, entriesDays: 365 } };
    const run = () => world.finish(sweep({ ...parts, config }, parts.own));
    await run();
    expect(readSeen(parts.store, alice.did, id)).toBeDefined();
    await world.pass(73 * 3_600_000);
    await run();
    await world.pass(1_000);
    expect(readSeen(parts.store, alice.did, id)).toBeUndefined();
    const page = `${id}.in.${alice.did}`;
    expect(parts.store.get('decision', page)).toBeDefined();
    await world.pass(7 * 24 * 3_600_000);
    await run();
    await world.pass(1_000);
    expect(parts.store.get('decision', page)).toBeUndefined();
    expect(parts.store.disk.get('nonce')?.size ?? 0).toBe(0);
  });
});
