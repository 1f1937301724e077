import { describe, expect, it } from 'vitest';
import { runNewRecord, runPartition, watched } from './registry-runs.ts';

const seeds = [1, 2];
const run = { nodes: 1000, lossPerMille: 0 };

describe('registries of 1000 nodes', () => {
  it.each(seeds)('have a new record everywhere in at most 7 rounds (seed %i)', (seed) => {
    const { rounds, roots } = runNewRecord({ ...run, seed });
    expect(rounds).toBeGreaterThan(1);
    expect(rounds).toBeLessThanOrEqual(7);
    expect(roots).toBe(1);
  });

  it('have it in at most 8 rounds when 30 of 100 messages are lost', () => {
    expect(runNewRecord({ ...run, lossPerMille: 300, seed: 1 }).rounds).toBeLessThanOrEqual(8);
  });

  it.each([
    { loss: 0, most: 3 },
    { loss: 300, most: 8 },
  ])(
    'are byte for byte one in at most $most rounds after a partition, $loss of 1000 messages lost',
    ({ loss, most }) => {
      const { rounds, roots, rootsBefore, network } = runPartition({ ...run, lossPerMille: loss, seed: 1 });
      expect(rootsBefore).toBe(2);
      expect(rounds).toBeLessThanOrEqual(most);
      expect(roots).toBe(1);
      for (const node of network.nodes) {
        expect(node.entry(watched.twin)?.dispute).toBeDefined();
        expect(node.entry(watched.revoked)?.revocation).toBeDefined();
      }
    },
  );
});
