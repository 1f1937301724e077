import { concat, fromUtf8, MeshError, sha256, toHex, utf8 } from '../base/base.ts';
import { dimensions, isSeverity } from './dimension.ts';
import { compareEntries, isClass, ledgerLimits, ledgerOf, type Entry, type Hour, type Ledger } from './ledger.ts';

const version = 1;
/** Version, two floors, number of hours. */
const headerBytes = 1 + 4 + 4 + 2;

/**
 * The canonical bytes of a ledger: `u8 version | u32 goodFloor + 1 | u32 badFloor + 1 | u16 hours`, then each hour as
 * `encodeHour` gives it, oldest first. Integers are big-endian.
 */
export function encodeLedger(ledger: Ledger): Uint8Array {
  const hours = [...ledger.hours.keys()].toSorted((a, b) => a - b);
  const header = new Uint8Array(headerBytes);
  const view = new DataView(header.buffer);
  view.setUint8(0, version);
  view.setUint32(1, ledger.goodFloor + 1);
  view.setUint32(5, ledger.badFloor + 1);
  view.setUint16(9, hours.length);
  return concat(header, ...hours.map((hour) => encodeHour(ledger, hour)));
}

/**
 * The bytes of one hour, so that a store need not write the rest again: `u32 hour | u16 entries`, then for each
 * `u8 dimension | u8 outcome | u8 severity | u16 count | u8 length | class`, in the order of `compareEntries`.
 */
export function encodeHour(ledger: Ledger, hour: Hour): Uint8Array {
  const entries = ledger.hours.get(hour) ?? [];
  const head = new Uint8Array(6);
  const view = new DataView(head.buffer);
  view.setUint32(0, hour);
  view.setUint16(4, entries.length);
  return concat(head, ...entries.map(encodeEntry));
}

function encodeEntry(entry: Entry): Uint8Array {
  const name = utf8(entry.capabilityClass);
  const out = new Uint8Array(6 + name.length);
  const view = new DataView(out.buffer);
  view.setUint8(0, dimensions.indexOf(entry.dimension));
  view.setUint8(1, entry.outcome);
  view.setUint8(2, entry.severity);
  view.setUint16(3, entry.count);
  view.setUint8(5, name.length);
  out.set(name, 6);
  return out;
}

/** Reads what `encodeLedger` wrote and nothing else. Throws MeshError `store-damaged`. */
export function decodeLedger(bytes: Uint8Array): Ledger {
  const reader = new Reader(bytes);
  if (reader.u8() !== version) throw damaged('is of an unknown version');
  const floors = { goodFloor: reader.u32() - 1, badFloor: reader.u32() - 1 };
  const count = reader.u16();
  const hours = new Map<Hour, readonly Entry[]>();
  let last = -1;
  for (let i = 0; i < count; i++) {
    const [hour, entries] = readHour(reader);
    if (hour <= last) throw damaged('has its hours out of order');
    hours.set(hour, entries);
    last = hour;
  }
  reader.end();
  return ledgerOf(hours, floors);
}

/** A ledger from its hours, each as `encodeHour` wrote it, in any order. Throws MeshError `store-damaged`. */
export function decodeHours(parts: Iterable<Uint8Array>): Ledger {
  const hours = new Map<Hour, readonly Entry[]>();
  for (const part of parts) {
    const reader = new Reader(part);
    const [hour, entries] = readHour(reader);
    reader.end();
    if (hours.has(hour)) throw damaged('has an hour twice');
    hours.set(hour, entries);
  }
  return ledgerOf(hours, { goodFloor: -1, badFloor: -1 });
}

const roots = new WeakMap<Ledger, string>();

/** Names the evidence behind a score: SHA-256 of the canonical bytes, in hexadecimal. */
export function evidenceRoot(ledger: Ledger): string {
  const known = roots.get(ledger);
  if (known !== undefined) return known;
  const root = toHex(sha256(utf8('parley/v1/trust-evidence\0'), encodeLedger(ledger)));
  roots.set(ledger, root);
  return root;
}

function readHour(reader: Reader): readonly [Hour, readonly Entry[]] {
  const hour = reader.u32();
  const count = reader.u16();
  if (count === 0) throw damaged('has an empty hour');
  const entries: Entry[] = [];
  for (let i = 0; i < count; i++) {
    const entry = readEntry(reader);
    const last = entries.at(-1);
    if (last !== undefined && compareEntries(last, entry) >= 0) throw damaged('has its entries out of order');
    entries.push(entry);
  }
  return [hour, entries];
}

function readEntry(reader: Reader): Entry {
  const dimension = dimensions[reader.u8()];
  const outcome = reader.u8();
  const severity = reader.u8();
  const count = reader.u16();
  const capabilityClass = fromUtf8(reader.take(reader.u8()));
  if (dimension === undefined || outcome > 100 || !isSeverity(severity)) throw damaged('has a value out of range');
  if (count === 0 || count > ledgerLimits.maxCount || (outcome === 100 && severity !== 0)) {
    throw damaged('has a value out of range');
  }
  if (capabilityClass === undefined || !isClass(capabilityClass)) throw damaged('has a class that is no text');
  return { dimension, outcome, severity, count, capabilityClass };
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  #advance(length: number): number {
    const at = this.#at;
    if (at + length > this.#bytes.length) throw damaged('ends too early');
    this.#at += length;
    return at;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#advance(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4));
  }

  take(length: number): Uint8Array {
    const at = this.#advance(length);
    return this.#bytes.subarray(at, at + length);
  }

  end(): void {
    if (this.#at !== this.#bytes.length) throw damaged('goes on after its end');
  }
}

function damaged(what: string): MeshError {
  return new MeshError(
    'store-damaged',
    `A stored evidence ledger ${what}. It was changed outside this program, or written by another version: restore the data directory from a backup.`,
  );
}
