import type { Reason, SecretKey } from '../base/base.ts';
import type { Facts } from '../policy/policy.ts';
import { post } from './post.ts';
import { questionOf, readAnswer, type EngineKind } from './question.ts';

/** A remote policy engine. */
export interface VetoBackend {
  /** What it speaks. */
  readonly kind: EngineKind;
  /** Where each question goes, whole: `.../v1/data/<rule>` or `.../access/v1/evaluation`. */
  readonly url: string;
  /** How long one question may take, milliseconds. */
  readonly timeoutMs: number;
  /** Sent as `Authorization: Bearer` with each question (RFC 6750, section 2.1); none is sent when undefined. */
  readonly token?: SecretKey | undefined;
}

/** Why a message does not pass. */
export interface Objection {
  readonly reason: Extract<Reason, 'policy-vetoed' | 'veto-failed'>;
  /** For the operator, in words; holds nothing of the message. */
  readonly detail: string;
}

/** How an engine stands, as of its last answer. */
export interface EngineState {
  /** What it speaks and where it is, without credentials. */
  readonly engine: string;
  readonly state: 'not asked yet' | 'answers' | 'fails';
  /** Questions since the start. */
  readonly asked: number;
  /** Those of them that it gave no answer to, in time, that says yes or no. */
  readonly failed: number;
  /** What went wrong last; absent while it answers. */
  readonly problem?: string;
}

/** Asks whether anyone objects to facts that the policies here allow. */
export interface Veto {
  /** The first objection, in the order of the configuration; undefined when there is none. Never rejects. */
  ask(facts: readonly Facts[]): Promise<Objection | undefined>;
  /** How each engine stands, in the order of the configuration. */
  states(): readonly EngineState[];
}

/**
 * Every engine is asked about all facts at once, and every one must say yes: no answer in time, an error or an
 * answer that cannot be understood is an objection. Undefined when there is none to ask.
 */
export function openVeto(backends: readonly VetoBackend[]): Veto | undefined {
  if (backends.length === 0) return undefined;
  const engines = backends.map((backend) => new Engine(backend));
  return {
    ask: async (facts) => {
      const objections = await Promise.all(engines.flatMap((engine) => facts.map((fact) => engine.ask(fact))));
      return objections.find((objection) => objection !== undefined);
    },
    states: () => engines.map((engine) => engine.state()),
  };
}

class Engine {
  readonly #backend: VetoBackend;
  readonly #name: string;
  #asked = 0;
  #failed = 0;
  /** Undefined before the first answer. */
  #last: { readonly problem: string | undefined } | undefined;

  constructor(backend: VetoBackend) {
    this.#backend = backend;
    // Without what a URL may carry besides its place: a name and a password, a key in the query.
    const { origin, pathname } = new URL(backend.url);
    this.#name = `${backend.kind} at ${origin}${pathname}`;
  }

  state(): EngineState {
    const problem = this.#last?.problem;
    const state = this.#last === undefined ? 'not asked yet' : problem === undefined ? 'answers' : 'fails';
    const counted = { engine: this.#name, state, asked: this.#asked, failed: this.#failed } as const;
    return problem === undefined ? counted : { ...counted, problem };
  }

  async ask(facts: Facts): Promise<Objection | undefined> {
    const { kind, timeoutMs } = this.#backend;
    this.#asked++;
    try {
      const answer = readAnswer(kind, await post(this.#backend, questionOf(kind, facts)));
      if (answer === 'neither') return this.#fails('an answer that is neither yes nor no');
      this.#last = { problem: undefined };
      return answer === 'yes' ? undefined : { reason: 'policy-vetoed', detail: `${this.#name} says no` };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      return this.#fails(late ? `no answer in ${timeoutMs} ms` : 'no answer');
    }
  }

  #fails(problem: string): Objection {
    this.#failed++;
    this.#last = { problem };
    return { reason: 'veto-failed', detail: `${this.#name}: ${problem}` };
  }
}
