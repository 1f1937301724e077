import { accept, reject, type Verdict } from '../base/base.ts';
import { RecordValue, SetValue, type Value } from './value.ts';

/** Deepest nesting of arguments: no tool needs more, and it bounds the stack. */
const maxArgumentDepth = 64;
/** Most values in the arguments of one message: bounds the time a hostile message can take. */
const maxArgumentValues = 20_000;
/** Longest name of one argument, UTF-16 units. */
const maxArgumentName = 1024;

/** Arguments in the forms that the schema offers to policies, each made when first asked for. */
export interface ArgumentForms {
  /** `context.argumentsText`: RFC 8785 canonical JSON; empty when there are none. */
  readonly text: () => string;
  /** `context.arguments`: every path as text. */
  readonly byPath: () => RecordValue;
  /** `context.numbers`: every path that holds an integer. */
  readonly numbers: () => RecordValue;
  /** `context.pairs`: `path=text` of every value that is no list or object, list items under `path[]`. */
  readonly pairs: () => SetValue;
  /** Every path that holds a text itself, with it. */
  readonly texts: () => readonly (readonly [path: string, text: string])[];
}

const none: ArgumentForms = {
  text: () => '',
  byPath: () => new RecordValue(new Map()),
  numbers: () => new RecordValue(new Map()),
  pairs: () => new SetValue([]),
  texts: () => [],
};

/**
 * Checks arguments parsed from JSON and offers their forms. A path joins names with `.` and list places
 * as `[0]`; a name that holds one of `. [ ] = " \`, or is empty, is written as `["name"]`, so that two
 * different places never share a path. The text of a string is itself; of anything else (numbers with a
 * fraction, true, null, lists, objects) its canonical JSON. Nothing in here ever becomes an entity or an
 * extension value: `__entity` is a name like any other.
 *
 * Refused as `facts-invalid`: integers beyond 2^53 - 1 (JSON.parse has rounded them), numbers that are
 * not finite, text that is not well-formed Unicode, values that JSON does not have, and more than the
 * bounds above.
 */
export function readArguments(value: unknown): Verdict<ArgumentForms> {
  if (value === undefined) return accept(none);
  const fault = check(value);
  if (fault !== undefined) return reject('facts-invalid', fault);
  let walked: Walked | undefined;
  const walk = (): Walked => (walked ??= walkAll(value));
  return accept({
    text: () => canonical(value),
    byPath: () => walk().byPath,
    numbers: () => walk().numbers,
    pairs: () => new SetValue(walk().pairs),
    texts: () => walk().texts,
  });
}

/** What is wrong with the arguments; undefined when nothing is. */
function check(root: unknown): string | undefined {
  let count = 0;
  const visit = (value: unknown, depth: number): string | undefined => {
    if (++count > maxArgumentValues) return `the arguments hold more than ${maxArgumentValues} values`;
    if (!isContainer(value)) return checkScalar(value);
    if (depth >= maxArgumentDepth) return `the arguments nest more than ${maxArgumentDepth} deep`;
    return Array.isArray(value) ? visitItems(value, depth) : visitFields(value, depth);
  };
  const visitItems = (items: readonly unknown[], depth: number): string | undefined => {
    for (const item of items) {
      const fault = visit(item, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  const visitFields = (fields: object, depth: number): string | undefined => {
    for (const [name, item] of Object.entries(fields)) {
      const fault = checkName(name) ?? visit(item, depth + 1);
      if (fault !== undefined) return fault;
    }
    return undefined;
  };
  return visit(root, 0);
}

function checkName(name: string): string | undefined {
  if (name.length > maxArgumentName) return `the name of an argument is longer than ${maxArgumentName}`;
  return name.isWellFormed() ? undefined : 'the name of an argument is not well-formed Unicode';
}

function checkScalar(value: unknown): string | undefined {
  if (value === null || typeof value === 'boolean') return undefined;
  if (typeof value === 'string') return value.isWellFormed() ? undefined : 'an argument is not well-formed Unicode';
  if (typeof value !== 'number') return 'an argument is of a type that JSON does not have';
  if (!Number.isFinite(value)) return 'an argument is not a finite number';
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? 'an argument is an integer beyond 2^53' : undefined;
}

function isContainer(value: unknown): value is readonly unknown[] | Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** RFC 8785 of a value that `check` passed: names sorted by UTF-16 units, numbers as ECMAScript writes them. */
function canonical(value: unknown): string {
  if (!isContainer(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, item]) => `${JSON.stringify(name)}:${canonical(item)}`).join(',')}}`;
}

interface Walked {
  readonly byPath: RecordValue;
  readonly numbers: RecordValue;
  readonly pairs: readonly string[];
  readonly texts: readonly (readonly [string, string])[];
}

function walkAll(root: unknown): Walked {
  const byPath = new Map<string, Value | (() => Value)>();
  const numbers = new Map<string, Value>();
  const pairs: string[] = [];
  const texts: (readonly [string, string])[] = [];
  const visit = (value: unknown, path: string, group: string): void => {
    if (isContainer(value)) {
      // As text only on demand: writing out every level would cost the depth times the size.
      if (path !== '') byPath.set(path, () => canonical(value));
      if (Array.isArray(value)) value.forEach((item, i) => visit(item, `${path}[${i}]`, `${group}[]`));
      else for (const [name, item] of Object.entries(value)) visit(item, join(path, name), join(group, name));
      return;
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (path !== '') byPath.set(path, text);
    if (typeof value === 'string') texts.push([path, text]);
    if (typeof value === 'number' && Number.isSafeInteger(value)) numbers.set(path, BigInt(value));
    pairs.push(`${group}=${text}`);
  };
  visit(root, '', '');
  return { byPath: new RecordValue(byPath), numbers: new RecordValue(numbers), pairs, texts };
}

const plainName = /^[^.[\]="\\]+$/;

function join(path: string, name: string): string {
  if (!plainName.test(name)) return `${path}[${JSON.stringify(name)}]`;
  return path === '' ? name : `${path}.${name}`;
}
