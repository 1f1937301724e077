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
  const bytes = new Uint8Array(text.length);
  let length = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 128 && (values[code] ?? -1) >= 0) continue;
    if (at - start >= minRun) {
      length = decodeRun(text, { start, end: at }, { bytes, length });
      bytes[length++] = 0x0a;
    }
    start = at + 1;
  }
  return length === 0 ? '' : fromUtf8Lossy(bytes.subarray(0, length));
}

function decodeRun(
  text: string,
  run: { readonly start: number; readonly end: number },
  into: { readonly bytes: Uint8Array; readonly length: number },
): number {
  let { length } = into;
  let bits = 0;
  let count = 0;
  for (let at = run.start; at < run.end; at++) {
    bits = ((bits << 6) | (values[text.charCodeAt(at)] ?? 0)) & 0xffff;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    into.bytes[length++] = (bits >> count) & 0xff;
  }
  return length;
}
