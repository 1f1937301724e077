import { describe, expect, it } from 'vitest';
import { find } from '../../../src/find-handlers.ts';
import { createRevocation } from '../../../src/identity/identity.ts';
import { worldOf, type HallNode } from '../../sim/hall-node.ts';
import { present } from './frames.ts';

const asked = (capability: string, limit = 50) => ({ query: { capability, limit } });

/** Bob and Carol offer what alice looks for; dave offers something else. */
async function market() {
  const { world, nodes } = await worldOf('market', {
    alice: {},
    bob: { capabilities: ['read:market-data:eu', 'write:orders'] },
    carol: { capabilities: ['read:market-data'] },
    dave: { capabilities: ['readwrite:market-data', 'read:market-data-old', 'read:market-data-', '*'] },
  });
  const [alice, bob, carol] = nodes.map((node) => present(node));
  return { world, alice: present(alice), bob: present(bob), carol: present(carol) };
}

const names = (node: HallNode, capability: string, limit?: number): readonly (string | undefined)[] =>
  find(node.parts, asked(capability, limit)).agents.map(({ alias }) => alias);

describe('a search by capability', () => {
  it('finds those who offer it, the whole of it before a part, and nobody by a similar word', async () => {
    const { alice } = await market();
    expect(names(alice, 'cap:read:market-data')).toEqual(['carol', 'bob']);
    const { agents, more } = find(alice.parts, asked('read:market-data'));
    expect(more).toBe(0);
    expect(agents.map(({ matches }) => matches)).toEqual([
      [{ capability: 'read:market-data', match: 'whole' }],
      [{ capability: 'read:market-data:eu', match: 'part' }],
    ]);
    // Whoever offers all of it offers this as well.
    expect(new Set(names(alice, 'read:market-data:eu'))).toEqual(new Set(['bob', 'carol']));
    expect(names(alice, 'read:market-data:us')).toEqual(['carol']);
    expect(names(alice, 'read:nothing')).toEqual([]);
  });

  it('shows no more than asked for, and says how many more there are', async () => {
    const { alice } = await market();
    expect(find(alice.parts, asked('read:market-data', 1))).toMatchObject({ agents: [{ alias: 'carol' }], more: 1 });
  });

  it('leaves out an agent that was ended', async () => {
    const { world, alice, carol } = await market();
    const now = world.now();
    const draft = { did: carol.did, reason: '', seq: Math.floor(now), revoked: now };
    const revocation = createRevocation({ ...draft, target: { kind: 'did' } }, carol.identity.signing);
    await world.finish(alice.parts.gossip.announce(revocation));
    expect(names(alice, 'read:market-data')).toEqual(['bob']);
  });

  it.each(['', 'read', 'read:*', '*:market-data', 'cap:'])('refuses %j, which is no capability', async (text) => {
    const { alice } = await market();
    expect(() => find(alice.parts, asked(text))).toThrow(expect.objectContaining({ code: 'request-invalid' }));
  });
});
