import { describe, expect, it } from 'vitest';
import { limits, millis, newMessageId, type Did } from '../../../src/base/base.ts';
import { HoldBack, holdBackBounds } from '../../../src/hold-back.ts';
import { PartsIn } from '../../../src/parts-in.ts';
import type { Organisations } from '../../../src/tally.ts';
import { MemoryStore } from '../../sim/memory-store.ts';
import { seeded, World } from '../../sim/world.ts';
import { agent } from '../identity/fixture.ts';
import { worldOf, type HallNode, type Setup } from '../../sim/hall-node.ts';
import { one, toolCall } from './tool-call.ts';

async function sendMany(from: HallNode, to: HallNode, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await from.send(to, `${from.name}${i}`);
}

/** Nodes by their names, in a world of their own. */
async function stage<K extends string>(seed: string, setups: Readonly<Record<K, Setup>>) {
  const { nodes, ...rest } = await worldOf(seed, setups);
  const named = (name: K): HallNode => {
    const node = nodes.find((one) => one.name === name);
    if (node === undefined) throw new Error(`no ${name}`);
    return node;
  };
  return { ...rest, named };
}

/** How many messages of each name wait for an agent. */
async function waitingFor(node: HallNode): Promise<Readonly<Record<string, number>>> {
  const names = (await node.inbox()).map((text) => text.replace(/\d+$/, ''));
  return Object.fromEntries([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

describe('the room of an inbox', () => {
  it('is never all of one sender: each gets as many as are left', async () => {
    const { world, named } = await stage('shares', { bob: { maxInbox: 60 }, alice: {}, carol: {}, dave: {} });
    const bob = named('bob');
    for (const name of ['alice', 'carol', 'dave'] as const) {
      await sendMany(named(name), bob, 50);
      await world.pass(5_000);
    }
    expect(await waitingFor(bob)).toEqual({ alice: 30, carol: 15, dave: 8 });
    // Over a restart as well, and whoever has its share gets nothing of the rest.
    bob.crash();
    await bob.start();
    await world.pass(30_000);
    expect(await waitingFor(bob)).toEqual({ alice: 30, carol: 15, dave: 8 });
  });

  it('is for an organisation what it is for one of its agents', async () => {
    const agents = { alice: {}, anna: { organisation: 'alice' }, carol: {} };
    const { world, named } = await stage('organisation shares', { bob: { maxInbox: 60 }, ...agents });
    const bob = named('bob');
    await sendMany(named('alice'), bob, 20);
    await world.pass(5_000);
    await sendMany(named('anna'), bob, 20);
    await world.pass(5_000);
    await sendMany(named('carol'), bob, 20);
    await world.pass(5_000);
    expect(await waitingFor(bob)).toEqual({ alice: 20, anna: 10, carol: 15 });
  });

  it('comes back as the agent acknowledges, once for each message however often it does', async () => {
    const { world, named } = await stage('room comes back', { bob: { maxInbox: 10 }, alice: {} });
    const [alice, bob] = [named('alice'), named('bob')];
    await sendMany(alice, bob, 12);
    await world.pass(5_000);
    expect(bob.parts.inbox.count).toBe(5);
    const cursors = [1, 2, 3, 3];
    const twice = [bob.parts.inbox.acknowledge(cursors), bob.parts.inbox.acknowledge(cursors)];
    expect(await world.finish(Promise.all(twice))).toEqual([3, 0]);
    expect(bob.parts.inbox.count).toBe(2);
    await world.pass(30_000);
    expect(await bob.inbox()).toEqual(['alice3', 'alice4', 'alice5', 'alice6', 'alice7']);
  });
});

describe('the room for what cannot be delivered yet', () => {
  const known: Organisations = { organisationOf: (peer) => (guests.includes(peer) ? 'guests' : undefined) };
  const guests = Array.from({ length: 9 }, (_, i) => agent(`guest ${i}`).did);
  const other = agent('somebody else').did;
  const whole = new Uint8Array(limits.maxMessageBytes);
  const random = seeded('ids');
  const id = () => newMessageId(millis(1_800_000_000_000), random);

  it('is never all of one organisation, for parts of large messages', async () => {
    const world = new World('parts');
    const parts = await world.finish(PartsIn.open(new MemoryStore(world), known));
    const take = (peer: Did, body: Uint8Array): boolean =>
      parts.take(peer, { expires: world.now() }, { kind: 'part', of: id(), index: 0, body }) !== undefined;
    // Eight have all that each may have; together that is half of the room.
    const [last, ...others] = guests;
    for (const guest of others) for (let i = 0; i < 2; i++) expect(take(guest, whole)).toBe(true);
    expect(take(last ?? other, new Uint8Array(1))).toBe(false);
    expect(take(other, whole)).toBe(true);
  });

  it('is never all of one organisation, for letters that are held back', async () => {
    const world = new World('held');
    const room = await world.finish(HoldBack.open(new MemoryStore(world), known));
    const before = { id: id(), until: world.now() };
    const keep = (peer: Did): Promise<boolean> => {
      const sealed = new Uint8Array(holdBackBounds.maxBytesEach - 100);
      return world.finish(room.keep(peer, { id: id(), sealed, before }));
    };
    const most = Math.floor(holdBackBounds.maxBytes / 2 / holdBackBounds.maxBytesEach);
    for (const guest of guests.slice(0, most)) expect(await keep(guest)).toBe(true);
    expect(await keep(guests[most] ?? other)).toBe(false);
    expect(await keep(other)).toBe(true);
  });
});

describe('what waits for an organisation', () => {
  it('is bounded for all of its agents together, and leaves room for others', async () => {
    const agents = { bob: {}, ben: { organisation: 'bob' }, carol: {} };
    const { world, named } = await stage('organisation outbox', { alice: { maxQueuedOfOrganisation: 5 }, ...agents });
    const alice = named('alice');
    for (const name of ['bob', 'ben', 'carol'] as const) named(name).crash();
    await world.pass(1_000);
    await sendMany(alice, named('bob'), 3);
    await sendMany(alice, named('ben'), 2);
    const full = { code: 'outbox-full', message: expect.stringContaining('limits.organisationOutbox') };
    await expect(alice.send(named('bob'), 'more')).rejects.toMatchObject(full);
    await expect(alice.send(named('ben'), 'more')).rejects.toMatchObject(full);
    await sendMany(alice, named('carol'), 5);
    // It counts what was found at the start as well.
    alice.crash();
    await alice.start();
    await expect(alice.send(named('ben'), 'more')).rejects.toMatchObject(full);
    await named('bob').start();
    expect(await world.until(() => !alice.parts.links.laneTo(named('bob').did).busy)).toBe(true);
    await sendMany(alice, named('ben'), 3);
  });
});

describe('an agent that does not keep up', () => {
  it('is felt by the one that sends to it, and not by calls; nothing accepted is lost', async () => {
    const perform = async () => ({ status: 200, headers: [], body: one('{}') });
    const setups = { alice: { maxQueued: 50 }, bob: { maxInbox: 8, perform }, carol: {} };
    const { world, named } = await stage('backpressure', setups);
    const [alice, bob] = [named('alice'), named('bob')];
    const texts: string[] = [];
    const sendUntilRefused = async (): Promise<unknown> => {
      for (let i = texts.length; i < 200; i++) {
        try {
          await alice.send(bob, `m${i}`);
          texts.push(`m${i}`);
          await world.pass(100);
        } catch (error) {
          return error;
        }
      }
      return undefined;
    };
    expect(await sendUntilRefused()).toMatchObject({ code: 'recipient-busy' });
    // Four are in the inbox, and a tenth of the outbox waits for room.
    expect(texts.length).toBe(9);
    const call = alice.parts.exchanges.call(bob.did, toolCall, new AbortController().signal);
    expect(await world.finish(call)).toMatchObject({ kind: 'response', response: { status: 200 } });
    await alice.send(named('carol'), 'to somebody else');
    const got: string[] = [];
    const drain = async (): Promise<void> => {
      for (let i = 0; i < 100 && got.length < texts.length; i++) {
        const messages = await world.finish(bob.parts.inbox.read(0, 100));
        got.push(...messages.map(({ message }) => new TextDecoder().decode(message.body)));
        await world.finish(bob.parts.inbox.acknowledge(messages.map(({ cursor }) => cursor)));
        await world.pass(1_000);
      }
    };
    await drain();
    expect(got).toEqual(texts);
    expect(await sendUntilRefused()).toMatchObject({ code: 'recipient-busy' });
    await drain();
    expect(got).toEqual(texts);
    // It took all that it was sent: what it does not hear of now may wait as for anybody.
    bob.crash();
    await world.pass(1_000);
    await sendMany(alice, bob, 20);
  });

  it('is told from one that is away, whose messages may be many', async () => {
    const { world, named } = await stage('away', { alice: { maxQueued: 50 }, bob: {} });
    named('bob').crash();
    await world.pass(1_000);
    await sendMany(named('alice'), named('bob'), 50);
    await expect(named('alice').send(named('bob'), 'more')).rejects.toMatchObject({ code: 'outbox-full' });
  });
});
