import { describe, expect, it } from 'vitest';
import { fromHex, millis } from '../../../src/base/base.ts';
import { capabilities, addDelegation, delegate } from '../../../src/delegation-handlers.ts';
import { createRevocation } from '../../../src/identity/identity.ts';
import { revoke as revokeByHand } from '../../../src/identity-handlers.ts';
import { encodeFrame } from '../../../src/wire/wire.ts';
import { OwnKeys } from '../../../src/own-keys.ts';
import { createDelegation, type VerifiedDelegation } from '../../../src/registry/registry.ts';
import { duo, rule, rules, worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';

type Asked = Partial<Parameters<typeof delegate>[1]['request']>;

/** Delegates as the control API does. */
function give(world: World, from: HallNode, to: HallNode, asked: Asked = {}) {
  const request = { to: to.did, capabilities: ['read:orders'], ...asked };
  return world.finish(delegate(from.parts, { request }));
}

function revoke(world: World, node: HallNode, id: string): Promise<void> {
  const now = node.parts.clock.now();
  const draft = { did: node.did, reason: '', seq: Math.floor(now), revoked: now };
  const target = { kind: 'delegation', id: fromHex(id) } as const;
  return world.finish(node.parts.gossip.announce(createRevocation({ ...draft, target }, node.identity.signing)));
}

/** A delegation that its issuer signed and no longer has, as after its disk was replaced. */
function unseen(issuer: HallNode, to: HallNode): VerifiedDelegation {
  const notBefore = millis(Math.floor(issuer.parts.clock.now()));
  const dates = { notBefore, expires: millis(notBefore + 60_000) };
  const bounds = { pol: { minScore: 0 }, maxDepth: 1, trustCeiling: 1000, nonce: new Uint8Array(16) };
  const parties = { iss: issuer.did, aud: to.did, cmd: ['read:orders'] };
  const made = createDelegation({ ...parties, ...bounds, ...dates }, issuer.identity.signing);
  if (made.kind !== 'accept') throw new Error(made.reason);
  return made.value;
}

const factsAt = (node: HallNode, about: HallNode) =>
  node.parts.reputation.agentFacts(about.did, node.parts.clock.now());
const mayAt = (node: HallNode, about: HallNode): readonly string[] => factsAt(node, about).capabilities;
const heldBy = (node: HallNode): number => node.parts.delegations.held(node.parts.clock.now()).length;

/** Messages are received from those with the capability only; sending is free. */
const ordersOnly = rules(rule('permit', 'session.open'), {
  effect: 'permit',
  principal: { op: 'All' },
  action: { op: '==', entity: { type: 'Action', id: 'message.receive' } },
  resource: { op: 'All' },
  conditions: [
    {
      kind: 'when',
      body: {
        contains: {
          left: { '.': { left: { Var: 'principal' }, attr: 'granted' } },
          right: { Value: 'read:orders' },
        },
      },
    },
  ],
});

async function linked(seed: string, setups: Parameters<typeof duo>[1] = {}) {
  const all = await duo(seed, setups);
  await all.bob.send(all.alice, 'hello');
  await all.world.until(
    () => all.alice.parts.links.isLinked(all.bob.did) && all.bob.parts.links.isLinked(all.alice.did),
  );
  return all;
}

async function trio(seed: string) {
  const { world, nodes } = await worldOf(seed, { alice: {}, bob: {}, carol: {} });
  const [alice, bob, carol] = nodes;
  if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three nodes make a trio');
  await alice.send(bob, 'hello');
  await bob.send(carol, 'hello');
  await carol.send(alice, 'hello');
  await world.until(() => [alice, bob, carol].every((node) => node.parts.inbox.count === 1));
  return { world, alice, bob, carol };
}

describe('a delegation between two nodes', () => {
  it('opens what policy keeps for a capability, and travels to a connected peer by itself', async () => {
    const { world, alice, bob } = await linked('use', { alice: { policies: ordersOnly } });
    const before = await bob.send(alice, 'may I?');
    await world.until(() => bob.endOf(before) !== undefined);
    expect(bob.endOf(before)).toBe('denied policy-denied');
    const made = await give(world, alice, bob);
    expect(made.told).toBe(true);
    expect(await world.until(() => heldBy(bob) === 1)).toBe(true);
    expect(factsAt(alice, bob)).toMatchObject({
      capabilities: ['read:orders'],
      granted: ['read:orders'],
      delegationDepth: 1,
    });
    const after = await bob.send(alice, 'and now?');
    await world.until(() => bob.endOf(after) !== undefined);
    expect(bob.endOf(after)).toBe('delivered');
  });

  it('stops counting at once when it is revoked, and for good', async () => {
    const { world, alice, bob } = await linked('revoked', { alice: { policies: ordersOnly } });
    const { id } = await give(world, alice, bob);
    await world.until(() => heldBy(bob) === 1);
    await revoke(world, alice, id);
    expect(mayAt(alice, bob)).toEqual([]);
    expect(await world.until(() => heldBy(bob) === 0)).toBe(true);
    const refused = await bob.send(alice, 'still?');
    await world.until(() => bob.endOf(refused) !== undefined);
    expect(bob.endOf(refused)).toBe('denied policy-denied');
    alice.crash();
    await alice.start();
    expect(mayAt(alice, bob)).toEqual([]);
  });

  it('is revoked by the one that gave it, whoever else revokes the same id before or after', async () => {
    const { world, alice, bob } = await linked('revoked by others');
    const { id } = await give(world, alice, bob);
    await revoke(world, bob, id);
    expect(mayAt(alice, bob)).toEqual(['read:orders']);
    await revoke(world, alice, id);
    await world.pass(5000);
    await revoke(world, bob, id);
    await world.pass(1000);
    expect(mayAt(alice, bob)).toEqual([]);
    alice.crash();
    await alice.start();
    expect(mayAt(alice, bob)).toEqual([]);
  });

  it('ends at its date, with its ceiling', async () => {
    const { world, alice, bob } = await linked('expired');
    await give(world, alice, bob, { expiresSeconds: 60, ceiling: 400 });
    const score = factsAt(alice, bob).score;
    expect([mayAt(alice, bob), score]).toEqual([['read:orders'], 400]);
    await world.pass(60_000);
    expect(mayAt(alice, bob)).toEqual([]);
    expect(factsAt(alice, bob).score).toBeGreaterThan(400);
  });

  it('waits for a peer that is away, and is shown again after both restart', async () => {
    const { world, alice, bob } = await linked('away');
    bob.crash();
    await world.until(() => !alice.parts.links.isLinked(bob.did));
    expect((await give(world, alice, bob)).told).toBe(false);
    await bob.start();
    expect(await world.until(() => heldBy(bob) === 1)).toBe(true);
    await world.pass(1000);
    alice.crash();
    bob.crash();
    await alice.start();
    await bob.start();
    expect(heldBy(bob)).toBe(1);
    expect(mayAt(alice, bob)).toEqual(['read:orders']);
  });

  it('counts only while the receiver has the score that it asks for', async () => {
    const { world, alice, bob } = await linked('conditions');
    await give(world, alice, bob, { minScore: 990 });
    expect(mayAt(alice, bob)).toEqual([]);
    const { agents } = capabilities(alice.parts, { query: { who: bob.did } });
    expect(agents[0]?.delegations).toMatchObject([{ capabilities: ['read:orders'], counts: false }]);
  });

  it('is bounded for each peer', async () => {
    const { world, alice, bob } = await linked('bounded');
    for (let n = 0; n < 16; n++) await give(world, alice, bob, { capabilities: [`read:r${n}`], expiresSeconds: 60 });
    await expect(give(world, alice, bob)).rejects.toMatchObject({ code: 'refused', reason: 'overloaded' });
    await world.pass(60_000);
    await give(world, alice, bob);
    expect(mayAt(alice, bob)).toEqual(['read:orders']);
  });

  it('is kept whoever tells it, and counts where its authority lies', async () => {
    const { world, alice, bob, carol } = await trio('shown');
    const { bytes } = unseen(alice, bob);
    const now = alice.parts.clock.now();
    expect(mayAt(alice, bob)).toEqual([]);
    expect(await world.finish(carol.parts.gossip.ingest(bytes))).toBe('accept');
    expect(await world.finish(alice.parts.delegations.came(bytes, now))).toMatchObject({ kind: 'accept' });
    expect(await world.finish(alice.parts.delegations.came(bytes, now))).toMatchObject({ reason: 'duplicate' });
    expect([mayAt(alice, bob), mayAt(carol, bob)]).toEqual([['read:orders'], []]);
  });

  it('is carried for nobody who is not known', async () => {
    const { world, nodes } = await worldOf('strange', { alice: {}, bob: {}, carol: {} }, { strangers: true });
    const [alice, bob, carol] = nodes;
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three nodes');
    const { bytes } = unseen(alice, bob);
    expect(await world.finish(carol.parts.gossip.ingest(bytes))).toBe('ignore');
    await carol.know(alice);
    expect(await world.finish(carol.parts.gossip.ingest(bytes))).toBe('accept');
  });

  it('costs the connection of who tells a forged one', async () => {
    const { world, network, alice, bob } = await linked('forged');
    const forged = Uint8Array.from(unseen(alice, bob).bytes);
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const frame = encodeFrame({ kind: 'statements', statements: [forged] });
    network.inject(frame, { from: bob.host, to: alice.host, protocol: '/parley/mesh/1' });
    expect(await world.until(() => !alice.parts.links.isLinked(bob.did))).toBe(true);
    expect(mayAt(alice, bob)).toEqual([]);
  });
});

describe('a chain', () => {
  it('lets a third use what the second was given, where it begins and nowhere else', async () => {
    const { world, alice, bob, carol } = await trio('chain');
    const first = await give(world, alice, bob, { maxDepth: 2, ceiling: 450 });
    const second = await give(world, bob, carol, { from: first.token, capabilities: ['read:orders:eu'] });
    expect(second.subject).toBe(alice.did);
    expect(await world.until(() => mayAt(alice, carol).length === 1)).toBe(true);
    expect(factsAt(alice, carol)).toMatchObject({ capabilities: ['read:orders:eu'], delegationDepth: 2, score: 450 });
    expect(mayAt(bob, carol)).toEqual([]);
    expect(mayAt(alice, bob)).toEqual(['read:orders']);
  });

  it.each(['first', 'second'] as const)('ends when its %s delegation is revoked', async (which) => {
    const { world, alice, bob, carol } = await trio(`chain revoked ${which}`);
    const first = await give(world, alice, bob, { maxDepth: 2 });
    const second = await give(world, bob, carol, { from: first.token });
    await world.until(() => mayAt(alice, carol).length === 1);
    await revoke(world, which === 'first' ? alice : bob, which === 'first' ? first.id : second.id);
    expect(await world.until(() => mayAt(alice, carol).length === 0)).toBe(true);
    expect(mayAt(alice, bob)).toEqual(which === 'first' ? [] : ['read:orders']);
  });

  it.each(['agent', 'organisation'] as const)('ends while the %s in the middle is killed', async (which) => {
    const { world, alice, bob, carol } = await trio(`chain killed ${which}`);
    const first = await give(world, alice, bob, { maxDepth: 2 });
    await give(world, bob, carol, { from: first.token });
    await world.until(() => mayAt(alice, carol).length === 1);
    const { kills, directory, clock } = alice.parts;
    const target = which === 'agent' ? bob.did : directory.organisationOf(bob.did);
    const order = { target: target ?? '', by: 'operator', why: 'test', at: clock.now() };
    await world.finish(kills.kill(order));
    expect(mayAt(alice, carol)).toEqual([]);
    await world.finish(kills.revive(order));
    expect(mayAt(alice, carol)).toEqual(['read:orders']);
  });

  it('ends when the agent in the middle is revoked', async () => {
    const { world, alice, bob, carol } = await trio('chain revoked in the middle');
    const first = await give(world, alice, bob, { maxDepth: 2 });
    await give(world, bob, carol, { from: first.token });
    await world.until(() => mayAt(alice, carol).length === 1);
    const now = bob.parts.clock.now();
    const about = { did: bob.did, reason: '', seq: Math.floor(now), revoked: now };
    await world.finish(carol.parts.gossip.announce(createRevocation(about, bob.identity.signing)));
    expect(await world.until(() => mayAt(alice, carol).length === 0)).toBe(true);
  });

  it('cannot be made wider, longer or by another than its receiver', async () => {
    const { world, alice, bob, carol } = await trio('chain refused');
    const { token } = await give(world, alice, bob);
    const refused = { code: 'refused', reason: 'delegation-invalid' };
    await expect(give(world, bob, carol, { from: token })).rejects.toMatchObject(refused);
    const longer = await give(world, alice, bob, { maxDepth: 2, ceiling: 500 });
    await expect(give(world, bob, carol, { from: longer.token, capabilities: ['write:orders'] })).rejects.toMatchObject(
      refused,
    );
    await expect(give(world, bob, carol, { from: longer.token, ceiling: 501 })).rejects.toMatchObject(refused);
    await expect(give(world, carol, bob, { from: longer.token })).rejects.toMatchObject({ code: 'request-invalid' });
    await expect(give(world, bob, carol, { from: 'parleydel1AAAA' })).rejects.toMatchObject({
      code: 'request-invalid',
    });
  });

  it('can be handed over as a token', async () => {
    const { world, alice, bob } = await linked('token');
    bob.crash();
    const { token } = await give(world, alice, bob);
    await bob.start();
    const added = await world.finish(addDelegation(bob.parts, { request: { token } }));
    expect(added.subject).toBe(alice.did);
    expect(heldBy(bob)).toBe(1);
    expect(capabilities(bob.parts, { query: {} }).held).toMatchObject([{ capabilities: ['read:orders'] }]);
  });
});

describe('a delegation of an organisation', () => {
  /** Two agents of one organisation that never meet, one between them, and the one that is given something. */
  async function network(seed: string) {
    const { world, network, nodes } = await worldOf(seed, {
      alice: { repairs: true, organisation: 'acme' },
      bob: { repairs: true },
      dave: { repairs: true, organisation: 'acme', policies: ordersOnly },
      carol: { repairs: true },
    });
    const [alice, bob, dave, carol] = nodes;
    if (alice === undefined || bob === undefined || dave === undefined || carol === undefined)
      throw new Error('four nodes');
    network.cut(alice.host, dave.host);
    network.cut(alice.host, carol.host);
    await alice.send(bob, 'hello');
    await bob.send(dave, 'hello');
    await world.until(() => bob.parts.inbox.count === 1);
    return { world, network, alice, bob, dave, carol };
  }

  it('counts at all of its agents, also those that hear of it by way of others', async () => {
    const { world, alice, bob, dave, carol } = await network('organisation');
    const given = await give(world, alice, carol, {
      organisation: true,
      capabilities: ['read:orders', 'a2a.send:orders'],
    });
    expect(given.organisation).toBe(alice.parts.directory.ownOrganisation);
    expect(given.issuer).toBe(alice.parts.directory.ownOrganisationDid);
    expect(await world.until(() => mayAt(dave, carol).length === 2)).toBe(true);
    expect(factsAt(dave, carol)).toMatchObject({ granted: ['a2a.send:orders', 'read:orders'], delegationDepth: 1 });
    expect(dave.parts.reputation.mayWrite(carol.did, 'a2a.send', world.now()).allow).toBe(true);
    expect(mayAt(bob, carol)).toEqual([]);
    expect(mayAt(alice, carol)).toEqual(mayAt(dave, carol));
    const sent = await carol.send(dave, 'may I?');
    await world.until(() => carol.endOf(sent) !== undefined);
    expect(carol.endOf(sent)).toBe('delivered');
    await give(world, alice, carol, { organisation: true, ceiling: 100 });
    expect(await world.until(() => factsAt(dave, carol).score === 100)).toBe(true);
    const refused = await carol.send(dave, 'and now?');
    await world.until(() => carol.endOf(refused) !== undefined);
    expect(carol.endOf(refused)).toBe('denied score-too-low');
  });

  it('stops counting at all of them when it is revoked by whichever has the key, and for good', async () => {
    const { world, alice, bob, dave, carol } = await network('organisation revoked');
    const { id } = await give(world, alice, carol, { organisation: true });
    await world.until(() => mayAt(dave, carol).length === 1);
    const ended = await world.finish(revokeByHand(dave.parts, { request: { delegation: id } }));
    expect(ended.target).toBe('delegation');
    expect(mayAt(dave, carol)).toEqual([]);
    expect(await world.until(() => mayAt(alice, carol).length === 0)).toBe(true);
    for (const node of [alice, bob, dave]) {
      node.crash();
      await node.start();
    }
    await world.pass(60_000);
    expect([mayAt(alice, carol), mayAt(dave, carol)]).toEqual([[], []]);
  });

  it('reaches by repair those that were away while it was given and while it was revoked', async () => {
    const { world, alice, bob, dave, carol } = await network('organisation away');
    dave.crash();
    await world.until(() => !bob.parts.links.isLinked(dave.did));
    const [kept, gone] = [
      await give(world, alice, carol, { organisation: true, capabilities: ['read:orders'] }),
      await give(world, alice, carol, { organisation: true, capabilities: ['read:prices'] }),
    ];
    await world.until(() => bob.parts.directory.statements.has(fromHex(gone.id)));
    await world.finish(revokeByHand(alice.parts, { request: { delegation: gone.id } }));
    await world.pass(1000);
    alice.crash();
    await dave.start();
    await bob.send(dave, 'again');
    expect(await world.until(() => dave.parts.directory.statements.has(fromHex(kept.id)))).toBe(true);
    await world.pass(60_000);
    expect(mayAt(dave, carol)).toEqual(['read:orders']);
  });

  it('ends while the organisation is killed, and needs its key', async () => {
    const { world, alice, carol } = await network('organisation killed');
    await give(world, alice, carol, { organisation: true });
    const { kills, clock, directory } = alice.parts;
    const order = { target: directory.ownOrganisation ?? '', by: 'operator', why: 'test', at: clock.now() };
    await world.finish(kills.kill(order));
    expect(mayAt(alice, carol)).toEqual([]);
    await world.finish(kills.revive(order));
    expect(mayAt(alice, carol)).toEqual(['read:orders']);
    const keyless = { ...alice.parts, identity: new OwnKeys({ ...alice.secrets, organisationSeed: undefined }) };
    const request = { to: carol.did, capabilities: ['read:orders'], organisation: true };
    await expect(delegate(keyless, { request })).rejects.toMatchObject({ code: 'refused' });
  });
});

describe('what is carried for others', () => {
  it('is let go of when it ends, on disk as well', async () => {
    const { world, alice, bob, carol } = await trio('carried expired');
    await give(world, alice, bob, { expiresSeconds: 60 });
    const count = (): number => carol.disk.get('delegation')?.size ?? 0;
    expect(await world.until(() => count() === 1)).toBe(true);
    await world.pass(61_000);
    for (const node of [alice, bob, carol]) {
      const { delegations, store, clock } = node.parts;
      await world.finish(store.commit(delegations.expire(clock.now())));
    }
    expect([alice, bob, carol].map((node) => node.disk.get('delegation')?.size ?? 0)).toEqual([0, 0, 0]);
  });
});
