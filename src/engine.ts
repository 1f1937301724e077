import { setFlagsFromString } from 'node:v8';

/** The oldest V8 that knows the flag below; an older one would complain of it. */
const knownSince: readonly [major: number, minor: number] = [13, 6];

/**
 * Has the engine count memory outside of its heap (buffers) together with the heap when it decides whether to collect
 * garbage. By itself it takes 16 MiB of new buffers for a reason, whatever the heap has, and a large message is many of them:
 * half of the processor time of a node went into collections of the whole heap that found little
 * (docs/performance.md). For a process that is a node, before it has work.
 */
export function countBuffersWithTheHeap(v8: string = process.versions.v8): boolean {
  const [major = 0, minor = 0] = v8.split('.').map(Number);
  const isKnown = major > knownSince[0] || (major === knownSince[0] && minor >= knownSince[1]);
  if (isKnown) setFlagsFromString('--external-memory-accounted-in-global-limit');
  return isKnown;
}
