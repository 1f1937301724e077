import { describe, expect, it } from 'vitest';
import { publishRecord, rotateKeys } from '../../../src/own-record.ts';
import { followAddresses } from '../../../src/readdress.ts';
import { sweep } from '../../../src/sweep.ts';
import { duo } from '../../sim/hall-node.ts';

const config = { audit: { factsDays: 7, entriesDays: 365 } };

async function met(seed: string) {
  const { alice, bob, world } = await duo(seed);
  await alice.send(bob, 'hello');
  expect(await world.until(() => bob.parts.handshakes.authenticated(alice.host) !== undefined)).toBe(true);
  return { alice, bob, world };
}

describe('what a handshake proved', () => {
  it('stands on while a newer record of the peer is on its way to the disk', async () => {
    const { alice, bob, world } = await met('carry over');
    const { store, own } = alice.parts;
    const renewed = await world.finish(publishRecord(store, own, world.now()));
    bob.parts.store.hold();
    const taken = bob.parts.directory.ingest(renewed.bytes, world.now());
    const proved = bob.parts.handshakes.authenticated(alice.host);
    expect([proved?.peer, proved?.record.record.seq]).toEqual([alice.did, renewed.record.seq]);
    bob.parts.store.release();
    expect((await world.finish(taken)).kind).toBe('accept');
  });

  it('does not stand under a record with another key', async () => {
    const { alice, bob, world } = await met('another key');
    const { store, own, directory } = alice.parts;
    const put = (): void => {};
    const rotated = await world.finish(rotateKeys(own, { ...own, store }, world.now(), put));
    expect(rotated.record.seq).toBeGreaterThan(directory.own.record.seq);
    await world.finish(bob.parts.directory.ingest(rotated.bytes, world.now()));
    expect(bob.parts.handshakes.authenticated(alice.host)).toBeUndefined();
  });
});

describe('a record that was made while the clocks of both nodes were ahead', () => {
  it('is fetched anew before something is sent, once they are put right', async () => {
    const { alice, bob, world } = await met('ahead');
    for (const node of [alice, bob]) {
      node.crash();
      node.setClock(3_600_000);
    }
    for (const node of [alice, bob]) await node.start();
    await alice.send(bob, 'of a time to come');
    expect(await world.until(() => alice.parts.links.laneTo(bob.did).depth === 0)).toBe(true);
    for (const node of [alice, bob]) node.setClock(0);
    for (const node of [bob, alice]) {
      await world.finish(sweep({ ...node.parts, config }, node.parts.own));
      await world.pass(1_000);
    }
    const refused = await world.finish(alice.post(bob, 'at once'));
    expect(refused).toMatchObject({ kind: 'refused', reason: 'not-active' });
    await world.finish(alice.parts.links.acquaint(bob.did, new AbortController().signal));
    await alice.send(bob, 'of this time');
    expect(await world.until(() => alice.parts.links.laneTo(bob.did).depth === 0)).toBe(true);
    expect(await bob.inbox()).toEqual(['hello', 'of a time to come', 'of this time']);
  });
});

describe('following our own addresses', () => {
  const place = '/ip4/192.0.2.7/tcp/4001';

  async function following(seed: string) {
    const { alice, world } = await duo(seed);
    const known = alice.parts.directory.own.record.multiaddrs;
    const state = { addresses: [...known], changed: (): void => {} };
    const net = {
      addresses: () => state.addresses,
      onAddresses: (listener: () => void) => (state.changed = listener),
    };
    return { alice, world, state, stop: followAddresses({ ...alice.parts, net }) };
  }

  it('publishes a record when they changed', async () => {
    const { alice, world, state, stop } = await following('addresses change');
    const before = alice.parts.directory.own.record.seq;
    state.addresses = [place];
    state.changed();
    expect(await world.until(() => alice.parts.directory.own.record.seq > before)).toBe(true);
    await world.finish(stop());
  });

  it('ends with what is under way, and takes up nothing that a host says while it closes', async () => {
    const { alice, world, state, stop } = await following('addresses at the end');
    const before = alice.parts.directory.own.record.seq;
    state.addresses = [place];
    state.changed();
    alice.parts.store.hold();
    await world.pass(1_000);
    let isStopped = false;
    const stopped = stop().then(() => (isStopped = true));
    await world.pass(1_000);
    expect(isStopped).toBe(false);
    alice.parts.store.release();
    await world.finish(stopped);
    const published = alice.parts.directory.own.record.seq;
    expect(published).toBeGreaterThan(before);
    state.addresses = [];
    state.changed();
    await world.pass(120_000);
    expect(alice.parts.directory.own.record.seq).toBe(published);
  });
});
