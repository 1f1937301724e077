import { concat } from '../../base/base.ts';
import { readCarriedFrame } from './frame.ts';

/** Frames in one run, and bytes of them together: what is judged in one turn, and lost or kept as one packet. */
export const maxRunFrames = 64;
export const maxRunBytes = 256 * 1024;
/** What the record of a node says that takes runs; to others frames go one by one. */
export const runsProtocol = 'agentmesh/runs';

const lineEnd = 0x0a;
/** What bodies hold, as long as somebody has them; undefined for one that is no run. */
const known = new WeakMap<Uint8Array, readonly Uint8Array[] | undefined>();

/**
 * Bodies of frames, each as `frameBody` wrote it, as one body: a frame on a line, which has no line end of its own. One
 * body is itself. At most `maxRunFrames` and `maxRunBytes` of messages of one agent to one other.
 */
export function joinRun(bodies: readonly Uint8Array[]): Uint8Array {
  const [first, ...others] = bodies;
  if (first === undefined || others.length === 0) return first ?? new Uint8Array(0);
  const end = Uint8Array.of(lineEnd);
  const body = concat(first, ...others.flatMap((other) => [end, other]));
  known.set(body, bodies);
  return body;
}

/** The bodies of the frames of a run; undefined when it is one frame, or anything else. */
export function splitRun(body: Uint8Array): readonly Uint8Array[] | undefined {
  if (known.has(body)) return known.get(body);
  const lines = body.length <= maxRunBytes && body.includes(lineEnd) ? linesOf(body) : undefined;
  const run = lines !== undefined && isRun(lines) ? lines : undefined;
  if (lines !== undefined) known.set(body, run);
  return run;
}

function linesOf(body: Uint8Array): readonly Uint8Array[] | undefined {
  const lines: Uint8Array[] = [];
  for (let from = 0; from <= body.length;) {
    if (lines.length === maxRunFrames) return undefined;
    const at = body.indexOf(lineEnd, from);
    const to = at < 0 ? body.length : at;
    lines.push(body.subarray(from, to));
    from = to + 1;
  }
  return lines;
}

/** Only messages, and only of one way: what is told of one of them in the log holds for all. */
function isRun(lines: readonly Uint8Array[]): boolean {
  const frames = lines.map(readCarriedFrame);
  const [first] = frames;
  if (first?.kind !== 'accept') return false;
  const { from, to } = first.value;
  return frames.every(
    (one) => one.kind === 'accept' && one.value.type === 'message' && one.value.from === from && one.value.to === to,
  );
}
