import { setTimeout as pass } from 'node:timers/promises';
import { dice } from '../support/dice.ts';
import { Ledger, load, type Victim } from '../support/load.ts';
import { eventually } from '../support/nodes.ts';

/** Longest pause between two kills, milliseconds: some fall into the start of the other node, some into quiet load. */
const longestPauseMs = 700;
/** Time for all that waits to end after the last kill, milliseconds. */
const settleMs = 60_000;

/** How a run of kills is to be. */
export interface KillLoop {
  readonly kills: number;
  /** Chooses the moments and the load. */
  readonly seed: number;
  /** No further kill after so long, milliseconds; a slow machine gets in fewer. */
  readonly mostMs: number;
  /** Told after each kill. */
  readonly onKill?: (count: number, ledger: Ledger) => void;
}

/** What came of it; all is well when the four lists are empty. */
export interface KillReport {
  readonly seed: number;
  readonly kills: number;
  readonly seconds: number;
  /** Messages that a node said it accepted. */
  readonly accepted: number;
  /** Calls by how they ended for their client. */
  readonly calls: Readonly<Record<string, number>>;
  /** Accepted, and in no inbox. */
  readonly lost: readonly string[];
  /** Shown twice, shown after it was acknowledged, or otherwise not as it must be. */
  readonly faults: readonly string[];
  /** Calls performed more than once, answered and never performed, or hung. */
  readonly callFaults: readonly string[];
  /** What had not ended in time. */
  readonly stuck: readonly string[];
}

/** Kills either node, or both, at random moments under load in both directions, and starts it again. */
export async function killUnderLoad(victims: readonly [Victim, Victim], options: KillLoop): Promise<KillReport> {
  const { seed, kills, mostMs, onKill } = options;
  const [one, other] = victims;
  const ledger = new Ledger();
  const chance = dice(seed);
  const ending = new AbortController();
  const reading = new AbortController();
  const ways = [
    { from: one, to: other },
    { from: other, to: one },
  ].map((way, i) => load({ ...way, ledger, dice: dice(seed + 1 + i), signal: ending.signal, reading: reading.signal }));
  const began = performance.now();
  const before = one.strikes + other.strikes;
  const struckCount = (): number => one.strikes + other.strikes - before;
  while (struckCount() < kills && performance.now() - began < mostMs) {
    await pass(chance.roll(longestPauseMs));
    const both = chance.roll(6) === 0;
    const struck = both ? victims : [chance.roll(2) === 0 ? one : other];
    await Promise.all(struck.map(async (victim) => await victim.strike()));
    onKill?.(struckCount(), ledger);
  }
  ending.abort();
  const stuck = await settle(victims, ledger);
  reading.abort();
  await Promise.all(ways);
  const ends = Object.groupBy(ledger.calls.values(), (end) => (end.kind === 'refused' ? end.reason : end.kind));
  return {
    seed,
    kills: struckCount(),
    seconds: Math.round((performance.now() - began) / 1000),
    accepted: ledger.accepted.size,
    calls: Object.fromEntries(Object.entries(ends).map(([kind, list]) => [kind, list?.length ?? 0])),
    lost: ledger.missing(),
    faults: ledger.faults,
    callFaults: ledger.callFaults([one.agent, other.agent]),
    stuck,
  };
}

/** Waits until nothing waits any more; what still does. */
async function settle(victims: readonly Victim[], ledger: Ledger): Promise<readonly string[]> {
  const outboxes = async (): Promise<readonly number[]> =>
    await Promise.all(victims.map(async ({ node }) => (await node.client.status()).outbox));
  try {
    await eventually(
      'every message ends',
      async () => {
        await pass(50);
        return (await outboxes()).every((count) => count === 0) && ledger.missing().length === 0;
      },
      settleMs,
    );
    return [];
  } catch (error) {
    return [String(error), ...(await outboxes()).map((count, i) => `${victims[i]?.node.name}: ${count} wait`)];
  }
}

/** Whether nothing was lost, repeated or stuck. */
export function isWell({ lost, faults, callFaults, stuck }: KillReport): boolean {
  return [lost, faults, callFaults, stuck].every((list) => list.length === 0);
}
