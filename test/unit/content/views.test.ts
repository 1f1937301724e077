import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { viewsOf } from '../../../src/content/views.ts';

const simple: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
const codeOf = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16));

/** What decoding means, written for the reader and not for speed: escapes first, then percent encoding of the result. */
function decoded(text: string): string {
  return text
    .replaceAll(
      /\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrtbf/"\\]))/g,
      (_, u: string | undefined, x: string | undefined, plain: string) =>
        (u ?? x) === undefined ? (simple[plain] ?? plain) : codeOf(u ?? x ?? ''),
    )
    .replaceAll(/%([0-7][0-9a-fA-F])/g, (_, hex: string) => codeOf(hex));
}

describe('viewsOf', () => {
  it('decodes escapes and percent encoding as the two replacements one after the other would', () => {
    const pieces = [
      '\\',
      'u',
      'x',
      'n',
      '/',
      '"',
      '%',
      '0',
      '2',
      '4',
      '1',
      '5',
      'c',
      'F',
      'g',
      '\\u0025',
      '\\u00',
      '%25',
      'A',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (parts) => {
        const text = parts.join('');
        const expected = decoded(text);
        // What is beyond ASCII would be folded as well.
        fc.pre(/^\p{ASCII}*$/u.test(expected));
        expect(viewsOf(text).texts.slice(0, 2)).toEqual(expected === text ? [text] : [text, expected]);
      }),
      { numRuns: 2000 },
    );
  });

  it('decodes one level, and no more', () => {
    expect(viewsOf('%2541 \\\\u0041').texts).toEqual(['%2541 \\\\u0041', '%41 \\u0041']);
  });

  it('folds a text in pieces as it would as a whole, where ASCII is among it', () => {
    for (const text of ['ｶﾞ ', 'e\u0301 ', 'ﬁ.', '\u{1f600}a'].map((part) => part.repeat(9000))) {
      const whole = text.normalize('NFKC');
      expect(viewsOf(text).texts.at(1) ?? text).toBe(whole);
    }
  });

  it('cuts what unfolds to more than twice its length', () => {
    const text = '\ufdfa'.repeat(20_000);
    const { texts, cut } = viewsOf(text);
    expect(cut).toBe(true);
    expect(texts[1]?.length).toBe(2 * text.length);
  });
});
