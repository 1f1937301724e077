import { describe, expect, it } from 'vitest';
import { Chance } from './chance.ts';
import { sessionSimulations } from './session-simulations.ts';

/** Sequences here; `npm run sim` runs as many as wanted. */
const seeds = 200;

const simulations = await sessionSimulations();

describe('random sequences of sessions', () => {
  it.each(simulations.map((simulation) => [simulation.name, simulation] as const))(
    '%s: nothing is forged, repeated or lost for good, whatever happens to packets and disks',
    async (_, simulation) => {
      const failures: string[] = [];
      for (let seed = 1; seed <= seeds; seed++) {
        for (const fault of await simulation.run(seed)) failures.push(`seed ${seed}: ${fault}`);
      }
      expect(failures).toEqual([]);
    },
    60_000,
  );

  it('take their course from the seed alone', () => {
    const [one, same, other] = [new Chance(7), new Chance(7), new Chance(8)];
    const draw = (chance: Chance) => Array.from({ length: 20 }, () => chance.below(1000));
    const first = draw(one);
    expect(draw(same)).toEqual(first);
    expect(draw(other)).not.toEqual(first);
    expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(500);
  });
});
