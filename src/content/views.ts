import { decodeBase64Runs } from './base64-run.ts';

/** The same content as several readers could read it: as it stands, and unfolded. */
export interface Views {
  readonly texts: readonly string[];
  /** Whether a view was cut because unfolding made it too large. */
  readonly cut: boolean;
}

/** Unfolding may make a text this much longer before the rest is cut: compatibility forms reach eighteen times. */
const maxGrowth = 2;
/** Characters that are there to be not seen; a token with one inside is still a token to whoever strips them. */
const invisible = new RegExp(
  String.raw`[\u00AD\u061C\u115F\u1160\u17B4\u17B5\u200B-\u200F\u202A-\u202E\u2060-\u206F\uFEFF]|\p{Default_Ignorable_Code_Point}`,
  'gu',
);
const marks = /(\p{M}{8})\p{M}+/gu;
const nonAscii = /[^\p{ASCII}]/u;

/**
 * Text as it stands, and where it differs also: with JSON escapes, percent encoding, compatibility forms and
 * invisible characters resolved, and what base64 in it decodes to. One level of each.
 */
export function viewsOf(text: string): Views {
  const limit = text.length * maxGrowth;
  const unfolded = foldUnicode(decodePercent(unescape(text)));
  const decoded = decodeBase64Runs(unfolded.slice(0, limit));
  const texts = [text];
  if (unfolded !== text) texts.push(unfolded.slice(0, limit));
  if (decoded !== '') texts.push(decoded);
  return { texts, cut: unfolded.length > limit };
}

function unescape(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrtbf/"\\]))/g, (_, u, x, plain: string) => {
    const hex: unknown = u ?? x;
    if (typeof hex === 'string') return String.fromCharCode(Number.parseInt(hex, 16));
    return simple[plain] ?? plain;
  });
}

const simple: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function decodePercent(text: string): string {
  if (!/%[0-9a-fA-F]{2}/.test(text)) return text;
  return text.replaceAll(/%([0-7][0-9a-fA-F])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function foldUnicode(text: string): string {
  if (!nonAscii.test(text)) return text;
  // Long runs of combining marks would take the square of their length to put in order.
  return text.replaceAll(invisible, '').replaceAll(marks, '$1').normalize('NFKC');
}
