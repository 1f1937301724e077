import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { millis, sha256, u32be, utf8 } from '../../../src/base/base.ts';
import { createRecord, createRevocation, membershipId, verifyRevocation } from '../../../src/identity/identity.ts';
import { RevokedDelegations } from '../../../src/revoked-delegations.ts';
import { Strangers } from '../../../src/strangers.ts';
import { duo, worldOf } from '../../sim/hall-node.ts';
import { accepted, agent, draft, now, outcome, recordOf, sponsorshipOf } from '../identity/fixture.ts';

const didOf = (name: string) => agent(name).did;
const idOf = (n: number): Uint8Array => sha256(u32be(n));

/** A revocation by an agent of a delegation with this id, whether it ever gave it or not. */
function revocationBy(name: string, id: Uint8Array, reason = '') {
  const { did, signing } = agent(name);
  const target = { kind: 'delegation', id } as const;
  return accepted(verifyRevocation(createRevocation({ did, target, reason, seq: 1, revoked: now }, signing)));
}

const oneByte = revocationBy('anyone', idOf(0)).bytes.length;

/** Room for three of each kind of issuer, and two of one of them. */
function shelves(needed: readonly string[], pinned: readonly string[] = []) {
  const revoked = new RevokedDelegations({ perIssuer: 2, neededBytes: 3 * oneByte, otherBytes: 3 * oneByte });
  const among = (names: readonly string[]) => (did: string) => names.some((name) => didOf(name) === did);
  revoked.weigh({ isNeeded: among(needed), isPinned: among(pinned) });
  return revoked;
}

describe('revocations of delegations', () => {
  it('by agents that are not needed never take the room of those that are', () => {
    const revoked = shelves(['alice']);
    for (let n = 0; n < 50; n++) expect(outcome(revoked.add(revocationBy(`nobody ${n}`, idOf(n))))).toBe('accept');
    expect(outcome(revoked.add(revocationBy('alice', idOf(1))))).toBe('accept');
    for (let n = 50; n < 100; n++) revoked.add(revocationBy(`nobody ${n}`, idOf(n)));
    expect(revoked.has(idOf(1), didOf('alice'))).toBe(true);
    expect([...revoked.all()]).toHaveLength(4);
  });

  it('of an issuer that becomes needed are kept when the others go', () => {
    const needed: string[] = [];
    const revoked = shelves(needed);
    revoked.add(revocationBy('alice', idOf(1)));
    needed.push('alice');
    for (let n = 0; n < 20; n++) revoked.add(revocationBy(`nobody ${n}`, idOf(n)));
    expect(revoked.has(idOf(1), didOf('alice'))).toBe(true);
  });

  it('end everything that an issuer gives once it has more than are kept', () => {
    const revoked = shelves(['alice']);
    revoked.add(revocationBy('alice', idOf(1)));
    expect(revoked.has(idOf(9), didOf('alice'))).toBe(false);
    revoked.add(revocationBy('alice', idOf(2)));
    expect(revoked.has(idOf(9), didOf('alice'))).toBe(true);
    expect(outcome(revoked.add(revocationBy('alice', idOf(9))))).toBe('ignore duplicate');
    expect(revoked.has(idOf(9), didOf('bob'))).toBe(false);
  });

  it('make room at the cost of who has the most, who then has revoked everything, also after a restart', () => {
    const revoked = shelves(['alice', 'bob', 'carol']);
    revoked.add(revocationBy('bob', idOf(1)));
    revoked.add(revocationBy('carol', idOf(2)));
    revoked.add(revocationBy('alice', idOf(3)));
    const writes = accepted(revoked.add(revocationBy('carol', idOf(4))));
    expect(writes.map(({ kind }) => kind)).toEqual(['put', 'delete', 'delete', 'put']);
    for (const [issuer, id] of [
      ['alice', 3],
      ['bob', 1],
      ['carol', 99],
    ] as const)
      expect(revoked.has(idOf(id), didOf(issuer))).toBe(true);
    expect(revoked.has(idOf(99), didOf('bob'))).toBe(false);
    const again = shelves(['carol']);
    for (const write of writes.slice(-1)) if (write.kind === 'put') again.restore(utf8(String(write.key)), write.value);
    expect(again.has(idOf(99), didOf('carol'))).toBe(true);
  });

  it('of what was signed for one agent are one in every order: the last date counts', () => {
    const { did, signing } = agent('acme');
    const target = { kind: 'delegation', id: membershipId(didOf('alice')) } as const;
    const dates = [now, now, millis(now + 1000), millis(now + 2000)];
    const made = dates.map((revoked, n) =>
      accepted(verifyRevocation(createRevocation({ did, target, reason: `${n}`, seq: 1, revoked }, signing))),
    );
    fc.assert(
      fc.property(fc.shuffledSubarray(made, { minLength: 1 }), (some) => {
        const [one, other] = [new RevokedDelegations(), new RevokedDelegations()];
        for (const each of some) one.add(each);
        for (const each of some.toReversed()) other.add(each);
        const last = Math.max(...some.map(({ revocation }) => revocation.revoked));
        expect(one.membershipEnd(didOf('alice'), did)).toBe(last);
        expect([...other.all()]).toEqual([...one.all()]);
        expect(one.membershipEnd(didOf('bob'), did)).toBeUndefined();
      }),
    );
  });

  it('never make room at the cost of our own agent or of whom the operator pinned', () => {
    const revoked = new RevokedDelegations({ perIssuer: 9, neededBytes: 3 * oneByte, otherBytes: 0 });
    revoked.weigh({ isNeeded: () => true, isPinned: (did) => did === didOf('alice') });
    for (let n = 0; n < 3; n++) revoked.add(revocationBy('alice', idOf(n)));
    revoked.add(revocationBy('bob', idOf(1)));
    expect(revoked.has(idOf(99), didOf('alice'))).toBe(false);
    expect(revoked.has(idOf(99), didOf('bob'))).toBe(true);
  });

  it('of one delegation are one, the same in every order', () => {
    const [a, b] = [revocationBy('alice', idOf(1), 'lost'), revocationBy('alice', idOf(1), 'stolen')];
    const kept = [
      [a, b],
      [b, a],
    ].map((order) => {
      const revoked = shelves(['alice']);
      for (const one of order) revoked.add(one);
      return revoked.get(idOf(1), didOf('alice'));
    });
    expect(kept[0]).toBe(kept[1]);
  });
});

describe('agents of which only the end is known', () => {
  it('go first when nobody known signs for them, and then those of whom one organisation has the most', () => {
    const strangers = new Strangers(10);
    const nobody = (): boolean => false;
    const add = (name: string, organisation?: string): readonly string[] => {
      strangers.add(didOf(name), { organisation, bytes: 2 });
      return strangers.overflow(nobody);
    };
    for (const name of ['a', 'b', 'c']) add(name, 'acme');
    add('d', 'globex');
    add('made up');
    expect(add('made up too')).toEqual([didOf('made up')]);
    expect(add('e', 'globex')).toEqual([didOf('made up too')]);
    expect(add('f', 'globex')).toEqual([didOf('a')]);
  });

  it('stay when they are awaited', () => {
    const strangers = new Strangers(2);
    strangers.add(didOf('awaited'), { organisation: undefined, bytes: 2 });
    strangers.add(didOf('made up'), { organisation: undefined, bytes: 2 });
    expect(strangers.overflow((did) => did === didOf('awaited'))).toEqual([didOf('made up')]);
  });
});

/** Revocations of delegations by agents that somebody made up, large ones: more bytes than are kept of all such. */
function flood(bytes: number): readonly Uint8Array[] {
  const made: Uint8Array[] = [];
  const capabilities = Array.from({ length: 60 }, (_, n) => `${n} `.padEnd(200, 'x'));
  for (let n = 0, sum = 0; sum < bytes; n++) {
    const identity = agent(`made up ${n}`);
    const evidence = createRecord(identity, draft(`made up ${n}`, { capabilities }));
    const target = { kind: 'delegation', id: idOf(n) } as const;
    const about = { did: identity.did, target, reason: '', seq: 1, revoked: now, evidence };
    const revocation = createRevocation(about, identity.signing);
    made.push(revocation);
    sum += revocation.length;
  }
  return made;
}

describe('a node flooded with revocations of delegations that nobody gave', () => {
  it('still takes in the real one, of an agent it knows and of one within a chain that it holds', async () => {
    const { world, alice, bob } = await duo('flooded');
    for (const bytes of flood(5 * 1024 * 1024))
      expect(await world.finish(alice.parts.gossip.ingest(bytes))).toBe('accept');
    const { directory, gossip } = alice.parts;
    const target = { kind: 'delegation', id: idOf(7) } as const;
    const about = { did: bob.did, target, reason: '', seq: 1, revoked: alice.parts.clock.now() };
    const real = createRevocation(about, bob.identity.signing);
    expect(await world.finish(gossip.ingest(real))).toBe('accept');
    for (const bytes of flood(1024 * 1024)) await world.finish(gossip.ingest(bytes));
    expect(directory.isDelegationRevoked(idOf(7), bob.did)).toBe(true);
    alice.crash();
    await alice.start();
    expect(alice.parts.directory.isDelegationRevoked(idOf(7), bob.did)).toBe(true);
    expect([...alice.parts.directory.endings()].reduce((sum, { length }) => sum + length, 0)).toBeLessThan(5_000_000);
  });
});

describe('a registry that is full', () => {
  it('makes room for an agent of another organisation at the cost of the one that has the most', async () => {
    const { world, nodes } = await worldOf('full', { alice: { maxAgents: 6 }, bob: {}, carol: {} });
    const [alice, bob, carol] = nodes;
    if (alice === undefined || bob === undefined || carol === undefined) throw new Error('three nodes');
    const dates = { notBefore: world.now(), expires: millis(world.now() + 3_600_000) };
    const ingest = (name: string, by: typeof bob) => {
      const sponsorship = sponsorshipOf(name, `${by.name} organisation`, dates);
      return world.finish(alice.parts.gossip.ingest(recordOf(name, { ...dates, sponsorship })));
    };
    for (const name of ['b1', 'b2', 'b3', 'b4']) expect(await ingest(name, bob)).toBe('accept');
    expect(await ingest('b5', bob)).toBe('ignore');
    expect(await ingest('c1', carol)).toBe('accept');
    expect(await ingest('c2', carol)).toBe('accept');
    expect(await ingest('c3', carol)).toBe('ignore');
    const { directory } = alice.parts;
    expect(directory.size).toBe(6);
    expect(directory.has(bob.did) && directory.has(carol.did)).toBe(true);
    expect(['b1', 'b2', 'b3', 'b4', 'c1', 'c2'].filter((name) => directory.has(agent(name).did))).toEqual([
      'b1',
      'b2',
      'c1',
      'c2',
    ]);
    alice.crash();
    await alice.start();
    expect(alice.parts.directory.size).toBe(6);
  });
});
