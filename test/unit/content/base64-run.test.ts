import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64Runs } from '../../../src/content/base64-run.ts';

describe('runs of base64', () => {
  it('decode as Node decodes them, each on a line, whatever their length', () => {
    const run = fc.uint8Array({ minLength: 21, maxLength: 90 });
    const between = fc.constantFrom(' ', '.', '"', ', ', '\u{1f600}', '==\n', ' ab ');
    fc.assert(
      fc.property(fc.array(fc.tuple(run, between, fc.boolean()), { maxLength: 5 }), (runs) => {
        const written = runs.map(([bytes, behind, url]) => {
          const text = Buffer.from(bytes)
            .toString(url ? 'base64url' : 'base64')
            .replaceAll('=', '');
          return text + behind;
        });
        const wanted = runs.map(([bytes]) => `${Buffer.from(bytes).toString()}\n`);
        expect(decodeBase64Runs(`.${written.join('.')}`)).toBe(wanted.join(''));
      }),
    );
  });

  it('take a rest of one character for nothing', () => {
    expect(decodeBase64Runs(`${Buffer.from('a'.repeat(21)).toString('base64')}A`)).toBe(`${'a'.repeat(21)}\n`);
    expect(decodeBase64Runs('A'.repeat(26))).toBe('');
  });
});
