import { describe, expect, it } from 'vitest';
import { Domains } from '../../../src/domains.ts';
import { duo } from '../../sim/hall-node.ts';
import { World } from '../../sim/world.ts';

const hour = 3_600_000;

function reading(answers: Readonly<Record<string, readonly string[] | undefined>>) {
  const world = new World('domains');
  const state = { answers, asked: [] as string[], failed: [] as string[] };
  const domains = new Domains({
    domains: Object.keys(answers),
    clock: world,
    events: { domainRead: () => {}, domainFailed: (domain) => void state.failed.push(domain) },
    fetch: async (domain) => {
      state.asked.push(domain);
      const said = state.answers[domain];
      if (said === undefined) throw new Error('no answer');
      return said;
    },
  });
  return { world, state, domains, stop: domains.start() };
}

describe('domains that vouch for organisations', () => {
  it('are read at the start and once a day, and what they take back counts no more', async () => {
    const { world, state, domains, stop } = reading({ 'acme.example': ['acme'], 'both.example': ['acme', 'globex'] });
    await world.pass(1);
    expect([domains.of('acme'), domains.of('globex'), domains.of('initech')]).toEqual([
      ['acme.example', 'both.example'],
      ['both.example'],
      [],
    ]);
    state.answers = { 'acme.example': [], 'both.example': ['acme'] };
    await world.pass(23 * hour);
    expect(state.asked).toHaveLength(2);
    await world.pass(2 * hour);
    expect([state.asked.length, domains.of('acme'), domains.of('globex')]).toEqual([4, ['both.example'], []]);
    await world.finish(stop());
    await world.pass(48 * hour);
    expect(state.asked).toHaveLength(4);
  });

  it('that do not answer count for two days by what they said, and are asked again', async () => {
    const { world, state, domains, stop } = reading({ 'acme.example': ['acme'] });
    await world.pass(1);
    state.answers = {};
    await world.pass(47 * hour);
    expect(domains.of('acme')).toEqual(['acme.example']);
    await world.pass(2 * hour);
    expect(domains.of('acme')).toEqual([]);
    expect(state.failed.length).toBeGreaterThan(10);
    state.answers = { 'acme.example': ['acme'] };
    await world.pass(hour);
    expect(domains.of('acme')).toEqual(['acme.example']);
    await world.finish(stop());
  });

  it('are a fact about every agent of the organisation, for policy and for people', async () => {
    const { alice, bob } = await duo('vouched');
    const { directory } = alice.parts;
    const id = directory.describe(bob.did).organisation?.id;
    expect(directory.describe(bob.did).organisation).not.toHaveProperty('domains');
    directory.vouchedBy((organisation) => (organisation === id ? ['bob.example'] : []));
    expect(directory.describe(bob.did).organisation).toMatchObject({ domains: ['bob.example'], known: true });
    expect(directory.describe(alice.did).organisation).not.toHaveProperty('domains');
  });
});
