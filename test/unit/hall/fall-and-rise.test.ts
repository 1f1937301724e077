import { describe, expect, it } from 'vitest';
import type { RawResponse } from '../../../src/bridge/bridge.ts';
import { defaultParameters, hourOf, observe, score, type Evidence } from '../../../src/trust/trust.ts';
import { duo } from '../../sim/hall-node.ts';
import { one, toolCall } from './tool-call.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

describe('an agent that begins to fail', () => {
  it('loses its tier, is quarantined and refused, and comes back only as far and as fast as the formula says', async () => {
    let fails = false;
    const perform = async (): Promise<RawResponse> => ({ status: fails ? 500 : 200, headers: [], body: one('{}') });
    const behaviour = { callsPerMinute: 0, failuresInRow: 4, denials: 0, quarantineSeconds: 900 };
    const { world, alice, bob } = await duo('fall and rise', { bob: { perform }, alice: { behaviour } });
    await alice.send(bob, 'hello');
    await world.pass(2_000);
    const call = async (): Promise<string> => {
      const outcome = await world.finish(alice.parts.exchanges.call(bob.did, toolCall, new AbortController().signal));
      await world.pass(1_500);
      return outcome.kind === 'response' ? String(outcome.response.status) : outcome.reason;
    };
    const tier = (): string => alice.parts.reputation.weighed(bob.did, world.now()).tier;

    for (let n = 0; n < 20; n++) expect(await call()).toBe('200');
    expect(tier()).toBe('trusted');

    fails = true;
    const seen: string[] = [];
    for (let n = 0; n < 6 && seen.at(-1) !== 'quarantined'; n++) seen.push(await call());
    expect(seen).toEqual(['500', '500', '500', '500', 'quarantined']);
    expect(tier()).toBe('standard');

    // The quarantine ends by itself; the score does not care.
    await world.pass(900_000);
    expect(alice.parts.quarantines.of(bob.did, world.now())).toBeUndefined();
    const evidence: Evidence = alice.parts.reputation.evidence(bob.did, world.now());
    const expected = (ms: number): number =>
      score(evidence, alice.parts.reputation.roots(), defaultParameters, hourOf(world.now()) + ms / hourMs).score;
    const [afterHours, afterDays] = [expected(12 * hourMs), expected(3 * dayMs)];
    await world.pass(12 * hourMs);
    expect(alice.parts.reputation.weighed(bob.did, world.now()).score).toBe(afterHours);
    await world.pass(3 * dayMs - 12 * hourMs);
    expect(alice.parts.reputation.weighed(bob.did, world.now()).score).toBe(afterDays);
    // Time alone does not make it trusted again, only what it does, and each service counts what it should.
    expect(tier()).toBe('standard');
    fails = false;
    let services = 0;
    for (; services < 40 && tier() !== 'trusted'; services++) expect(await call()).toBe('200');
    const now = hourOf(world.now());
    const seen100 = {
      dimension: 'output_quality',
      outcome: 100,
      severity: 0,
      capabilityClass: 'mcp.call',
      hour: now,
    } as const;
    const after = (count: number): number => {
      const ledger = observe(
        evidence.ledger,
        Array.from({ length: count }, () => seen100),
      );
      const grown = { ...evidence, ledger, organisationLedgers: [ledger] };
      return score(grown, alice.parts.reputation.roots(), defaultParameters, now).score;
    };
    expect(after(services - 1)).toBeLessThan(700);
    expect(after(services)).toBeGreaterThanOrEqual(700);
  }, 60_000);
});
