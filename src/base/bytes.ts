import { encodeText, zeroBytes } from './slab.ts';

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lossyDecoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Encodes text as UTF-8. */
export function utf8(text: string): Uint8Array {
  return encodeText(text);
}

/** Decodes UTF-8; undefined when the bytes are not valid UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strictDecoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** Decodes UTF-8 for a look at it: what is not valid becomes U+FFFD. Never for anything that is passed on. */
export function fromUtf8Lossy(bytes: Uint8Array): string {
  return lossyDecoder.decode(bytes);
}

/** Joins byte strings. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const out = zeroBytes(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/** Compares public byte strings; not for secrets. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const hexDigits: readonly string[] = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, '0'));

/** Lower-case hexadecimal. */
export function toHex(bytes: Uint8Array): string {
  let out = '';
  for (const byte of bytes) out += hexDigits[byte];
  return out;
}

/** Reads hexadecimal digits; throws RangeError on anything else, so parse untrusted text with a pattern first. */
export function fromHex(text: string): Uint8Array {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) throw new RangeError('not hexadecimal');
  const out = new Uint8Array(text.length / 2);
  for (let i = 0; i < out.length; i++)
    out[i] = hexDigit(text.charCodeAt(2 * i)) * 16 + hexDigit(text.charCodeAt(2 * i + 1));
  return out;
}

/** The value of a digit, by its code; letters of either case differ from their value by 9 in the low four bits. */
function hexDigit(code: number): number {
  return code <= 0x39 ? code - 0x30 : (code & 0xf) + 9;
}

const base64urlPattern = /^[A-Za-z0-9_-]*$/;
const base64urlAlphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const base64urlValues: ReadonlyMap<string, number> = new Map(Array.from(base64urlAlphabet, (c, i) => [c, i]));

/** Base64url without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const left = bytes.length - i;
    const triple = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digits = left === 1 ? 2 : left === 2 ? 3 : 4;
    for (let d = 0; d < digits; d++) out += base64urlAlphabet[(triple >> (18 - 6 * d)) & 63];
  }
  return out;
}

/** Reads canonical base64url without padding; undefined when it is not, including non-zero trailing bits. */
export function fromBase64url(text: string): Uint8Array | undefined {
  if (!base64urlPattern.test(text) || text.length % 4 === 1) return undefined;
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let pending = 0;
  let at = 0;
  for (const c of text) {
    bits = ((bits << 6) | (base64urlValues.get(c) ?? 0)) & 0xffffff;
    pending += 6;
    if (pending < 8) continue;
    pending -= 8;
    out[at++] = (bits >> pending) & 0xff;
  }
  return (bits & ((1 << pending) - 1)) === 0 ? out : undefined;
}

const base58Alphabet = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';

/** Base58 with the Bitcoin alphabet (base58btc without multibase prefix). For short inputs: the cost is quadratic. */
export function toBase58(bytes: Uint8Array): string {
  let zeros = 0;
  while (zeros < bytes.length && bytes[zeros] === 0) zeros++;
  const digits: number[] = [];
  for (const byte of bytes.subarray(zeros)) {
    let carry = byte;
    for (let i = 0; i < digits.length; i++) {
      carry += (digits[i] ?? 0) << 8;
      digits[i] = carry % 58;
      carry = Math.floor(carry / 58);
    }
    while (carry > 0) {
      digits.push(carry % 58);
      carry = Math.floor(carry / 58);
    }
  }
  let out = '1'.repeat(zeros);
  for (let i = digits.length - 1; i >= 0; i--) out += base58Alphabet[digits[i] ?? 0];
  return out;
}

/** Big-endian bytes of an unsigned 32-bit integer. */
export function u32be(value: number): Uint8Array {
  const out = zeroBytes(4);
  putU32(out, 0, value);
  return out;
}

/** Big-endian bytes of an unsigned 64-bit integer given as a safe integer; keys written with it sort by value. */
export function u64be(value: number): Uint8Array {
  const out = zeroBytes(8);
  putU64(out, 0, value);
  return out;
}

/** Writes `u32be` of a value into bytes. */
export function putU32(out: Uint8Array, at: number, value: number): void {
  out[at] = value >>> 24;
  out[at + 1] = value >>> 16;
  out[at + 2] = value >>> 8;
  out[at + 3] = value;
}

/** Writes `u64be` of a value into bytes. */
export function putU64(out: Uint8Array, at: number, value: number): void {
  putU32(out, at, Math.floor(value / 2 ** 32));
  putU32(out, at + 4, value);
}
