import { describe, expect, it } from 'vitest';
import type { RawResponse } from '../../../src/bridge/bridge.ts';
import { sweepTrust } from '../../../src/trust-sweep.ts';
import { decodeFrame, encodeFrame, type Ack, type Frame } from '../../../src/wire/wire.ts';
import { duo, type HallNode } from '../../sim/hall-node.ts';
import type { Network } from '../../sim/network.ts';
import type { World } from '../../sim/world.ts';
import { received } from './frames.ts';
import { one, toolCall } from './tool-call.ts';

const never = new AbortController().signal;
/** Alice asks, bob's agent answers with this status. */
async function stage(seed: string, status: number) {
  const perform = async (): Promise<RawResponse> => ({ status, headers: [], body: one('{}') });
  const made = await duo(seed, { bob: { perform } });
  await made.alice.send(made.bob, 'hello');
  await made.world.pass(2_000);
  return made;
}

async function call({ world, alice, bob }: { world: World; alice: HallNode; bob: HallNode }): Promise<void> {
  await world.finish(alice.parts.exchanges.call(bob.did, toolCall, never));
  await world.pass(3_000);
}

/** Changes what bob's node tells alice's; what becomes nothing is never told. */
function meddle(network: Network, bob: HallNode, change: (ack: Ack) => Ack | undefined): void {
  network.tap = (bytes, { from, protocol }) => {
    if (from !== bob.host || protocol !== '/parley/mesh/1') return [bytes];
    const frame: Frame = received(decodeFrame(bytes));
    if (frame.kind !== 'acks') return [bytes];
    const acks = frame.acks.map(change).filter((ack) => ack !== undefined);
    return acks.length === 0 ? [] : [encodeFrame({ kind: 'acks', acks })];
  };
}

const without = ({ id, outcome, reason }: Ack): Ack => ({ id, outcome, reason });

/** What alice holds against bob: each kind of evidence, and how often. */
function heldAgainst({ alice, bob, world }: { alice: HallNode; bob: HallNode; world: World }): readonly string[] {
  const { ledger } = alice.parts.reputation.evidence(bob.did, world.now());
  return [...ledger.hours.values()]
    .flat()
    .filter(({ outcome }) => outcome === 0)
    .map(({ dimension, severity, count }) => `${count} ${dimension} ${severity}`)
    .toSorted();
}

async function receiptsAt(node: HallNode, world: World): Promise<number> {
  let count = 0;
  const read = async (): Promise<void> => {
    for await (const _ of node.parts.store.range('evidence', { gte: '@receipt/', lt: '@receipt0', limit: 100 }))
      count++;
  };
  await world.finish(read());
  return count;
}

/** Severity 2 in this dimension: what counts as a breach. */
const breach = '1 policy_compliance 2';

describe('a peer that keeps its signature back', () => {
  it('has breached with every request that it says it took, however well it served it', async () => {
    const at = await stage('no signature', 200);
    meddle(at.network, at.bob, without);
    await call(at);
    expect(heldAgainst(at)).toEqual([breach]);
    expect(await receiptsAt(at.alice, at.world)).toBe(0);
  });

  it('gains nothing by it when it failed: the breach comes on top of the failure', async () => {
    const honest = await stage('an honest failure', 500);
    await call(honest);
    expect(heldAgainst(honest)).toEqual(['1 output_quality 1']);
    const at = await stage('a hidden failure', 500);
    meddle(at.network, at.bob, (ack) => (ack.ticket === undefined ? ack : without(ack)));
    await call(at);
    expect(heldAgainst(at)).toEqual(['1 output_quality 1', breach]);
    const scoreAt = ({ alice, bob, world }: typeof at): number =>
      alice.parts.reputation.weighed(bob.did, world.now()).score;
    expect(scoreAt(at)).toBeLessThan(scoreAt(honest));
  });

  it('has breached when it waits for the outcome, and then says nothing, or that it did not take the request', async () => {
    const silent = await stage('silence', 500);
    meddle(silent.network, silent.bob, (ack) => (ack.ticket === undefined ? ack : undefined));
    await call(silent);
    expect(heldAgainst(silent)).toEqual(['1 output_quality 1']);
    // The request runs out while bob is connected, and has answered it.
    await silent.world.pass(70_000);
    await silent.world.finish(silent.alice.parts.links.laneTo(silent.bob.did).expire());
    await silent.world.pass(1_000);
    expect(heldAgainst(silent)).toEqual(['1 output_quality 1', breach]);

    const lying = await stage('a lie', 500);
    let answered = false;
    const late: Ack[] = [];
    meddle(lying.network, lying.bob, (ack) => {
      if (ack.ticket === undefined) return ack;
      late.push({ id: ack.id, outcome: 'denied', reason: 'policy-denied' });
      return answered ? ack : undefined;
    });
    await call(lying);
    answered = true;
    const frame = encodeFrame({ kind: 'acks', acks: late });
    lying.network.inject(frame, { from: lying.bob.host, to: lying.alice.host, protocol: '/parley/mesh/1' });
    await lying.world.pass(1_000);
    expect(heldAgainst(lying)).toEqual(['1 output_quality 1', breach]);
  });

  it('has breached when what it signed does not hold, once it had time to show another key', async () => {
    const at = await stage('a false signature', 500);
    meddle(at.network, at.bob, (ack) =>
      ack.ticket === undefined ? ack : { ...ack, ticket: { ...ack.ticket, signature: new Uint8Array(64).fill(7) } },
    );
    await call(at);
    expect(heldAgainst(at)).toEqual(['1 output_quality 1']);
    expect(await receiptsAt(at.alice, at.world)).toBe(0);
    await at.world.finish(sweepTrust(at.alice.parts, at.world.now()));
    await at.world.pass(1_000);
    expect(heldAgainst(at)).toEqual(['1 output_quality 1', breach]);
  });

  it('of another hour has signed nothing', async () => {
    const at = await stage('an old signature', 200);
    meddle(at.network, at.bob, (ack) =>
      ack.ticket === undefined ? ack : { ...ack, ticket: { ...ack.ticket, hour: ack.ticket.hour - 2 } },
    );
    await call(at);
    expect(heldAgainst(at)).toEqual([breach]);
  });
});

describe('an honest peer', () => {
  it('is held nothing against for a message, which nobody signs, nor for a request that it never got', async () => {
    const at = await stage('messages', 200);
    await at.alice.send(at.bob, 'another');
    at.bob.crash();
    await at.world.finish(at.alice.parts.exchanges.call(at.bob.did, toolCall, never));
    await at.world.pass(70_000);
    expect(heldAgainst(at)).toEqual([]);
  });

  it('gives its signature with every copy of its answer, also after a restart', async () => {
    const at = await stage('copies', 200);
    let isLost = true;
    meddle(at.network, at.bob, (ack) => (ack.ticket !== undefined && isLost ? undefined : ack));
    await call(at);
    expect(await receiptsAt(at.alice, at.world)).toBe(0);
    at.bob.crash();
    await at.world.pass(1_000);
    isLost = false;
    await at.bob.start();
    expect(await at.world.until(() => !at.alice.parts.links.laneTo(at.bob.did).busy, 50_000)).toBe(true);
    await at.world.pass(3_000);
    expect(await receiptsAt(at.alice, at.world)).toBe(1);
    expect(heldAgainst(at)).toEqual([]);
  });

  it('is held nothing against when the connection broke before its word came, and it did not come back in time', async () => {
    const at = await stage('a broken line', 200);
    meddle(at.network, at.bob, (ack) => (ack.ticket === undefined ? ack : undefined));
    await call(at);
    at.bob.crash();
    await at.world.pass(90_000);
    await at.world.finish(at.alice.parts.links.laneTo(at.bob.did).expire());
    await at.world.pass(1_000);
    expect(heldAgainst(at)).toEqual([]);
  });
});
