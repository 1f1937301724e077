import { fromUtf8, utf8, type Did, type MessageId, type Millis, type Random } from './base/base.ts';
import type { CrossCheckEntry } from './audit/audit.ts';
import type { AuditLog } from './audit-log.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import {
  cedarVerdict,
  suspended,
  type CedarVerdict,
  type CompiledPolicies,
  type ContextFacts,
  type Facts,
} from './policy/policy.ts';
import type { FactsAtRest, Opinion, Rulebook, SecondOpinion } from './rulebook/rulebook.ts';
import type { Operation, Store } from './store/store.ts';

/** What a decision was about, for people. */
export interface CheckedMessage {
  /** Undefined for a session, which has none. */
  readonly id: MessageId | undefined;
  readonly direction: 'in' | 'out';
  readonly peer: Did;
}

/** A decision that the two engines made differently. */
export interface Difference extends CheckedMessage {
  readonly at: Millis;
  readonly action: string;
  /** The set that was judged by. */
  readonly policySet: string;
  readonly ours: CedarVerdict;
  readonly theirs: CedarVerdict;
}

/** Why a decision that was checked does not stand. */
interface Objection {
  readonly reason: 'policy-error';
  /** For the operator, in words; holds nothing of the message. */
  readonly detail: string;
}

/** How the cross-check stands. */
export interface CrossCheckState {
  /** Share of decisions that are checked, 0 to 1. */
  readonly share: number;
  readonly state: 'off' | 'reading' | 'answers' | 'fails';
  /** Decisions checked since the start, by what came of it. */
  readonly agreed: number;
  readonly differed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Why the other engine does not answer. */
  readonly problem?: string;
  /** Why everything is denied. */
  readonly difference?: Difference;
}

/** What the cross-check works with. */
export interface CrossCheckPorts {
  /** Share of decisions that are checked, 0 to 1. */
  readonly share: number;
  readonly store: Store;
  readonly audit: AuditLog;
  readonly clock: Clock;
  readonly random: Random;
  readonly events: Events;
  readonly rulebook: Pick<Rulebook, 'current' | 'files'>;
  /** Has a set read by the other engine; `openSecondOpinion` of the rulebook. */
  readonly open: (files: Rulebook['files'], signal: AbortSignal) => Promise<SecondOpinion>;
}

/** Decisions that may wait for the other engine at once; beyond, the sample pauses rather than hold up messages. */
const maxWaiting = 64;
/** A thread that ended is started again after this, milliseconds: one that ends over the set itself must not spin. */
const againAfterMs = 1000;
/** Where the difference that stands lies in the space `meta`. */
const key = 'policy-difference';

/** The other engine over one set. */
interface Reader {
  readonly policySet: string;
  /** Undefined while it reads. */
  readonly opinion: SecondOpinion | undefined;
  /** Why it did not answer last; undefined once it has read the set. */
  readonly failed: string | undefined;
}

/**
 * A sample of decisions, made once more by cedar-wasm in a thread of its own. When the two engines differ, nobody
 * knows which is right: the decision is denied, and so is everything else by that set of policies, over restarts,
 * until another set is in force or the operator has it loaded again.
 */
export class CrossCheck {
  readonly #ports: CrossCheckPorts;
  readonly #stop = new AbortController();
  readonly #counts = { agreed: 0, differed: 0, failed: 0, skipped: 0 };
  #difference: Difference | undefined;
  #reader: Reader | undefined;
  /** The set in force, and what it is while the difference stands. */
  #suspended: { readonly of: CompiledPolicies; readonly as: CompiledPolicies } | undefined;

  private constructor(ports: CrossCheckPorts, difference: Difference | undefined) {
    this.#ports = ports;
    this.#difference = difference;
    if (ports.share > 0) this.#read();
  }

  /** Reads whether a difference stands, and has the set in force read by the other engine when there is a sample. */
  static open(ports: CrossCheckPorts): CrossCheck {
    const stored = ports.store.get('meta', key);
    const difference: Difference | undefined = stored && JSON.parse(fromUtf8(stored) ?? 'null');
    return new CrossCheck(ports, difference);
  }

  /** What is judged by: the set in force, or, while a difference about it stands, one that denies everything. */
  policies(): CompiledPolicies {
    const current = this.#ports.rulebook.current();
    if (this.#difference?.policySet !== current.version) return current;
    if (this.#suspended?.of !== current)
      this.#suspended = { of: current, as: suspended(current, whyDifferent(this.#difference)) };
    return this.#suspended.as;
  }

  /** How it stands. */
  state(): CrossCheckState {
    const { share } = this.#ports;
    const difference = this.#standing();
    const { failed, opinion } = this.#reader ?? {};
    const state = share === 0 ? 'off' : failed !== undefined ? 'fails' : opinion === undefined ? 'reading' : 'answers';
    return {
      share,
      state,
      ...this.#counts,
      ...(failed === undefined ? {} : { problem: failed }),
      ...(difference === undefined ? {} : { difference }),
    };
  }

  /** Whether this decision is one of the sample. */
  isDue(): boolean {
    const { share, random } = this.#ports;
    if (share === 0) return false;
    return new DataView(random(4).buffer).getUint32(0) < share * 2 ** 32;
  }

  /**
   * Has decisions on facts made once more. What to object when they differ, or when nobody can say. The facts are taken
   * as they are now; the answer comes later. Never rejects.
   */
  async ask(
    facts: readonly Facts[],
    policies: CompiledPolicies,
    about: CheckedMessage,
  ): Promise<Objection | undefined> {
    // What is denied already because of a difference needs no other.
    if (policies.isSuspended === true) return undefined;
    const { opinion, failed } = this.#readerOf(policies);
    if (failed !== undefined) return this.#fails(failed);
    if (opinion === undefined || opinion.waiting >= maxWaiting) return this.#counted('skipped');
    const asked = facts.flatMap((fact) => {
      const ours = cedarVerdict(policies, fact);
      return ours === undefined
        ? []
        : [{ fact, ours, said: opinion.ask(atRest(fact, policies, opinion.limits), ours) }];
    });
    const objections: (Objection | undefined)[] = [];
    for (const { fact, ours, said } of asked)
      objections.push(await this.#take(await said, { fact, ours, policies, about }));
    return objections.find((objection) => objection !== undefined);
  }

  /** The operator has the policies loaded again and so takes the word of this node's own engine; resolves when that is on disk. */
  async lift(): Promise<void> {
    const difference = this.#standing();
    if (difference === undefined) return;
    const { store, audit, clock, events } = this.#ports;
    const { policySet } = difference;
    const entry = audit.append({ type: 'cross-check', time: clock.now(), outcome: 'lifted', policySet });
    await store.commit([entry, { kind: 'delete', space: 'meta', key }]);
    this.#difference = undefined;
    events.policyDifferenceLifted(policySet);
  }

  /** Ends the thread. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#reader?.opinion?.close();
  }

  #standing(): Difference | undefined {
    return this.#difference?.policySet === this.#ports.rulebook.current().version ? this.#difference : undefined;
  }

  async #take(
    opinion: Opinion,
    of: {
      readonly fact: Facts;
      readonly ours: CedarVerdict;
      readonly policies: CompiledPolicies;
      readonly about: CheckedMessage;
    },
  ): Promise<Objection | undefined> {
    switch (opinion.kind) {
      case 'agrees':
        return this.#counted('agreed');
      case 'too-long':
        return this.#counted('skipped');
      case 'failed':
        return this.#fails(opinion.why);
      case 'differs': {
        const { fact, ours, policies, about } = of;
        const { theirs } = opinion;
        const at = this.#ports.clock.now();
        await this.#differs({ ...about, at, action: fact.action, policySet: policies.version, ours, theirs });
        return { reason: 'policy-error', detail: 'cedar-wasm decides otherwise' };
      }
    }
  }

  async #differs(difference: Difference): Promise<void> {
    const { store, audit, events } = this.#ports;
    this.#counted('differed');
    // At once: what is judged while this is written is denied too.
    this.#difference = difference;
    events.policyDiffers(difference);
    const operations: Operation[] = [{ kind: 'put', space: 'meta', key, value: utf8(JSON.stringify(difference)) }];
    if (audit.problem === undefined) operations.push(audit.append(entryOf(difference)));
    await store.commit(operations).catch((error: unknown) => events.internalError('cross-check', error));
  }

  #fails(why: string): Objection {
    this.#counted('failed');
    return { reason: 'policy-error', detail: `cedar-wasm could not be asked: ${why}` };
  }

  #counted(outcome: 'agreed' | 'differed' | 'failed' | 'skipped'): undefined {
    this.#counts[outcome]++;
    this.#ports.events.metrics.count('policy.cross-check', { outcome });
  }

  /** The other engine over the set in force, begun anew when that is another than before. */
  #readerOf(policies: CompiledPolicies): Reader {
    return this.#reader?.policySet === policies.version ? this.#reader : this.#read();
  }

  /** Has the set in force read. Until that is done decisions are not checked, or denied where the thread before `failed`. */
  #read(failed?: string): Reader {
    const { rulebook, open } = this.#ports;
    void this.#reader?.opinion?.close();
    const reader: Reader = { policySet: rulebook.current().version, opinion: undefined, failed };
    this.#reader = reader;
    open(rulebook.files, this.#stop.signal).then(
      (opinion) => this.#opened(reader, opinion),
      (error: unknown) => this.#ended(reader, error instanceof Error ? error.message : String(error)),
    );
    return reader;
  }

  #opened(reader: Reader, opinion: SecondOpinion): void {
    if (this.#reader !== reader || this.#stop.signal.aborted) return void opinion.close();
    const open: Reader = { policySet: reader.policySet, opinion, failed: undefined };
    this.#reader = open;
    void opinion.ended.then((why) => this.#ended(open, why));
  }

  /** Whoever ended it: what is in the sample is denied until it has read the set again. */
  #ended(reader: Reader, why: string): void {
    if (this.#reader !== reader || this.#stop.signal.aborted) return;
    const failed: Reader = { policySet: reader.policySet, opinion: undefined, failed: why };
    this.#reader = failed;
    this.#ports.events.crossCheckFails(why);
    this.#ports.clock.after(againAfterMs, () => {
      if (this.#reader === failed && !this.#stop.signal.aborted) this.#read(why);
    });
  }
}

/** Why everything is denied, and what to do. */
export function whyDifferent({ policySet, at }: Difference): string {
  return `cedar-wasm decided otherwise by the policies ${policySet.slice(0, 12)} at ${new Date(at).toISOString()}; put other policies in force, or take the word of this node with \`parley policy reload\``;
}

function entryOf({ at, id, direction, peer, action, policySet, ours, theirs }: Difference): CrossCheckEntry {
  return {
    type: 'cross-check',
    time: at,
    outcome: 'differed',
    policySet,
    ...(id === undefined ? {} : { id }),
    direction,
    peer,
    action,
    ours: wordsOf(ours),
    theirs: wordsOf(theirs),
  };
}

/** `deny by a, b; c failed`: ids of policies are the operator's own words. */
function wordsOf({ decision, reasons, errors }: CedarVerdict): string {
  const by = reasons.length === 0 ? '' : ` by ${reasons.join(', ')}`;
  return `${decision}${by}${errors.length === 0 ? '' : `; ${errors.join(', ')} failed`}`;
}

/** Everything that a policy of the set may ask for, as it is now. */
function atRest(fact: Facts, { mentions }: CompiledPolicies, limits: readonly string[]): FactsAtRest {
  const { labels, seen, findings, exceeded, ...context } = fact.context;
  const made = (name: string, make: (() => readonly string[]) | undefined): readonly string[] =>
    mentions.has(name) ? (make?.() ?? []) : [];
  return {
    facts: withContext(fact, context),
    labels: made('labels', labels),
    seen: made('seen', seen),
    findings: made('findings', findings),
    exceeded: limits.flatMap((limit) => {
      const waitMs = exceeded?.(limit);
      return waitMs === undefined ? [] : [[limit, waitMs] as const];
    }),
  };
}

function withContext<F extends Facts>(fact: F, context: ContextFacts): F {
  return { ...fact, context };
}
