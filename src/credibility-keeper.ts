import { Worker } from 'node:worker_threads';
import { MeshError } from './base/base.ts';
import type { Clock } from './clock.ts';
import type { CredibilityJob } from './credibility-worker.ts';
import { graphOf } from './evidence-of.ts';
import type { Reputation } from './reputation.ts';
import { defaultParameters, hourOf, type Credibility } from './trust/trust.ts';

/** The worker lies beside this file: as source when this is source, compiled when this is compiled. */
const workerUrl = new URL(`./credibility-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);
/** How long a computation may take: the largest graph takes about a second. */
const limitMs = 30_000;

/** Keeps credibility up to date: computed in a worker, so that no message waits for it. */
export class CredibilityKeeper {
  readonly #ports: { readonly reputation: Reputation; readonly clock: Clock };
  #done = '';
  #underWay: Promise<void> | undefined;

  constructor(ports: { readonly reputation: Reputation; readonly clock: Clock }) {
    this.#ports = ports;
  }

  /** Computes credibility anew when anything it rests on may have changed; at most one computation at a time. */
  refresh(): Promise<void> {
    this.#underWay ??= this.#refresh().finally(() => {
      this.#underWay = undefined;
    });
    return this.#underWay;
  }

  async #refresh(): Promise<void> {
    const { reputation, clock } = this.#ports;
    const now = clock.now();
    const { receipts, news, hand } = reputation.sources;
    // Without the word of others there is nothing to weigh.
    if (receipts.book.size === 0) return;
    const state = `${hourOf(now)} ${receipts.book.version} ${news.book.version} ${hand.decisions.length}`;
    if (state === this.#done) return;
    const graph = await graphOf(reputation.sources, reputation.seen(), now);
    const job = { graph, roots: reputation.roots(), parameters: defaultParameters, hour: hourOf(now) };
    reputation.believe(await compute(job), graph);
    this.#done = state;
  }
}

/** Computes credibility in a worker of its own. Throws MeshError `internal` when it breaks off or takes too long. */
export async function compute(job: CredibilityJob): Promise<Credibility> {
  const worker = new Worker(workerUrl, { workerData: job });
  const { promise, resolve, reject } = Promise.withResolvers<Credibility>();
  const signal = AbortSignal.timeout(limitMs);
  const fail = (why: string): void => reject(new MeshError('internal', `Credibility was not computed: ${why}.`));
  worker.once('message', resolve);
  worker.once('error', (error) => fail(String(error)));
  worker.once('exit', () => fail('the worker ended'));
  signal.addEventListener('abort', () => fail('it took too long'));
  try {
    return await promise;
  } finally {
    await worker.terminate();
  }
}
