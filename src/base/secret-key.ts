import { timingSafeEqual } from 'node:crypto';

/**
 * Secret bytes. They cannot reach a log or JSON by accident, compare in constant time, and are
 * overwritten by `wipe()`. JavaScript may have copied them before (a garbage collector moves memory),
 * so wiping narrows the window and promises no more.
 */
export class SecretKey {
  readonly #bytes: Uint8Array;

  private constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Takes ownership of `bytes`: the caller must not keep or change them. */
  static own(bytes: Uint8Array): SecretKey {
    return new SecretKey(bytes);
  }

  /** The bytes themselves, for a primitive to use at once; never store what this returns. */
  expose(): Uint8Array {
    return this.#bytes;
  }

  /** Length in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /** Constant-time comparison. */
  equals(other: SecretKey): boolean {
    return this.#bytes.length === other.#bytes.length && timingSafeEqual(this.#bytes, other.#bytes);
  }

  /** Overwrites the bytes; the key is useless afterwards. */
  wipe(): void {
    this.#bytes.fill(0);
  }

  toString(): string {
    return '[secret]';
  }

  toJSON(): string {
    return '[secret]';
  }

  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}
