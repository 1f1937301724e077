import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../../src/base/base.ts';
import { duo } from '../../sim/hall-node.ts';

describe('messages between two nodes', () => {
  it('arrive once and in order, and their sender learns it', async () => {
    const { world, alice, bob } = await duo('order');
    const ids: MessageId[] = [];
    for (let i = 0; i < 20; i++) ids.push(await alice.send(bob, `m${i}`));
    expect(await world.until(() => ids.every((id) => alice.endOf(id) === 'delivered'))).toBe(true);
    expect(await bob.inbox()).toEqual(ids.map((_, i) => `m${i}`));
    expect(alice.parts.links.laneTo(bob.did).depth).toBe(0);
  });
});
