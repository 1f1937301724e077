import { describe, expect, it } from 'vitest';
import { millis } from '../../../src/base/base.ts';
import { parseInvitation } from '../../../src/identity/identity.ts';
import { worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present, received } from './frames.ts';

/** Nodes that do not know one another. */
async function strangers(seed: string, ...names: readonly string[]) {
  const setups = Object.fromEntries(names.map((name) => [name, {}]));
  const { world, nodes } = await worldOf(seed, setups, { strangers: true });
  return { world, nodes };
}

async function invite(node: HallNode, world: World, ttlMs = 600_000): Promise<string> {
  const { invitations, directory, net, random } = node.parts;
  const expires = millis(world.now() + ttlMs);
  const draft = { identity: node.identity, record: directory.own.bytes, multiaddrs: net.addresses(), expires, random };
  return received(await world.finish(invitations.create(draft, world.now()))).code;
}

/** Accepts an invitation as `parley join` does. */
async function join(node: HallNode, code: string, now = node.parts.clock.now()): Promise<void> {
  const { directory, invitations, reputation, links } = node.parts;
  const invitation = received(parseInvitation(code, now));
  const how = { alias: undefined, multiaddrs: invitation.multiaddrs, via: 'invitation', now } as const;
  received(await directory.welcome(invitation.inviter, how, [invitations.keep(invitation)]));
  reputation.changed();
  links.reach(invitation.inviter.record.did);
}

const knows = (node: HallNode, other: HallNode): boolean => node.parts.directory.has(other.did);

describe('an invitation', () => {
  it('makes two strangers known to each other, so that messages pass both ways', async () => {
    const { world, nodes } = await strangers('meet', 'alice', 'bob');
    const [alice, bob] = [present(nodes[0]), present(nodes[1])];
    const code = await invite(alice, world);
    await world.finish(join(bob, code));
    expect(await world.until(() => knows(alice, bob), 10_000)).toBe(true);
    await world.pass(2_000);
    await bob.send(alice, 'to the inviter');
    await alice.send(bob, 'to the invited');
    await world.pass(5_000);
    expect(await alice.inbox()).toEqual(['to the inviter']);
    expect(await bob.inbox()).toEqual(['to the invited']);
    expect(alice.parts.store.disk.get('invitation')?.size).toBe(0);
    expect(bob.parts.store.disk.get('invitation')?.size).toBe(0);
  });

  it('admits one agent only, whoever else has the code', async () => {
    const { world, nodes } = await strangers('twice', 'alice', 'bob', 'carol');
    const [alice, bob, carol] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
    const code = await invite(alice, world);
    await world.finish(join(bob, code));
    await world.pass(10_000);
    await world.finish(join(carol, code));
    const id = await carol.send(alice, 'let me in');
    await world.pass(30_000);
    expect([knows(alice, bob), knows(alice, carol)]).toEqual([true, false]);
    expect(carol.endOf(id) ?? 'waiting').not.toBe('delivered');
    expect(await alice.inbox()).toEqual([]);
  });

  it.each(['at once a', 'at once b', 'at once c', 'at once d', 'at once e', 'at once f'])(
    'admits one agent only when several show it at once (%s)',
    async (seed) => {
      const { world, nodes } = await strangers(seed, 'alice', 'bob', 'carol', 'dave');
      const [alice, ...others] = nodes;
      const code = await invite(present(alice), world);
      await world.finish(Promise.all(others.map((node) => join(node, code))));
      await world.pass(30_000);
      expect(others.filter((node) => knows(present(alice), node))).toHaveLength(1);
    },
  );

  it('that has expired admits nobody', async () => {
    const { world, nodes } = await strangers('late', 'alice', 'bob');
    const [alice, bob] = [present(nodes[0]), present(nodes[1])];
    const now = world.now();
    const code = await invite(alice, world, 60_000);
    await world.pass(120_000);
    expect(parseInvitation(code, world.now())).toMatchObject({ reason: 'expired' });
    await world.finish(join(bob, code, now));
    await world.pass(10_000);
    expect(knows(alice, bob)).toBe(false);
  });

  it('is needed: who merely knows where a node is gets nothing from it', async () => {
    const { world, nodes } = await strangers('uninvited', 'alice', 'bob');
    const [alice, bob] = [present(nodes[0]), present(nodes[1])];
    await bob.know(alice);
    const id = await bob.send(alice, 'let me in');
    expect(await world.until(() => bob.endOf(id) !== undefined, 60_000)).toBe(true);
    expect(bob.endOf(id)).toBe('denied not-registered');
    expect(knows(alice, bob)).toBe(false);
  });

  it('survives a restart of either side', async () => {
    const { world, nodes } = await strangers('restart', 'alice', 'bob');
    const [alice, bob] = [present(nodes[0]), present(nodes[1])];
    const code = await invite(alice, world);
    alice.crash();
    await world.finish(join(bob, code));
    bob.crash();
    await alice.start();
    await bob.start();
    expect(await world.until(() => knows(alice, bob), 60_000)).toBe(true);
  });
});
