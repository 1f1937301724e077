import { accept, reject, type Did, type Millis, type Random, type Verdict } from './base/base.ts';
import type { AgentIdentity } from './identity/identity.ts';
import { RateGate } from './rate.ts';
import type { Prekeys, Suite } from './session/session.ts';
import type { Operation, Store } from './store/store.ts';
import type { Suites } from './suites.ts';

/** Bundles a peer may fetch: enough for accidents, too few to drain the shelf. */
const fetchRate = { burst: 20, perSecond: 0.2 };

/** The prekeys of one suite, as they are on disk or on their way there. */
interface Entry {
  readonly suite: Suite;
  prekeys: Prekeys;
}

/** What the shelf works with. */
export interface PrekeyShelfPorts {
  readonly store: Store;
  readonly random: Random;
  readonly self: AgentIdentity;
  readonly suites: Suites;
}

/** This agent's prekeys, suite by suite: given out one bundle a session, used once, renewed in time. */
export class PrekeyShelf {
  readonly #ports: PrekeyShelfPorts;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #rate = new RateGate<Did>(fetchRate);

  private constructor(ports: PrekeyShelfPorts, entries: ReadonlyMap<string, Entry>) {
    this.#ports = ports;
    this.#entries = entries;
  }

  /** Reads the prekeys of each suite this node knows, or makes the first ones. */
  static async open({ now, ...ports }: PrekeyShelfPorts & { readonly now: Millis }): Promise<PrekeyShelf> {
    const { store, random, suites } = ports;
    const entries = new Map<string, Entry>();
    const first: Operation[] = [];
    for (const [name, suite] of suites) {
      const stored = store.get('prekey', name);
      const prekeys = stored === undefined ? suite.createPrekeys({ now, random }) : suite.decodePrekeys(stored);
      const entry = { suite, prekeys };
      entries.set(name, entry);
      if (stored === undefined) first.push(write(entry));
    }
    if (first.length > 0) await store.commit(first);
    const shelf = new PrekeyShelf(ports, entries);
    await shelf.refresh(now);
    return shelf;
  }

  /** Our prekeys of a suite that this node knows; throws RangeError for another. */
  prekeys(suite: string): Prekeys {
    return this.#entry(suite).prekeys;
  }

  /** A bundle for a peer, as it travels; what it takes from the shelf is on disk before it leaves. */
  async take(peer: Did, suite: string, now: Millis): Promise<Verdict<Uint8Array>> {
    const entry = this.#entries.get(suite);
    if (entry === undefined) return reject('no-common-suite');
    if (!this.#rate.admit(peer, now)) return reject('rate-limited');
    const { store, random, self } = this.#ports;
    const { prekeys, bundle } = entry.suite.takeBundle(entry.prekeys, self, now);
    entry.prekeys = entry.suite.refillPrekeys(prekeys, { now, random });
    await store.commit([write(entry)]);
    return accept(bundle);
  }

  /** The write that forgets a one-time prekey; belongs into the commit of the session that used it. */
  consume(suite: string, id: number): Operation {
    const entry = this.#entry(suite);
    entry.prekeys = entry.suite.consumePrekey(entry.prekeys, id);
    return write(entry);
  }

  /** Rotates and refills what is due; called at start and hourly. */
  async refresh(now: Millis): Promise<void> {
    const due: Operation[] = [];
    for (const entry of this.#entries.values()) {
      const next = entry.suite.refillPrekeys(entry.prekeys, { now, random: this.#ports.random });
      if (next === entry.prekeys) continue;
      entry.prekeys = next;
      due.push(write(entry));
    }
    if (due.length > 0) await this.#ports.store.commit(due);
  }

  #entry(suite: string): Entry {
    const entry = this.#entries.get(suite);
    if (entry === undefined) throw new RangeError(`no prekeys are kept for suite ${suite}`);
    return entry;
  }
}

function write({ suite, prekeys }: Entry): Operation {
  return { kind: 'put', space: 'prekey', key: suite.name, value: suite.encodePrekeys(prekeys) };
}
