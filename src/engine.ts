import { setFlagsFromString } from 'node:v8';

/** A flag, and the oldest V8 that is known to take it; an older one would complain of it. */
interface Flag {
  readonly text: string;
  readonly since: readonly [major: number, minor: number];
}

const flags: readonly Flag[] = [
  // By itself V8 takes 16 MiB of new buffers for a reason to collect the whole heap, whatever that has, and a large message is
  // many of them: half of the processor time of a node went there.
  { text: '--external-memory-accounted-in-global-limit', since: [13, 6] },
  // What a call leaves behind is looked through after a quarter of the room, while little of it has come together: three
  // pauses of 1.5 ms instead of one of 3 to 7.
  { text: '--minor-gc-task-trigger=25', since: [12, 4] },
];

/**
 * Sets how the engine collects garbage, as it suits a node (docs/decisions/how-the-engine-collects.md). For a process that
 * is a node and nothing else, before it has work. Returns the flags that this engine knows.
 */
export function tuneEngine(v8: string = process.versions.v8): readonly string[] {
  const [major = 0, minor = 0] = v8.split('.').map(Number);
  const known = flags.filter(({ since }) => major > since[0] || (major === since[0] && minor >= since[1]));
  for (const { text } of known) setFlagsFromString(text);
  return known.map(({ text }) => text);
}
