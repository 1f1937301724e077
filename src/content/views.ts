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
const encoded = /\\|%[0-7]/;

/**
 * Text as it stands, and where it differs also: with JSON escapes, percent encoding, compatibility forms and
 * invisible characters resolved, and what base64 in it decodes to. One level of each.
 */
export function viewsOf(text: string): Views {
  const limit = text.length * maxGrowth;
  const unfolded = foldUnicode(decode(text), limit);
  const decoded = decodeBase64Runs(unfolded.slice(0, limit));
  const texts = [text];
  if (unfolded !== text) texts.push(unfolded.slice(0, limit));
  if (decoded !== '') texts.push(decoded);
  return { texts, cut: unfolded.length > limit };
}

/** Escapes of one character, by code, and what they stand for. */
const simple: ReadonlyMap<number, number> = new Map(
  [...'n\nr\rt\tb\bf\f//""\\\\'.matchAll(/(.)([^])/g)].map(([, name = '', plain = '']) => [
    name.charCodeAt(0),
    plain.charCodeAt(0),
  ]),
);
const backslash = 0x5c;
const percent = 0x25;

/** JSON escapes, and percent encoding of what they gave: one pass, a callback for each match would cost ten times as much. */
function decode(text: string): string {
  if (!encoded.test(text)) return text;
  const out = new Uint16Array(text.length);
  let length = 0;
  // What percent encoding gave begins no second one.
  let fresh = 0;
  for (let at = 0; at < text.length;) {
    let code = text.charCodeAt(at++);
    if (code === backslash) {
      const escape = readEscape(text, at);
      if (escape !== undefined) {
        code = escape.code;
        at += escape.length;
      }
    }
    out[length++] = code;
    if (length - fresh < 3 || out[length - 3] !== percent) continue;
    const byte = hexOf(out[length - 2] ?? 0) * 16 + hexOf(code);
    if (!(byte >= 0 && byte < 128)) continue;
    length -= 2;
    out[length - 1] = byte;
    fresh = length;
  }
  return textOf(out.subarray(0, length));
}

/** What stands behind a backslash; undefined when that is no escape. */
function readEscape(text: string, at: number): { readonly code: number; readonly length: number } | undefined {
  const name = text.charCodeAt(at);
  const digits = name === 0x75 ? 4 : name === 0x78 ? 2 : 0;
  if (digits === 0) {
    const code = simple.get(name);
    return code === undefined ? undefined : { code, length: 1 };
  }
  let code = 0;
  for (let i = 1; i <= digits; i++) code = code * 16 + hexOf(text.charCodeAt(at + i));
  return code >= 0 ? { code, length: 1 + digits } : undefined;
}

/** The value of a hexadecimal digit; not a number for anything else, which makes whatever it is added to none. */
function hexOf(code: number): number {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const letter = code | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : Number.NaN;
}

/** Codes given to one call: more would not fit its arguments. */
const maxArguments = 4096;

function textOf(codes: Uint16Array): string {
  let text = '';
  for (let at = 0; at < codes.length; at += maxArguments)
    text += String.fromCharCode(...codes.subarray(at, at + maxArguments));
  return text;
}

/** Compatibility forms and invisible characters resolved, up to a little over `limit` characters. */
function foldUnicode(text: string, limit: number): string {
  if (!nonAscii.test(text)) return text;
  let folded = '';
  for (let at = 0; at < text.length && folded.length <= limit;) {
    const end = pieceEnd(text, at);
    folded += foldPiece(text.slice(at, end));
    at = end;
  }
  return folded;
}

/** Characters folded at once: what a text unfolds to is bounded piece by piece. */
const pieceChars = 8192;
/** How far back a place is looked for where nothing joins what stands before it. */
const maxBack = 64;

/** Before an ASCII character, which joins nothing before it, when there is one near; otherwise not within a pair of surrogates. */
function pieceEnd(text: string, from: number): number {
  const end = from + pieceChars;
  if (end >= text.length) return text.length;
  for (let at = end; at > end - maxBack; at--) if (text.charCodeAt(at) < 128) return at;
  return (text.charCodeAt(end) & 0xfc00) === 0xdc00 ? end + 1 : end;
}

function foldPiece(text: string): string {
  // Long runs of combining marks would take the square of their length to put in order.
  return text.replaceAll(invisible, '').replaceAll(marks, '$1').normalize('NFKC');
}
