import { personalNames, secretNames } from '../content/content.ts';
import { parseLimit } from '../policy/policy.ts';

/** The words an attribute can hold; any other word in a policy is a slip that Cedar's validator cannot see. */
const words: ReadonlyMap<string, readonly string[]> = new Map([
  ['tier', ['untrusted', 'probationary', 'standard', 'trusted', 'verified_partner']],
  ['direction', ['in', 'out']],
  ['protocol', ['native', 'a2a', 'mcp', 'agentmesh', 'mesh', 'control']],
  ['part', ['', 'head', 'chunk', 'end']],
  ['stage', ['pre_input', 'pre_tool', 'post_tool', 'pre_output']],
  ['pin', ['', 'new', 'pinned', 'drifted', 'rejected']],
]);
const findings: readonly string[] = [
  ...secretNames,
  ...personalNames,
  'signal.prompt-injection',
  'signal.hidden-text',
  'content.partly',
];

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
export function findMisspellings(json: unknown, patterns: readonly string[] = []): readonly Misspelling[] {
  if (Array.isArray(json)) return json.flatMap((item) => findMisspellings(item, patterns));
  if (!isObject(json)) return [];
  return Object.entries(json).flatMap(([operator, body]) => [
    ...compared(operator, body),
    ...misnamed(operator, body, patterns),
    ...findMisspellings(body, patterns),
  ]);
}

/** The limits that policies name, in Cedar's JSON form, each once. */
export function limitsIn(json: unknown): readonly string[] {
  const found = new Set<string>();
  const visit = (each: unknown): void => {
    if (Array.isArray(each)) each.forEach(visit);
    if (!isObject(each)) return;
    for (const body of [each['hasTag'], each['getTag']]) {
      if (!isObject(body) || attributeOf(body['left']) !== 'exceeded') continue;
      for (const word of literals(body['right'])) found.add(word);
    }
    Object.values(each).forEach(visit);
  };
  visit(json);
  return [...found];
}

/** Limits and findings that are no such thing: the first would never be used up, the second never found. */
function misnamed(operator: string, body: unknown, patterns: readonly string[]): readonly Misspelling[] {
  if (!isObject(body)) return [];
  const attribute = attributeOf(body['left']);
  if (attribute === 'exceeded' && (operator === 'hasTag' || operator === 'getTag')) {
    const known = ['agent 60/1m', 'tool 10/1h burst 2', 'organisation 1000/1d', 'global 50/1s'];
    const words = literals(body['right']);
    // A limit that is computed cannot be checked, nor counted from the start.
    if (words.length === 0) return [{ attribute, word: '', known }];
    return words.filter((word) => parseLimit(word) === undefined).map((word) => ({ attribute, word, known }));
  }
  if (attribute !== 'findings' || !operator.startsWith('contains')) return [];
  const known = [...findings, ...patterns.map((name) => `pattern.${name}`)];
  return literals(body['right'])
    .filter((word) => !known.includes(word))
    .map((word) => ({ attribute, word, known: nearest(word, known) }));
}

/** Those that share most with the word; all of them would fill a screen. */
function nearest(word: string, known: readonly string[]): readonly string[] {
  const kind = word.split('.')[0] ?? '';
  const close = known.filter((each) => each.startsWith(`${kind}.`));
  return (close.length > 0 ? close : ['secret.*', 'personal.*', 'pattern.*', 'signal.*', 'content.partly']).slice(
    0,
    40,
  );
}

function attributeOf(side: unknown): string | undefined {
  const access = isObject(side) ? side['.'] : undefined;
  const attribute = isObject(access) ? access['attr'] : undefined;
  return typeof attribute === 'string' ? attribute : undefined;
}

function compared(operator: string, body: unknown): readonly Misspelling[] {
  if (!isObject(body)) return [];
  const { left, right } = body;
  if (operator === 'contains') return misspelt(right, left);
  return operator === '==' || operator === '!=' ? [...misspelt(left, right), ...misspelt(right, left)] : [];
}

function misspelt(side: unknown, other: unknown): readonly Misspelling[] {
  const attribute = attributeOf(side);
  const known = attribute === undefined ? undefined : words.get(attribute);
  if (known === undefined || attribute === undefined) return [];
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
