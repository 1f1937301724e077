import { describe, expect, it } from 'vitest';
import { limits, millis } from '../../../src/base/base.ts';
import { isStale } from '../../../src/own-record.ts';
import { sweep } from '../../../src/sweep.ts';
import { duo } from '../../sim/hall-node.ts';

describe('our own record', () => {
  it('has a higher number with every start, also when the disk was restored from a backup', async () => {
    const { alice, world } = await duo('own record');
    const before = alice.parts.directory.own.record;
    alice.crash();
    await world.pass(5_000);
    const now = world.now();
    await alice.start();
    const after = alice.parts.directory.own.record;
    expect(after.seq).toBeGreaterThan(before.seq);
    expect(after.seq).toBeGreaterThanOrEqual(Math.floor(now / 1000));
  });

  it('holds for half of what a record may, and is stale when half of that has passed', async () => {
    const { alice } = await duo('stale record');
    const own = alice.parts.directory.own;
    const { notBefore, expires } = own.record;
    expect(expires - notBefore).toBeLessThanOrEqual(limits.maxRecordLifeMs / 2 + limits.clockSkewMs);
    expect(isStale(own, millis(notBefore + 1000))).toBe(false);
    expect(isStale(own, millis(notBefore + limits.maxRecordLifeMs / 4 + 1000))).toBe(true);
  });

  it('is published anew when the clock it was made by turns out to have been ahead, so that others deal with us again', async () => {
    const { alice, bob, world } = await duo('record ahead');
    alice.crash();
    alice.setClock(3600_000);
    await alice.start();
    alice.setClock(0);
    const { own } = alice.parts.directory;
    expect(isStale(own, world.now())).toBe(true);
    const early = await bob.send(alice, 'too early');
    await world.pass(5_000);
    expect(bob.endOf(early)).toBe('denied not-active');
    const config = { audit: { factsDays: 7, entriesDays: 365 } };
    await world.finish(sweep({ ...alice.parts, config }, alice.parts.own));
    expect(isStale(alice.parts.directory.own, world.now())).toBe(false);
    expect(alice.parts.directory.own.record.seq).toBeGreaterThan(own.record.seq);
    const sent = await alice.send(bob, 'here I am');
    await world.pass(5_000);
    const answer = await bob.send(alice, 'welcome back');
    await world.pass(5_000);
    expect([alice.endOf(sent), bob.endOf(answer)]).toEqual(['delivered', 'delivered']);
  });
});
