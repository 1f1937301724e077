import type { Reason } from '../base/base.ts';
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
}

/** Why a message does not pass. */
export interface Objection {
  readonly reason: Extract<Reason, 'policy-vetoed' | 'veto-failed'>;
  /** For the operator, in words; holds nothing of the message. */
  readonly detail: string;
}

/** Asks whether anyone objects to facts that the policies here allow. */
export interface Veto {
  /** The first objection, in the order of the configuration; undefined when there is none. Never rejects. */
  ask(facts: readonly Facts[]): Promise<Objection | undefined>;
}

/**
 * Every engine is asked about all facts at once, and every one must say yes: no answer in time, an error or an
 * answer that cannot be understood is an objection. Undefined when there is none to ask.
 */
export function openVeto(backends: readonly VetoBackend[]): Veto | undefined {
  if (backends.length === 0) return undefined;
  return {
    ask: async (facts) => {
      const objections = await Promise.all(backends.flatMap((backend) => facts.map((fact) => askOne(backend, fact))));
      return objections.find((objection) => objection !== undefined);
    },
  };
}

async function askOne(backend: VetoBackend, facts: Facts): Promise<Objection | undefined> {
  const { kind, url, timeoutMs } = backend;
  // Without what a URL may carry besides its place: a name and a password, a key in the query.
  const { origin, pathname } = new URL(url);
  const where = `${kind} at ${origin}${pathname}`;
  try {
    const answer = readAnswer(kind, await post(url, questionOf(kind, facts), timeoutMs));
    if (answer === 'yes') return undefined;
    if (answer === 'no') return { reason: 'policy-vetoed', detail: `${where} says no` };
    return { reason: 'veto-failed', detail: `${where} gave an answer that is neither yes nor no` };
  } catch (error) {
    const why = error instanceof Error && error.name === 'TimeoutError' ? `no answer in ${timeoutMs} ms` : 'no answer';
    return { reason: 'veto-failed', detail: `${where}: ${why}` };
  }
}
