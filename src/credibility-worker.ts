import { parentPort, workerData } from 'node:worker_threads';
import { namedCredibility, type Graph, type Hour, type Parameters, type Roots } from './trust/trust.ts';

/** What the worker computes from; structured clones of what the node holds. */
export interface CredibilityJob {
  readonly graph: Graph;
  readonly roots: Roots;
  readonly parameters: Parameters;
  readonly hour: Hour;
}

const isJob = (data: unknown): data is CredibilityJob => typeof data === 'object' && data !== null && 'graph' in data;

if (parentPort !== null && isJob(workerData)) {
  const { graph, roots, parameters, hour } = workerData;
  parentPort.postMessage(namedCredibility(graph, roots, parameters, hour));
}
