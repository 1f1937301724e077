import { accept, fromUtf8, reject, type Verdict } from '../base/base.ts';

/** A JSON value as `readStrictJson` gives it. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** Nested arrays and objects in one text: deeper than any A2A or MCP message, far from the stack's end. */
export const maxJsonDepth = 64;
/** Values in one text: reading that many takes a few tens of milliseconds, and no longer may the event loop stand still. */
export const maxJsonValues = 200_000;

/** Raised inside the reader for a text that is not strict JSON; `readStrictJson` turns it into a verdict. */
class NotStrict extends Error {}

/**
 * Reads JSON (RFC 8259) as strictly as I-JSON (RFC 7493): valid UTF-8 without byte order mark, no key
 * twice in an object, no lone surrogate, no number beyond a double. Two readers that differ on such a text could
 * otherwise judge one message and deliver another. Rejects with `facts-invalid`. The size of `bytes` is
 * the caller's to bound.
 */
export function readStrictJson(bytes: Uint8Array): Verdict<JsonValue> {
  const text = fromUtf8(bytes);
  if (text === undefined) return reject('facts-invalid', 'the body is not valid UTF-8');
  try {
    return accept(new Reader(text).document());
  } catch (error) {
    if (error instanceof NotStrict) return reject('facts-invalid', error.message);
    throw error;
  }
}

/** Whether a value is an object. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an array. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The text under a key of its own; undefined when there is none or it is no text. */
export function textAt(object: JsonObject, key: string): string | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return typeof value === 'string' ? value : undefined;
}

/** The object under a key of its own; undefined when there is none or it is no object. */
export function objectAt(object: JsonObject, key: string): JsonObject | undefined {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isJsonObject(value) ? value : undefined;
}

/** The entries of the array under a key of its own; empty when there is none. */
export function listAt(object: JsonObject, key: string): readonly JsonValue[] {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isJsonArray(value) ? value : [];
}

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

class Reader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonValue {
    const value = this.#value(0);
    this.#space();
    if (this.#at !== this.#text.length) throw new NotStrict('something follows the JSON value');
    return value;
  }

  #space(): void {
    let code = this.#text.charCodeAt(this.#at);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) code = this.#text.charCodeAt(++this.#at);
  }

  /** Reads past blanks and returns the code unit there, NaN at the end. */
  #peek(): number {
    this.#space();
    return this.#text.charCodeAt(this.#at);
  }

  #value(depth: number): JsonValue {
    if (depth > maxJsonDepth) throw new NotStrict(`the JSON is nested deeper than ${maxJsonDepth}`);
    if (++this.#values > maxJsonValues) throw new NotStrict(`the JSON has more than ${maxJsonValues} values`);
    switch (this.#peek()) {
      case quote:
        return this.#string();
      case openBrace:
        return this.#object(depth);
      case openBracket:
        return this.#array(depth);
      case 0x74:
        return this.#word('true', true);
      case 0x66:
        return this.#word('false', false);
      case 0x6e:
        return this.#word('null', null);
      default:
        return this.#number();
    }
  }

  #word<T>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw new NotStrict('the body is not JSON');
    this.#at += word.length;
    return value;
  }

  #number(): number {
    numberPattern.lastIndex = this.#at;
    const match = numberPattern.exec(this.#text)?.[0];
    if (match === undefined) throw new NotStrict('the body is not JSON');
    this.#at += match.length;
    const value = Number(match);
    if (!Number.isFinite(value)) throw new NotStrict('a JSON number is out of range');
    return value;
  }

  #array(depth: number): readonly JsonValue[] {
    const out: JsonValue[] = [];
    this.#at++;
    if (this.#peek() === closeBracket) {
      this.#at++;
      return out;
    }
    for (;;) {
      out.push(this.#value(depth + 1));
      if (this.#separator(closeBracket)) return out;
    }
  }

  #object(depth: number): JsonObject {
    const out: Record<string, JsonValue> = {};
    this.#at++;
    if (this.#peek() === closeBrace) {
      this.#at++;
      return out;
    }
    for (;;) {
      if (this.#peek() !== quote) throw new NotStrict('a JSON key is missing');
      const key = this.#string();
      if (Object.hasOwn(out, key)) throw new NotStrict('a JSON object has a key twice');
      if (this.#peek() !== colon) throw new NotStrict('a JSON key has no value');
      this.#at++;
      const value = this.#value(depth + 1);
      // Assigning `__proto__` would set the prototype instead of a key.
      if (key === '__proto__') Object.defineProperty(out, key, { value, enumerable: true, writable: true });
      else out[key] = value;
      if (this.#separator(closeBrace)) return out;
    }
  }

  /** Reads `,` (false) or the closing bracket (true). */
  #separator(close: number): boolean {
    const code = this.#peek();
    if (code !== comma && code !== close) throw new NotStrict('the body is not JSON');
    this.#at++;
    return code === close;
  }

  #string(): string {
    const start = this.#at + 1;
    let end = this.#text.indexOf('"', start);
    while (end > 0 && this.#isEscaped(start, end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) throw new NotStrict('a JSON string has no end');
    this.#at = end + 1;
    const raw = this.#text.slice(start, end);
    return !special.test(raw) ? raw : unescape(this.#text.slice(start - 1, end + 1));
  }

  #isEscaped(start: number, end: number): boolean {
    let slashes = 0;
    while (end - 1 - slashes >= start && this.#text.charCodeAt(end - 1 - slashes) === 0x5c) slashes++;
    return slashes % 2 === 1;
  }
}

/** Escapes and control characters need a closer look. Decoded UTF-8 has no lone surrogates: only escapes can make one. */
const special = /[\\\p{Cc}]/u;

function unescape(quoted: string): string {
  let value: unknown;
  try {
    value = JSON.parse(quoted);
  } catch {
    throw new NotStrict('a JSON string is not valid');
  }
  if (typeof value !== 'string') throw new NotStrict('a JSON string is not valid');
  if (!value.isWellFormed()) throw new NotStrict('a JSON string has a lone surrogate');
  return value;
}
