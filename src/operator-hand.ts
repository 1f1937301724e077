import { fromUtf8, MeshError, utf8, type Millis } from './base/base.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';
import { hourOf, type Hour, type Vouch } from './trust/trust.ts';

/** What an operator can decide about an agent (a DID) or an organisation (its id). */
export type OperatorAct =
  | { readonly kind: 'pin' | 'unpin' | 'block' | 'unblock' | 'forgive' | 'unvouch'; readonly target: string }
  | { readonly kind: 'quarantine' | 'unquarantine'; readonly target: string }
  | { readonly kind: 'vouch'; readonly target: string; readonly capability: string; readonly expires: Hour };

/** An act with who did it, when and why. */
export interface OperatorDecision {
  readonly at: Millis;
  /** Who says to have decided: whoever holds the control token may give any name. */
  readonly by: string;
  readonly why: string;
  readonly act: OperatorAct;
}

/** Decisions kept; a person makes few. Beyond, the node refuses more. */
const maxDecisions = 10_000;
const prefix = '@hand/';

/** What the operator decided about trust, each decision kept with its reason; together they are half of the roots. */
export class OperatorHand {
  readonly #store: Store;
  readonly #decisions: OperatorDecision[] = [];
  readonly #pinned = new Set<string>();
  readonly #blocked = new Set<string>();
  readonly #forgiven = new Map<string, Hour>();
  #vouches: readonly Vouch[] = [];

  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads what the store holds, in the order in which it was decided. */
  async load(): Promise<void> {
    for await (const [, value] of entriesOf(this.#store, 'evidence', { gte: prefix, lt: '@hand0' })) {
      const decision: OperatorDecision = JSON.parse(fromUtf8(value) ?? '');
      this.#apply(decision);
    }
  }

  get decisions(): readonly OperatorDecision[] {
    return this.#decisions;
  }

  get pinned(): ReadonlySet<string> {
    return this.#pinned;
  }

  get blocked(): ReadonlySet<string> {
    return this.#blocked;
  }

  get forgiven(): ReadonlyMap<string, Hour> {
    return this.#forgiven;
  }

  get vouches(): readonly Vouch[] {
    return this.#vouches;
  }

  /** Records a decision and takes it into force; `also` is what goes with it, in the same write. */
  async decide(decision: OperatorDecision, also: readonly Operation[]): Promise<void> {
    const seq = this.#decisions.length;
    if (seq >= maxDecisions)
      throw new MeshError(
        'refused',
        `This node keeps ${maxDecisions} decisions of its operator and has them all. Set roots by policy instead.`,
      );
    const key = `${prefix}${seq.toString().padStart(10, '0')}`;
    const entry: Operation = { kind: 'put', space: 'evidence', key, value: utf8(JSON.stringify(decision)) };
    this.#apply(decision);
    await this.#store.commit([entry, ...also]);
  }

  #apply(decision: OperatorDecision): void {
    this.#decisions.push(decision);
    const { act, at } = decision;
    switch (act.kind) {
      case 'pin':
        this.#pinned.add(act.target);
        break;
      case 'unpin':
        this.#pinned.delete(act.target);
        break;
      case 'block':
        this.#blocked.add(act.target);
        break;
      case 'unblock':
        this.#blocked.delete(act.target);
        break;
      case 'forgive':
        this.#forgiven.set(act.target, hourOf(at));
        break;
      case 'unvouch':
        this.#vouches = this.#vouches.filter(({ target }) => target !== act.target);
        break;
      case 'vouch': {
        const { target, capability, expires } = act;
        const others = this.#vouches.filter((vouch) => vouch.target !== target || vouch.capability !== capability);
        this.#vouches = [...others, { target, capability, expires }];
        break;
      }
      case 'quarantine':
      case 'unquarantine':
        // In force through `Quarantines`; here only for the record.
        break;
    }
  }
}
