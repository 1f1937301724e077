import {
  concat,
  fromBase64url,
  fromUtf8,
  hkdfSha256,
  hmacSha256,
  millis,
  openAtRest,
  parseCanonicalDid,
  sealAtRest,
  SecretKey,
  toBase64url,
  toHex,
  u64be,
  utf8,
  type Did,
  type PeerId,
  type Random,
} from '../base/base.ts';
import type { KeptFor } from '../mailbox/mailbox.ts';

/** Bytes in front of the owner in a head: number, time, size, id. */
const fixedBytes = 40;
/** Bytes of an owner's name on the server: nobody finds two with the same. */
const nameBytes = 16;

/**
 * What the server sees of letters and grants: names that only this node can tell owners by, and values that only it
 * can open, each bound to its subject. Keys are derived from a secret of the node, so nothing of it lies in the store.
 */
export class Seals {
  readonly #host: PeerId;
  readonly #random: Random;
  readonly #values: SecretKey;
  readonly #names: SecretKey;

  constructor(host: PeerId, secret: SecretKey, random: Random) {
    const derive = (use: string): SecretKey =>
      SecretKey.own(hkdfSha256(secret.expose(), utf8(host), utf8(`parley/v1/nats-mailbox/${use}`), 32));
    this.#host = host;
    this.#random = random;
    this.#values = derive('values');
    this.#names = derive('names');
  }

  /** Where a letter lies: the same for the same owner and id, so that it is there once. */
  letterSubject({ owner, kept }: KeptFor): string {
    return `parley.letters.${this.#host}.${this.#nameOf(owner)}.${toHex(kept.id)}`;
  }

  /** Where the grant of an owner lies. */
  grantSubject(owner: Did): string {
    return `parley.grants.${this.#host}.${this.#nameOf(owner)}`;
  }

  sealValue(value: Uint8Array, subject: string): Uint8Array {
    return sealAtRest(this.#values, value, utf8(`value ${subject}`), this.#random);
  }

  /** Undefined for what this node did not write there. */
  openValue(sealed: Uint8Array, subject: string): Uint8Array | undefined {
    return openAtRest(this.#values, sealed, utf8(`value ${subject}`));
  }

  /** What is known of a letter without reading it, for a header. */
  sealHead({ owner, kept }: KeptFor, subject: string): string {
    const head = concat(u64be(kept.seq), u64be(kept.arrived), u64be(kept.bytes), kept.id, utf8(owner));
    return toBase64url(sealAtRest(this.#values, head, utf8(`head ${subject}`), this.#random));
  }

  /** Undefined for what this node did not write there. */
  openHead(text: string, subject: string): KeptFor | undefined {
    const sealed = fromBase64url(text);
    const head = sealed === undefined ? undefined : openAtRest(this.#values, sealed, utf8(`head ${subject}`));
    const owner = parseCanonicalDid(fromUtf8(head?.subarray(fixedBytes) ?? new Uint8Array(0)) ?? '');
    if (head === undefined || owner === undefined) return undefined;
    const view = new DataView(head.buffer, head.byteOffset);
    return {
      owner,
      kept: {
        seq: Number(view.getBigUint64(0)),
        arrived: millis(Number(view.getBigUint64(8))),
        bytes: Number(view.getBigUint64(16)),
        id: head.slice(24, fixedBytes),
      },
    };
  }

  /** Overwrites the keys; nothing opens afterwards. */
  wipe(): void {
    this.#values.wipe();
    this.#names.wipe();
  }

  #nameOf(owner: Did): string {
    return toHex(hmacSha256(this.#names.expose(), utf8(owner)).subarray(0, nameBytes));
  }
}
