import {
  agreementKeyFromPrivate,
  millis,
  newAgreementKey,
  SecretKey,
  u64be,
  concat,
  utf8,
  type AgreementKey,
  type Millis,
  type PeerId,
  type Random,
} from './base/base.ts';
import { depositId } from './mailbox/mailbox.ts';
import { entriesOf } from './pages.ts';
import type { Operation, Store } from './store/store.ts';

/** Age at which the key that letters are sealed to is replaced by a new one. */
const renewAfterMs = 7 * 24 * 3600 * 1000;
/** Age at which a key goes: twice its time in the record, which is far above what a letter lives. */
const keepMs = 2 * renewAfterMs;

const keyPrefix = utf8('key/');
const secretKey = 'secret';

interface DatedKey {
  readonly made: Millis;
  readonly key: AgreementKey;
}

/** Where others leave letters for us, and the keys that open them; and what names the letters that we leave. */
export class Letterbox {
  /** Multiaddrs of our mailboxes, each ending in `/p2p/<peer id>`. */
  readonly addresses: readonly string[];
  readonly #store: Store;
  readonly #random: Random;
  /** Names what we leave; made when something is left for the first time. */
  #secret: SecretKey | undefined;
  /** Newest first. */
  #keys: readonly DatedKey[];

  private constructor(
    addresses: readonly string[],
    ports: { readonly store: Store; readonly random: Random },
    keys: readonly DatedKey[],
  ) {
    this.addresses = addresses;
    this.#store = ports.store;
    this.#random = ports.random;
    this.#keys = keys;
  }

  /** Reads the keys; a new one is made with the next record. */
  static async open(store: Store, addresses: readonly string[], random: Random): Promise<Letterbox> {
    const keys: DatedKey[] = [];
    for await (const [key, value] of entriesOf(store, 'letterbox', { gte: keyPrefix, lt: 'key0' })) {
      const made = millis(Number(new DataView(key.buffer, key.byteOffset + keyPrefix.length, 8).getBigUint64(0)));
      keys.unshift({ made, key: agreementKeyFromPrivate(SecretKey.own(value.slice())) });
    }
    return new Letterbox(addresses, { store, random }, keys);
  }

  /** The keys that letters may be sealed to, newest first. */
  get keys(): readonly AgreementKey[] {
    return this.#keys.map(({ key }) => key);
  }

  /** What our next record says about mailboxes, and the writes that must be on disk before it is seen. */
  publish(now: Millis): {
    readonly mailboxes: readonly string[];
    readonly mailboxKey: Uint8Array | undefined;
    readonly operations: readonly Operation[];
  } {
    if (this.addresses.length === 0) return { mailboxes: [], mailboxKey: undefined, operations: [] };
    const [newest] = this.#keys;
    const isFresh = newest !== undefined && now - newest.made < renewAfterMs;
    const current = isFresh ? newest : { made: now, key: newAgreementKey(this.#random) };
    const kept = this.#keys.filter(({ made }) => now - made < keepMs && made !== current.made);
    const gone = this.#keys.filter((one) => one.made !== current.made && !kept.includes(one));
    this.#keys = [current, ...kept];
    const operations: Operation[] = gone.map(({ made }) => ({ kind: 'delete', space: 'letterbox', key: keyAt(made) }));
    const value = current.key.privateKey.expose().slice();
    if (!isFresh) operations.push({ kind: 'put', space: 'letterbox', key: keyAt(current.made), value });
    return { mailboxes: this.addresses, mailboxKey: current.key.publicKey, operations };
  }

  /** Gives the id under which we leave a thing at a mailbox: each time the same, also after a restart. */
  async naming(): Promise<(mailbox: PeerId, content: Uint8Array) => Uint8Array> {
    const secret = this.#secret ?? (await this.#openSecret());
    this.#secret = secret;
    return (mailbox, content) => depositId(secret, mailbox, content);
  }

  async #openSecret(): Promise<SecretKey> {
    const stored = this.#store.get('letterbox', secretKey);
    if (stored !== undefined) return SecretKey.own(stored.slice());
    const value = this.#random(32);
    await this.#store.commit([{ kind: 'put', space: 'letterbox', key: secretKey, value: value.slice() }]);
    return SecretKey.own(value);
  }
}

function keyAt(made: Millis): Uint8Array {
  return concat(keyPrefix, u64be(made));
}
