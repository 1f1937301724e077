import { describe, expect, it } from 'vitest';
import { encoded } from '../../../src/wire/encoded.ts';
import { parley } from '../../../src/wire/gen/parley.js';

const { SessionEntry } = parley.v1;
type Writer = ReturnType<typeof SessionEntry.encode>;

/** As a writer of its own encodes it. */
const alone = (state: Uint8Array): number[] => [...SessionEntry.encode({ suite: 'signal', state }).finish()];

describe('an encoded message', () => {
  it.each([0, 1, 127, 128, 2_000, 6_000, 70_000, 1_100_000, 500])(
    'is what a writer of its own makes, with %i bytes in it',
    (length) => {
      const state = Uint8Array.from({ length }, (_, i) => i + length);
      expect(Buffer.from(encoded(SessionEntry, { suite: 'signal', state })).equals(Buffer.from(alone(state)))).toBe(
        true,
      );
    },
  );

  it('keeps its bytes while others are encoded', () => {
    const first = encoded(SessionEntry, { state: new Uint8Array(3_000).fill(1) });
    const before = [...first];
    encoded(SessionEntry, { state: new Uint8Array(3_000).fill(2) });
    expect([...first]).toEqual(before);
  });

  it('is whole though the one before it threw half-way', () => {
    const half = {
      encode: (_: object, writer: Writer): Writer => {
        writer.uint32(7).fork().uint32(8);
        throw new Error('half-way');
      },
    };
    expect(() => encoded(half, {})).toThrow('half-way');
    const state = new Uint8Array(64).fill(7);
    expect([...encoded(SessionEntry, { suite: 'signal', state })]).toEqual(alone(state));
  });

  it('leaves nothing of itself where the next one is written', () => {
    encoded(SessionEntry, { state: new Uint8Array(5_000).fill(9) });
    let seen: readonly number[] = [];
    const look = {
      encode: (_: object, writer: Writer): Writer => {
        seen = [...writer.buf];
        return writer;
      },
    };
    encoded(look, {});
    expect(seen.length).toBeGreaterThan(5_000);
    expect(seen.every((byte) => byte === 0)).toBe(true);
  });
});
