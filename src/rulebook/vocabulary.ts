/** The words an attribute can hold; any other word in a policy is a slip that Cedar's validator cannot see. */
const words: ReadonlyMap<string, readonly string[]> = new Map([
  ['tier', ['untrusted', 'probationary', 'standard', 'trusted', 'verified_partner']],
  ['direction', ['in', 'out']],
  ['protocol', ['native', 'a2a', 'mcp', 'mesh', 'control']],
  ['part', ['', 'head', 'chunk', 'end']],
]);

/** A word that an attribute never holds, and those it does. */
export interface Misspelling {
  readonly attribute: string;
  readonly word: string;
  readonly known: readonly string[];
}

/**
 * Finds comparisons of `tier`, `direction`, `protocol` or `part` with a word they never hold, in Cedar's
 * JSON form: such a rule could never match, or would always.
 */
export function findMisspellings(json: unknown): readonly Misspelling[] {
  if (Array.isArray(json)) return json.flatMap(findMisspellings);
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([operator, body]) => [...compared(operator, body), ...findMisspellings(body)]);
}

function compared(operator: string, body: unknown): readonly Misspelling[] {
  if (!isObject(body)) return [];
  const { left, right } = body;
  if (operator === 'contains') return misspelt(right, left);
  return operator === '==' || operator === '!=' ? [...misspelt(left, right), ...misspelt(right, left)] : [];
}

function misspelt(side: unknown, other: unknown): readonly Misspelling[] {
  const access = isObject(side) ? side['.'] : undefined;
  const attribute = isObject(access) ? access['attr'] : undefined;
  const known = typeof attribute === 'string' ? words.get(attribute) : undefined;
  if (known === undefined || typeof attribute !== 'string') return [];
  return literals(other)
    .filter((word) => !known.includes(word))
    .map((word) => ({ attribute, word, known }));
}

function literals(json: unknown): readonly string[] {
  if (!isObject(json)) return [];
  if (typeof json['Value'] === 'string') return [json['Value']];
  return Array.isArray(json['Set']) ? json['Set'].flatMap(literals) : [];
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
