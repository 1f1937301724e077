import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, utf8 } from '../../../src/base/base.ts';
import { canonicalJson } from '../../../src/identity/identity.ts';
import { accepted, outcome } from './fixture.ts';

/** A double from the 16 hexadecimal digits of RFC 8785, appendix B. */
function double(hex: string): number {
  return new DataView(fromHex(hex).buffer).getFloat64(0);
}

describe('canonical JSON', () => {
  it('writes the example of RFC 8785, section 3.2.2', () => {
    const text = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    expect(accepted(canonicalJson(JSON.parse(text)))).toBe(
      String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`,
    );
  });

  it('sorts members by UTF-16 code units, as the example of RFC 8785, section 3.2.3', () => {
    const text = String.raw`{
      "\u20ac": "Euro Sign", "\r": "Carriage Return", "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One", "\ud83d\ude00": "Emoji: Grinning Face", "\u0080": "Control", "\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    const values = [...accepted(canonicalJson(JSON.parse(text))).matchAll(/:"([^"]+)"/g)].map(([, value]) => value);
    expect(values).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number %s of RFC 8785, appendix B, as %s', (hex, text) => {
    expect(accepted(canonicalJson(double(hex)))).toBe(text);
  });

  it.each([
    ['not a number', Number.NaN],
    ['infinity', [Number.POSITIVE_INFINITY]],
    ['undefined', { a: undefined }],
    ['a big integer', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('x')],
    ['a lone surrogate', 'a\uD800'],
    ['a member name with a lone surrogate', { '\uDC00': 1 }],
    ['an instance of a class', new Date(0)],
    ['bytes', utf8('x')],
    ['a hole in a list', Array.from({ length: 2 }).fill(1, 1)],
  ])('refuses %s', (_, value) => {
    expect(outcome(canonicalJson(value))).toBe('reject malformed');
  });

  it('refuses nesting that could exhaust the stack, and cycles with it', () => {
    const deep: unknown = JSON.parse('['.repeat(5000) + ']'.repeat(5000));
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect(outcome(canonicalJson(deep))).toBe('reject malformed');
    expect(outcome(canonicalJson(cycle))).toBe('reject malformed');
  });

  it('treats a member called __proto__ as any other', () => {
    expect(accepted(canonicalJson(JSON.parse('{"__proto__":{"a":1},"b":2}')))).toBe('{"__proto__":{"a":1},"b":2}');
  });

  it('is JSON of the same value, and the same text whatever the order of members', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = accepted(canonicalJson(value));
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(accepted(canonicalJson(reversed(value)))).toBe(text);
        expect(accepted(canonicalJson(JSON.parse(text)))).toBe(text);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([name, member]) => [name, reversed(member)]),
  );
}
