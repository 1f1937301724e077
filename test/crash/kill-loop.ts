import { setTimeout as pass } from 'node:timers/promises';
import { dice } from '../support/dice.ts';
import { Ledger, load, readInbox, type Target, type Victim } from '../support/load.ts';
import { eventually } from '../support/nodes.ts';

/** Longest pause between two kills, milliseconds: some fall into the start of the other node, some into quiet load. */
const longestPauseMs = 700;
/** Time for all that waits to end after the last kill, milliseconds. */
const settleMs = 60_000;

/** Longest time a node stays down now and then, milliseconds: its peer leaves letters at the mailbox after a second. */
const longestDownMs = 4_000;
/** One in so many kills is followed by such a time. */
const downEvery = 4;

/** How a run of kills is to be. */
export interface KillLoop {
  readonly kills: number;
  /** Chooses the moments and the load. */
  readonly seed: number;
  /** No further kill after so long, milliseconds; a slow machine gets in fewer. */
  readonly mostMs: number;
  /** A node at which both have their mailbox; it is killed too. */
  readonly mailbox?: Target;
  /** Told after each kill. */
  readonly onKill?: (count: number, ledger: Ledger) => void;
}

/** What came of it; all is well when the four lists are empty. */
export interface KillReport {
  readonly seed: number;
  readonly kills: number;
  readonly seconds: number;
  /** Kills of any node while the mailbox kept letters, and while a message in parts was accepted and not yet delivered. */
  readonly whileKept: number;
  readonly whileInParts: number;
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

/**
 * Kills a node, or both that speak with one another, at random moments under load in both directions, and starts it
 * again. With a mailbox nodes stay down for a while now and then, during which others are killed as well.
 */
export async function killUnderLoad(victims: readonly [Victim, Victim], options: KillLoop): Promise<KillReport> {
  const { seed, kills, mostMs, mailbox, onKill } = options;
  const [one, other] = victims;
  const targets = [...victims, ...(mailbox === undefined ? [] : [mailbox])];
  const ledger = new Ledger();
  const chance = dice(seed);
  const ending = new AbortController();
  const reading = new AbortController();
  const ways = [
    { from: one, to: other },
    { from: other, to: one },
  ].map((way, i) => ({ ...way, ledger, dice: dice(seed + 1 + i), signal: ending.signal, reading: reading.signal }));
  const [sending, readings] = [ways.map(load), ways.map(readInbox)];
  const began = performance.now();
  const met = { whileKept: 0, whileInParts: 0 };
  const count = (): number => targets.reduce((sum, { strikes }) => sum + strikes, 0);
  const before = count();
  const down = new Map<Target, Promise<void>>();
  const isUp = (target: Target): boolean => !down.has(target);
  while (count() - before < kills && performance.now() - began < mostMs) {
    await pass(chance.roll(longestPauseMs));
    if (!targets.some(isUp)) await Promise.race(down.values());
    const up = targets.filter(isUp);
    const struck = chance.roll(6) === 0 ? victims.filter(isUp) : up.slice(chance.roll(up.length)).slice(0, 1);
    const downMs = mailbox !== undefined && chance.roll(downEvery) === 0 ? chance.roll(longestDownMs) : 0;
    if (ledger.partsUnderWay > 0) met.whileInParts += struck.length;
    if (await keepsLetters(mailbox, isUp)) met.whileKept += struck.length;
    const blows = struck.map(async (target) => await strikeDown(target, down, downMs));
    if (downMs === 0) await Promise.all(blows);
    onKill?.(count() - before, ledger);
  }
  await Promise.all(down.values());
  ending.abort();
  // What is being sent now counts as well, and may be accepted only after every outbox is empty.
  await Promise.all(sending);
  const stuck = await settle(victims, ledger);
  reading.abort();
  await Promise.all(readings);
  const ends = Object.groupBy(ledger.calls.values(), (end) => (end.kind === 'refused' ? end.reason : end.kind));
  return {
    seed,
    kills: count() - before,
    ...met,
    seconds: Math.round((performance.now() - began) / 1000),
    accepted: ledger.accepted.size,
    calls: Object.fromEntries(Object.entries(ends).map(([kind, list]) => [kind, list?.length ?? 0])),
    lost: ledger.missing(),
    faults: ledger.faults,
    callFaults: ledger.callFaults([one.agent, other.agent]),
    stuck,
  };
}

/** Kills a node and has it among those that are down until it runs again. */
async function strikeDown(target: Target, down: Map<Target, Promise<void>>, downMs: number): Promise<void> {
  const back = target.strike(downMs).finally(() => down.delete(target));
  down.set(target, back);
  await back;
}

/** Whether the mailbox runs and has letters of somebody. */
async function keepsLetters(mailbox: Target | undefined, isUp: (target: Target) => boolean): Promise<boolean> {
  if (mailbox === undefined || !isUp(mailbox)) return false;
  const { offered } = await mailbox.node.client.mailbox();
  return (offered?.messages ?? 0) > 0;
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
