import { expect, it } from 'vitest';
import { duo } from '../../sim/hall-node.ts';

it('a peer that does not take a handshake for now is asked again after longer and longer pauses, and reached once it does', async () => {
  const { world, network, alice, bob } = await duo('pauses');
  // What bob's clock says is of another hour.
  bob.setClock(3_600_000);
  let hellos = 0;
  network.watch = (_, { from, protocol }) => {
    if (from === alice.host && protocol.includes('iatp')) hellos++;
  };
  let isReached: boolean | undefined;
  const reaching = alice.parts.links.reachable(bob.did, new AbortController().signal);
  void reaching.then((isReady) => (isReached = isReady));
  await world.pass(3_000);
  expect(isReached).toBe(undefined);
  expect(hellos).toBeGreaterThanOrEqual(3);
  expect(hellos).toBeLessThanOrEqual(10);
  bob.setClock(0);
  expect(await world.until(() => isReached !== undefined)).toBe(true);
  expect(isReached).toBe(true);
});
