import { describe, expect, it } from 'vitest';
import { duo } from '../../sim/hall-node.ts';

describe('a node that comes back', () => {
  it('gets what waited for it over the connection that it opens, though that comes before the answer to its ping', async () => {
    const { world, alice, bob } = await duo('first frame');
    const before = await alice.send(bob, 'before');
    expect(await world.until(() => alice.endOf(before) === 'delivered')).toBe(true);
    bob.crash();
    const meanwhile = await alice.send(bob, 'meanwhile');
    // By then alice tries so seldom that it is bob who opens the connection.
    await world.until(() => false, 60_000);
    await bob.start();
    expect(await world.until(() => alice.endOf(meanwhile) === 'delivered', 5_000)).toBe(true);
    expect(await bob.inbox()).toEqual(['before', 'meanwhile']);
  });
});
