import { fromUtf8, millis, parseCanonicalDid, utf8, type Did, type Millis } from './base/base.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';
import type { QuarantineBody, QuarantineCause } from './wire/wire.ts';

/** Why an agent is shut out, since when, and how long. */
export interface Quarantine {
  readonly cause: QuarantineCause;
  readonly since: Millis;
  /** Undefined: until a person lifts it. */
  readonly until: Millis | undefined;
}

const prefix = '@quarantine/';

/** Says to others what was decided here; the writes that keep what was said. */
export type Announce = (said: Omit<QuarantineBody, 'by'>) => readonly Operation[];

/** Agents shut out for a time, or until a person lifts it. Survives a restart: it is written with its cause. */
export class Quarantines {
  readonly #store: Store;
  readonly #announce: Announce;
  readonly #held = new Map<Did, Quarantine>();

  constructor(store: Store, announce: Announce) {
    this.#store = store;
    this.#announce = announce;
  }

  /** Reads what the store holds. */
  async load(): Promise<void> {
    for await (const [key, value] of entriesOf(this.#store, 'evidence', { gte: prefix, lt: '@quarantine0' })) {
      const quarantine: Quarantine = JSON.parse(fromUtf8(value) ?? '');
      const did = parseCanonicalDid((fromUtf8(key) ?? '').slice(prefix.length));
      if (did !== undefined) this.#held.set(did, quarantine);
    }
  }

  /** The quarantine an agent is in now. */
  of(did: Did, now: Millis): Quarantine | undefined {
    const held = this.#held.get(did);
    return held !== undefined && (held.until === undefined || held.until > now) ? held : undefined;
  }

  /** Everything in force now. */
  all(now: Millis): readonly (Quarantine & { readonly did: Did })[] {
    return [...this.#held]
      .filter(([, held]) => held.until === undefined || held.until > now)
      .map(([did, held]) => ({ did, ...held }));
  }

  /** Shuts an agent out, and announces it. The writes belong into the commit of its cause. */
  begin(did: Did, quarantine: Quarantine): readonly Operation[] {
    const before = this.#held.get(did);
    // What a person must lift does not become a matter of minutes.
    if (before !== undefined && before.until === undefined) return [];
    this.#held.set(did, quarantine);
    return [
      { kind: 'put', space: 'evidence', key: prefix + did, value: utf8(JSON.stringify(quarantine)) },
      ...this.#announce({ ...quarantine, subject: did, at: quarantine.since }),
    ];
  }

  /** Lets an agent in again before its time, and announces that. Nothing for one that is not shut out. */
  lift(did: Did, now: Millis): readonly Operation[] {
    const lifted = this.of(did, now);
    if (!this.#held.delete(did)) return [];
    const end = { kind: 'delete', space: 'evidence', key: prefix + did } as const;
    if (lifted === undefined) return [end];
    // By a clock that was set back meanwhile too: later than what was said of it before.
    const at = millis(Math.max(now, lifted.since + 1));
    return [end, ...this.#announce({ ...lifted, until: at, subject: did, at })];
  }

  /** Forgets those that have run out. */
  sweep(now: Millis): readonly Operation[] {
    const over = [...this.#held].filter(([, { until }]) => until !== undefined && until <= now);
    for (const [did] of over) this.#held.delete(did);
    return over.map(([did]) => ({ kind: 'delete', space: 'evidence', key: prefix + did }));
  }
}
