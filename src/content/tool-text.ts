import { findInjectionSignals } from './injection.ts';
import { viewsOf } from './views.ts';

/** What is said about a text that a model will read as a description of something. */
export type TextFlag = 'hidden-text' | 'instructions';

/** Characters of one description that are looked at; a definition that is kept has fewer. */
const maxChars = 64 * 1024;

/**
 * Characters that people do not see and models do: tags, marks of direction or width, fillers, controls other than
 * line ends and tabs. Unlike in prose even one counts: nothing in a definition needs it.
 */
const unseen = /(?![\t\n\r])[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u{e0000}-\u{e007f}]/u;
/** Where such characters are a part of what is seen: emoji, and letters of scripts that join. */
const seen =
  /(?<=\p{Emoji})\ufe0f|(?<=[\p{Extended_Pictographic}\ufe0f\p{Emoji_Modifier}])\u200d(?=\p{Extended_Pictographic})|(?<=[\p{sc=Arabic}\p{sc=Syriac}\p{sc=Devanagari}\p{sc=Bengali}\p{sc=Tamil}\p{sc=Telugu}\p{sc=Kannada}\p{sc=Malayalam}\p{sc=Sinhala}\p{M}])[\u200c\u200d]/gu;

/** What is suspicious in the texts of a definition: characters that hide, and words that address the model. Proves nothing. */
export function textFlags(texts: readonly string[]): readonly TextFlag[] {
  const text = texts.join('\n').slice(0, maxChars);
  const flags: TextFlag[] = [];
  if (unseen.test(text.replaceAll(seen, ''))) flags.push('hidden-text');
  const found = new Set<string>();
  // Words with invisible characters between their letters are still words to a model; tags are letters of their own.
  for (const view of [...viewsOf(text).texts, untagged(text)]) findInjectionSignals(view, found);
  if (found.has('signal.prompt-injection')) flags.push('instructions');
  return flags;
}

/** What the tag characters of a text spell. */
function untagged(text: string): string {
  return text.replaceAll(/[\u{e0020}-\u{e007e}]/gu, (tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) & 0x7f));
}

/** Letters of other scripts, digits and signs that look like a Latin letter, after case and marks are gone. */
const lookalikes: ReadonlyMap<string, string> = new Map(
  (
    [
      ['a', 'аα'],
      ['b', 'вβь'],
      ['c', 'сϲ'],
      ['d', 'ԁ'],
      ['e', 'еєε'],
      ['g', 'ɡ'],
      ['h', 'һн'],
      ['j', 'ј'],
      ['k', 'кκ'],
      ['l', '1|iіιłӏ!'],
      ['m', 'м'],
      ['n', 'ո'],
      ['o', '0оοօ'],
      ['p', 'рρ'],
      ['q', 'ԛ'],
      ['s', 'ѕ5$'],
      ['t', 'тτ'],
      ['u', 'υս'],
      ['v', 'ѵν'],
      ['w', 'ԝω'],
      ['x', 'хχ'],
      ['y', 'уүγ'],
      ['z', '2'],
    ] as const
  ).flatMap(([letter, others]) => Array.from(others, (other) => [other, letter] as const)),
);

/**
 * What a name looks like at a glance: equal for names that people, and models, take for one another. Case, marks,
 * invisible characters and signs between words do not count, and letters of other scripts count as what they resemble.
 */
export function nameSkeleton(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[\p{M}\p{Cc}\p{Default_Ignorable_Code_Point}\s_\-./:\\]/gu, '')
    .toLowerCase();
  const latin = Array.from(plain, (letter) => lookalikes.get(letter) ?? letter).join('');
  return latin.replaceAll('rn', 'm').replaceAll('vv', 'w');
}
