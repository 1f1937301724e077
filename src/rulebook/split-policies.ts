/** The text of one policy within its file. */
export interface PolicyText {
  readonly text: string;
  /** Index of its first character in the file, UTF-16 units. */
  readonly start: number;
}

/** One piece of Cedar text: a comment, a string (ended or not), a semicolon, white space, or anything else. */
const piece = /\/\/[^\n]*|"(?:[^"\\]|\\[\s\S])*"?|;|\s+|[^\s;"/]+|\//g;

/**
 * Cuts a file into its policies: each ends with a semicolon that is in no string and no comment, which is
 * the only place where Cedar has one. A rest without its semicolon comes last, for the parser to refuse.
 */
export function splitPolicies(file: string): readonly PolicyText[] {
  const policies: PolicyText[] = [];
  let start: number | undefined;
  for (const { 0: text, index } of file.matchAll(piece)) {
    if (start === undefined && !isSpace(text)) start = index;
    if (text !== ';' || start === undefined) continue;
    policies.push({ text: file.slice(start, index + 1), start });
    start = undefined;
  }
  if (start !== undefined) policies.push({ text: file.slice(start), start });
  return policies;
}

function isSpace(text: string): boolean {
  return text.startsWith('//') || /^\s/.test(text);
}
