import { describe, expect, it } from 'vitest';
import { fromUtf8, millis, parseMessageId, toHex, type MessageId } from '../../../src/base/base.ts';
import { readEntry } from '../../../src/journal.ts';
import { decideTrust, rate } from '../../../src/trust-handlers.ts';
import { createReceipt, emptyChain, verifyReceipt } from '../../../src/trust/trust.ts';
import { decodeSigned, encodeFrame, encodeSigned } from '../../../src/wire/wire.ts';
import { worldOf, type HallNode } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present, received } from './frames.ts';
import { one, toolCall } from './tool-call.ts';

/** Three nodes that know one another; bob has called carol, and written a receipt. */
async function talked(seed: string) {
  const perform = async () => ({ status: 200, headers: [], body: one('{}') });
  const { world, network, nodes } = await worldOf(seed, { alice: {}, bob: {}, carol: { perform } });
  const [alice, bob, carol] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
  for (const [from, to] of [
    [alice, bob],
    [bob, carol],
    [carol, alice],
  ] as const)
    await from.send(to, 'hello');
  await world.pass(2_000);
  await world.finish(bob.parts.exchanges.call(carol.did, toolCall, new AbortController().signal));
  await world.pass(3_000);
  return { world, network, alice, bob, carol };
}

/** The calls of one node to another, oldest first. */
async function callsOf(from: HallNode, to: HallNode): Promise<readonly MessageId[]> {
  const found: MessageId[] = [];
  for await (const [key] of from.parts.store.range('decision', { limit: 1000 })) {
    const id = parseMessageId(fromUtf8(key) ?? '');
    const entry = id === undefined ? undefined : (await readEntry(from.parts.store, id))?.entry;
    if (id !== undefined && entry?.peer === to.did && entry.action === 'mcp.call') found.push(id);
  }
  return found;
}

const keyOf = (rater: HallNode, seq = 1): string => `@receipt/${rater.did}/${seq.toString(16).padStart(16, '0')}`;
const heldAt = (node: HallNode, rater: HallNode): Uint8Array | undefined =>
  node.parts.store.get('evidence', keyOf(rater));
const saidAt = (node: HallNode, about: HallNode, world: World): number =>
  node.parts.reputation.evidence(about.did, world.now()).testimony.length;

/** Nothing lets an agent in again that forked its chain, but a person who forgives it. */
async function onlyForgiven(world: World, at: HallNode, forger: HallNode): Promise<void> {
  const isOut = (): void => {
    const { quarantines, reputation } = at.parts;
    expect(quarantines.of(forger.did, world.now())).toMatchObject({ cause: 'equivocation' });
    expect(reputation.weighed(forger.did, world.now()).score).toBe(0);
    expect(reputation.mayOpen(forger.did, world.now())).toBe(false);
  };
  const decide = async (act: 'vouch' | 'pin' | 'unquarantine' | 'quarantine' | 'forgive'): Promise<void> => {
    const request = { act, target: forger.did, by: 'ann', why: 'a test', capability: '', seconds: 3600 };
    await world.finish(decideTrust(at.parts, { request }));
  };
  // Not good conduct, not an alarm that is over sooner, not a sweep, not a restart, not what a person says besides.
  const good = { dimension: 'output_quality', outcome: 100, severity: 0, capabilityClass: '' } as const;
  await world.finish(at.parts.store.commit(at.parts.reputation.rate(forger.did, good, world.now())));
  const { quarantines, store } = at.parts;
  const soon = { cause: 'burst', since: world.now(), until: millis(world.now() + 1) } as const;
  await world.finish(store.commit([...quarantines.begin(forger.did, soon), ...quarantines.sweep(world.now())]));
  await decide('vouch');
  await decide('pin');
  at.crash();
  await at.start();
  isOut();
  // To lift the quarantine alone leaves what was proved.
  await decide('unquarantine');
  expect(at.parts.quarantines.of(forger.did, world.now())).toBeUndefined();
  expect(at.parts.reputation.weighed(forger.did, world.now()).score).toBe(0);
  expect(at.parts.reputation.mayOpen(forger.did, world.now())).toBe(false);
  await world.finish(
    at.parts.store.commit(at.parts.quarantines.begin(forger.did, { ...soon, cause: 'equivocation', until: undefined })),
  );
  isOut();
  await decide('forgive');
  expect(at.parts.quarantines.of(forger.did, world.now())).toBeUndefined();
  expect(at.parts.reputation.weighed(forger.did, world.now()).score).toBeGreaterThanOrEqual(500);
  expect(at.parts.reputation.mayOpen(forger.did, world.now())).toBe(true);
  expect(at.parts.hand.decisions.at(-1)).toMatchObject({ by: 'ann', why: 'a test', act: { kind: 'forgive' } });
}

describe('a receipt', () => {
  it('is told when it is on disk, counts where it comes to, and is passed on by who is not its rater', async () => {
    const { world, network, alice, bob, carol } = await talked('spread');
    expect(heldAt(alice, bob)).toBeUndefined();
    // Alice is to hear it from carol alone.
    network.cut(alice.host, bob.host);
    await world.finish(bob.parts.links.cut(alice.did, 'timeout'));
    await world.pass(100);
    expect(bob.parts.links.isLinked(alice.did)).toBe(false);
    await world.finish(bob.parts.gossip.tellReceipts());
    await world.pass(3_000);
    expect(toHex(present(heldAt(alice, bob)))).toBe(toHex(present(heldAt(bob, bob))));
    expect(saidAt(alice, carol, world)).toBe(1);
    expect(heldAt(carol, bob)).toBeDefined();
    // Told once: another sweep has nothing new to say.
    expect(bob.parts.receipts.told).toBe(1);
  });

  it('follows a verdict on a call of which there was nothing to say when its answer came', async () => {
    const { world, bob, carol } = await talked('verdict');
    await world.finish(bob.parts.exchanges.call(carol.did, toolCall, new AbortController().signal));
    await world.pass(3_000);
    expect(heldAt(bob, bob)).toBeDefined();
    const [, id] = await world.finish(callsOf(bob, carol));
    expect(bob.parts.store.get('evidence', keyOf(bob, 2))).toBeUndefined();
    const verdict = { outcome: 0, dimension: 'output_quality' } as const;
    const rated = rate(bob.parts, { params: { id: present(id) }, request: verdict });
    expect(await world.finish(rated)).toMatchObject({ did: carol.did, receipt: true });
    expect(bob.parts.store.get('evidence', keyOf(bob, 2))).toBeDefined();
  });

  it('reaches a node that was away, when it connects again', async () => {
    const { world, alice, bob } = await talked('away');
    alice.crash();
    await world.finish(bob.parts.gossip.tellReceipts());
    await world.pass(3_000);
    await alice.start();
    await alice.send(bob, 'back');
    await world.pass(10_000);
    expect(heldAt(alice, bob)).toBeDefined();
  });

  it('reaches a node from another that has it, while its rater is gone', async () => {
    const { world, alice, bob, carol } = await talked('gone');
    alice.crash();
    await world.finish(bob.parts.gossip.tellReceipts());
    await world.pass(3_000);
    expect(heldAt(carol, bob)).toBeDefined();
    bob.crash();
    await alice.start();
    await alice.send(carol, 'back');
    await world.pass(10_000);
    await world.finish(alice.parts.gossip.tellReceipts());
    await world.pass(3_000);
    expect(toHex(present(heldAt(alice, bob)))).toBe(toHex(present(heldAt(carol, bob))));
    expect(saidAt(alice, carol, world)).toBe(1);
  });

  it('that contradicts another of its number shuts its rater out on every node, until a person forgives', async () => {
    const { world, network, alice, bob, carol } = await talked('fork');
    await world.finish(bob.parts.gossip.tellReceipts());
    await world.pass(3_000);
    const keysOf = (did: string) => {
      const { directory } = alice.parts;
      const agent = directory.agent(did);
      return agent === undefined ? undefined : directory.peer(agent).entry?.record?.keys;
    };
    const { body } = received(verifyReceipt(received(decodeSigned(present(heldAt(alice, bob)))), keysOf));
    const proof = { acceptance: body, subjectSignature: body.subjectSignature, subjectKey: body.subjectKey };
    const lie = { ...proof, dimension: 'output_quality', outcome: 0, severity: 3 } as const;
    const other = encodeSigned(createReceipt(bob.identity.signing, lie, emptyChain).signed);
    const frame = encodeFrame({ kind: 'statements', statements: [other] });
    network.inject(frame, { from: bob.host, to: alice.host, protocol: '/parley/mesh/1' });
    await world.pass(5_000);
    for (const node of [alice, carol]) {
      expect(node.parts.quarantines.of(bob.did, world.now())).toMatchObject({
        cause: 'equivocation',
        until: undefined,
      });
      expect(node.parts.reputation.weighed(bob.did, world.now()).score).toBe(0);
      expect(saidAt(node, carol, world)).toBe(0);
    }
    await world.pass(24 * 3_600_000);
    expect(alice.parts.quarantines.of(bob.did, world.now())).toBeDefined();
    await onlyForgiven(world, alice, bob);
    // A person at another node has to decide there.
    expect(carol.parts.reputation.weighed(bob.did, world.now()).score).toBe(0);
  });

  it('of an agent that nobody knows costs no signature, and one that does not verify costs its teller the connection', async () => {
    const { world, network, alice, bob } = await talked('faults');
    await world.finish(bob.parts.gossip.tellReceipts());
    await world.pass(3_000);
    const good = received(decodeSigned(present(heldAt(alice, bob))));
    const payload = good.payload.slice();
    payload[payload.length - 1] = (payload.at(-1) ?? 0) ^ 1;
    const frame = encodeFrame({ kind: 'statements', statements: [encodeSigned({ ...good, payload })] });
    network.inject(frame, { from: bob.host, to: alice.host, protocol: '/parley/mesh/1' });
    expect(await world.until(() => !alice.parts.links.isLinked(bob.did))).toBe(true);
  });
});
