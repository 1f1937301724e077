import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../../../src/base/base.ts';
import { LineReader } from '../../../src/bridge/mcp/line-reader.ts';

describe('LineReader', () => {
  it('gives the same lines however the stream is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 20 }).filter((s) => !/[\r\n]/.test(s))),
        fc.infiniteStream(fc.integer({ min: 1, max: 7 })),
        fc.constantFrom('\n', '\r\n'),
        (lines, cuts, end) => {
          const seen: string[] = [];
          const reader = new LineReader(100, (line) => seen.push(Buffer.from(line).toString('utf8')));
          const bytes = utf8(lines.map((line) => line + end).join(''));
          for (let at = 0; at < bytes.length;) {
            const next = at + (cuts.next().value ?? 1);
            expect(reader.push(bytes.slice(at, next))).toBe(true);
            at = next;
          }
          expect(seen).toEqual(lines.filter((line) => line !== ''));
        },
      ),
    );
  });

  it('gives up at a line over the limit, before it holds more than that', () => {
    const reader = new LineReader(4, () => {});
    expect(reader.push(utf8('abc\nabc'))).toBe(true);
    expect(reader.push(utf8('de'))).toBe(false);
  });
});
