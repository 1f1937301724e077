import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { compilePattern } from '../content/content.ts';
import { type CompiledPolicies, startCompiler } from '../policy/policy.ts';
import type { PolicyFile } from './check-policies.ts';
import { type PolicyProblem, problemOf } from './problem.ts';
import type { WorkerAnswer } from './check-worker.ts';

/** How long the check of a set may take: the largest set takes some ten seconds on a small machine. */
const checkTimeoutMs = 60_000;

/** The worker lies beside this file: as source when this is source, compiled when this is compiled. */
const workerUrl = new URL(`./check-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** The files of a set, and its version. */
export interface SetOfFiles {
  readonly files: readonly PolicyFile[];
  readonly version: string;
}

/**
 * Checks a set in a worker of its own, so that messages flow on meanwhile and whatever the parser does to
 * itself ends with it, then compiles it a few policies at a time. A worker that fails or takes too long is
 * a problem of the set; so is an aborted `signal`.
 */
export async function checkInWorker(
  { files, version }: SetOfFiles,
  signal: AbortSignal,
): Promise<CompiledPolicies | readonly PolicyProblem[]> {
  const worker = new Worker(workerUrl, { workerData: { files } });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(checkTimeoutMs)]);
  const compiler = startCompiler();
  try {
    for (;;) {
      const answer = await ask(worker, limit);
      if (answer.kind === 'refused') return answer.problems;
      if (answer.kind === 'end')
        return compiler.finish(
          version,
          answer.patterns.map(({ name, source }) => compilePattern(name, source)),
        );
      compiler.add(answer.policies);
      // Asked at once, a quick worker's answer is handed over in this same turn of the event loop, and the next, to the end.
      await setImmediate();
    }
  } finally {
    await worker.terminate();
  }
}

/** Checks files that are no directory's, as `checkInWorker` does; for a trial. */
export async function checkFiles(
  files: readonly PolicyFile[],
  signal: AbortSignal,
): Promise<CompiledPolicies | readonly PolicyProblem[]> {
  return checkInWorker({ files, version: '' }, signal);
}

/** The next answer of the worker; a refusal when it breaks off or `limit` is aborted. */
async function ask(worker: Worker, limit: AbortSignal): Promise<WorkerAnswer> {
  const { promise, resolve } = Promise.withResolvers<WorkerAnswer>();
  const refuse = (message: string): void => resolve({ kind: 'refused', problems: [problemOf(undefined, message)] });
  const onError = (error: unknown): void => refuse(`the check of the policies broke off: ${String(error)}`);
  const onExit = (): void => refuse('the check of the policies ended without an answer');
  const onAbort = (): void => refuse('the check of the policies took too long');
  worker.once('message', resolve).once('error', onError).once('exit', onExit);
  limit.addEventListener('abort', onAbort);
  if (limit.aborted) onAbort();
  worker.postMessage('next');
  try {
    return await promise;
  } finally {
    worker.off('message', resolve).off('error', onError).off('exit', onExit);
    limit.removeEventListener('abort', onAbort);
  }
}
