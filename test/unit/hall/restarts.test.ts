import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worldOf, type HallNode } from '../../sim/hall-node.ts';
import { play, type Happening } from '../../sim/weather.ts';

const node = fc.nat({ max: 1 });
const happening: fc.Arbitrary<Happening> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('send'), from: node, to: node, count: fc.integer({ min: 1, max: 8 }) }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.nat({ max: 400 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash'), node, downMs: fc.nat({ max: 300 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('reset'), a: fc.constant(0), b: fc.constant(1) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('cut'),
      a: fc.constant(0),
      b: fc.constant(1),
      forMs: fc.nat({ max: 40_000 }),
    }),
  },
);

/** Of messages accepted before a crash told their sender so, some are there as well: only those are left out. */
function only(texts: readonly string[], accepted: readonly string[]): readonly string[] {
  const known = new Set(accepted);
  return texts.filter((text) => known.has(text));
}

describe('two nodes through restarts, resets and cuts', () => {
  it('deliver every accepted message exactly once and in order, and owe nothing when the network is whole again', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ minLength: 1, maxLength: 6 }),
        fc.array(happening, { minLength: 3, maxLength: 14 }),
        async (seed, story) => {
          const stage = await worldOf(seed, { alice: {}, bob: {} });
          const [alice, bob] = stage.nodes;
          if (alice === undefined || bob === undefined) throw new Error('no nodes');
          const ledger = await play(stage, story);
          const owed = (from: HallNode, to: HallNode): number => from.parts.links.laneTo(to.did).depth;
          const healed = await stage.world.until(() => owed(alice, bob) === 0 && owed(bob, alice) === 0, 300_000);
          for (const [from, to] of [
            [alice, bob],
            [bob, alice],
          ] as const) {
            const got = await to.inbox();
            expect(new Set(got).size).toBe(got.length);
            const accepted = ledger.accepted(from, to);
            expect(only(got, accepted)).toEqual(accepted);
          }
          expect(healed).toBe(true);
        },
      ),
      { seed: 20_261_122, numRuns: 100 },
    );
  }, 120_000);
});
