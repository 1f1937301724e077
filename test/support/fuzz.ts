import * as fc from 'fast-check';
import { concat } from '../../src/base/base.ts';

/** What becomes of an encoding on a bad day: one or two changes that keep most of it. */
export function mutated(sample: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(Math.max(0, sample.length - 1));
  const change: fc.Arbitrary<(bytes: Uint8Array) => Uint8Array> = fc.oneof(
    fc.tuple(at, fc.nat(255)).map(
      ([n, byte]) =>
        (bytes: Uint8Array) =>
          bytes.map((old, i) => (i === n ? byte : old)),
    ),
    fc.tuple(at, fc.nat(7)).map(
      ([n, bit]) =>
        (bytes: Uint8Array) =>
          bytes.map((old, i) => (i === n ? old ^ (1 << bit) : old)),
    ),
    at.map((n) => (bytes: Uint8Array) => bytes.subarray(0, n)),
    at.map((n) => (bytes: Uint8Array) => bytes.subarray(n)),
    fc.tuple(at, fc.uint8Array({ maxLength: 12 })).map(
      ([n, more]) =>
        (bytes: Uint8Array) =>
          concat(bytes.subarray(0, n), more, bytes.subarray(n)),
    ),
    fc.tuple(at, fc.nat(40)).map(
      ([n, length]) =>
        (bytes: Uint8Array) =>
          concat(bytes.subarray(0, n), bytes.subarray(n + length)),
    ),
    // A field again, an unknown field, a number written longer than it has to be.
    fc.constant((bytes: Uint8Array) => concat(bytes, bytes)),
    fc
      .constantFrom([0x38, 0], [0xf8, 0x7f, 1], [0x0a, 0], [0x12, 0], [0x90, 0x00, 0x01])
      .map((tail) => (bytes: Uint8Array) => concat(bytes, Uint8Array.from(tail))),
    fc.tuple(at).map(
      ([n]) =>
        (bytes: Uint8Array) =>
          concat(bytes.subarray(0, n), Uint8Array.of((bytes[n] ?? 0) | 0x80, 0), bytes.subarray(n + 1)),
    ),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 2 })
    .map((changes) => changes.reduce((bytes, apply) => apply(bytes), sample));
}

/** Bytes that mean as many fields as they can: of one tag, empty, inside of another or not. */
export function crowded(length: number): readonly Uint8Array[] {
  const tags = Array.from({ length: 15 }, (_, n) => n + 1);
  const outer = tags.map((n) => Uint8Array.from({ length }, (_, i) => (i % 2 === 0 ? (n << 3) | 2 : 0)));
  return outer.flatMap((bytes) => [
    bytes,
    concat(Uint8Array.of(bytes[0] ?? 0), varint(length - 8), bytes.subarray(0, length - 8)),
  ]);
}

function varint(value: number): Uint8Array {
  const bytes = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) | 0x80);
  }
}

/** Bytes of memory that a step leaves taken at its end; a collection in between only lowers it. */
export function heldBy(step: () => void): number {
  const before = process.memoryUsage();
  step();
  const after = process.memoryUsage();
  return after.heapUsed + after.arrayBuffers - before.heapUsed - before.arrayBuffers;
}
