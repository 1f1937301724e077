import { describe, expect, it } from 'vitest';
import { toHex, utf8 } from '../../../src/base/base.ts';
import type { RawResponse } from '../../../src/bridge/bridge.ts';
import { createReceipt, emptyChain, hourOf, verifyReceipt, type KeysOf } from '../../../src/trust/trust.ts';
import { decodeSigned, encodeSigned } from '../../../src/wire/wire.ts';
import { duo, worldOf, type HallNode, type Setup } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present, received } from './frames.ts';
import { one, toolCall } from './tool-call.ts';

const never = new AbortController().signal;
const answering = (status: number) => async (): Promise<RawResponse> => ({ status, headers: [], body: one('{}') });

async function linked(seed: string, setup: Setup) {
  const stage = await duo(seed, { bob: setup });
  await stage.alice.send(stage.bob, 'hello');
  await stage.world.pass(2_000);
  return stage;
}

/** Calls a tool, and lets what follows reach the disk; the status of the answer, or why there is none. */
async function call(world: World, from: HallNode, to: HallNode): Promise<string> {
  const outcome = await world.finish(from.parts.exchanges.call(to.did, toolCall, never));
  await world.pass(3_000);
  return outcome.kind === 'response' ? String(outcome.response.status) : outcome.reason;
}

/** The keys that a node knows agents by. */
const keysOf =
  ({ did: self, parts }: HallNode): KeysOf =>
  (did) =>
    did === self ? parts.directory.own.keys : parts.directory.peer(did).entry?.record?.keys;

/** The receipts on a node's disk, verified against the keys of both sides. */
async function receiptsOf(
  node: HallNode,
  world: World,
): Promise<readonly { outcome: number; seq: number; subject: string }[]> {
  const found: { outcome: number; seq: number; subject: string }[] = [];
  const { store } = node.parts;
  const read = async (): Promise<void> => {
    for await (const [, value] of store.range('evidence', { gte: '@receipt/', lt: '@receipt0', limit: 100 })) {
      const verified = verifyReceipt(received(decodeSigned(value)), keysOf(node));
      const { outcome, seq, subject } = received(verified).body;
      found.push({ outcome, seq, subject });
    }
  };
  await world.finish(read());
  return found;
}

describe('the receipt for a call', () => {
  it('is on the disk of who asked, signed by both, numbered across a restart', async () => {
    const { world, alice, bob } = await linked('receipt', { perform: answering(200) });
    expect(await call(world, alice, bob)).toBe('200');
    expect(await receiptsOf(alice, world)).toEqual([{ outcome: 100, seq: 1, subject: bob.did }]);
    const head = alice.parts.receipts.book.head(alice.did);
    alice.crash();
    await alice.start();
    await world.pass(5_000);
    expect(toHex(alice.parts.receipts.book.head(alice.did)?.id ?? new Uint8Array(0))).toBe(
      toHex(head?.id ?? utf8('none')),
    );
    // A second success of the day would say nothing that the first does not.
    expect(await call(world, alice, bob)).toBe('200');
    expect(await receiptsOf(alice, world)).toHaveLength(1);
  });

  it('says when the agent failed', async () => {
    const { world, alice, bob } = await linked('failures', { perform: answering(500) });
    // The score falls below what a session needs before long; until then each failure is recorded.
    for (let n = 0; n < 3; n++) await call(world, alice, bob);
    const said = await receiptsOf(alice, world);
    expect(said.length).toBeGreaterThan(0);
    expect(said.every(({ outcome, subject }) => outcome === 0 && subject === bob.did)).toBe(true);
  });

  it('counts as hearsay nowhere on the node that wrote it: its own observation is there already', async () => {
    const { world, alice, bob } = await linked('own word', { perform: answering(200) });
    await call(world, alice, bob);
    expect(alice.parts.reputation.evidence(bob.did, world.now()).testimony).toEqual([]);
  });
});

describe('the receipt of another rater', () => {
  it('is believed as far as its rater is, once, and a fork disproves the rater for good', async () => {
    const { world, nodes } = await worldOf('others', { alice: {}, bob: {}, carol: { perform: answering(200) } });
    const [alice, bob, carol] = [present(nodes[0]), present(nodes[1]), present(nodes[2])];
    for (const peer of [alice, carol]) await bob.send(peer, 'hello');
    await alice.send(carol, 'hello');
    await world.pass(2_000);
    expect(await call(world, bob, carol)).toBe('200');
    const bytes = present(bob.parts.store.get('evidence', `@receipt/${bob.did}/${'1'.padStart(16, '0')}`));
    const take = async (statement: Uint8Array): Promise<string> => {
      const verdict = alice.parts.receipts.accept(statement, world.now());
      if (verdict.kind !== 'accept') return verdict.reason;
      await world.finish(verdict.value.written);
      return 'accept';
    };
    expect(await take(bytes)).toBe('accept');
    expect(await take(bytes)).toBe('duplicate');
    expect(await take(bytes.slice(0, -1))).toBe('malformed');
    alice.parts.reputation.changed();
    expect(alice.parts.reputation.evidence(carol.did, world.now()).testimony).toHaveLength(1);

    const { body } = received(verifyReceipt(received(decodeSigned(bytes)), keysOf(alice)));
    const proof = { acceptance: body, subjectSignature: body.subjectSignature, subjectKey: body.subjectKey };
    const lie = { ...proof, dimension: 'output_quality', outcome: 0, severity: 3 } as const;
    const other = createReceipt(bob.identity.signing, lie, emptyChain);
    expect(await take(encodeSigned(other.signed))).toBe('accept');
    alice.parts.reputation.changed();
    for (const restart of [false, true]) {
      if (restart) {
        alice.crash();
        await alice.start();
      }
      const { reputation } = alice.parts;
      expect(reputation.weighed(bob.did, world.now())).toMatchObject({ score: 0, tier: 'untrusted' });
      expect(reputation.evidence(carol.did, world.now()).testimony).toEqual([]);
    }
  });
});

describe('quarantine', () => {
  const behaviour = { callsPerMinute: 3, failuresInRow: 0, denials: 0, quarantineSeconds: 600 };

  it('shuts out an agent that calls too often, survives a restart, and ends by itself', async () => {
    const { world, alice, bob } = await linked('burst', { perform: answering(200), behaviour });
    const calls = [1, 2, 3, 4].map(() => alice.parts.exchanges.call(bob.did, toolCall, never));
    await world.finish(Promise.all(calls));
    await world.pass(3_000);
    expect(await call(world, alice, bob)).toBe('quarantined');
    bob.crash();
    await bob.start();
    await world.pass(20_000);
    expect(bob.parts.reputation.gate(alice.did, world.now())).toMatchObject({ reason: 'quarantined' });
    expect(bob.parts.reputation.mayOpen(alice.did, world.now())).toBe(false);
    await world.pass(600_000);
    expect(bob.parts.reputation.gate(alice.did, world.now())?.reason).not.toBe('quarantined');
  });
});

describe('the hand of the operator', () => {
  it('is in force at once and after a restart: blocked is 0, forgiven is as if it had not been', async () => {
    const { world, alice, bob } = await linked('hand', { perform: answering(500) });
    for (let n = 0; n < 2; n++) await call(world, alice, bob);
    const { reputation } = alice.parts;
    const before = reputation.weighed(bob.did, world.now()).score;
    expect(before).toBeLessThan(500);
    const decide = async (kind: 'block' | 'unblock' | 'forgive'): Promise<void> => {
      const { hand } = alice.parts;
      const decision = { at: world.now(), by: 'ann', why: 'a test', act: { kind, target: bob.did } } as const;
      await world.finish(hand.decide(decision, []));
      alice.parts.reputation.changed();
    };
    await decide('block');
    expect(reputation.weighed(bob.did, world.now()).score).toBe(0);
    await decide('unblock');
    expect(reputation.weighed(bob.did, world.now()).score).toBe(before);
    await decide('forgive');
    expect(reputation.weighed(bob.did, world.now()).score).toBeGreaterThanOrEqual(500);
    expect(reputation.roots().forgiven.get(bob.did)).toBe(hourOf(world.now()));
    alice.crash();
    await alice.start();
    expect(alice.parts.reputation.weighed(bob.did, world.now()).score).toBeGreaterThanOrEqual(500);
    expect(alice.parts.hand.decisions.map(({ by, why, act }) => [by, why, act.kind])).toEqual([
      ['ann', 'a test', 'block'],
      ['ann', 'a test', 'unblock'],
      ['ann', 'a test', 'forgive'],
    ]);
  });
});
