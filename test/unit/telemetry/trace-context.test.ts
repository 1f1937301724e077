import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, type Random } from '../../../src/base/base.ts';
import { formatTraceparent, parseTraceparent } from '../../../src/telemetry/telemetry.ts';
import { below } from '../../../src/telemetry/trace-context.ts';

const hex = (digits: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: digits, maxLength: digits })
    .map((all) => all.join(''))
    .filter((text) => !/^0+$/.test(text));

/** Bytes in the order given, for what asks for them. */
function bytesOf(...texts: readonly string[]): Random {
  const rest = [...texts];
  return () => fromHex(rest.shift() ?? 'ff');
}

describe('a traceparent', () => {
  it('is read as the examples of the specification have it', () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const spanId = '00f067aa0ba902b7';
    expect(parseTraceparent(`00-${traceId}-${spanId}-01`)).toEqual({ traceId, spanId, sampled: true });
    expect(parseTraceparent(`00-${traceId}-${spanId}-00`)).toEqual({ traceId, spanId, sampled: false });
    expect(parseTraceparent(`00-${traceId}-${spanId}-02`)?.sampled).toBe(false);
    // Of a later version, what this one knows.
    expect(parseTraceparent(`cc-${traceId}-${spanId}-01-what-the-future-will-be-like`)).toEqual({
      traceId,
      spanId,
      sampled: true,
    });
  });

  it.each([
    '',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more',
    'ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
    '00-00000000000000000000000000000000-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01',
    '00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01',
    '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-1',
    'cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01.what',
    ' 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ])('is none when it is %j', (text) => {
    expect(parseTraceparent(text)).toBeUndefined();
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(hex(32), hex(16), fc.boolean(), (traceId, spanId, sampled) => {
        const context = { traceId, spanId, sampled };
        expect(parseTraceparent(formatTraceparent(context))).toEqual(context);
      }),
    );
  });
});

describe('a place below another', () => {
  it('is in the same trace, recorded if that is', () => {
    fc.assert(
      fc.property(hex(32), hex(16), hex(16), fc.boolean(), (traceId, parent, spanId, sampled) => {
        const above = { traceId, spanId: parent, sampled };
        expect(below(above, { random: bytesOf(spanId), sample: 0 })).toEqual({ traceId, spanId, sampled });
      }),
    );
  });

  it('is never without an id', () => {
    const random = bytesOf('0'.repeat(16), '00000000000000aa', '0'.repeat(32), `${'0'.repeat(31)}1`);
    expect(below(undefined, { random, sample: 1 })).toEqual({
      traceId: `${'0'.repeat(31)}1`,
      spanId: '00000000000000aa',
      sampled: true,
    });
  });

  it('at the root is recorded in the share asked for', () => {
    const sampled = (low: string, sample: number): boolean =>
      below(undefined, { random: bytesOf('aa'.repeat(8), 'bb'.repeat(10) + low), sample }).sampled;
    expect(sampled('3fffffffffff', 0.25)).toBe(true);
    expect(sampled('400000000000', 0.25)).toBe(false);
    expect(sampled('ffffffffffff', 1)).toBe(true);
    expect(sampled('000000000000', 0)).toBe(false);
  });
});
