/** A policy made from YAML: Cedar text, and where in the file the rule stands that it was made from. */
export interface MadePolicy {
  readonly text: string;
  /** Index into the file, UTF-16 units. */
  readonly start: number;
}

/** A mapping of the document with the place of every key. */
export interface Fields {
  readonly start: number;
  readonly at: (key: string) => number;
  readonly entries: ReadonlyMap<string, unknown>;
}

/** Raised inside for a rule that cannot be compiled; becomes a problem at its place. */
export class RuleFault extends Error {
  readonly at: number;
  readonly hint: string | undefined;

  constructor(at: number, message: string, hint?: string) {
    super(message);
    this.at = at;
    this.hint = hint;
  }
}

/** What a compiler of a form gets. */
export interface RuleFile {
  /** Of the file, without its ending: ids begin with it. */
  readonly name: string;
  readonly top: Fields;
  readonly rules: readonly Fields[];
}

/** Runs the compilation of one rule; a RuleFault in it becomes a problem. */
export type Guarded = (work: () => readonly MadePolicy[]) => readonly MadePolicy[];

/** Cedar string literal; the escapes that JSON and Cedar share. */
export function quote(text: string): string {
  return JSON.stringify(text).replaceAll(/\\u([0-9a-f]{4})|\\[bf]/g, (escape, hex?: string) => {
    const code = hex ?? (escape === '\\b' ? '0008' : '000c');
    return `\\u{${code}}`;
  });
}

/** A scalar as text; a list or mapping, where none belongs, as JSON. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : JSON.stringify(value ?? '');
}
