import { concat, openAtRestSealer, u32be, type AtRest, type Random, type SecretKey } from '../base/base.ts';
import { isPassing } from './space.ts';

/** Bytes of the epoch's number, with which a value sealed under its key begins. */
const tagBytes = 4;

/**
 * Seals and opens the values of the store: what stays under the data key, what passes (`isPassing`) under the key of
 * the epoch in force. A value says by its first bytes which epoch it is of: they are part of its nonce, whose
 * other random bytes are enough, as an epoch's key is used in few runs of the program.
 */
export class Vault {
  readonly #data: AtRest;
  readonly #random: Random;
  readonly #epochs = new Map<number, AtRest>();
  #current: AtRest;
  #epoch = 0;
  #readers = 0;
  readonly #retired = new Set<number>();
  /** Whether values that should be under an epoch's key may still be under the data key: a layout before epochs. */
  readonly #before: boolean;

  constructor(dataKey: SecretKey, random: Random, options: { readonly beforeEpochs: boolean }) {
    this.#data = openAtRestSealer(dataKey, random);
    this.#current = this.#data;
    this.#random = random;
    this.#before = options.beforeEpochs;
  }

  /** The epoch in force. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Takes the key of an epoch; the newest is in force. */
  add(epoch: number, key: SecretKey): void {
    const sealer = openAtRestSealer(key, (length) => concat(u32be(epoch), this.#random(length - tagBytes)));
    this.#epochs.set(epoch, sealer);
    if (epoch <= this.#epoch) return;
    this.#epoch = epoch;
    this.#current = sealer;
  }

  /** Lets the key of an older epoch go, once nobody reads what was there before it went. */
  forget(epoch: number): void {
    if (epoch === this.#epoch) return;
    if (this.#readers > 0) this.#retired.add(epoch);
    else this.#epochs.delete(epoch);
  }

  /** Someone reads from one moment's state, which keeps values of the epochs of that moment; `release` must follow. */
  hold(): void {
    this.#readers++;
  }

  release(): void {
    this.#readers--;
    if (this.#readers > 0) return;
    for (const epoch of this.#retired) this.#epochs.delete(epoch);
    this.#retired.clear();
  }

  /** Seals the value under a key of the database. */
  seal(key: Uint8Array, value: Uint8Array, aad: Uint8Array): Uint8Array {
    return isPassing(key) ? this.#current.seal(value, aad) : this.#data.seal(value, aad);
  }

  /** Opens the value under a key of the database; undefined when it is damaged, or of an epoch that is gone. */
  open(key: Uint8Array, sealed: Uint8Array, aad: Uint8Array): Uint8Array | undefined {
    if (!isPassing(key)) return this.#data.open(sealed, aad);
    const value = this.#epochs.get(epochOf(sealed))?.open(sealed, aad);
    return value === undefined && this.#before ? this.#data.open(sealed, aad) : value;
  }

  /** Whether a value is to be sealed anew: it is of another epoch than the one in force. */
  isOld(sealed: Uint8Array): boolean {
    return epochOf(sealed) !== this.#epoch;
  }
}

/** The epoch that a sealed value names; 0 when it is too short to name one. */
function epochOf(sealed: Uint8Array): number {
  return sealed.length < tagBytes ? 0 : new DataView(sealed.buffer, sealed.byteOffset, tagBytes).getUint32(0);
}
