import { array, assert, integer, nat, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteQueue, prefixLength, readPrefix, writePrefix } from '../../src/net/frame.ts';

const cap = 5 * 1024 * 1024;
const read = (bytes: readonly number[], max = cap): ReturnType<typeof readPrefix> => readPrefix((i) => bytes[i], max);

describe('the length prefix of a frame', () => {
  it('reads back every length up to the cap, and never needs more bytes than it wrote', () => {
    assert(
      property(integer({ min: 0, max: cap }), (length) => {
        const bytes = new Uint8Array(prefixLength(length));
        expect(writePrefix(bytes, 0, length)).toBe(bytes.length);
        expect(read([...bytes])).toEqual({ kind: 'prefix', prefixBytes: bytes.length, frameBytes: length });
        expect(read([...bytes.subarray(0, -1)]).kind).toBe('incomplete');
      }),
    );
  });

  it('is refused as too large as soon as the bytes so far prove it', () => {
    expect(read([0x81, 0x80, 0xc0, 0x02])).toEqual({ kind: 'bad', reason: 'frame-too-large' });
    expect(read([0x80, 0x80, 0x80, 0x80, 0x84])).toEqual({ kind: 'bad', reason: 'frame-too-large' });
    expect(read([0x80, 0x80, 0xc0, 0x02])).toEqual({ kind: 'prefix', prefixBytes: 4, frameBytes: cap });
  });

  it('is malformed when it is longer than it needs to be or never ends', () => {
    expect(read([0x81, 0x00])).toEqual({ kind: 'bad', reason: 'malformed' });
    expect(read([0x80, 0x80, 0x00])).toEqual({ kind: 'bad', reason: 'malformed' });
    expect(read(Array.from({ length: 9 }, () => 0x80))).toEqual({ kind: 'bad', reason: 'malformed' });
  });

  it('never throws on any bytes and never accepts a length over the cap', () => {
    const accepted: { readonly length: number; readonly max: number }[] = [];
    assert(
      property(array(integer({ min: 0, max: 255 }), { maxLength: 12 }), nat(1 << 20), (bytes, max) => {
        const reading = read(bytes, max);
        if (reading.kind === 'prefix') accepted.push({ length: reading.frameBytes, max });
      }),
    );
    expect(accepted.filter(({ length, max }) => length > max)).toEqual([]);
  });
});

describe('the byte queue', () => {
  it('gives back what was put in, however it is cut', () => {
    const piece = nat(150_000);
    assert(
      property(array(piece, { maxLength: 12 }), array(piece, { maxLength: 12 }), (puts, takes) => {
        const queue = new ByteQueue();
        let written = 0;
        let readUpTo = 0;
        const value = (index: number): number => (index * 31 + (index >> 8)) & 0xff;
        const drain = (count: number): void => {
          const skip = Math.min(3, queue.length);
          const size = Math.min(count, queue.length - skip);
          expect(queue.at(skip)).toBe(skip < queue.length ? value(readUpTo + skip) : undefined);
          const taken = queue.take(skip, size);
          readUpTo += skip;
          expect(taken.every((byte, i) => byte === value(readUpTo + i))).toBe(true);
          readUpTo += size;
        };
        for (const [i, size] of puts.entries()) {
          queue.append(Uint8Array.from({ length: size }, (_, j) => value(written + j)));
          written += size;
          drain(takes[i] ?? 0);
          expect(queue.length).toBe(written - readUpTo);
        }
        drain(queue.length);
        expect(queue.at(queue.length)).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it('refuses to give more than it holds', () => {
    expect(() => new ByteQueue().take(0, 1)).toThrow(RangeError);
  });
});
