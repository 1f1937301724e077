import { accept, reject, type Verdict } from '../base/base.ts';

/** Deepest nesting that is written; agent cards have about ten levels. Keeps the recursion off the stack's end. */
const maxDepth = 64;

/** Raised inside for a value that has no canonical form; never leaves this file. */
class NotCanonical extends Error {}

/**
 * The JSON Canonicalization Scheme (RFC 8785): no white space, members sorted by UTF-16 code units,
 * numbers and strings as ECMAScript writes them. Rejects with `malformed` what has no such form: numbers
 * that are not finite, strings with lone surrogates, undefined, functions, class instances, nesting beyond 64.
 */
export function canonicalJson(value: unknown): Verdict<string> {
  try {
    return accept(write(value, 0));
  } catch (error) {
    if (error instanceof NotCanonical) return reject('malformed', error.message);
    throw error;
  }
}

function write(value: unknown, depth: number): string {
  if (depth > maxDepth) throw new NotCanonical(`JSON is nested deeper than ${maxDepth}`);
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return writeNumber(value);
  if (typeof value === 'string') return writeString(value);
  if (typeof value === 'object') return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
  throw new NotCanonical(`JSON has no ${typeof value}`);
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new NotCanonical('JSON has no number that is not finite');
  // ECMAScript's own form, minus zero as 0 (RFC 8785, section 3.2.2.3).
  return JSON.stringify(value);
}

function writeString(value: string): string {
  if (!value.isWellFormed()) throw new NotCanonical('a string has a lone surrogate');
  return JSON.stringify(value);
}

function writeArray(value: readonly unknown[], depth: number): string {
  // Array.from visits the holes of a sparse array, which map would leave out.
  return `[${Array.from(value, (entry) => write(entry, depth + 1)).join(',')}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NotCanonical('JSON has plain objects only');
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${writeString(name)}:${write(member, depth + 1)}`).join(',')}}`;
}
