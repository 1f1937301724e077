import { Worker } from 'node:worker_threads';
import { MeshError } from '../base/base.ts';
import type { CedarVerdict, Facts } from '../policy/policy.ts';
import type { PolicyFile } from './check-policies.ts';

/** What the other engine says of a decision. */
export type Opinion =
  /** It decides the same, for the same reasons. */
  | { readonly kind: 'agrees' }
  | { readonly kind: 'differs'; readonly theirs: CedarVerdict }
  /** The question is too long to be put to it. */
  | { readonly kind: 'too-long' }
  /** It gave no answer; `why` is for the operator and holds nothing of the facts. */
  | { readonly kind: 'failed'; readonly why: string };

/** Facts as they can be handed to another thread: what policies ask for when they need it stands there as it was. */
export interface FactsAtRest {
  /** Without functions. */
  readonly facts: Facts;
  readonly labels: readonly string[];
  readonly seen: readonly string[];
  readonly findings: readonly string[];
  /** Milliseconds until one more may pass, of each limit that is used up. */
  readonly exceeded: readonly (readonly [limit: string, waitMs: number])[];
}

/** cedar-wasm in a thread of its own, over one set of policies. */
export interface SecondOpinion extends AsyncDisposable {
  /** The limits that some policy names: `FactsAtRest.exceeded` is about them. */
  readonly limits: readonly string[];
  /** Questions without an answer yet. */
  readonly waiting: number;
  /** Resolves when the thread has ended, whoever ended it, with why: then every question fails. */
  readonly ended: Promise<string>;
  /** What it says of our answer to a question. Never rejects. */
  ask(about: FactsAtRest, ours: CedarVerdict): Promise<Opinion>;
  /** Answers what it was asked, and ends. */
  close(): Promise<void>;
}

/** What the thread is started with. */
export interface OpinionInput {
  readonly files: readonly PolicyFile[];
}

/** What the thread is asked. */
export interface Question {
  readonly n: number;
  readonly about: FactsAtRest;
  readonly ours: CedarVerdict;
}

/** What it says: once that it has read the set or cannot, then an answer to each question, in their order. */
export type Saying =
  | { readonly kind: 'ready'; readonly limits: readonly string[] }
  | { readonly kind: 'refused'; readonly why: string }
  | { readonly kind: 'answer'; readonly n: number; readonly opinion: Opinion };

/** How long the thread may take to read a set: as long as its check. */
const readTimeoutMs = 60_000;
/** How long an answer may take, milliseconds: a hundred times what it takes at a thousand policies. */
const answerTimeoutMs = 2000;

/** The worker lies beside this file: as source when this is source, compiled when this is compiled. */
const workerUrl = new URL(`./second-opinion-worker${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Has a set read by cedar-wasm in a thread of its own. Throws MeshError `internal` when it cannot, or ends over it. */
export async function openSecondOpinion(files: readonly PolicyFile[], signal: AbortSignal): Promise<SecondOpinion> {
  const input: OpinionInput = { files };
  const worker = new Worker(workerUrl, { workerData: input });
  // A thread that waits for questions keeps no process alive.
  worker.unref();
  const limit = AbortSignal.any([signal, AbortSignal.timeout(readTimeoutMs)]);
  const { promise, resolve, reject } = Promise.withResolvers<Saying>();
  const fail = (why: string): void => reject(new MeshError('internal', `cedar-wasm did not read the policies: ${why}`));
  const onError = (error: unknown): void => fail(String(error));
  const onExit = (): void => fail('its thread ended');
  const onAbort = (): void => fail('it took too long');
  worker.once('message', resolve).once('error', onError).once('exit', onExit);
  limit.addEventListener('abort', onAbort);
  if (limit.aborted) onAbort();
  try {
    const said = await promise;
    if (said.kind === 'ready') return new OpinionThread(worker, said.limits);
    throw new MeshError('internal', said.kind === 'refused' ? said.why : 'cedar-wasm answered before it was asked');
  } catch (error) {
    await worker.terminate();
    throw error;
  } finally {
    worker.off('error', onError).off('exit', onExit);
    limit.removeEventListener('abort', onAbort);
  }
}

class OpinionThread implements SecondOpinion {
  readonly limits: readonly string[];
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (opinion: Opinion) => void>();
  readonly #ended = Promise.withResolvers<string>();
  #asked = 0;
  #over: string | undefined;

  constructor(worker: Worker, limits: readonly string[]) {
    this.#worker = worker;
    this.limits = limits;
    worker.on('message', (said: Saying) => {
      if (said.kind === 'answer') this.#settle(said.n, said.opinion);
    });
    worker.once('error', (error) => this.#end(`its thread broke off: ${String(error)}`));
    worker.once('exit', () => this.#end('its thread ended'));
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  get ended(): Promise<string> {
    return this.#ended.promise;
  }

  async ask(about: FactsAtRest, ours: CedarVerdict): Promise<Opinion> {
    if (this.#over !== undefined) return { kind: 'failed', why: this.#over };
    const n = this.#asked++;
    const { promise, resolve } = Promise.withResolvers<Opinion>();
    this.#waiting.set(n, resolve);
    // One that does not answer in time does not answer what waits behind that either.
    const late = setTimeout(() => this.#end(`no answer in ${answerTimeoutMs} ms`), answerTimeoutMs).unref();
    try {
      const question: Question = { n, about, ours };
      this.#worker.postMessage(question);
      return await promise;
    } catch (error) {
      this.#waiting.delete(n);
      return { kind: 'failed', why: `it could not be asked: ${error instanceof Error ? error.name : 'an error'}` };
    } finally {
      clearTimeout(late);
    }
  }

  async close(): Promise<void> {
    while (this.#waiting.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const [[n, settle] = []] = this.#waiting;
      if (n === undefined || settle === undefined) break;
      this.#waiting.set(n, (opinion) => {
        settle(opinion);
        resolve();
      });
      await promise;
    }
    this.#end('it was closed');
    await this.#worker.terminate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #settle(n: number, opinion: Opinion): void {
    const settle = this.#waiting.get(n);
    this.#waiting.delete(n);
    settle?.(opinion);
  }

  #end(why: string): void {
    if (this.#over !== undefined) return;
    this.#over = why;
    this.#ended.resolve(why);
    void this.#worker.terminate();
    for (const n of this.#waiting.keys()) this.#settle(n, { kind: 'failed', why });
  }
}
