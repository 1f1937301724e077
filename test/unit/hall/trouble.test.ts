import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../../src/base/base.ts';
import { decodeFrame } from '../../../src/wire/wire.ts';
import { sweep } from '../../../src/sweep.ts';
import { duo, worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';

const hour = 3_600_000;
const config = { audit: { factsDays: 7, entriesDays: 365 } };

/** As the daemon does it, once a minute. */
async function passMinutes(world: World, nodes: readonly HallNode[], minutes: number): Promise<void> {
  for (let i = 0; i < minutes; i++) {
    await world.pass(60_000);
    for (const node of nodes) await world.finish(sweep({ ...node.parts, config }, node.parts.own));
  }
}

function sorted(texts: readonly string[]): readonly string[] {
  return texts.toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)));
}

describe.each([
  ['the sender, ahead', 'alice', hour],
  ['the sender, behind', 'alice', -hour],
  ['the recipient, ahead', 'bob', hour],
  ['the recipient, behind', 'bob', -hour],
] as const)('a clock that jumps an hour, of %s', (_, who, byMs) => {
  it('leaves every message with one true end, what arrives in order, and what comes later untouched', async () => {
    const { world, alice, bob } = await duo(`jump ${who} ${byMs}`);
    const nodes = { alice, bob };
    const sent: MessageId[] = [];
    let count = 0;
    const texts = new Map<MessageId, string>();
    // What is refused here is told at once, and nothing was accepted.
    const send = async (): Promise<void> => {
      const text = `m${count++}`;
      const said = await world.finish(alice.post(bob, text, { ttlMs: 600_000 }));
      if (said.kind === 'refused') return;
      sent.push(said.id);
      texts.set(said.id, text);
    };
    await send();
    await world.pass(2_000);
    nodes[who].setClock(byMs);
    for (let i = 0; i < 3; i++) await send();
    await passMinutes(world, [alice, bob], 3);
    nodes[who].setClock(0);
    await passMinutes(world, [alice, bob], 90);
    await send();
    await world.until(() => sent.every((id) => alice.endOf(id) !== undefined), 600_000);
    const ends = sent.map((id) => alice.endOf(id));
    const arrived = await bob.inbox();
    expect(arrived).toEqual(sorted(arrived));
    const delivered = sent.filter((id) => alice.endOf(id) === 'delivered');
    const expired = sent.filter((id) => alice.endOf(id) === 'rejected message-expired');
    expect(delivered.length + expired.length).toBe(sent.length);
    expect(delivered.filter((id) => !arrived.includes(texts.get(id) ?? ''))).toEqual([]);
    expect(expired.filter((id) => alice.parts.deadLetters.find(id) === undefined)).toEqual([]);
    expect([ends.at(0), ends.at(-1)]).toEqual(['delivered', 'delivered']);
    expect(new Set(arrived).size).toBe(arrived.length);
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
  });
});

describe('a recipient that never acknowledges', () => {
  it('gets each message once, however often it is sent, and its sender is told when the time is over; others wait for nothing', async () => {
    const { world, network, nodes } = await worldOf('silent', { alice: {}, bob: {}, carol: {} });
    const [alice, bob, carol] = nodes;
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three');
    network.tap = (frame, way) => {
      const read = way.from === bob.host ? decodeFrame(frame) : undefined;
      return read?.kind === 'accept' && read.value.kind === 'acks' ? [] : [frame];
    };
    const ids = [];
    for (let i = 0; i < 5; i++) ids.push(await alice.send(bob, `m${i}`, { ttlMs: 300_000 }));
    const other = await alice.send(carol, 'hello');
    await world.pass(5_000);
    expect(alice.endOf(other)).toBe('delivered');
    for (let i = 0; i < 3; i++) {
      network.reset(alice.host, bob.host);
      await world.pass(20_000);
    }
    expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => undefined));
    await passMinutes(world, nodes, 6);
    expect(ids.map((id) => alice.endOf(id))).toEqual(ids.map(() => 'rejected message-expired'));
    expect(ids.map((id) => alice.parts.deadLetters.find(id)?.sealed)).toEqual(ids.map(() => true));
    expect(await bob.inbox()).toEqual(['m0', 'm1', 'm2', 'm3', 'm4']);
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
  });
});
