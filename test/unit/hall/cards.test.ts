import { describe, expect, it } from 'vitest';
import { utf8, type SigningKey } from '../../../src/base/base.ts';
import { Cards } from '../../../src/cards.ts';
import { lookUp } from '../../../src/find-handlers.ts';
import { createRevocation, sealCard } from '../../../src/identity/identity.ts';
import { rotateKeys } from '../../../src/own-record.ts';
import { duo, worldOf, type HallNode } from '../../sim/hall-node.ts';
import { keyOf } from '../identity/fixture.ts';
import { present } from './frames.ts';

const day = 24 * 3600_000;
const card = {
  name: 'Orders',
  version: '1.0',
  description: 'Takes orders.',
  skills: [{ id: 'order' }, { id: 'cancel' }],
};

/** A card as the node of an agent sends it, signed by its key or another one. */
function cardOf(agent: HallNode, content: object = card, key: SigningKey = agent.identity.signing) {
  const sealed = sealCard({ ...content }, key, agent.did);
  if (sealed.kind !== 'accept') throw new Error('no card');
  const location = '/agent/.well-known/agent-card.json';
  return { bytes: utf8(JSON.stringify(content)), seal: sealed.value, location };
}

describe('the card of a remote agent', () => {
  it('is kept as its node signed it, shown while the agent is away, and there again after a restart', async () => {
    const { world, alice, bob } = await duo('kept card');
    const sent = cardOf(bob);
    alice.parts.cards.keep(bob.did, sent);
    bob.crash();
    await world.pass(3600_000);
    expect(await alice.parts.cards.held(bob.did)).toEqual({ ...sent, ageSeconds: 3600 });
    alice.crash();
    await alice.start();
    const held = present(await alice.parts.cards.held(bob.did));
    expect(Buffer.from(held.bytes).toString()).toBe(JSON.stringify(card));
    const query = { query: { did: bob.did } };
    const shown = await lookUp(alice.parts, query, new AbortController().signal);
    expect(shown.card).toMatchObject({ name: 'Orders', version: '1.0', skills: ['order', 'cancel'] });
    expect(shown.card?.etag).toMatch(/^"[0-9a-f]{32}"$/);
  });

  it('is not kept when another key signed it, when it was changed, or when it is none', async () => {
    const { alice, bob } = await duo('forged card');
    const { cards } = alice.parts;
    const { bytes, seal, location } = cardOf(bob);
    cards.keep(bob.did, cardOf(bob, card, keyOf('mallory')));
    cards.keep(bob.did, { bytes: utf8(JSON.stringify({ ...card, name: 'Other' })), seal, location });
    cards.keep(bob.did, { bytes: utf8('[]'), seal, location });
    cards.keep(bob.did, { bytes, seal: seal.replace('..', '.e30.'), location });
    cards.keep(alice.did, { bytes, seal, location });
    expect([cards.about(bob.did), cards.about(alice.did)]).toEqual([undefined, undefined]);
    expect(await cards.held(bob.did)).toBeUndefined();
    cards.keep(bob.did, { bytes, seal, location });
    expect(cards.about(bob.did)?.name).toBe('Orders');
  });

  it('counts for a month after it came last', async () => {
    const { world, alice, bob } = await duo('old card');
    const { cards } = alice.parts;
    cards.keep(bob.did, cardOf(bob));
    await world.pass(29 * day);
    expect(cards.about(bob.did)).toBeDefined();
    // Its agent has not been heard of: nobody vouches for a record that ran out.
    expect(await cards.held(bob.did)).toBeUndefined();
    await world.pass(2 * day);
    expect(cards.about(bob.did)).toBeUndefined();
  });

  it('stays when its agent rotates its key, and goes when the key that signed it is revoked', async () => {
    const { world, alice, bob } = await duo('key of a card');
    const { cards, directory, gossip } = alice.parts;
    cards.keep(bob.did, cardOf(bob));
    const signer = bob.identity.signing;
    const [publicKey, former] = [Uint8Array.from(signer.publicKey), signer];
    const { own, clock } = bob.parts;
    const revoked = { did: bob.did, reason: '', seq: 1, revoked: clock.now() };
    const revocation = createRevocation({ ...revoked, target: { kind: 'key', key: publicKey } }, former);
    const record = await world.finish(
      rotateKeys(own, own, clock.now(), (made) => bob.parts.directory.replaceOwn(made)),
    );
    await world.finish(directory.ingest(record.bytes, world.now()));
    expect(await cards.held(bob.did)).toBeDefined();
    await world.finish(gossip.announce(revocation));
    expect(await cards.held(bob.did)).toBeUndefined();
  });

  it('makes room for those that came later, by their number and by their bytes, also on the disk', async () => {
    const { world, nodes } = await worldOf('many cards', { alice: {}, bob: {}, carol: {}, dave: {} });
    const [alice, ...others] = nodes;
    const { parts } = present(alice);
    const size = cardOf(present(others[0])).bytes.length;
    for (const bounds of [
      { cards: 2, bytes: 1000 * size },
      { cards: 1000, bytes: 2 * size + 1 },
    ]) {
      const cards = await world.finish(Cards.open(parts, bounds));
      for (const other of others) {
        cards.keep(other.did, cardOf(other));
        await world.pass(1000);
      }
      const kept = (shelf: Cards) => others.map(({ did }) => shelf.about(did) !== undefined);
      expect(kept(cards)).toEqual([false, true, true]);
      expect(kept(await world.finish(Cards.open(parts)))).toEqual([false, true, true]);
    }
  });
});
