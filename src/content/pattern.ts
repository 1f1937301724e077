import { RE2JS } from 're2js';
import { MeshError } from '../base/base.ts';
import type { Span } from './span.ts';

/** A pattern of the operator's. */
export interface ContentPattern {
  /** The finding is `pattern.<name>`. */
  readonly name: string;
  /** Whether the text holds a match; takes time in proportion to the text. */
  isIn(text: string): boolean;
  /** Where the matches stand, from left to right, without empty ones; at most `most` of them. */
  spansIn(text: string, most: number): readonly Span[];
}

/** Longest pattern, UTF-16 units: the engine takes time in proportion to text times pattern. */
const maxPatternLength = 256;

/**
 * Compiles a pattern in RE2 syntax, which has neither back references nor look-around and so no text that
 * it takes long over. Throws MeshError('policy-invalid') saying what is wrong with it.
 */
export function compilePattern(name: string, source: string): ContentPattern {
  if (!/^[a-z][a-z0-9-]{0,62}$/.test(name))
    throw new MeshError('policy-invalid', 'the name of a pattern is of lower-case letters, digits and "-"');
  if (source === '' || source.length > maxPatternLength)
    throw new MeshError('policy-invalid', `a pattern has between 1 and ${maxPatternLength} characters`);
  try {
    const compiled = RE2JS.compile(source);
    return { name, isIn: (text) => compiled.test(text), spansIn: (text, most) => spansOf(name, compiled, text, most) };
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it is not RE2';
    throw new MeshError('policy-invalid', `the pattern cannot be read: ${why}`, { cause });
  }
}

function spansOf(name: string, compiled: RE2JS, text: string, most: number): readonly Span[] {
  const matcher = compiled.matcher(text);
  const spans: Span[] = [];
  while (spans.length < most && matcher.find()) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (end > start) spans.push({ name: `pattern.${name}`, start, end });
  }
  return spans;
}
