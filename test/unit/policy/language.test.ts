import { describe, expect, it } from 'vitest';
import { parseDatetime, parseDuration } from '../../../src/policy/datetime.ts';
import { parseDecimal } from '../../../src/policy/decimal.ts';
import { compileExpression } from '../../../src/policy/expression.ts';
import { parseIp } from '../../../src/policy/ip.ts';
import { isLike, likePattern } from '../../../src/policy/like.ts';
import { EntityUid, EvaluationError, keyOf, RecordValue, SetValue } from '../../../src/policy/value.ts';

describe('extension values', () => {
  it.each([
    '1.2.3',
    '1.2.3.256',
    '01.2.3.4',
    '1.2.3.4/33',
    '1.2.3.4/08',
    '::1::',
    '1:2:3:4:5:6:7:8:9',
    '::ffff:1.2.3.4',
    '::1/129',
    '',
  ])('refuses the address %j', (text) => expect(() => parseIp(text)).toThrow(EvaluationError));
  it('reads an address without prefix as a network of one', () => {
    expect(parseIp('10.0.0.1')).toEqual(parseIp('10.0.0.1/32'));
    expect(parseIp('::').bits).toBe(0n);
    expect(parseIp('1:2:3:4:5:6:7::')).toEqual(parseIp('1:2:3:4:5:6:7:0/128'));
  });
  it.each(['1', '1.', '.5', '1.23456', '+1.0', '922337203685477.5808', ' 1.0'])('refuses the decimal %j', (text) =>
    expect(() => parseDecimal(text)).toThrow(EvaluationError),
  );
  it('reads decimals to four places', () => {
    expect(parseDecimal('-0.5').units).toBe(-5000n);
    expect(parseDecimal('-922337203685477.5808').units).toBe(-(2n ** 63n));
  });
  it.each([
    '2026-02-29',
    '2026-13-01',
    '2026-1-1',
    '2026-01-01T24:00:00Z',
    '2026-01-01T00:00:00',
    '2026-01-01T00:00:00+2400',
    '',
  ])('refuses the datetime %j', (text) => expect(() => parseDatetime(text)).toThrow(EvaluationError));
  it('reads dates as the JavaScript calendar does, from year 0 to 9999', () => {
    for (
      let ms = Date.UTC(2000, 0, 1) - 1999 * 365.25 * 86_400_000;
      ms < Date.UTC(9999, 11, 31);
      ms += 97 * 86_400_000 + 12_345_678
    ) {
      const text = new Date(ms).toISOString();
      expect(parseDatetime(text).ms).toBe(BigInt(Math.trunc(ms)));
    }
    expect(parseDatetime('2026-01-01T00:00:00+0130').ms).toBe(BigInt(Date.UTC(2025, 11, 31, 22, 30)));
  });
  it.each(['', '-', '1', '1h1d', '1.5s', '9223372036854775808ms'])('refuses the duration %j', (text) =>
    expect(() => parseDuration(text)).toThrow(EvaluationError),
  );
  it('adds up the parts of a duration', () => {
    expect(parseDuration('-1d2h3m4s5ms').ms).toBe(-93_784_005n);
  });
});

describe('like', () => {
  it.each([
    [['', ''], 'anything', true],
    [['/etc/', ''], '/etc/passwd', true],
    [['a', 'b', 'c'], 'a-b-b-c', true],
    [['ab', 'ba'], 'aba', false],
    [['a', 'a'], 'a', false],
    [['', 'x', 'y', ''], 'y x', false],
    [['exact'], 'exact', true],
    [['exact'], 'exactly', false],
  ] as const)('matches parts %j against %j: %s', (parts, text, expected) => {
    expect(isLike(text, likePattern(parts))).toBe(expected);
  });
});

describe('values', () => {
  it('tell apart what only looks alike', () => {
    const record = (entries: readonly (readonly [string, string])[]): string =>
      keyOf(new RecordValue(new Map(entries)));
    expect(
      record([
        ['a', 'b'],
        ['c', 'd'],
      ]),
    ).toBe(
      record([
        ['c', 'd'],
        ['a', 'b'],
      ]),
    );
    expect(record([['a', 'bsc']])).not.toBe(
      record([
        ['a', 'b'],
        ['c', ''],
      ]),
    );
    expect(keyOf(new SetValue(['a', 'b']))).not.toBe(keyOf(new SetValue(['a,b'])));
    expect(keyOf(new SetValue([1n, '1', true]))).toBe(keyOf(new SetValue([true, '1', 1n, 1n])));
    expect(keyOf('1')).not.toBe(keyOf(1n));
  });
});

describe('compileExpression', () => {
  it.each(['&&', '||'])('wants bools on both sides of %s, even where the result is only compared', (operator) => {
    const left = { Value: operator === '&&' };
    const json = { '==': { left: { [operator]: { left, right: { Value: 1 } } }, right: { Value: 1 } } };
    const principal = new EntityUid('A', 'a');
    const request = {
      principal,
      action: principal,
      resource: principal,
      context: new RecordValue(new Map()),
      entities: new Map(),
    };
    expect(() => compileExpression(json)(request)).toThrow(EvaluationError);
  });

  it.each([
    ['an unknown operator', { teleport: [] }],
    ['two operators', { Value: 1, Var: 'principal' }],
    ['an unknown variable', { Var: 'world' }],
    ['a slot', { Slot: '?principal' }],
    ['an integer that JSON has rounded', { Value: 2 ** 53 }],
    ['a fraction', { Value: 0.5 }],
    ['null', { Value: null }],
    ['a text', 'principal'],
  ])('refuses %s', (_, json) => {
    expect(() => compileExpression(json)).toThrow('cannot be compiled');
  });

  it('refuses nesting that could exhaust the stack', () => {
    let json: unknown = { Value: true };
    for (let i = 0; i < 1100; i++) json = { '!': { arg: json } };
    expect(() => compileExpression(json)).toThrow('deep');
  });
});
