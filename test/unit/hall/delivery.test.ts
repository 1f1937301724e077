import { describe, expect, it, vi } from 'vitest';
import { MeshError, type MessageId } from '../../../src/base/base.ts';
import { decodeFrame, decodeOutboxEntry, type Packet } from '../../../src/wire/wire.ts';
import { duo, rule, rules, type HallNode } from '../../sim/hall-node.ts';
import { framesBetween, received } from './frames.ts';

async function sendMany(from: HallNode, to: HallNode, count: number): Promise<readonly MessageId[]> {
  const ids: MessageId[] = [];
  for (let i = 0; i < count; i++) ids.push(await from.send(to, `m${i}`));
  return ids;
}

const numbered = (count: number): readonly string[] => Array.from({ length: count }, (_, i) => `m${i}`);

/** The packets a node wrote to its outbox, in the order of the commits. */
function storedPackets(node: HallNode): readonly Packet[] {
  return node.parts.store.history.flat().flatMap((operation) => {
    if (operation.kind !== 'put' || operation.space !== 'outbox') return [];
    return received(decodeOutboxEntry(operation.value)).packet ?? [];
  });
}

/** The message number in a ratchet header: its last four bytes. */
const numberOf = ({ header }: Packet): number =>
  new DataView(header.buffer, header.byteOffset + header.length - 4, 4).getUint32(0);

describe('messages between two nodes', () => {
  it('arrive once and in order, and their sender learns it', async () => {
    const { world, alice, bob } = await duo('order');
    const ids = await sendMany(alice, bob, 20);
    expect(await world.until(() => ids.every((id) => alice.endOf(id) === 'delivered'))).toBe(true);
    expect(await bob.inbox()).toEqual(numbered(20));
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
  });

  it('leave only when they are on disk, under the very packet that is on disk', async () => {
    const { world, network, alice, bob } = await duo('disk first');
    await sendMany(alice, bob, 1);
    await world.pass(1_000);
    const seen = framesBetween(network, alice, bob);
    alice.parts.store.hold();
    const waiting = Promise.all([alice.post(bob, 'm1'), alice.post(bob, 'm2')]);
    await world.pass(5_000);
    expect(seen.packets()).toEqual([]);
    alice.parts.store.release();
    await world.finish(waiting);
    await world.pass(1_000);
    expect(seen.packets()).toHaveLength(2);
    const stored = storedPackets(alice).map((packet) => JSON.stringify(packet));
    for (const packet of seen.packets()) expect(stored).toContain(JSON.stringify(packet));
  });

  it('are committed in the order in which they were sealed', async () => {
    const { world, network, alice, bob } = await duo('seal order');
    for (let i = 0; i < 6; i++) {
      for (let n = 0; n < 5; n++) void alice.post(bob, `${i} ${n}`);
      void bob.post(alice, `${i}`);
      await world.pass(world.below(200));
      if (i % 2 === 1) network.reset(alice.host, bob.host);
    }
    await world.until(() => alice.parts.links.laneTo(bob.did).depth === 0);
    const chains = new Map<string, number>();
    const packets = storedPackets(alice);
    expect(packets.length).toBeGreaterThanOrEqual(30);
    for (const packet of packets) {
      const chain = `${packet.session} ${packet.header.subarray(0, 32).join()}`;
      expect(numberOf(packet)).toBeGreaterThan(chains.get(chain) ?? -1);
      chains.set(chain, numberOf(packet));
    }
  });

  it('are taken once when they come twice, and both copies get the same answer', async () => {
    const { world, network, alice, bob } = await duo('twice');
    network.tap = (frame, { protocol }) =>
      protocol.includes('mesh') && received(decodeFrame(frame)).kind === 'packet' ? [frame, frame] : [frame];
    const seen = framesBetween(network, bob, alice);
    const ids = await sendMany(alice, bob, 5);
    await world.pass(5_000);
    expect(await bob.inbox()).toEqual(numbered(5));
    for (const id of ids) expect(seen.answersTo(id)).toEqual(['delivered', 'delivered']);
  });

  it('are refused again with the same reason when a refused one comes twice, whatever the policy says by then', async () => {
    const { world, network, alice, bob } = await duo('refused twice');
    await sendMany(alice, bob, 1);
    await world.pass(1_000);
    const seen = framesBetween(network, bob, alice);
    const out = framesBetween(network, alice, bob);
    bob.policies = rules(rule('permit'), rule('forbid', 'message.receive'));
    const id = await alice.send(bob, 'no');
    await world.pass(1_000);
    bob.policies = rules(rule('permit'));
    const [frame] = out.frames.filter((one) => received(decodeFrame(one)).kind === 'packet');
    if (frame === undefined) throw new Error('no packet left');
    network.inject(frame, { from: alice.host, to: bob.host, protocol: '/parley/mesh/1' });
    await world.pass(1_000);
    expect(seen.answersTo(id)).toEqual(['denied policy-denied', 'denied policy-denied']);
    expect(await bob.inbox()).toEqual(['m0']);
    expect(alice.endOf(id)).toBe('denied policy-denied');
  });

  it('that were under way when the channel broke come again, once in effect and in order', async () => {
    const { world, network, alice, bob } = await duo('rewind', {}, { maxDelayMs: 200 });
    await sendMany(alice, bob, 1);
    await world.pass(2_000);
    const sent = Promise.all(
      numbered(30)
        .slice(1)
        .map((text) => alice.post(bob, text)),
    );
    await world.pass(30);
    network.reset(alice.host, bob.host);
    await world.finish(sent);
    expect(await world.until(() => alice.parts.links.laneTo(bob.did).depth === 0)).toBe(true);
    expect(await bob.inbox()).toEqual(numbered(30));
  });
});

describe('a store that fails', () => {
  it('takes no message: the sender is told, and nothing leaves', async () => {
    const { world, network, alice, bob } = await duo('sender disk');
    await sendMany(alice, bob, 1);
    await world.pass(1_000);
    const seen = framesBetween(network, alice, bob);
    alice.parts.store.breakDisk();
    await expect(alice.send(bob, 'lost')).rejects.toMatchObject({ code: 'store-write-failed' });
    await expect(alice.send(bob, 'lost')).rejects.toMatchObject({ code: 'store-write-failed' });
    await world.pass(60_000);
    expect(seen.packets()).toEqual([]);
  });

  it('delivers nothing and acknowledges nothing, also when the packet comes again; after a restart it arrives once', async () => {
    const { world, network, alice, bob } = await duo('receiver disk');
    await sendMany(alice, bob, 1);
    await world.pass(1_000);
    // The refusal is lost with its channel, so the very same packet comes again.
    const isAnswer = (frame: Uint8Array): boolean => received(decodeFrame(frame)).kind === 'acks';
    network.tap = (frame, { protocol }) => (protocol.includes('mesh') && isAnswer(frame) ? [] : [frame]);
    bob.parts.store.breakDisk();
    const id = await alice.send(bob, 'm1');
    await world.pass(2_000);
    network.reset(alice.host, bob.host);
    network.tap = (frame) => [frame];
    await world.pass(10_000);
    expect(alice.endOf(id)).toBeUndefined();
    expect(bob.parts.inbox.end).toBe(1);
    bob.crash();
    await bob.start();
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(await bob.inbox()).toEqual(['m0', 'm1']);
  });

  it('that refuses a message when it is handed over keeps no place for it, in line or before it', async () => {
    const { world, alice, bob } = await duo('refused commit');
    await sendMany(alice, bob, 1);
    await world.pass(1_000);
    const lane = alice.parts.links.laneTo(bob.did);
    const refusing = async (text: string): Promise<void> => {
      const commit = vi.spyOn(alice.parts.store, 'commit').mockRejectedValueOnce(new MeshError('store-busy', 'full'));
      await expect(alice.send(bob, text)).rejects.toMatchObject({ code: 'store-busy' });
      commit.mockRestore();
      expect(lane.depth).toBe(0);
    };
    await refusing('in line');
    bob.crash();
    expect(await world.until(() => !lane.ready)).toBe(true);
    await refusing('before it');
    await bob.start();
    const id = await alice.send(bob, 'm1');
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(await bob.inbox()).toEqual(['m0', 'm1']);
    expect([lane.depth, lane.newest < Number.MAX_SAFE_INTEGER]).toEqual([0, true]);
  });

  it('that is busy refuses new messages by name, and lets those from outside wait', async () => {
    const { world, alice, bob } = await duo('busy disk');
    await sendMany(alice, bob, 1);
    await world.pass(1_000);
    bob.parts.store.fill(true);
    await expect(bob.send(alice, 'full')).rejects.toMatchObject({ code: 'store-busy' });
    const id = await alice.send(bob, 'm1');
    await world.pass(5_000);
    expect(alice.endOf(id)).toBeUndefined();
    bob.parts.store.fill(false);
    expect(await world.until(() => alice.endOf(id) === 'delivered')).toBe(true);
    expect(await bob.inbox()).toEqual(['m0', 'm1']);
  });
});
