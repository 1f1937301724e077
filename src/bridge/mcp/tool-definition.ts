import { limits, sha256, toHex, utf8 } from '../../base/base.ts';
import { canonicalJson } from '../../identity/identity.ts';
import { isObject } from './rpc-message.ts';

/** What a model is told of a tool: everything by which it chooses and fills a call. */
export interface ListedTool {
  readonly name: string;
  /** SHA-256 over `text`, hexadecimal. */
  readonly hash: string;
  /** The canonical JSON (RFC 8785) of name, title, description, input and output schema and annotations. */
  readonly text: string;
  /** The words in it that a model reads: names, descriptions, titles, whatever stands in a schema. */
  readonly words: readonly string[];
  /** Hints of the server (MCP `annotations`), not proven. */
  readonly readOnly: boolean | undefined;
  readonly destructive: boolean | undefined;
}

/** The members that make the definition; others (icons, `_meta`) may change without being another tool. */
const members = ['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations'] as const;

/** Longest definition, UTF-16 units of its canonical form: a schema of hundreds of fields fits, and thousands of tools on disk. */
const maxDefinition = 32 * 1024;

/** Reads the definition of a tool from an entry of a list; undefined when it cannot be pinned: too long, or without a canonical form. */
export function readListedTool(entry: Readonly<Record<string, unknown>>): ListedTool | undefined {
  const { name, annotations } = entry;
  if (typeof name !== 'string' || name === '' || name.length > limits.maxTextLength) return undefined;
  const kept = members.filter((member) => entry[member] !== undefined).map((member) => [member, entry[member]]);
  const definition: unknown = Object.fromEntries(kept);
  const text = canonicalJson(definition);
  if (text.kind !== 'accept' || text.value.length > maxDefinition) return undefined;
  const hints = isObject(annotations) ? annotations : {};
  const hint = (key: string): boolean | undefined => {
    const value = hints[key];
    return typeof value === 'boolean' ? value : undefined;
  };
  return {
    name,
    hash: toHex(sha256(utf8(text.value))),
    text: text.value,
    words: wordsOf(definition),
    readOnly: hint('readOnlyHint'),
    destructive: hint('destructiveHint'),
  };
}

/** Every key and text in a value; its nesting is bounded, as it has a canonical form. */
function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(wordsOf);
  return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...wordsOf(inner)]) : [];
}
