import { describe, expect, it } from 'vitest';
import { createRevocation } from '../../../src/identity/identity.ts';
import { resumeOwn, suspendOwn } from '../../../src/identity-handlers.ts';
import { publishRecord, rotateKeys } from '../../../src/own-record.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';

const input = { params: {}, query: {}, request: { by: 'ann', why: 'an incident' } };
const suspend = (node: HallNode, world: World) => world.finish(suspendOwn(node.parts, input));
const resume = (node: HallNode, world: World) => world.finish(resumeOwn(node.parts, input));

/** Two nodes that have talked, both ways. */
async function acquainted(seed: string) {
  const stage = await duo(`suspension ${seed}`);
  await stage.alice.send(stage.bob, 'hello');
  await stage.bob.send(stage.alice, 'hello');
  await stage.world.pass(2_000);
  expect([await stage.alice.inbox(), await stage.bob.inbox()]).toEqual([['hello'], ['hello']]);
  return stage;
}

const statusOf = (node: HallNode): string => node.parts.directory.own.record.status;

describe('a suspended agent', () => {
  it('says so in every record until it is resumed: after a crash, a rotation and a renewal', async () => {
    const { world, alice } = await acquainted('records');
    const before = alice.parts.directory.own.record.seq;
    const suspended = await suspend(alice, world);
    expect(suspended).toMatchObject({ status: 'suspended', told: 1 });
    expect(suspended.seq).toBeGreaterThan(before);
    expect((await suspend(alice, world)).seq).toBe(suspended.seq);

    alice.crash();
    await alice.start();
    expect(statusOf(alice)).toBe('suspended');
    const { store, own, directory } = alice.parts;
    const renewed = await world.finish(publishRecord(store, own, world.now()));
    const rotated = await world.finish(rotateKeys(own, own, world.now(), (record) => directory.replaceOwn(record)));
    expect([renewed.record.status, rotated.record.status]).toEqual(['suspended', 'suspended']);
    expect(await resume(alice, world)).toMatchObject({ status: 'active' });
    alice.crash();
    await alice.start();
    expect(statusOf(alice)).toBe('active');
  });

  it('is not suspended in part: without the write nothing changes, and the log has it with the write', async () => {
    const { world, alice } = await acquainted('one write');
    alice.parts.store.hold();
    void suspendOwn(alice.parts, input).catch(() => undefined);
    await world.pass(100);
    expect(statusOf(alice)).toBe('active');
    alice.crash();
    await alice.start();
    expect(statusOf(alice)).toBe('active');
    const size = alice.parts.audit.size;
    await suspend(alice, world);
    expect(alice.parts.audit.size).toBe(size + 1);
  });

  it('neither sends nor takes, and what was on its way to it and from it arrives when it is resumed', async () => {
    const { world, alice, bob } = await acquainted('waits');
    bob.crash();
    const out = await alice.send(bob, 'from before');
    await suspend(alice, world);
    await expect(alice.send(bob, 'no')).rejects.toMatchObject({ reason: 'not-active' });
    alice.crash();
    await bob.start();
    const back = await bob.send(alice, 'to one that is away');
    await alice.start();
    await world.pass(120_000);
    await expect(bob.send(alice, 'no')).rejects.toMatchObject({ reason: 'not-active' });
    expect([alice.endOf(out), bob.endOf(back)]).toEqual([undefined, undefined]);
    expect([await alice.inbox(), await bob.inbox()]).toEqual([['hello'], ['hello']]);

    await resume(alice, world);
    await world.pass(2_000);
    expect([alice.endOf(out), bob.endOf(back)]).toEqual(['delivered', 'delivered']);
    expect(await alice.inbox()).toEqual(['hello', 'to one that is away']);
    expect(await bob.inbox()).toEqual(['hello', 'from before']);
  });

  it('refuses a peer that has not heard of it, and keeps nothing from it for good', async () => {
    const { world, alice, bob } = await acquainted('unheard');
    const sent = await bob.send(alice, 'crossing');
    await suspend(alice, world);
    await world.pass(10_000);
    expect(bob.endOf(sent)).toBeUndefined();
    await resume(alice, world);
    await world.pass(15_000);
    expect(bob.endOf(sent)).toBe('delivered');
    const again = await alice.send(bob, 'again');
    await world.pass(1_000);
    expect(alice.endOf(again)).toBe('delivered');
  });

  it('loses no trust of those it deals with, and goes on under the same session', async () => {
    const { world, alice, bob } = await acquainted('sessions');
    const session = bob.parts.links.laneTo(alice.did).sessions.current?.id;
    expect(session).toBeDefined();
    await suspend(alice, world);
    await world.pass(5_000);
    await resume(alice, world);
    const sent = await alice.send(bob, 'again');
    await world.pass(500);
    const back = await bob.send(alice, 'and back');
    await world.pass(500);
    expect([alice.endOf(sent), bob.endOf(back)]).toEqual(['delivered', 'delivered']);
    expect(bob.parts.links.laneTo(alice.did).sessions.current?.id).toBe(session);
  });

  it('cannot be resumed once it was ended for good', async () => {
    const { world, alice } = await acquainted('ended');
    const { record, bytes } = alice.parts.directory.own;
    const now = world.now();
    const revocation = createRevocation(
      { did: record.did, reason: '', seq: now, revoked: now, evidence: bytes },
      alice.identity.signing,
    );
    await world.finish(alice.parts.gossip.announce(revocation));
    await expect(suspend(alice, world)).rejects.toMatchObject({ code: 'refused' });
  });
});
