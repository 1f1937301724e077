import { fromUtf8Lossy } from '../base/base.ts';
import { findInjectionSignals } from './injection.ts';
import type { ContentPattern } from './pattern.ts';
import { findPersonalData } from './personal.ts';
import { findSecrets } from './secrets.ts';
import { viewsOf } from './views.ts';

/**
 * Bytes of a body that are looked at in full. A larger one is looked at in two windows of half as much, at its
 * beginning and at its end, and gets the finding `content.partly`: a rule that must know forbids on it.
 */
export const fullScanBytes = 128 * 1024;
/** Bytes of one piece of an answer that are looked at again with the next: no token that is known is longer. */
export const tailBytes = 512;
/** Of operator patterns: bytes of each view they are run over, since a linear engine in a script is still slow. */
const patternChars = 64 * 1024;

/**
 * What a body holds, as sorted names: `secret.<kind>`, `personal.<kind>`, `pattern.<name>` of the operator's
 * patterns, `signal.<kind>`, and `content.partly` when not all of it was looked at. Takes time in proportion
 * to the bytes and never throws, whatever they are. `before` is the end of the piece before, of a body in pieces.
 */
export function scanContent(
  body: Uint8Array,
  patterns: readonly ContentPattern[] = [],
  before: Uint8Array = nothing,
): readonly string[] {
  const found = new Set<string>();
  for (const text of windowsOf(body, before, found)) {
    const { texts, cut } = viewsOf(text);
    if (cut) found.add('content.partly');
    for (const view of texts) scanView(view, patterns, found);
  }
  return [...found].sort();
}

const nothing = new Uint8Array(0);

function windowsOf(body: Uint8Array, before: Uint8Array, found: Set<string>): readonly string[] {
  const head = fromUtf8Lossy(before);
  if (body.length <= fullScanBytes) return [head + fromUtf8Lossy(body)];
  found.add('content.partly');
  const half = fullScanBytes / 2;
  return [head + fromUtf8Lossy(body.subarray(0, half)), fromUtf8Lossy(body.subarray(-half))];
}

function scanView(text: string, patterns: readonly ContentPattern[], found: Set<string>): void {
  findSecrets(text, found);
  findPersonalData(text, found);
  findInjectionSignals(text, found);
  if (patterns.length === 0) return;
  if (text.length > patternChars) found.add('content.partly');
  const part = text.slice(0, patternChars);
  for (const pattern of patterns) if (pattern.isIn(part)) found.add(`pattern.${pattern.name}`);
}
