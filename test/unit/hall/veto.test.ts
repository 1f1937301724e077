import { describe, expect, it } from 'vitest';
import type { MessageId } from '../../../src/base/base.ts';
import { openVeto } from '../../../src/veto/veto.ts';
import { duo, rule, rules } from '../../sim/hall-node.ts';
import { inBothTimes } from '../../sim/world.ts';
import { startPolicyEngine } from '../../support/policy-engine.ts';

const vetoOf = (url: string) => openVeto([{ kind: 'opa', url, timeoutMs: 5000 }]);

describe('a veto', () => {
  it('stops what leaves, with a reason of its own, although the policies allow it', async () => {
    const engine = await startPolicyEngine({ result: true });
    const { world, alice, bob } = await duo('veto out', { alice: { veto: vetoOf(engine.url) } });
    expect(await inBothTimes(world, alice.post(bob, 'one'))).toMatchObject({ kind: 'accepted' });
    engine.answer = (response) => response.end('{"result":false}');
    expect(await inBothTimes(world, alice.post(bob, 'two'))).toMatchObject({
      kind: 'refused',
      reason: 'policy-vetoed',
    });
    engine.answer = (response) => response.destroy();
    expect(await inBothTimes(world, alice.post(bob, 'three'))).toMatchObject({ reason: 'veto-failed' });
    await world.pass(2_000);
    expect(await bob.inbox()).toEqual(['one']);
  });

  it('stops what arrives, and what comes behind it keeps its order', async () => {
    const engine = await startPolicyEngine(undefined);
    let answered = 0;
    engine.answer = (response) => response.end(JSON.stringify({ result: ++answered !== 2 }));
    const { world, alice, bob } = await duo('veto in', { bob: { veto: vetoOf(engine.url) } });
    const ids: MessageId[] = [];
    for (const text of ['one', 'two', 'three']) ids.push(await alice.send(bob, text));
    const settled = async (): Promise<void> => {
      while (ids.some((id) => alice.endOf(id) === undefined)) await new Promise((next) => setImmediate(next));
    };
    await inBothTimes(world, settled());
    expect(ids.map((id) => alice.endOf(id))).toEqual(['delivered', 'denied policy-vetoed', 'delivered']);
    expect(await bob.inbox()).toEqual(['one', 'three']);
  });

  it('is not asked about what the policies deny, and cannot allow it', async () => {
    const engine = await startPolicyEngine({ result: true });
    const policies = rules(rule('permit'), rule('forbid', 'message.send'));
    const { world, alice, bob } = await duo('veto allows nothing', { alice: { veto: vetoOf(engine.url), policies } });
    expect(await inBothTimes(world, alice.post(bob, 'x'))).toMatchObject({ reason: 'policy-denied' });
    expect(engine.asked).toEqual([]);
  });

  it('gives its yes to the set and the standing that hold afterwards', async () => {
    const engine = await startPolicyEngine(undefined);
    const { world, alice, bob } = await duo('veto race', { alice: { veto: vetoOf(engine.url) } });
    engine.answer = (response) => {
      alice.policies = rules(rule('forbid'));
      response.end('{"result":true}');
    };
    expect(await inBothTimes(world, alice.post(bob, 'x'))).toMatchObject({ reason: 'policy-denied' });
  });
});
