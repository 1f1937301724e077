import { describe, expect, it } from 'vitest';
import { millis, type Millis } from '../../../src/base/base.ts';
import { announceQuarantine, isLifted, quarantineLimits } from '../../../src/trust/trust.ts';
import { decideTrust } from '../../../src/trust-handlers.ts';
import { encodeFrame, type QuarantineBody } from '../../../src/wire/wire.ts';
import { worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present } from './frames.ts';
import { one, toolCall } from './tool-call.ts';

/** Three nodes that know one another and are linked. */
async function trio(seed: string, repairs = false) {
  const perform = async () => ({ status: 200, headers: [], body: one('{}') });
  const setup = { repairs };
  const { world, network, nodes } = await worldOf(seed, { alice: setup, bob: setup, carol: { ...setup, perform } });
  const [alice, bob, carol] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
  for (const [from, to] of [
    [alice, bob],
    [bob, carol],
    [carol, alice],
  ] as const)
    await from.send(to, 'hello');
  await world.pass(2_000);
  return { world, network, alice, bob, carol };
}

/** Bob has a call of carol's done, and tells everyone about it. */
async function dealt(world: World, bob: HallNode, carol: HallNode): Promise<void> {
  await world.finish(bob.parts.exchanges.call(carol.did, toolCall, new AbortController().signal));
  await world.pass(3_000);
  await world.finish(bob.parts.gossip.tellReceipts());
  await world.pass(3_000);
}

async function decide(world: World, at: HallNode, about: HallNode, act: 'quarantine' | 'unquarantine'): Promise<void> {
  const asked = { act, target: about.did, by: 'ann', why: 'a test', capability: '', seconds: 3600 } as const;
  await world.finish(decideTrust(at.parts, { request: asked }));
}

const heardAt = (node: HallNode, about: HallNode): readonly QuarantineBody[] =>
  [...node.parts.news.book.about(about.did)].map(({ body }) => body);
/** Bad units that others say of an agent. */
const badAt = (node: HallNode, about: HallNode, now: Millis): number =>
  node.parts.reputation.evidence(about.did, now).testimony.reduce((sum, { s }) => sum + s, 0);

describe('a quarantine', () => {
  it('is announced to every node, is evidence there, and is so no longer when it was lifted', async () => {
    const { world, alice, bob, carol } = await trio('announced');
    await dealt(world, bob, carol);
    expect(badAt(alice, carol, world.now())).toBe(0);
    await decide(world, bob, carol, 'quarantine');
    expect(await world.until(() => heardAt(alice, carol).length > 0)).toBe(true);
    expect(heardAt(alice, carol)).toMatchObject([{ by: bob.did, cause: 'operator', until: undefined }]);
    expect(badAt(alice, carol, world.now())).toBeGreaterThan(0);
    // To be told is not to be told what to do: nobody but bob shuts it out.
    expect(alice.parts.quarantines.of(carol.did, world.now())).toBeUndefined();
    await decide(world, bob, carol, 'unquarantine');
    expect(await world.until(() => heardAt(alice, carol).some(isLifted))).toBe(true);
    expect(heardAt(alice, carol)).toHaveLength(1);
    expect(badAt(alice, carol, world.now())).toBe(0);
  });

  it('counts only by the word of one that has proved that it dealt with the agent, also when the proof comes later', async () => {
    const { world, alice, bob, carol } = await trio('unproved');
    await decide(world, bob, carol, 'quarantine');
    await world.pass(3_000);
    expect(heardAt(alice, carol)).toHaveLength(1);
    expect(badAt(alice, carol, world.now())).toBe(0);
    await decide(world, bob, carol, 'unquarantine');
    await dealt(world, bob, carol);
    await decide(world, bob, carol, 'quarantine');
    await world.pass(3_000);
    expect(badAt(alice, carol, world.now())).toBeGreaterThan(0);
  });

  it('is known after a restart where it was heard, and counts nothing twice', async () => {
    const { world, alice, bob, carol } = await trio('kept');
    await dealt(world, bob, carol);
    await decide(world, bob, carol, 'quarantine');
    await world.pass(3_000);
    const before = badAt(alice, carol, world.now());
    await world.pass(10_000);
    alice.crash();
    await alice.start();
    await world.pass(5_000);
    expect(heardAt(alice, carol)).toHaveLength(1);
    expect(badAt(alice, carol, world.now())).toBe(before);
  });

  it('reaches a node that was away by repair, and so does its end', async () => {
    const { world, alice, bob, carol } = await trio('away', true);
    alice.crash();
    await decide(world, bob, carol, 'quarantine');
    await world.pass(3_000);
    await alice.start();
    await alice.send(bob, 'back');
    expect(await world.until(() => heardAt(alice, carol).length > 0, 120_000)).toBe(true);
    alice.crash();
    await decide(world, bob, carol, 'unquarantine');
    await world.pass(3_000);
    await alice.start();
    await alice.send(bob, 'back again');
    expect(await world.until(() => heardAt(alice, carol).some(isLifted), 120_000)).toBe(true);
  });
});

describe('an announcement that does not hold', () => {
  const bodyOf = (by: HallNode, subject: HallNode, now: Millis): QuarantineBody => ({
    by: by.did,
    subject: subject.did,
    cause: 'operator',
    since: now,
    until: undefined,
    at: now,
  });

  it('is refused: of an impostor, of long ago, of a time to come, of one that takes the place of a later word', async () => {
    const { world, network, alice, bob, carol } = await trio('refused');
    const now = world.now();
    const tell = async (bytes: Uint8Array): Promise<void> => {
      const frame = encodeFrame({ kind: 'statements', statements: [bytes] });
      network.inject(frame, { from: carol.host, to: alice.host, protocol: '/parley/mesh/1' });
      await world.pass(500);
    };
    const body = bodyOf(bob, carol, now);
    await tell(announceQuarantine(carol.identity.signing, body).bytes);
    const old = millis(now - 181 * 24 * 3_600_000);
    await tell(announceQuarantine(bob.identity.signing, { ...body, since: old, at: old }).bytes);
    const soon = millis(now + 2 * 3_600_000);
    await tell(announceQuarantine(bob.identity.signing, { ...body, at: soon }).bytes);
    expect(heardAt(alice, carol)).toEqual([]);
    const lifted = { ...body, until: millis(now + 2), at: millis(now + 2) };
    await tell(announceQuarantine(bob.identity.signing, lifted).bytes);
    await tell(announceQuarantine(bob.identity.signing, body).bytes);
    expect(heardAt(alice, carol)).toEqual([lifted]);
    // None of it is a fault of who passed it on.
    expect(alice.parts.links.isLinked(carol.did)).toBe(true);
  });

  it('costs its teller the connection when the signature does not hold', async () => {
    const { world, network, alice, bob, carol } = await trio('forged');
    const { bytes } = announceQuarantine(bob.identity.signing, bodyOf(bob, carol, world.now()));
    const forged = bytes.slice();
    forged[forged.length - 1] = (forged.at(-1) ?? 0) ^ 1;
    const frame = encodeFrame({ kind: 'statements', statements: [forged] });
    network.inject(frame, { from: carol.host, to: alice.host, protocol: '/parley/mesh/1' });
    expect(await world.until(() => !alice.parts.links.isLinked(carol.did))).toBe(true);
    expect(heardAt(alice, carol)).toEqual([]);
  });

  it('takes no more room and no more weight by being many', async () => {
    const { world, network, alice, bob, carol } = await trio('flood');
    await dealt(world, bob, carol);
    const now = world.now();
    const statements = Array.from({ length: 4 * quarantineLimits.perAnnouncer }, (_, n) => {
      const body = { ...bodyOf(bob, carol, now), since: millis(now - n), at: now };
      return announceQuarantine(bob.identity.signing, body).bytes;
    });
    for (let at = 0; at < statements.length; at += 32) {
      const frame = encodeFrame({ kind: 'statements', statements: statements.slice(at, at + 32) });
      network.inject(frame, { from: bob.host, to: alice.host, protocol: '/parley/mesh/1' });
      await world.pass(200);
    }
    expect(heardAt(alice, carol)).toHaveLength(quarantineLimits.perAnnouncer);
    // One unit a rater, agent and day, with what bob's receipt said.
    const { testimony } = alice.parts.reputation.evidence(carol.did, world.now());
    expect(testimony.map(({ r, s }) => r + s <= 2 ** 20)).toEqual([true]);
    expect(alice.parts.reputation.weighed(carol.did, world.now()).score).toBeGreaterThanOrEqual(332);
  });
});
