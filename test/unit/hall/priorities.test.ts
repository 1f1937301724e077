import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../../src/base/base.ts';
import { meshProtocol } from '../../../src/open-link.ts';
import { decodeFrame, type Priority } from '../../../src/wire/wire.ts';
import { received } from './frames.ts';
import { duo } from '../../sim/hall-node.ts';

type Two = Pick<Awaited<ReturnType<typeof duo>>, 'alice' | 'bob'>;

async function sendMany({ alice, bob }: Two, name: string, count: number, priority?: Priority) {
  const ids: MessageId[] = [];
  for (let i = 0; i < count; i++) ids.push(await alice.send(bob, `${name}${i}`, { priority }));
  return ids;
}

/** Those of one kind, in the order in which they came. */
const of = (texts: readonly string[], name: string) => texts.filter((text) => text.startsWith(name));
const numbered = (name: string, count: number) => Array.from({ length: count }, (_, i) => `${name}${i}`);

describe('what waits for a peer', () => {
  it.each(['with a session', 'without one'])(
    'leaves by its priority once the peer is there, each priority in order, and none starves (%s)',
    async (when) => {
      const { world, alice, bob } = await duo(`priorities ${when}`);
      if (when === 'with a session') {
        await alice.send(bob, 'before');
        await world.pass(2_000);
        await world.finish(bob.parts.inbox.acknowledgeUpTo(1));
      }
      bob.crash();
      await world.pass(1_000);
      await sendMany({ alice, bob }, 'bulk', 150, 'bulk');
      await sendMany({ alice, bob }, 'normal', 20);
      await sendMany({ alice, bob }, 'interactive', 150, 'interactive');
      await bob.start();
      expect(await world.until(() => !alice.parts.links.laneTo(bob.did).busy)).toBe(true);
      const inbox = await bob.inbox();
      expect(of(inbox, 'bulk')).toEqual(numbered('bulk', 150));
      expect(of(inbox, 'normal')).toEqual(numbered('normal', 20));
      expect(of(inbox, 'interactive')).toEqual(numbered('interactive', 150));
      expect(inbox.length).toBe(320);
      expect(of(inbox.slice(0, 48), 'interactive').length).toBe(48);
      // A page of 64 has twelve of normal and four of bulk, however many wait that matter more.
      expect(of(inbox.slice(0, 64), 'normal').length).toBe(12);
      expect(of(inbox.slice(0, 64), 'bulk').length).toBe(4);
      expect(inbox.lastIndexOf('interactive149')).toBeLessThan(inbox.indexOf('bulk20'));
    },
  );

  it('is not kept waiting by what matters more and comes later: that waits for its share too', async () => {
    const { world, network, alice, bob } = await duo('flood', { bob: { maxInbox: 2000 } });
    await alice.send(bob, 'before');
    await world.pass(2_000);
    bob.crash();
    await world.pass(1_000);
    // More than may be on their way while others wait.
    await world.finish(Promise.all(numbered('bulk', 532).map((text) => alice.post(bob, text, { priority: 'bulk' }))));
    const isAcks = (frame: Uint8Array): boolean => received(decodeFrame(frame)).kind === 'acks';
    network.tap = (frame, { to, protocol }) =>
      to === alice.host && protocol === meshProtocol && isAcks(frame) ? [] : [frame];
    await bob.start();
    await world.pass(5_000);
    const sent = numbered('interactive', 100).map((text) => alice.post(bob, text, { priority: 'interactive' }));
    await world.finish(Promise.all(sent));
    await world.pass(1_000);
    expect(of(await bob.inbox(), 'bulk').length).toBe(512);
    network.tap = (frame) => [frame];
    network.reset(alice.host, bob.host);
    expect(await world.until(() => !alice.parts.links.laneTo(bob.did).busy)).toBe(true);
    const inbox = await bob.inbox();
    expect(of(inbox, 'bulk')).toEqual(numbered('bulk', 532));
    expect(of(inbox, 'interactive')).toEqual(numbered('interactive', 100));
    expect(inbox.indexOf('bulk515')).toBeLessThan(inbox.indexOf('interactive60'));
    expect(inbox.indexOf('bulk516')).toBeGreaterThan(inbox.indexOf('interactive60'));
  });

  it('is not overtaken by what comes when it is about to have a place in line', async () => {
    const { world, alice, bob } = await duo('priorities pause');
    await alice.send(bob, 'm0');
    await world.pass(2_000);
    const lane = alice.parts.links.laneTo(bob.did);
    alice.parts.store.fill(true);
    await world.finish(lane.expire());
    alice.parts.store.fill(false);
    expect(lane.pausedUntil).toBeDefined();
    await sendMany({ alice, bob }, 'm', 1);
    expect(await world.until(() => lane.pausedUntil === undefined)).toBe(true);
    await alice.send(bob, 'last');
    await world.pass(2_000);
    expect(await bob.inbox()).toEqual(['m0', 'm0', 'last']);
  });

  it('ends once, also where it is given a place in line meanwhile', async () => {
    for (let later = 0; later < 12; later++) {
      const { world, alice, bob } = await duo(`priorities moved ${later}`);
      await alice.send(bob, 'before');
      await world.pass(2_000);
      bob.crash();
      await world.pass(1_000);
      const ids = await sendMany({ alice, bob }, 'm', 10);
      const lane = alice.parts.links.laneTo(bob.did);
      await bob.start();
      expect(await world.until(() => lane.ready)).toBe(true);
      await world.pass(later);
      const end = { outcome: 'rejected', reason: 'message-expired' } as const;
      await world.finish(Promise.all(ids.map((id) => lane.giveUp(id, end))));
      await world.pass(5_000);
      const ends = alice.parts.feed.read(0, 100).ends.filter(({ id }) => ids.includes(id));
      expect(ends.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
      expect([lane.depth, alice.disk.get('outbox')?.size]).toEqual([0, 0]);
      await alice.send(bob, 'after');
      await world.pass(2_000);
      expect((await bob.inbox()).at(-1)).toBe('after');
    }
  });

  it('keeps its priority over a restart of its own node', async () => {
    const { world, alice, bob } = await duo('priorities restart');
    await alice.send(bob, 'before');
    await world.pass(2_000);
    bob.crash();
    await world.pass(1_000);
    await sendMany({ alice, bob }, 'bulk', 10, 'bulk');
    await sendMany({ alice, bob }, 'interactive', 3, 'interactive');
    alice.crash();
    await alice.start();
    await sendMany({ alice, bob }, 'interactive-', 1, 'interactive');
    await bob.start();
    expect(await world.until(() => !alice.parts.links.laneTo(bob.did).busy)).toBe(true);
    expect(await bob.inbox()).toEqual([
      'before',
      ...numbered('interactive', 3),
      'interactive-0',
      ...numbered('bulk', 10),
    ]);
  });

  it('expires and is refused in the waiting room as in line, once', async () => {
    const { world, alice, bob } = await duo('priorities ends');
    bob.crash();
    await world.pass(1_000);
    const late = await alice.send(bob, 'late', { ttlMs: 60_000, priority: 'bulk' });
    const rest = await sendMany({ alice, bob }, 'm', 3, 'interactive');
    expect(await world.until(() => alice.endOf(late) !== undefined, 300_000)).toBe(true);
    const lane = alice.parts.links.laneTo(bob.did);
    expect(lane.depth).toBe(3);
    await world.finish(lane.close('revoked'));
    await world.pass(1_000);
    expect(rest.map((id) => alice.endOf(id))).toEqual(rest.map(() => 'denied revoked'));
    expect(lane.depth).toBe(0);
    expect(alice.disk.get('outbox')?.size ?? 0).toBe(0);
  });
});
