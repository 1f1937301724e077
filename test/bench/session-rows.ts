import { monitorEventLoopDelay } from 'node:perf_hooks';
import { clearImmediate, setImmediate as setImmediateCallback } from 'node:timers';
import { setImmediate, setTimeout } from 'node:timers/promises';
import { suites } from '../../src/session/session.ts';
import { loadLibrary } from '../../src/signal/library.ts';
import { loadSignalSuite } from '../../src/signal/signal.ts';
import { takingTurns } from '../../src/signal/turns.ts';
import { interleave, quantile, rateRow, timeRow, type Round, type Row, type Sampler } from './measure.ts';
import { libsignalSubject } from './libsignal-subject.ts';
import { sdkSubject } from './sdk-subject.ts';
import { atOnce, present, type Subject, type Talk, type Turn } from './session-subject.ts';
import { suiteSubject } from './suite-subject.ts';

/** A round of each: some tens of milliseconds, so that rounds of both sides alternate quickly. */
const setUpsInRound = 40;
const smallInRound = 300;
const largeInRound = 40;
const turnsInRound = 100;
/** Set-ups at once, as after a restart that everybody noticed. */
const burst = 500;
/** A turn of the event loop in which nothing was done. */
const idleMs = 0.05;
const [small, large] = [new Uint8Array(1024), new Uint8Array(64 * 1024)];

/** What one suite is measured by, and against. */
interface Contest {
  readonly subject: Subject;
  readonly baseline: Subject;
  /** How a node spaces set-ups of this suite. */
  readonly turn: Turn;
}

/** Takes the rows of every suite that can be had, each against its baseline; nothing is stored. */
export async function suiteRows(rounds: number, take: (rows: readonly Row[]) => void): Promise<void> {
  for (const contest of await contests()) take(await rowsOf(contest, rounds));
}

async function contests(): Promise<readonly Contest[]> {
  const [library, signal] = [await loadLibrary(), await loadSignalSuite()];
  if (library === undefined || signal === undefined) console.error('libsignal is not installed: no rows that need it.');
  const libsignal = library && libsignalSubject(library);
  const list: Contest[] = [];
  // Suite signal spaces its own set-ups.
  if (signal !== undefined && libsignal !== undefined)
    list.push({ subject: suiteSubject(signal), baseline: libsignal, turn: atOnce });
  for (const suite of suites.values()) {
    const baseline = suite.name === 'agentmesh' ? sdkSubject : libsignal;
    // The hall answers knocks one at a time, with a commit between.
    if (baseline !== undefined) list.push({ subject: suiteSubject(suite), baseline, turn: takingTurns() });
  }
  return list;
}

async function rowsOf({ subject, baseline, turn }: Contest, rounds: number): Promise<readonly Row[]> {
  const name = (row: string): string => `suite.${subject.name}.${row}`;
  const [ours, theirs] = [await begin(subject), await begin(baseline)];
  const compare = async (sampler: (side: Side) => Sampler): Promise<readonly Round[]> => {
    const samplers = [sampler(theirs), sampler(ours)] as const;
    for (const warmUp of samplers) await warmUp();
    return interleave(rounds, ...samplers);
  };
  const strains = await burstRounds(
    Math.ceil(rounds / 5),
    () => strain(ours, turn),
    () => strain(theirs, atOnce),
  );
  return [
    rateRow(name('setups'), 'set-ups/s', await compare(setUps)),
    rateRow(name('messages-1k'), 'messages/s', await compare(oneWay(small, smallInRound))),
    rateRow(name('messages-64k'), 'messages/s', await compare(oneWay(large, largeInRound))),
    rateRow(name('turns'), 'messages/s', await compare(inTurns)),
    timeRow(name('overhead'), 'B', [await bytes(ours, theirs, overhead)]),
    timeRow(name('record'), 'B', [await bytes(ours, theirs, async ({ talk }) => talk.record())]),
    timeRow(
      name('loop-delay'),
      'ms',
      strains.map(({ subject, baseline }) => ({ subject: [subject.delay], baseline: [baseline.delay] })),
    ),
    timeRow(
      name('loop-turn'),
      'ms',
      strains.map(({ subject, baseline }) => ({ subject: [subject.busy], baseline: [baseline.busy] })),
    ),
  ];
}

async function burstRounds(
  rounds: number,
  subject: () => Promise<Strain>,
  baseline: () => Promise<Strain>,
): Promise<readonly { readonly subject: Strain; readonly baseline: Strain }[]> {
  const taken = [];
  for (let i = 0; i < rounds; i++) taken.push({ baseline: await baseline(), subject: await subject() });
  return taken;
}

interface Side {
  readonly subject: Subject;
  readonly talk: Talk;
}

/** A session with a message each way. */
async function begin(subject: Subject): Promise<Side> {
  const talk = await present(subject.ready(1)[0])(atOnce);
  await talk.send(1, small);
  await talk.send(0, small);
  return { subject, talk };
}

/** How often work is done in a second of CPU time: what else runs on the machine takes none of it. */
async function rate(count: number, work: (i: number) => Promise<unknown>): Promise<readonly number[]> {
  const started = process.cpuUsage();
  for (let i = 0; i < count; i++) await work(i);
  return [(count * 1000) / cpuMs(started)];
}

/** Milliseconds of CPU time since a moment, of all threads: those that collect garbage work for us too. */
function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function setUps({ subject }: Side): Sampler {
  return () => {
    const ready = subject.ready(setUpsInRound);
    // A turn of the loop after each: there Node frees what native code holds, which is part of the price.
    return rate(setUpsInRound, async (i) => {
      await present(ready[i])(atOnce);
      await setImmediate();
    });
  };
}

function oneWay(plaintext: Uint8Array<ArrayBuffer>, count: number): (side: Side) => Sampler {
  return ({ talk }) =>
    () =>
      rate(count, () => talk.send(0, plaintext));
}

function inTurns({ talk }: Side): Sampler {
  return () => rate(turnsInRound, (i) => talk.send(i % 2 === 0 ? 1 : 0, small));
}

async function overhead({ talk }: Side): Promise<number> {
  return (await talk.send(0, small)) - small.length;
}

async function bytes(ours: Side, theirs: Side, measure: (side: Side) => Promise<number | undefined>): Promise<Round> {
  const [subject, baseline] = [await measure(ours), await measure(theirs)];
  return { subject: subject === undefined ? [] : [subject], baseline: baseline === undefined ? [] : [baseline] };
}

/** What a burst of set-ups does to the event loop, milliseconds, each what 99 of 100 stay below. */
interface Strain {
  /** Time until a timer ran, with the 1 ms that it waits for; grows with whatever else the machine does. */
  readonly delay: number;
  /** CPU time in one turn of the loop. */
  readonly busy: number;
}

async function strain({ subject }: Side, turn: Turn): Promise<Strain> {
  const ready = subject.ready(burst);
  const watch = monitorEventLoopDelay({ resolution: 1 });
  await setTimeout(50);
  watch.enable();
  await setTimeout(10);
  watch.reset();
  const busy = new Turns();
  await Promise.all(ready.map((setUp) => setUp(turn)));
  const turns = await busy.stop();
  await setTimeout(5);
  watch.disable();
  return { delay: watch.percentile(99) / 1e6, busy: quantile(turns, 0.99) };
}

/** CPU time of each turn of the event loop. */
class Turns {
  readonly #taken: number[] = [];
  #since = process.cpuUsage();
  #next = setImmediateCallback(() => this.#take());

  #take(): void {
    this.#taken.push(cpuMs(this.#since));
    this.#since = process.cpuUsage();
    this.#next = setImmediateCallback(() => this.#take());
  }

  /** Milliseconds of each turn that had something to do. */
  async stop(): Promise<readonly number[]> {
    await setImmediate();
    await setImmediate();
    clearImmediate(this.#next);
    return this.#taken.filter((ms) => ms > idleMs);
  }
}
