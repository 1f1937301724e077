import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { worldOf, type Setup } from '../../sim/hall-node.ts';
import { play, type Happening } from '../../sim/weather.ts';

/** What may happen among so many nodes. */
function happenings(nodes: number): fc.Arbitrary<Happening> {
  const node = fc.nat({ max: nodes - 1 });
  return fc.oneof(
    {
      weight: 2 * nodes,
      arbitrary: fc.record({
        kind: fc.constant('send'),
        from: node,
        to: node,
        count: fc.integer({ min: 1, max: 8 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass'), ms: fc.nat({ max: 400 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash'), node, downMs: fc.nat({ max: 300 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('reset'), a: node, b: node }) },
    {
      weight: 1,
      arbitrary: fc.record({ kind: fc.constant('cut'), a: node, b: node, forMs: fc.nat({ max: 40_000 }) }),
    },
  );
}

/** What was on disk before a crash but not confirmed to its sender arrives as well: only what was accepted is compared. */
function only(texts: readonly string[], accepted: readonly string[]): readonly string[] {
  const known = new Set(accepted);
  return texts.filter((text) => known.has(text));
}

/** Plays a story; what is wrong in the end, which should be nothing. */
async function wrongs(
  seed: string,
  setups: Readonly<Record<string, Setup>>,
  story: readonly Happening[],
): Promise<readonly string[]> {
  const stage = await worldOf(seed, setups);
  const { nodes, world } = stage;
  const ledger = await play(stage, story);
  const pairs = nodes.flatMap((from) => nodes.filter((to) => to !== from).map((to) => [from, to] as const));
  await world.until(() => pairs.every(([from, to]) => from.parts.links.laneTo(to.did).depth === 0), 600_000);
  const found: string[] = [];
  for (const [from, to] of pairs) {
    const way = `${from.name} to ${to.name}`;
    const owed = from.parts.links.laneTo(to.did).depth;
    if (owed !== 0) found.push(`${way}: ${owed} still owed`);
    const got = await to.inbox();
    if (new Set(got).size !== got.length) found.push(`${way}: something came twice`);
    const accepted = ledger.accepted(from, to).join(' ');
    const arrived = only(got, ledger.accepted(from, to)).join(' ');
    if (arrived !== accepted) found.push(`${way}: accepted ${accepted}, arrived ${arrived}`);
  }
  return found;
}

const seeds = fc.string({ minLength: 1, maxLength: 6 });

describe('through restarts, resets and cuts, every accepted message arrives once and in order, and nothing is owed', () => {
  it.each([
    ['agentmesh', 100],
    ['pqxdh', 40],
    ['signal', 40],
  ] as const)(
    'between two nodes, under suite %s',
    async (suite, numRuns) => {
      // Where libsignal is missing, pqxdh takes its place.
      const setup = { suites: [suite, 'pqxdh'] };
      const stories = fc.array(happenings(2), { minLength: 3, maxLength: 14 });
      await fc.assert(
        fc.asyncProperty(seeds, stories, async (seed, story) => {
          expect(await wrongs(seed, { alice: setup, bob: setup }, story)).toEqual([]);
        }),
        { seed: 20_261_122, numRuns },
      );
    },
    120_000,
  );

  it('among three nodes whose sessions run out all the time', async () => {
    const setups = {
      alice: { conditions: { maxMessages: 7 } },
      bob: {},
      carol: { conditions: { maxSeconds: 1 } },
    };
    const stories = fc.array(happenings(3), { minLength: 8, maxLength: 24 });
    await fc.assert(
      fc.asyncProperty(seeds, stories, async (seed, story) => {
        expect(await wrongs(seed, setups, story)).toEqual([]);
      }),
      { seed: 7, numRuns: 25 },
    );
  }, 120_000);
});
