import type { Simulation } from '../simulation.ts';
import { Course, type CourseOptions } from './course.ts';
import { faultsOf } from './invariants.ts';
import { scriptOf, tell, type Script, type Timed } from './script.ts';

/** Courses run to make a failing script smaller; each takes a second at most. */
const maxTries = 150;

/** Runs a script to its end; what is wrong then. */
export async function runScript(script: Script, options: CourseOptions = {}): Promise<readonly string[]> {
  const course = new Course(script, options);
  await course.begin();
  await course.storm();
  const ended = await course.calm();
  const answered = await course.probe();
  return [
    ...(ended ? [] : ['stuck: something still waits after the calm']),
    ...(answered ? [] : ['stuck: a message sent in calm weather does not end']),
    ...faultsOf(course, script),
  ];
}

/** What a fault is about: the same for the same defect in another course. */
function kindOf(fault: string): string {
  return fault.slice(0, fault.indexOf(':'));
}

/** Leaves out happenings, many at first and then single ones, as long as a fault of the same kind stays. */
export async function shrink(script: Script, options: CourseOptions = {}): Promise<Script> {
  const kinds = new Set((await runScript(script, options)).map(kindOf));
  const fails = async (happenings: readonly Timed[]): Promise<boolean> =>
    (await runScript({ ...script, happenings }, options)).some((fault) => kinds.has(kindOf(fault)));
  let kept = script.happenings;
  let size = Math.ceil(kept.length / 2);
  for (let tries = 0, at = 0; size >= 1 && tries < maxTries; tries++) {
    const without = kept.toSpliced(at, size);
    if (await fails(without)) kept = without;
    else at += size;
    if (at < kept.length) continue;
    at = 0;
    size = size === 1 ? 0 : Math.ceil(size / 2);
  }
  return { ...script, happenings: kept };
}

/** Messages and calls among halls in all kinds of weather. */
export const deliverySimulation: Simulation = {
  name: 'delivery',
  run: (seed, log) => runScript(scriptOf(seed), { log }),
  explain: async (seed) => tell(await shrink(scriptOf(seed))),
};
