import { Chance } from '../chance.ts';
import type { Simulation } from '../simulation.ts';
import { Course, type CourseOptions } from './course.ts';
import { faultsOf, memoryOf } from './invariants.ts';
import { scriptOf, type Script, type Timed } from './script.ts';

const hours = 24;
const hourMs = 3600_000;
/** How long one round of talk and trouble lasts, virtual milliseconds. */
const roundMs = 120_000;
/** What stands at the end of an hour. */
interface Level {
  /** Elements in the maps and queues of all halls. */
  readonly kept: number;
  /** Values on disk in spaces that are to be empty when nothing waits, and letters at the mailbox. */
  readonly waiting: number;
}

/** A day of coming and going among three nodes and a mailbox, an hour at a time, each hour ended in calm weather. */
export async function churn(
  seed: number,
  options: CourseOptions & { readonly hours?: number } = {},
): Promise<readonly string[]> {
  const chance = new Chance(seed);
  const calm = { lie: undefined, maxInbox: 1000, mailLie: undefined, fetchSeconds: 60, happenings: [] };
  const script: Script = { ...scriptOf(seed), ...calm, nodes: 3, mailboxes: 1 };
  const course = new Course({ ...script, skewMs: [0, 0, 0] }, options);
  await course.begin();
  const levels: Level[] = [];
  const faults: string[] = [];
  for (let hour = 1; hour <= (options.hours ?? hours); hour++) {
    for (let passed = 0; passed < hourMs; passed += roundMs) await round(course, chance);
    if (!(await course.calm())) faults.push(`stuck: something waits after hour ${hour}`);
    course.resumeStorm();
    levels.push(levelOf(course));
    options.log?.(`hour ${hour}: ${JSON.stringify(levels.at(-1))}, ${course.ledger.accepted.length} messages accepted`);
    for (const node of course.nodes) node.parts.store.history.length = 0;
  }
  if (!(await course.probe())) faults.push('stuck: a message sent in the end does not end');
  return [...faults, ...growth(levels), ...faultsOf(course, script)];
}

/** Messages and calls, one fault in three rounds, and silence until the round is over. */
async function round(course: Course, chance: Chance): Promise<void> {
  const at = 0;
  for (let i = 0; i < 3; i++) {
    const from = chance.below(3);
    const to = (from + 1 + chance.below(2)) % 3;
    course.happen({
      at,
      kind: 'send',
      from,
      to,
      count: 1 + chance.below(4),
      ttlMs: undefined,
      secret: chance.oneIn(9),
    });
    if (chance.oneIn(8))
      course.happen({ at, kind: 'send', from, to, count: 1, ttlMs: 300_000, secret: false, bytes: 3_000 });
    if (chance.oneIn(4)) course.happen({ at, kind: 'call', from, to });
    await course.world.pass(500 + chance.below(2_000));
  }
  if (chance.oneIn(3)) course.happen(trouble(chance));
  await course.world.pass(roundMs - 8_000);
}

function trouble(chance: Chance): Timed {
  const a = chance.below(3);
  const b = (a + 1) % 3;
  const forMs = 1_000 + chance.below(40_000);
  const all: readonly Timed[] = [
    // One that leaves, and joins again when the others have left letters for it.
    { at: 0, kind: 'crash', node: a, moment: 'now', downMs: 60_000 + chance.below(600_000) },
    { at: 0, kind: 'crash', node: 3, moment: 'now', downMs: forMs },
    { at: 0, kind: 'crash', node: a, moment: 'now', downMs: forMs },
    { at: 0, kind: 'crash', node: a, moment: 'after', downMs: forMs },
    { at: 0, kind: 'cut', a, b, forMs, oneWay: chance.oneIn(2) },
    { at: 0, kind: 'reset', a, b },
    { at: 0, kind: 'half-open', a, b },
    { at: 0, kind: 'pause', node: a, forMs },
  ];
  return chance.pick(all) ?? { at: 0, kind: 'reset', a, b };
}

function levelOf({ nodes }: Course): Level {
  let [kept, waiting] = [0, 0];
  for (const node of nodes) {
    waiting += node.parts.mailing.host?.describe().messages ?? 0;
    for (const size of memoryOf(node).values()) kept += size;
    for (const [space, values] of node.disk)
      if (['outbox', 'inbox', 'exchange'].includes(space)) waiting += values.size;
  }
  return { kept, waiting };
}

/** The last hours hold no more than the first ones did, when the peers had met. */
function growth(levels: readonly Level[]): readonly string[] {
  const most = (part: readonly Level[]): number => Math.max(...part.map(({ kept }) => kept));
  const quarter = Math.max(1, Math.floor(levels.length / 4));
  const [early, late] = [most(levels.slice(0, quarter)), most(levels.slice(-quarter))];
  return [
    ...(late > early * 1.2 + 8 ? [`memory: halls kept ${early} elements at first and ${late} in the end`] : []),
    ...levels.flatMap(({ waiting }, i) =>
      waiting === 0 ? [] : [`queue: ${waiting} values wait on disk after hour ${i + 1}`],
    ),
  ];
}

/** A day of virtual time; queues and memory stay flat. */
export const churnSimulation: Simulation = { name: 'churn', run: (seed, log) => churn(seed, { log }) };
