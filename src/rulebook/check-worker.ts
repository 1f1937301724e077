import { parentPort, workerData } from 'node:worker_threads';
import { checkPolicies, type PatternSource, type PolicyFile } from './check-policies.ts';
import type { PolicyProblem } from './problem.ts';
import type { PolicySource } from '../policy/policy.ts';

/** What the worker is started with. */
interface WorkerInput {
  readonly files: readonly PolicyFile[];
}

/** What the worker answers to each `next`: some policies until there are no more, then that, or problems. */
export type WorkerAnswer =
  | { readonly kind: 'policies'; readonly policies: readonly PolicySource[] }
  | { readonly kind: 'end'; readonly patterns: readonly PatternSource[] }
  | { readonly kind: 'refused'; readonly problems: readonly PolicyProblem[] };

/** Policies per answer: receiving and compiling so many holds up messages for less than a millisecond or two. */
const batch = 25;

const isInput = (data: unknown): data is WorkerInput => typeof data === 'object' && data !== null && 'files' in data;

if (parentPort !== null && isInput(workerData)) {
  const port = parentPort;
  const { policies, problems, patterns } = checkPolicies(workerData.files);
  let at = 0;
  const answer = (): WorkerAnswer => {
    if (problems.length > 0) return { kind: 'refused', problems };
    if (at >= policies.length) return { kind: 'end', patterns };
    at += batch;
    return { kind: 'policies', policies: policies.slice(at - batch, at) };
  };
  // Only when asked: a port hands over all that waits in it without letting anything else run.
  port.on('message', () => port.postMessage(answer()));
}
