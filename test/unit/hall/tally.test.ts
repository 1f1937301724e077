import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256, utf8, type Did } from '../../../src/base/base.ts';
import { didFromKey } from '../../../src/identity/identity.ts';
import { Tally } from '../../../src/tally.ts';

/** Six agents: two of one organisation, two of another, two of none. */
const agents = ['acme', 'acme', 'globex', 'globex', undefined, undefined].map((organisation, i) => ({
  peer: didFromKey(sha256(utf8(`peer ${i}`))),
  organisation,
}));
const known = { organisationOf: (peer: Did) => agents.find((agent) => agent.peer === peer)?.organisation };

describe('a tally', () => {
  it('has as many of each peer and each organisation as were added and not taken away', () => {
    const step = fc.record({ agent: fc.constantFrom(...agents), adds: fc.integer({ min: -1, max: 4 }) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tally = new Tally(known);
        const all: (typeof agents)[number][] = [];
        for (const { agent, adds } of steps) {
          if (adds >= 0) tally.add(agent.peer, adds);
          else tally.remove(agent.peer);
          for (let i = 0; i < adds; i++) all.push(agent);
          const at = adds < 0 ? all.indexOf(agent) : -1;
          if (at >= 0) all.splice(at, 1);
          expect(tally.total).toBe(all.length);
          for (const { peer, organisation } of agents) {
            expect(tally.of(peer)).toBe(all.filter((one) => one.peer === peer).length);
            const theirs = all.filter((one) => organisation !== undefined && one.organisation === organisation);
            expect(tally.ofOrganisation(peer)).toBe(theirs.length);
          }
        }
      }),
    );
  });

  it('counts a peer for the organisation that it had, until none of its own is left', () => {
    const [agent] = agents;
    if (agent === undefined) throw new Error('no agent');
    let organisation: string | undefined = 'acme';
    const tally = new Tally({ organisationOf: () => organisation });
    tally.add(agent.peer, 2);
    organisation = 'globex';
    tally.remove(agent.peer);
    expect(tally.ofOrganisation(agent.peer)).toBe(1);
    tally.remove(agent.peer);
    tally.add(agent.peer);
    expect([tally.total, tally.ofOrganisation(agent.peer)]).toEqual([1, 1]);
  });
});
