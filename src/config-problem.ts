import { z } from 'zod';
import { configSchema } from './config-schema.ts';

/** Longest piece of a wrong value that an error repeats. */
const maxShown = 80;

/** Something wrong in the configuration, before it is known where it stands. */
export interface Problem {
  readonly path: readonly PropertyKey[];
  /** Whether `path` names a key that does not exist, rather than a value. */
  readonly unknownKey: boolean;
  readonly text: string;
}

/** Puts what the schema found into words: the key, the value, what is allowed. */
export function problemsOf(error: z.ZodError, input: unknown): readonly Problem[] {
  return error.issues.flatMap((issue): readonly Problem[] => {
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...issue.path, key]));
    if (issue.code === 'invalid_key') return [{ path: issue.path, unknownKey: true, text: badName(issue) }];
    const value = valueAt(input, issue.path);
    const key = dotted(issue.path);
    const state = value === undefined ? 'is missing' : `is ${show(value, issue.path)}`;
    return [{ path: issue.path, unknownKey: false, text: `${key} ${state}; allowed: ${allowed(issue)}.` }];
  });
}

function badName(issue: z.core.$ZodIssueInvalidKey): string {
  const name = String(issue.path.at(-1));
  return `${dotted(issue.path)}: the name ${JSON.stringify(name)} is not allowed; allowed: ${issue.issues[0]?.message ?? 'another name'}.`;
}

function unknownKey(path: readonly PropertyKey[]): Problem {
  const name = String(path.at(-1));
  const known = Object.keys(jsonSchemaAt(path.slice(0, -1))?.properties ?? {});
  const hint = nearest(name, known);
  const advice = hint === undefined ? `Keys here: ${known.join(', ')}.` : `Did you mean ${hint}?`;
  return { path, unknownKey: true, text: `${dotted(path)}: there is no key of this name. ${advice}` };
}

/** `peers[0].alias`, as a person would write it. */
export function dotted(path: readonly PropertyKey[]): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`;
    return text === '' ? String(part) : `${text}.${String(part)}`;
  }, '');
}

/** Values of `env` may be secrets, and so may what stands before the @ of a URL. */
function show(value: unknown, path: readonly PropertyKey[]): string {
  if (path.includes('env')) return 'not shown, as it may be a secret';
  const text = (JSON.stringify(value) ?? String(value)).replaceAll(/\/\/[^/@\s"]*@/g, '//***@');
  return text.length > maxShown ? `${text.slice(0, maxShown)}…` : text;
}

function allowed(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_format' || issue.code === 'custom') return issue.message;
  return describe(jsonSchemaAt(issue.path) ?? {}) ?? issue.message;
}

function describe(schema: z.core.JSONSchema.BaseSchema): string | undefined {
  if (schema.description !== undefined) return schema.description;
  if (schema.enum !== undefined) return `one of ${schema.enum.join(', ')}`;
  if (schema.properties !== undefined) return `the keys ${Object.keys(schema.properties).join(', ')}`;
  const words: Readonly<Record<string, string>> = {
    integer: `a whole number from ${schema.minimum} to ${schema.maximum}`,
    boolean: 'true or false',
    string: `a text${sizes(schema.minLength, schema.maxLength, 'characters')}`,
    array: `a list${sizes(schema.minItems, schema.maxItems, 'entries')}`,
    object: 'named entries',
  };
  return typeof schema.type === 'string' ? words[schema.type] : undefined;
}

function sizes(least: number | undefined, most: number | undefined, unit: string): string {
  return most === undefined ? '' : ` of ${least ?? 0} to ${most} ${unit}`;
}

function jsonSchemaAt(path: readonly PropertyKey[]): z.core.JSONSchema.BaseSchema | undefined {
  let at: z.core.JSONSchema.BaseSchema | undefined = z.toJSONSchema(configSchema, {
    io: 'input',
    unrepresentable: 'any',
  });
  for (const part of path) {
    const next: unknown =
      typeof part === 'number' ? at?.items : (at?.properties?.[String(part)] ?? at?.additionalProperties);
    at = isJsonSchema(next) ? next : undefined;
  }
  return at;
}

function isJsonSchema(value: unknown): value is z.core.JSONSchema.BaseSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  let at = input;
  for (const part of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = Reflect.get(at, part);
  }
  return at;
}

/** The candidate that differs least from `name`, when it is near enough to be a slip; case does not count. */
export function nearest(name: string, candidates: readonly string[]): string | undefined {
  const most = Math.max(1, Math.floor(name.length / 3));
  const ranked = candidates
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= most ? best.candidate : undefined;
}

/** Levenshtein distance; names longer than 64 are cut, for they are no slips. */
function editDistance(left: string, right: string): number {
  const a = left.slice(0, 64);
  const b = right.slice(0, 64);
  let previous = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}
