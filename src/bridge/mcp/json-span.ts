/**
 * Where values stand inside the bytes of a JSON text, so that one value can be exchanged and every other byte
 * kept. Only for text that a JSON parser has accepted: nothing is validated here.
 */

/** A half-open range of bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A range of bytes and what takes its place. */
export interface Edit {
  readonly span: Span;
  readonly bytes: Uint8Array;
}

const quote = 0x22;
const backslash = 0x5c;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
const space = 0x20;

const decoder = new TextDecoder();

/** The whole value of a JSON text, without the white space around it. */
export function rootSpan(json: Uint8Array): Span {
  const start = skipSpace(json, 0);
  return { start, end: skipValue(json, start) };
}

/** The value below `path`, a list of keys; undefined when it is not there or a key on the way is named twice. */
export function spanAt(json: Uint8Array, path: readonly string[]): Span | undefined {
  let at: Span | undefined = rootSpan(json);
  for (const key of path) {
    if (at === undefined) return undefined;
    at = memberSpan(json, at, key);
  }
  return at;
}

/** The elements of the array at `at`; undefined when it is no array or has more than `max`. */
export function elementSpans(json: Uint8Array, at: Span, max: number): readonly Span[] | undefined {
  if (json[at.start] !== openBracket) return undefined;
  const out: Span[] = [];
  let i = skipSpace(json, at.start + 1);
  while (i < at.end && json[i] !== closeBracket) {
    if (out.length === max) return undefined;
    const end = skipValue(json, i);
    out.push({ start: i, end });
    i = skipSpace(json, end);
    if (json[i] === comma) i = skipSpace(json, i + 1);
  }
  return out;
}

/** The text with each span exchanged; spans must not overlap. */
export function splice(json: Uint8Array, edits: readonly Edit[]): Uint8Array {
  if (edits.length === 0) return json;
  const ordered = [...edits].sort((a, b) => a.span.start - b.span.start);
  const growth = ordered.reduce((sum, { span, bytes }) => sum + bytes.length - (span.end - span.start), 0);
  const out = new Uint8Array(json.length + growth);
  let from = 0;
  let at = 0;
  for (const { span, bytes } of ordered) {
    out.set(json.subarray(from, span.start), at);
    at += span.start - from;
    out.set(bytes, at);
    at += bytes.length;
    from = span.end;
  }
  out.set(json.subarray(from), at);
  return out;
}

/** The text on one line: a line break outside a string is white space, and inside a string JSON allows none. */
export function onOneLine(json: Uint8Array): Uint8Array {
  if (!json.includes(lineFeed) && !json.includes(carriageReturn)) return json;
  return json.map((byte) => (byte === lineFeed || byte === carriageReturn ? space : byte));
}

function memberSpan(json: Uint8Array, at: Span, key: string): Span | undefined {
  if (json[at.start] !== openBrace) return undefined;
  let found: Span | undefined;
  let i = skipSpace(json, at.start + 1);
  while (i < at.end && json[i] !== closeBrace) {
    const keyEnd = skipString(json, i);
    const start = skipSpace(json, skipSpace(json, keyEnd) + 1);
    const end = skipValue(json, start);
    if (isKey(json, { start: i, end: keyEnd }, key)) {
      if (found !== undefined) return undefined;
      found = { start, end };
    }
    i = skipSpace(json, end);
    if (json[i] === comma) i = skipSpace(json, i + 1);
  }
  return found;
}

function isKey(json: Uint8Array, at: Span, key: string): boolean {
  // An escape is at most six bytes for one code unit, so a longer key cannot be equal and is not decoded.
  if (at.end - at.start - 2 > key.length * 6) return false;
  return JSON.parse(decoder.decode(json.subarray(at.start, at.end))) === key;
}

function skipSpace(json: Uint8Array, from: number): number {
  let i = from;
  while (i < json.length && (json[i] ?? 0) <= space) i++;
  return i;
}

function skipString(json: Uint8Array, from: number): number {
  let i = from + 1;
  while (i < json.length && json[i] !== quote) i += json[i] === backslash ? 2 : 1;
  return i + 1;
}

function skipValue(json: Uint8Array, from: number): number {
  const first = json[from];
  if (first === quote) return skipString(json, from);
  if (first === openBrace || first === openBracket) return skipNested(json, from);
  let i = from;
  while (i < json.length && !endsScalar(json[i] ?? 0)) i++;
  return i;
}

function skipNested(json: Uint8Array, from: number): number {
  let depth = 0;
  let i = from;
  while (i < json.length) {
    const byte = json[i];
    if (byte === quote) {
      i = skipString(json, i);
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth++;
    if (byte === closeBrace || byte === closeBracket) depth--;
    i++;
    if (depth === 0) return i;
  }
  return i;
}

function endsScalar(byte: number): boolean {
  return byte <= space || byte === comma || byte === closeBrace || byte === closeBracket;
}
