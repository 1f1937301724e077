import { describe, expect, it } from 'vitest';
import { runNewRecord, runPartition, watched } from './registry-runs.ts';
import { runShards } from './registry-shards.ts';

const seeds = [1, 2];
const run = { nodes: 1000, lossPerMille: 0 };

describe('registries of 1000 nodes', { timeout: 60_000 }, () => {
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

describe('a registry in shards', { timeout: 60_000 }, () => {
  it('costs a node the shards that it holds, and what is in one reaches all who hold it', () => {
    const [shards, held] = [8, 2];
    const whole = runNewRecord({ ...run, seed: 1 });
    const { rounds, isSettled, holders, copies } = runShards({ ...run, seed: 1 }, { shards, held });
    expect(isSettled).toBe(true);
    expect(rounds).toBeLessThanOrEqual(7);
    expect(holders.least).toBeGreaterThan(0);
    expect(holders.most).toBeLessThan(run.nodes / 2);
    // Of one record in each shard a node that held them all would carry `shards` times as much.
    expect(copies / (shards * whole.copies)).toBeCloseTo(held / shards, 1);
  });
});

describe('what a node sends and receives of one new record', () => {
  it('is at most the twelve copies that docs/scaling.md computes with', () => {
    const { copies } = runNewRecord({ ...run, seed: 1 });
    expect(copies).toBeGreaterThan(6);
    expect(copies).toBeLessThanOrEqual(12);
  });
});
