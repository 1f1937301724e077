import { sha256, utf8 } from '../../src/base/base.ts';
import { Chance } from './chance.ts';
import { runNewRecord, type RegistryRun } from './registry-runs.ts';

/** How a registry is cut up. */
export interface Cut {
  readonly shards: number;
  /** Shards that a node holds: that of its own organisation, and those of organisations that it deals with. */
  readonly held: number;
}

/** What came of a run with one new record in each shard. */
export interface ShardedOutcome {
  /** Until every holder of every shard has what is in it. */
  readonly rounds: number;
  /** Whether in the end all holders of a shard held the same, in each of them. */
  readonly isSettled: boolean;
  /** Nodes that hold a shard. */
  readonly holders: { readonly least: number; readonly most: number };
  /** Copies of all the records together that a node sent and received, on average. */
  readonly copies: number;
}

/** Agents of one organisation. */
const agentsEach = 10;

/**
 * Nodes that hold some shards of a registry each: in each shard somebody publishes a record, which travels in a topic among
 * its holders only. A shard hears nothing of another, so each is a network of its own.
 */
export function runShards(run: RegistryRun, cut: Cut): ShardedOutcome {
  const holders = holdersOf(run, cut);
  const runs = holders.map((nodes, shard) => ({
    nodes,
    ...runNewRecord({ ...run, nodes, seed: run.seed + shard }),
  }));
  return {
    rounds: Math.max(...runs.map(({ rounds }) => rounds)),
    isSettled: runs.every(({ rounds, roots }) => Number.isFinite(rounds) && roots === 1),
    holders: { least: Math.min(...holders), most: Math.max(...holders) },
    copies: runs.reduce((sum, { copies, nodes }) => sum + copies * nodes, 0) / run.nodes,
  };
}

/** How many nodes hold each shard. */
function holdersOf({ nodes, seed }: RegistryRun, { shards, held }: Cut): readonly number[] {
  const chance = new Chance(seed);
  const counts = Array.from({ length: shards }, () => 0);
  for (let node = 0; node < nodes; node++) {
    const own = shardOf(`organisation ${Math.floor(node / agentsEach)}`, shards);
    const mine = new Set([own]);
    while (mine.size < held) mine.add(chance.below(shards));
    for (const shard of mine) counts[shard] = (counts[shard] ?? 0) + 1;
  }
  return counts;
}

/** By the first bits of the hash of an organisation, so that all its agents are in one shard. */
function shardOf(organisation: string, shards: number): number {
  const [first = 0, second = 0] = sha256(utf8(organisation));
  return Math.floor(((first * 256 + second) / 65_536) * shards);
}
