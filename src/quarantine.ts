import { fromUtf8, utf8, type Did, type Millis } from './base/base.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';
import type { Alarm } from './trust/trust.ts';

/** Why an agent is shut out, since when, and how long. */
export interface Quarantine {
  readonly cause: Alarm | 'operator' | 'equivocation';
  readonly since: Millis;
  /** Undefined: until a person lifts it. */
  readonly until: Millis | undefined;
}

const prefix = '@quarantine/';

/** Agents shut out for a time, or until a person lifts it. Survives a restart: it is written with its cause. */
export class Quarantines {
  readonly #store: Store;
  readonly #held = new Map<string, Quarantine>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Reads what the store holds. */
  async load(): Promise<void> {
    for await (const [key, value] of entriesOf(this.#store, 'evidence', { gte: prefix, lt: '@quarantine0' })) {
      const quarantine: Quarantine = JSON.parse(fromUtf8(value) ?? '');
      this.#held.set((fromUtf8(key) ?? '').slice(prefix.length), quarantine);
    }
  }

  /** The quarantine an agent is in now. */
  of(did: Did, now: Millis): Quarantine | undefined {
    const held = this.#held.get(did);
    return held !== undefined && (held.until === undefined || held.until > now) ? held : undefined;
  }

  /** Everything in force now. */
  all(now: Millis): readonly (Quarantine & { readonly did: string })[] {
    return [...this.#held]
      .filter(([, held]) => held.until === undefined || held.until > now)
      .map(([did, held]) => ({ did, ...held }));
  }

  /** Shuts an agent out. The write belongs into the commit of its cause. */
  begin(did: Did, quarantine: Quarantine): readonly Operation[] {
    const before = this.#held.get(did);
    // What a person must lift does not become a matter of minutes.
    if (before !== undefined && before.until === undefined) return [];
    this.#held.set(did, quarantine);
    return [{ kind: 'put', space: 'evidence', key: prefix + did, value: utf8(JSON.stringify(quarantine)) }];
  }

  /** Lets an agent in again. */
  lift(did: Did): readonly Operation[] {
    return this.#held.delete(did) ? [{ kind: 'delete', space: 'evidence', key: prefix + did }] : [];
  }

  /** Forgets those that have run out. */
  sweep(now: Millis): readonly Operation[] {
    const over = [...this.#held].filter(([, { until }]) => until !== undefined && until <= now);
    for (const [did] of over) this.#held.delete(did);
    return over.map(([did]) => ({ kind: 'delete', space: 'evidence', key: prefix + did }));
  }
}
