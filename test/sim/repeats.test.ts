import { describe, expect, it } from 'vitest';
import { runScript } from './delivery/delivery.ts';
import { scriptOf } from './delivery/script.ts';
import { Wire } from './delivery/watch.ts';
import { duo } from './hall-node.ts';

describe('a packet that comes again', () => {
  it('comes over the connection that it came by, and over no later one', async () => {
    const { world, network, alice, bob } = await duo('repeats');
    const wire = new Wire();
    network.heard = wire.heard;
    await alice.send(bob, 'one');
    expect(await world.until(() => bob.disk.get('inbox')?.size === 1)).toBe(true);
    expect(wire.repeat(bob.host, 0)).toBe(true);

    bob.crash();
    await bob.start();
    const linked = (): boolean => alice.parts.links.linkedPeers().includes(bob.did);
    expect(await world.until(linked)).toBe(true);
    expect(wire.repeat(bob.host, 0)).toBe(false);
    await world.pass(10_000);
    expect(await bob.inbox()).toEqual(['one']);
  });

  it('does not overtake what its sender is to send again after a restart (seed 9951)', async () => {
    expect(await runScript(scriptOf(9951))).toEqual([]);
  }, 60_000);
});
