import { describe, expect, it, vi } from 'vitest';
import { Events } from '../../../src/events.ts';
import { duo } from '../../sim/hall-node.ts';

/** Alice, with a message for bob, who is away; she looks now and then whether he is there, and what has expired. */
async function waiting(seed: string) {
  const events = new Events({ level: 'silent', pretty: false }, {});
  const { world, alice, bob } = await duo(seed, { alice: { events } });
  bob.crash();
  await alice.send(bob, 'waits');
  return { world, alice, faults: () => events.metrics.counted('internal-error') };
}

describe('a node that stops while a message waits', () => {
  it('looks no more for what has expired', async () => {
    const { world, alice, faults } = await waiting('stopped');
    const { links, store } = alice.parts;
    expect(await world.until(() => links.lastTry(links.lanes()[0]?.peer ?? alice.did)?.next !== undefined)).toBe(true);
    const read = vi.spyOn(store, 'range');
    await world.finish(links.stop());
    await world.finish(store.close());
    await world.pass(60_000);
    expect(read).not.toHaveBeenCalled();
    expect(faults()).toBe(0);
  });

  it('takes it for no error that the store is closed under its last look', async () => {
    const { world, alice, faults } = await waiting('closed');
    const { links, store } = alice.parts;
    const read = vi.spyOn(store, 'range');
    expect(await world.until(() => read.mock.calls.some(([space]) => space === 'outbox'))).toBe(true);
    void links.stop();
    void store.close();
    await world.pass(60_000);
    expect(faults()).toBe(0);
  });
});
