import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import { elementSpans, onOneLine, rootSpan, spanAt, splice } from '../../../src/bridge/mcp/json-span.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const spaces = fc.stringMatching(/^[ \t\r\n]{0,3}$/);

describe('spanAt', () => {
  it('finds any member of any object where a parser finds it, however it is spaced', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(4), (object, indent) => {
        const json = utf8(JSON.stringify(object, undefined, indent));
        for (const [key, value] of Object.entries(object)) {
          const span = spanAt(json, [key]);
          expect(span).toBeDefined();
          expect(JSON.parse(text(json.slice(span?.start, span?.end)))).toEqual(JSON.parse(JSON.stringify(value)));
        }
      }),
    );
  });

  it('reads escapes in keys, and is not led astray by text that looks like a member', () => {
    const json = utf8('{"x":"{\\"id\\":1}\\\\","\\u0069d" : [1,{"id":2}],"params":{"_meta":{"t":"a\\"b"}}}');
    const at = (...path: string[]): string => {
      const span = spanAt(json, path);
      return span === undefined ? '' : text(json.slice(span.start, span.end));
    };
    expect(at('id')).toBe('[1,{"id":2}]');
    expect(at('params', '_meta', 't')).toBe('"a\\"b"');
    expect(at('params', 'none')).toBe('');
    expect(at('x', 'id')).toBe('');
  });

  it('finds nothing when the key is named twice', () => {
    expect(spanAt(utf8('{"id":1,"i\\u0064":2}'), ['id'])).toBeUndefined();
  });
});

describe('elementSpans', () => {
  it('finds every element of any array', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue(), { maxLength: 8 }), spaces, (array, pad) => {
        const json = utf8(
          `${pad}[${pad}${array.map((value) => JSON.stringify(value)).join(`${pad},${pad}`)}${pad}]${pad}`,
        );
        const spans = elementSpans(json, rootSpan(json), 8);
        expect(spans?.map(({ start, end }) => text(json.slice(start, end)))).toEqual(
          array.map((value) => JSON.stringify(value)),
        );
      }),
    );
  });

  it('finds none in what is no array or is longer than allowed', () => {
    expect(elementSpans(utf8('{}'), { start: 0, end: 2 }, 8)).toBeUndefined();
    expect(elementSpans(utf8('[1,2,3]'), { start: 0, end: 7 }, 2)).toBeUndefined();
  });
});

describe('splice', () => {
  it('exchanges values and nothing else, and gives the first text back when they are restored', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.nat(3), (id, token, indent) => {
        const json = utf8(JSON.stringify({ b: '"id":1', id, params: { _meta: { token } } }, undefined, indent));
        const paths = [['params', '_meta', 'token'], ['id']];
        const exchange = (from: Uint8Array, values: readonly Uint8Array[]): Uint8Array =>
          splice(
            from,
            paths.flatMap((path, i) => {
              const span = spanAt(from, path);
              return span === undefined ? [] : [{ span, bytes: values[i] ?? new Uint8Array(0) }];
            }),
          );
        const exchanged = exchange(json, [utf8('41'), utf8('"forty-two"')]);
        expect(JSON.parse(text(exchanged))).toEqual({ b: '"id":1', id: 'forty-two', params: { _meta: { token: 41 } } });
        const original = paths.map((path) => {
          const span = spanAt(json, path);
          return json.slice(span?.start, span?.end);
        });
        expect(text(exchange(exchanged, original))).toBe(text(json));
      }),
    );
  });
});

describe('onOneLine', () => {
  it('changes no value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = onOneLine(utf8(JSON.stringify(value, undefined, 2).replaceAll('\n', '\r\n')));
        expect(text(json)).not.toMatch(/[\r\n]/);
        expect(JSON.parse(text(json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});
