/** What is wrong with a policy file, for people. */
export interface PolicyProblem {
  /** Name of the file inside the directory; undefined when it is about the directory. */
  readonly file: string | undefined;
  /** 1 for the first line; undefined when it is about the whole file. */
  readonly line: number | undefined;
  /** 1 for the first character of the line. */
  readonly column: number | undefined;
  readonly message: string;
  /** The line of the file and a line with a caret below it; undefined without a place. */
  readonly excerpt: string | undefined;
  /** What to do; undefined when there is nothing to add. */
  readonly hint: string | undefined;
}

/** Longest line shown of a file, UTF-16 units: a screen's width or two. */
const maxExcerptLength = 160;

/** A problem about a file or the directory as a whole. */
export function problemOf(file: string | undefined, message: string, hint?: string): PolicyProblem {
  return { file, line: undefined, column: undefined, message, excerpt: undefined, hint };
}

/** A problem at a place: `at` is an index into the text of the file, in UTF-16 units. */
export function problemAt(
  { name, text }: { readonly name: string; readonly text: string },
  at: number,
  message: string,
  hint?: string,
): PolicyProblem {
  const { line, column } = positionOf(text, at);
  const start = at - column + 1;
  const end = text.indexOf('\n', start);
  const whole = text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
  // A window around the place when the line is long.
  const from = column <= maxExcerptLength ? 0 : column - maxExcerptLength / 2;
  const shown = whole.slice(from, from + maxExcerptLength);
  const pad = shown.slice(0, column - 1 - from).replaceAll(/[^\t]/g, ' ');
  return { file: name, line, column, message, excerpt: `${shown}\n${pad}^`, hint };
}

/** Line and column, both from 1, of an index into a text. */
export function positionOf(text: string, at: number): { readonly line: number; readonly column: number } {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  let line = 1;
  for (let next = text.indexOf('\n'); next >= 0 && next < start; next = text.indexOf('\n', next + 1)) line++;
  return { line, column: at - start + 1 };
}

/** A problem on one line, with its place: for logs and for what watches over the node. */
export function briefProblem({ file, line, column, message }: PolicyProblem): string {
  return [file, line, column, ` ${message}`]
    .filter((part) => part !== undefined)
    .join(':')
    .trimStart();
}

/** A problem as several lines of text: place and message, the excerpt, the hint. */
export function showProblem({ file, line, column, message, excerpt, hint }: PolicyProblem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(':');
  const lines = [place === '' ? message : `${place}: ${message}`];
  if (excerpt !== undefined) lines.push(...excerpt.split('\n').map((each) => `    ${each}`));
  if (hint !== undefined) lines.push(`    hint: ${hint}`);
  return lines.join('\n');
}
