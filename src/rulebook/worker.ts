import { parentPort, workerData } from 'node:worker_threads';
import { checkPolicies, type CheckedSet, type PolicyFile } from './check-policies.ts';

/** What the worker is started with. */
export interface WorkerInput {
  readonly files: readonly PolicyFile[];
}

const isInput = (data: unknown): data is WorkerInput => typeof data === 'object' && data !== null && 'files' in data;

if (parentPort !== null && isInput(workerData)) {
  const answer: CheckedSet = checkPolicies(workerData.files);
  parentPort.postMessage(answer);
}
