import { fromUtf8Lossy } from '../base/base.ts';

const values = new Int8Array(128).fill(-1);
for (const [i, character] of Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/').entries()) {
  values[character.charCodeAt(0)] = i;
}
values['-'.charCodeAt(0)] = 62;
values['_'.charCodeAt(0)] = 63;

/** Shortest run that is worth decoding: the shortest token has twenty characters, which are 27 in base64. */
const minRun = 27;

/** What the runs of base64 or base64url in a text decode to, as UTF-8 where it is, one line for each; empty when there are none. */
export function decodeBase64Runs(text: string): string {
  const table = values;
  const runs: [start: number, end: number][] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    // A code beyond ASCII finds no entry.
    if ((table[text.charCodeAt(at)] ?? -1) >= 0) continue;
    if (at - start >= minRun) runs.push([start, at]);
    start = at + 1;
  }
  if (text.length - start >= minRun) runs.push([start, text.length]);
  return runs.length === 0 ? '' : decodeRuns(text, runs);
}

function decodeRuns(text: string, runs: readonly (readonly [start: number, end: number])[]): string {
  const table = values;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (const [start, end] of runs) {
    const whole = end - ((end - start) & 3);
    for (let at = start; at < whole; at += 4) {
      const high = ((table[text.charCodeAt(at)] ?? 0) << 6) | (table[text.charCodeAt(at + 1)] ?? 0);
      const low = ((table[text.charCodeAt(at + 2)] ?? 0) << 6) | (table[text.charCodeAt(at + 3)] ?? 0);
      bytes[length++] = high >> 4;
      bytes[length++] = (high << 4) | (low >> 8);
      bytes[length++] = low;
    }
    length = decodeRest(text, { at: whole, end }, { bytes, length });
    bytes[length++] = 0x0a;
  }
  return fromUtf8Lossy(bytes.subarray(0, length));
}

/** What is behind the last four characters of a run. */
function decodeRest(
  text: string,
  { at, end }: { readonly at: number; readonly end: number },
  { bytes, length }: { readonly bytes: Uint8Array; readonly length: number },
): number {
  const six = (place: number): number => (place < end ? (values[text.charCodeAt(place)] ?? 0) : 0);
  const bits = (six(at) << 12) | (six(at + 1) << 6) | six(at + 2);
  // One character alone is six bits, and no byte.
  const count = Math.max(0, end - at - 1);
  for (let i = 0; i < count; i++) bytes[length + i] = bits >> (10 - 8 * i);
  return length + count;
}
