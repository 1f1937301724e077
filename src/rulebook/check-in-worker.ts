import { Worker } from 'node:worker_threads';
import type { CheckedSet, PolicyFile } from './check-policies.ts';
import { problemOf } from './problem.ts';

/** How long the check of a set may take: the largest set takes some ten seconds on a small machine. */
const checkTimeoutMs = 60_000;

/** The worker lies beside this file: as source when this is source, compiled when this is compiled. */
const workerUrl = new URL(`./worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/**
 * Checks a set in a worker of its own, so that messages flow on meanwhile and whatever the parser does to
 * itself ends with it. A worker that fails or takes too long is a problem of the set. Rejects only when
 * `signal` is aborted.
 */
export async function checkInWorker(files: readonly PolicyFile[], signal: AbortSignal): Promise<CheckedSet> {
  signal.throwIfAborted();
  const worker = new Worker(workerUrl, { workerData: { files } });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(checkTimeoutMs)]);
  try {
    return await new Promise<CheckedSet>((resolve) => {
      const fail = (message: string): void => resolve({ policies: [], problems: [problemOf(undefined, message)] });
      worker.once('message', (answer: CheckedSet) => resolve(answer));
      worker.once('error', (error) => fail(`the check of the policies broke off: ${String(error)}`));
      worker.once('exit', () => fail('the check of the policies ended without an answer'));
      limit.addEventListener('abort', () => fail('the check of the policies took too long'), { once: true });
    });
  } finally {
    await worker.terminate();
    signal.throwIfAborted();
  }
}
