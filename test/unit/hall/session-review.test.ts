import { describe, expect, it } from 'vitest';
import { decodeEntry } from '../../../src/audit/audit.ts';
import type { RawResponse } from '../../../src/bridge/bridge.ts';
import { decideTrust } from '../../../src/trust-handlers.ts';
import { encodeFrame, encodeSessionEnd, signPayload } from '../../../src/wire/wire.ts';
import { duo, rule, rules, type HallNode, type Setup } from '../../sim/hall-node.ts';
import type { World } from '../../sim/world.ts';
import { present } from './frames.ts';
import { one, toolCall } from './tool-call.ts';

const never = new AbortController().signal;

const failing = async (): Promise<RawResponse> => ({ status: 500, headers: [], body: one('{}') });

/** Sessions are for agents that score 490 or more, whoever begins and however long they stand. */
const strict = (['principal', 'resource'] as const).map((who) =>
  rule('forbid', 'session.open', [
    { kind: 'when', body: { '<': { left: { '.': { left: { Var: who }, attr: 'score' } }, right: { Value: 490 } } } },
  ]),
);

/** Bob has opened a session with Alice; its agent fails at everything. */
async function talking(seed: string, alice: Setup = {}) {
  const stage = await duo(seed, { alice, bob: { perform: failing } });
  await stage.bob.send(stage.alice, 'hello');
  await stage.world.pass(2_000);
  return stage;
}

async function call(world: World, from: HallNode, to: HallNode): Promise<string> {
  const outcome = await world.finish(from.parts.exchanges.call(to.did, toolCall, never));
  await world.pass(2_000);
  return outcome.kind === 'response' ? String(outcome.response.status) : `${outcome.side} ${outcome.reason}`;
}

const sessionAt = (node: HallNode, peer: HallNode) => node.parts.links.laneTo(peer.did).sessions.current;

/** What the log of a node says of sessions. */
function logged(node: HallNode) {
  const entries = [...(node.disk.get('audit')?.values() ?? [])].map((bytes) => present(decodeEntry(bytes)));
  return entries.filter(({ type }) => type === 'session').map(({ fields }) => fields);
}

async function decide(world: World, node: HallNode, act: 'block' | 'unblock', about: HallNode): Promise<void> {
  const request = { act, target: about.did, by: 'ann', why: 'a test', capability: '', seconds: 3600 };
  await world.finish(decideTrust(node.parts, { request }));
  await world.pass(2_000);
}

describe('a session whose peer has lost trust', () => {
  it('is closed when the policy for sessions permits it no more, with the reason in the log of both sides', async () => {
    const { world, alice, bob } = await talking('closed', { policies: rules(rule('permit'), ...strict) });
    const { id } = present(sessionAt(alice, bob));
    // What was under way when the score fell is finished first.
    expect(await call(world, alice, bob)).toBe('500');
    expect([sessionAt(alice, bob), sessionAt(bob, alice)]).toEqual([undefined, undefined]);
    const { score } = alice.parts.reputation.weighed(bob.did, world.now());
    expect(logged(alice).at(-1)).toMatchObject({
      outcome: 'closed',
      reason: 'policy-denied',
      score,
      direction: 'in',
      peer: bob.did,
      id,
    });
    expect(logged(bob).at(-1)).toMatchObject({ outcome: 'ended', reason: 'policy-denied', peer: alice.did, id });
    // A new one is asked for in the ordinary way, and refused in the ordinary way.
    const again = await bob.send(alice, 'and now');
    await world.pass(5_000);
    expect(bob.endOf(again)).toBe('denied score-too-low');
    expect(await alice.inbox()).toEqual(['hello']);
  });

  it('is kept where policy permits it still, and the log says so when the tier has fallen', async () => {
    const { world, alice, bob } = await talking('kept');
    const { id, score } = present(sessionAt(alice, bob));
    expect(score).toBe(500);
    expect(await call(world, alice, bob)).toBe('500');
    const fallen = alice.parts.reputation.weighed(bob.did, world.now());
    expect(fallen).toMatchObject({ tier: 'probationary' });
    expect(sessionAt(alice, bob)?.id).toBe(id);
    expect(logged(alice).slice(1)).toMatchObject([{ outcome: 'kept', score: fallen.score, id }]);
    // A little less is the same tier: nothing new for a person.
    const rating = { dimension: 'resource_efficiency', outcome: 0, severity: 0, capabilityClass: '' } as const;
    alice.parts.reputation.rate(bob.did, rating, world.now());
    await world.pass(2_000);
    expect(alice.parts.reputation.weighed(bob.did, world.now()).score).toBeLessThan(fallen.score);
    expect(logged(alice)).toHaveLength(2);
  });

  it('is closed below the floor whatever policy says, and again after a restart that came between', async () => {
    const { world, alice, bob } = await talking('floor');
    const breach = { dimension: 'policy_compliance', outcome: 0, severity: 3, capabilityClass: '' } as const;
    // It crashes before it can look at the session.
    alice.parts.reputation.onFall(() => {});
    await world.finish(alice.parts.store.commit(alice.parts.reputation.rate(bob.did, breach, world.now())));
    alice.crash();
    await alice.start();
    expect(sessionAt(alice, bob)).toBeDefined();
    await world.finish(alice.parts.review.reviewAll());
    expect(sessionAt(alice, bob)).toBeUndefined();
    expect(logged(alice).at(-1)).toMatchObject({ outcome: 'closed', reason: 'score-too-low' });
  });

  it('is closed by a decision of the operator at once, and another one opens when that is taken back', async () => {
    const { world, alice, bob } = await talking('blocked');
    await decide(world, alice, 'block', bob);
    expect(logged(bob).at(-1)).toMatchObject({ outcome: 'ended', reason: 'score-too-low' });
    await decide(world, alice, 'unblock', bob);
    const id = await bob.send(alice, 'again');
    await world.pass(5_000);
    expect(bob.endOf(id)).toBe('delivered');
    expect(logged(alice).at(-1)).toMatchObject({ outcome: 'opened', direction: 'in' });
  });

  it('takes the calls under way with it: nobody waits for what can come no more', async () => {
    const { world, alice, bob } = await duo('calls', {
      alice: { perform: (_, __, signal) => new Promise((_resolve, fail) => signal.addEventListener('abort', fail)) },
    });
    await bob.send(alice, 'hello');
    await world.pass(2_000);
    const calling = bob.parts.exchanges.call(alice.did, toolCall, never);
    await world.pass(1_000);
    expect(alice.parts.exchanges.active).toBe(1);
    await decide(world, alice, 'block', bob);
    expect(await world.finish(calling)).toMatchObject({ kind: 'refused', reason: 'score-too-low', side: 'remote' });
    expect([alice.parts.exchanges.active, bob.parts.exchanges.active]).toEqual([0, 0]);
  });

  it('and is over for one side only ends for the other too, which may wait for an answer that cannot come', async () => {
    const answering = async (): Promise<RawResponse> => ({ status: 200, headers: [], body: one('{}') });
    const { world, alice, bob } = await duo('over for one side', {
      alice: { perform: answering },
      bob: { conditions: { maxMessages: 2 } },
    });
    await alice.send(bob, 'm0');
    await world.pass(2_000);
    alice.policies = rules(rule('permit'), rule('forbid', 'session.open'));
    for (const text of ['m1', 'm2']) await alice.send(bob, text);
    expect(await world.until(() => sessionAt(alice, bob) === undefined)).toBe(true);
    expect(sessionAt(bob, alice)).toBeDefined();
    expect(await call(world, bob, alice)).toBe('remote policy-denied');
    expect(sessionAt(bob, alice)).toBeUndefined();
    expect([alice.parts.exchanges.active, bob.parts.exchanges.active]).toEqual([0, 0]);
  });
});

describe('the word that a session has ended', () => {
  const endOf = (from: HallNode, to: HallNode, signer: HallNode, id = present(sessionAt(to, from)).id) => {
    const end = { id, from: from.did, to: to.did, timestamp: from.parts.clock.now(), reason: 'policy-denied' } as const;
    return encodeFrame({
      kind: 'session-end',
      end: signPayload(signer.identity.signing, 'SessionEnd', encodeSessionEnd(end)),
    });
  };

  it('counts only under the key of the other side, and costs whoever forged it the connection', async () => {
    const { world, network, alice, bob } = await talking('forged end');
    const protocol = '/parley/mesh/1';
    network.inject(endOf(bob, alice, alice), { from: bob.host, to: alice.host, protocol });
    await world.pass(100);
    expect(sessionAt(alice, bob)).toBeDefined();
    expect(alice.parts.links.isLinked(bob.did)).toBe(false);
  });

  it('about a session of before changes nothing', async () => {
    const { world, network, alice, bob } = await talking('old end');
    const { id } = present(sessionAt(alice, bob));
    await decide(world, alice, 'block', bob);
    await decide(world, alice, 'unblock', bob);
    await bob.send(alice, 'again');
    await world.pass(5_000);
    const opened = present(sessionAt(alice, bob));
    expect(opened.id).not.toBe(id);
    network.inject(endOf(bob, alice, bob, id), { from: bob.host, to: alice.host, protocol: '/parley/mesh/1' });
    await world.pass(100);
    expect(sessionAt(alice, bob)?.id).toBe(opened.id);
    expect(alice.parts.links.isLinked(bob.did)).toBe(true);
  });
});
