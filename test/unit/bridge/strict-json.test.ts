import { array, assert, constantFrom, jsonValue, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import { maxJsonDepth, maxJsonValues, readStrictJson } from '../../../src/bridge/strict-json.ts';

const read = (text: string): unknown => {
  const verdict = readStrictJson(utf8(text));
  return verdict.kind === 'accept' ? verdict.value : verdict.reason;
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return 'facts-invalid';
  }
};

describe('strict JSON', () => {
  it('reads what JSON.parse reads, to the same value', () => {
    assert(
      property(jsonValue({ maxDepth: 6 }), constantFrom(undefined, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        expect(read(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('accepts no text that JSON.parse refuses', () => {
    const snippets = constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"',
      '1',
      '-',
      '01',
      '1.',
      'e5',
      'true',
      'nul',
      ' ',
      '\\',
      '\u0001',
      '\n',
    );
    assert(
      property(array(snippets, { maxLength: 12 }), (parts) => {
        const text = parts.join('');
        const value = read(text);
        expect([parsed(text), 'facts-invalid']).toContainEqual(value);
      }),
      { numRuns: 2000 },
    );
  });

  it.each([
    ['a key twice', '{"a":1,"a":1}'],
    ['a key twice, once escaped', '{"a":1,"\\u0061":2}'],
    ['__proto__ twice', '{"__proto__":1,"__proto__":2}'],
    ['a lone surrogate', '"\\ud800"'],
    ['a number beyond a double', '1e999'],
    ['a byte order mark', '\ufeff{}'],
    ['something after the value', '{} {}'],
    ['nothing', ''],
    ['a trailing comma', '[1,]'],
    ['a control character in a string', '"\u0001"'],
    ['a raw NUL', '{\u0000}'],
    ['deep nesting', '['.repeat(maxJsonDepth + 2) + ']'.repeat(maxJsonDepth + 2)],
    ['a string without end', '"abc\\"'],
  ])('refuses %s', (_, text) => {
    expect(read(text)).toBe('facts-invalid');
  });

  it('refuses invalid UTF-8', () => {
    expect(readStrictJson(Uint8Array.of(0x22, 0xff, 0x22)).kind).toBe('reject');
  });

  it('refuses more values than it will read', () => {
    expect(read(`[${'1,'.repeat(maxJsonValues)}1]`)).toBe('facts-invalid');
  });

  it('keeps __proto__ as a key like any other', () => {
    const value = read('{"__proto__":{"admin":true}}');
    expect(Object.keys(value ?? {})).toEqual(['__proto__']);
    expect(value).not.toHaveProperty('admin');
  });
});
