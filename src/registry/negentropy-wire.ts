import { accept, concat, reject, type Verdict } from '../base/base.ts';
import { maxHour, type Bound } from './order-tree.ts';

/** The first byte of a message: version 1 of the Negentropy protocol. */
export const protocolVersion = 0x61;
/** Bytes of an id. */
export const idBytes = 32;
/** Bytes of a fingerprint. */
export const fingerprintBytes = 16;

const modes = { skip: 0, fingerprint: 1, idList: 2 } as const;

/** What a message says of the items from the range before it, or from the beginning, up to its own bound. */
export type Range = { readonly upper: Bound } & (
  | { readonly mode: 'skip' }
  | { readonly mode: 'fingerprint'; readonly fingerprint: Uint8Array }
  | { readonly mode: 'idList'; readonly ids: readonly Uint8Array[] }
);

/** A base-128 number, most significant digit first, in as few digits as possible. The value is a safe integer. */
export function encodeVarint(value: number): Uint8Array {
  const digits = [value % 128];
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) digits.push((rest % 128) + 128);
  return Uint8Array.from(digits.reverse());
}

/** Writes the ranges of one message in order; dates are written as the difference to the one before. */
export class MessageWriter {
  readonly #parts: Uint8Array[] = [Uint8Array.of(protocolVersion)];
  #bytes = 1;
  #lastHour = 0;

  /** Bytes written so far, the version among them. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The bounds of the ranges must not descend. */
  write(range: Range): void {
    const { hour, prefix } = range.upper;
    const date = hour === Number.POSITIVE_INFINITY ? 0 : 1 + hour - this.#lastHour;
    if (date > 0) this.#lastHour = hour;
    this.#add(encodeVarint(date), encodeVarint(prefix.length), prefix, encodeVarint(modes[range.mode]));
    if (range.mode === 'fingerprint') this.#add(range.fingerprint);
    if (range.mode === 'idList') this.#add(encodeVarint(range.ids.length), ...range.ids);
  }

  finish(): Uint8Array {
    return concat(...this.#parts);
  }

  #add(...parts: readonly Uint8Array[]): void {
    for (const part of parts) {
      this.#parts.push(part);
      this.#bytes += part.length;
    }
  }
}

/** Reads one message range by range, so that no more is read than is answered. */
export class MessageReader {
  readonly #bytes: Uint8Array;
  #at = 1;
  #last: Bound = { hour: 0, prefix: new Uint8Array(0) };

  /** `bytes` is a message whose version has been looked at; the reader begins behind it. */
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The next range. `malformed` when it is cut short, descends, or has a number or a mode that cannot be. */
  read(): Verdict<Range> {
    const upper = this.#bound();
    const mode = this.#varint();
    if (upper === undefined || mode === undefined) return malformed('a bound');
    if (mode === modes.skip) return accept({ upper, mode: 'skip' });
    if (mode === modes.fingerprint) {
      const fingerprint = this.#take(fingerprintBytes);
      return fingerprint ? accept({ upper, mode: 'fingerprint', fingerprint }) : malformed('a fingerprint');
    }
    if (mode !== modes.idList) return malformed('a mode');
    const ids = this.#ids();
    return ids ? accept({ upper, mode: 'idList', ids }) : malformed('a list of ids');
  }

  #bound(): Bound | undefined {
    const date = this.#varint();
    const length = this.#varint();
    if (date === undefined || length === undefined || length > idBytes) return undefined;
    const prefix = this.#take(length);
    const last = this.#last;
    // Behind the end there is nothing to count a difference from.
    const hour = date === 0 ? Number.POSITIVE_INFINITY : last.hour + date - 1;
    if (prefix === undefined || (date > 0 && hour > maxHour)) return undefined;
    const bound = { hour, prefix };
    if (hour === last.hour && isBelow(prefix, last.prefix)) return undefined;
    this.#last = bound;
    return bound;
  }

  #ids(): readonly Uint8Array[] | undefined {
    const count = this.#varint();
    // Before anything is made of it: a number costs its sender nothing.
    if (count === undefined || count > (this.#bytes.length - this.#at) / idBytes) return undefined;
    const ids: Uint8Array[] = [];
    for (let i = 0; i < count; i++) {
      const id = this.#take(idBytes);
      if (id !== undefined) ids.push(id);
    }
    return ids;
  }

  #varint(): number | undefined {
    let value = 0;
    for (let first = true; ; first = false) {
      const byte = this.#bytes[this.#at];
      // As few digits as possible: a leading zero is none.
      if (byte === undefined || (first && byte === 0x80)) return undefined;
      this.#at += 1;
      value = value * 128 + (byte & 0x7f);
      if (value > Number.MAX_SAFE_INTEGER) return undefined;
      if (byte < 0x80) return value;
    }
  }

  #take(length: number): Uint8Array | undefined {
    if (length > this.#bytes.length - this.#at) return undefined;
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }
}

function malformed(what: string): Verdict<Range> {
  return reject('malformed', `${what} of a repair message`);
}

/** Whether one prefix comes before another, both with zeros behind them. */
function isBelow(a: Uint8Array, b: Uint8Array): boolean {
  for (let i = 0; i < idBytes; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}
