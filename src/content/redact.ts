import { fromUtf8, utf8 } from '../base/base.ts';
import type { ContentPattern } from './pattern.ts';
import { personalSpans } from './personal.ts';
import { scanContent } from './scan.ts';
import { secretSpans } from './secrets.ts';
import type { Span } from './span.ts';

/** What redaction made of a body. */
export type Redaction =
  /** Nothing that was to be redacted is in it. */
  | { readonly kind: 'clean' }
  /** As many bytes as before, those of the findings covered. */
  | { readonly kind: 'redacted'; readonly body: Uint8Array; readonly found: readonly string[] }
  /** It holds something that cannot be covered with certainty: it must not pass. */
  | { readonly kind: 'failed'; readonly why: string };

/** A body, or a piece of one. */
export interface Redactable {
  readonly body: Uint8Array;
  /** The end of the piece before, as it was delivered; empty for a whole body. */
  readonly before: Uint8Array;
  /** Whether more of the same body follows. */
  readonly more: boolean;
}

/** Places covered in one body: beyond, it is not a text with a secret in it, but a list of them. */
const maxSpans = 2000;

/**
 * Covers every finding that `wanted` names, alone (`secret.github-token`) or by its kind (`secret`, `personal`,
 * `pattern`). The length stays, so lengths announced elsewhere stay true, and a cover never breaks JSON: `*` within a
 * text, `1` for the digits of a number. Only what stands there plainly can be covered; what is found encoded, over the
 * edge of a piece, or perhaps, is a failure, because delivering it would deliver the finding. Never throws.
 */
export function redactContent(
  { body, before, more }: Redactable,
  wanted: readonly string[],
  patterns: readonly ContentPattern[] = [],
): Redaction {
  const isWanted = (name: string): boolean => wanted.some((each) => name === each || name.startsWith(`${each}.`));
  const found = scanContent(body, patterns, before);
  if (found.includes('content.partly')) return failed('not all of it can be looked at');
  const named = found.filter(isWanted);
  if (named.length === 0) return { kind: 'clean' };
  const text = fromUtf8(body);
  if (text === undefined) return failed(`${named.join(', ')} in bytes that are no UTF-8`);
  const spans = spansOf(text, patterns)?.filter(({ name }) => isWanted(name));
  if (spans === undefined || spans.length > maxSpans) return failed('it holds too many places to cover');
  // What follows in the next piece may belong to it, and would not be known there for what it is.
  const last = more ? text.length - 1 : text.length;
  if (spans.some(({ end }) => end > last)) return failed(`${named.join(', ')} without its end`);
  const covered = cover(body, text, spans);
  const left = scanContent(covered, patterns, before).filter((name) => isWanted(name) || name === 'content.partly');
  return left.length === 0
    ? { kind: 'redacted', body: covered, found: named }
    : failed(`${left.join(', ')} encoded, or over the edge of a piece`);
}

function failed(why: string): Redaction {
  return { kind: 'failed', why };
}

function spansOf(text: string, patterns: readonly ContentPattern[]): readonly Span[] | undefined {
  const [secrets, personal] = [secretSpans(text), personalSpans(text)];
  if (secrets === undefined || personal === undefined) return undefined;
  return [...secrets, ...personal, ...patterns.flatMap((pattern) => pattern.spansIn(text, maxSpans + 1))];
}

const star = 0x2a;
const one = 0x31;

function cover(body: Uint8Array, text: string, spans: readonly Span[]): Uint8Array {
  const covered = body.slice();
  const isAscii = body.length === text.length;
  // From left to right, so that the bytes before each place are counted once.
  let [chars, bytes] = [0, 0];
  const byteAt = (char: number): number => {
    if (isAscii) return char;
    bytes += utf8(text.slice(chars, char)).length;
    chars = char;
    return bytes;
  };
  for (const { start, end } of merged(spans)) {
    const from = byteAt(start);
    covered.fill(isNumber(text, start, end) ? one : star, from, byteAt(end));
  }
  return covered;
}

/** Spans that overlap become one. */
function merged(spans: readonly Span[]): readonly Omit<Span, 'name'>[] {
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of spans.toSorted((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last !== undefined && start <= last.end) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}

/** Whether it could be a number of JSON, where a star would break the document: digits, and what stands around them. */
function isNumber(text: string, start: number, end: number): boolean {
  if (!/^\d+$/.test(text.slice(start, end))) return false;
  const before = text.slice(Math.max(0, start - maxSpace), start).trimEnd();
  const after = text.slice(end, end + maxSpace).trimStart();
  return (before === '' || /[:,[-]$/.test(before)) && (after === '' || /^[,\]}]/.test(after));
}

/** White space looked over around a number. */
const maxSpace = 64;
