import { parseLimit } from './limit.ts';

/** What permits demand of what they let pass, beyond that it passes. */
export interface Obligations {
  /** Findings to cover before it is delivered, each by name or by kind (`@redact("secret, personal.card")`). */
  readonly redact: readonly string[];
  /** Words under which it is written to the log of the node (`@log("payments")`). */
  readonly log: readonly string[];
  /** Labels that it leaves behind (`@label("confidential")`). */
  readonly labels: readonly string[];
  /** Limits that it counts against and must fit (`@limit("agent 60/1m")`), by their text. */
  readonly limits: readonly string[];
}

/** No permit demands anything. */
export const noObligations: Obligations = { redact: [], log: [], labels: [], limits: [] };

type Annotations = Readonly<Record<string, string>>;

/** Annotations that only tell people something. Every other one on a permit is an obligation, known or not. */
export const notes: readonly string[] = ['id', 'reason', 'advice', 'description', 'author', 'source'];

const fields = { redact: 'redact', log: 'log', label: 'labels', limit: 'limits' } as const;

/** The annotations that are obligations. */
export const obligationNames: readonly string[] = Object.keys(fields);

/** Longest list in one annotation, and longest word in it. */
const maxWords = 32;
const maxWordLength = 128;

/** What the annotations of a permit demand; the name of one that this engine does not know, or cannot read. */
export function obligationsOf(annotations: Annotations): Obligations | { readonly unknown: string } {
  let owed: Obligations = noObligations;
  for (const [name, text] of Object.entries(annotations)) {
    if (notes.includes(name)) continue;
    const words = isObligation(name) ? wordsOf(text) : [];
    if (!isObligation(name) || !areGood(name, words)) return { unknown: name };
    owed = { ...owed, [fields[name]]: words };
  }
  return owed;
}

function isObligation(name: string): name is keyof typeof fields {
  return Object.hasOwn(fields, name);
}

function wordsOf(text: string): readonly string[] {
  return [...new Set(text.split(',').map((word) => word.trim()))].filter((word) => word !== '').sort();
}

const finding = /^(?:secret|personal|pattern)(?:\.[a-z0-9-]+)?$/;

function areGood(name: keyof typeof fields, words: readonly string[]): boolean {
  if (words.length > maxWords || words.some((word) => word.length > maxWordLength)) return false;
  switch (name) {
    case 'label':
      return true;
    case 'log':
      return words.length > 0 && words.every((word) => /^[\w .:/-]+$/.test(word));
    case 'redact':
      return words.length > 0 && words.every((word) => finding.test(word));
    case 'limit':
      return words.length > 0 && words.every((word) => parseLimit(word) !== undefined);
  }
}

/** All of them together: what one permit demands is not undone by another. */
export function united(all: readonly Obligations[]): Obligations {
  const [first] = all;
  if (first === undefined) return noObligations;
  if (all.length === 1) return first;
  const of = (field: keyof Obligations): readonly string[] => [...new Set(all.flatMap((each) => each[field]))].sort();
  return { redact: of('redact'), log: of('log'), labels: of('labels'), limits: of('limits') };
}
