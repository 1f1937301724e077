import { accept, reject, type Did, type Millis, type Random, type SigningKey, type Verdict } from './base/base.ts';
import type { AgentIdentity } from './identity/identity.ts';
import { RateGate } from './rate.ts';
import {
  consumePrekey,
  createPrekeys,
  decodePrekeys,
  encodePrekeys,
  refillPrekeys,
  suites,
  takeBundle,
  type Prekeys,
} from './session/session.ts';
import type { Operation, Store } from './store/store.ts';
import { encodePrekeyBundle, encodeSigned, signPayload, type PrekeyBundle } from './wire/wire.ts';

/** Bundles a peer may fetch: enough for accidents, too few to drain the shelf. */
const fetchRate = { burst: 20, perSecond: 0.2 };

/** This agent's prekeys: given out one bundle a session, used once, renewed in time. */
export class PrekeyShelf {
  readonly #store: Store;
  readonly #random: Random;
  readonly #self: AgentIdentity;
  #prekeys: Prekeys;
  readonly #rate = new RateGate<Did>(fetchRate);

  private constructor(store: Store, random: Random, self: AgentIdentity, prekeys: Prekeys) {
    this.#store = store;
    this.#random = random;
    this.#self = self;
    this.#prekeys = prekeys;
  }

  /** Reads the prekeys, or makes the first ones. */
  static async open(ports: { store: Store; random: Random; self: AgentIdentity; now: Millis }): Promise<PrekeyShelf> {
    const { store, random, self, now } = ports;
    const stored = store.get('prekey', 'own');
    const shelf = new PrekeyShelf(
      store,
      random,
      self,
      stored === undefined ? createPrekeys(now, random) : decodePrekeys(stored),
    );
    if (stored === undefined) await store.commit([shelf.#write()]);
    await shelf.refresh(now);
    return shelf;
  }

  get prekeys(): Prekeys {
    return this.#prekeys;
  }

  /** A bundle for a peer; what it takes from the shelf is on disk before it leaves. */
  async take(peer: Did, suite: string, now: Millis): Promise<Verdict<PrekeyBundle>> {
    if (!suites.has(suite)) return reject('no-common-suite');
    if (!this.#rate.admit(peer, now)) return reject('rate-limited');
    const { prekeys, bundle } = takeBundle(this.#prekeys, this.#self, now);
    this.#prekeys = refillPrekeys(prekeys, now, this.#random);
    await this.#store.commit([this.#write()]);
    return accept(bundle);
  }

  /** A bundle as it travels. */
  sign(key: SigningKey, bundle: PrekeyBundle): Uint8Array {
    return encodeSigned(signPayload(key, 'PrekeyBundle', encodePrekeyBundle(bundle)));
  }

  /** The write that forgets a one-time prekey; belongs into the commit of the session that used it. */
  consume(id: number): Operation {
    this.#prekeys = consumePrekey(this.#prekeys, id);
    return this.#write();
  }

  /** Rotates and refills what is due; called at start and hourly. */
  async refresh(now: Millis): Promise<void> {
    const next = refillPrekeys(this.#prekeys, now, this.#random);
    if (next === this.#prekeys) return;
    this.#prekeys = next;
    await this.#store.commit([this.#write()]);
  }

  #write(): Operation {
    return { kind: 'put', space: 'prekey', key: 'own', value: encodePrekeys(this.#prekeys) };
  }
}
