import { describe, expect, it } from 'vitest';
import { meshProtocol } from '../../../src/open-link.ts';
import { decodeFrame } from '../../../src/wire/wire.ts';
import { received } from './frames.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';

/** More than a ratchet passes over at once. */
const many = 300;
const texts = Array.from({ length: many }, (_, i) => `m${i}`);
const minute = 60_000;
/** Thousands of packets, of which each is sealed, opened and written. */
const timeout = minute;

const postAll = (from: HallNode, to: HallNode) => Promise.all(texts.map((text) => from.post(to, text)));

/** Both have met, and a session stands. */
async function met(seed: string, setups: Parameters<typeof duo>[1] = {}, options: Parameters<typeof duo>[2] = {}) {
  const two = await duo(seed, setups, options);
  await two.alice.send(two.bob, 'before');
  await two.world.pass(2_000);
  await two.world.finish(two.bob.parts.inbox.acknowledgeUpTo(1));
  return two;
}

async function arrived(world: World, alice: HallNode, bob: HallNode): Promise<boolean> {
  const isDone = await world.until(() => !alice.parts.links.laneTo(bob.did).busy, 30 * minute);
  // Ends may wait for company before they are written.
  await world.pass(1_000);
  return isDone;
}

const scoreOf = (bob: HallNode, alice: HallNode, world: World) =>
  bob.parts.reputation.answer(alice.did, world.now()).score;

describe('what was sent away before it was opened', () => {
  it('arrives in order, however much was behind it and however often', async () => {
    const { world, alice, bob } = await met('busy disk');
    const session = alice.parts.links.laneTo(bob.did).sessions.current?.id;
    const score = scoreOf(bob, alice, world);
    bob.parts.store.fill(true);
    const sent = await world.finish(postAll(alice, bob));
    for (let i = 0; i < 8; i++) {
      await world.pass(20_000);
      expect(await bob.inbox()).toEqual([]);
      // For a moment only: what was before the first of those on their way has not come again.
      bob.parts.store.fill(false);
      await world.pass(1);
      bob.parts.store.fill(true);
    }
    bob.parts.store.fill(false);
    expect(await arrived(world, alice, bob)).toBe(true);
    expect(await bob.inbox()).toEqual(texts);
    expect(sent.map(({ id }) => alice.endOf(id))).toEqual(texts.map(() => 'delivered'));
    expect(alice.parts.links.laneTo(bob.did).sessions.current?.id).toBe(session);
    expect(scoreOf(bob, alice, world)).toBeGreaterThanOrEqual(score);
  });
});

describe('what was sent away while what is behind it was leaving', () => {
  it.each([1, 2, 5])('goes again, and before that (delays of up to %i ms)', async (maxDelayMs) => {
    const { world, network, alice, bob } = await met(`leaving ${maxDelayMs}`, {}, { maxDelayMs });
    bob.crash();
    await world.pass(1_000);
    const sent = await world.finish(postAll(alice, bob));
    await bob.start();
    let count = 0;
    network.tap = (frame, { to, protocol }) => {
      // Bob's disk is busy for the first three, and no longer.
      if (protocol === meshProtocol && to === bob.host && received(decodeFrame(frame)).kind === 'packet')
        bob.parts.store.fill(++count <= 3);
      return [frame];
    };
    expect(await arrived(world, alice, bob)).toBe(true);
    expect(await bob.inbox()).toEqual(texts);
    expect(sent.map(({ id }) => alice.endOf(id))).toEqual(texts.map(() => 'delivered'));
  });
});

describe('what was sent away after it was opened', () => {
  it('arrives in order when a connection breaks again and again with all that was behind it', { timeout }, async () => {
    const { world, network, alice, bob } = await met('breaks', { bob: { maxInbox: 2 * many } });
    const score = scoreOf(bob, alice, world);
    await world.finish(postAll(alice, bob));
    await world.pass(10_000);
    // All that may be of one sender: from here on each is opened, and sent away.
    expect(bob.parts.inbox.count).toBe(many);
    const sent = await world.finish(postAll(alice, bob));
    const lane = alice.parts.links.laneTo(bob.did);
    for (let i = 0; i < 8; i++) {
      // The first is answered, and what is behind it is lost.
      expect(await world.until(() => lane.pausedUntil !== undefined, minute)).toBe(true);
      network.reset(alice.host, bob.host);
      await world.pass(20_000);
    }
    await world.finish(bob.parts.inbox.acknowledgeUpTo(bob.parts.inbox.end));
    expect(await arrived(world, alice, bob)).toBe(true);
    expect(sent.map(({ id }) => alice.endOf(id))).toEqual(texts.map(() => 'delivered'));
    expect(await bob.inbox()).toEqual(texts);
    expect(scoreOf(bob, alice, world)).toBeGreaterThanOrEqual(score);
  });
});
