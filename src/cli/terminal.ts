import { stripVTControlCharacters } from 'node:util';

/** What the command line writes to; `process.stdout` and `process.stderr` are such. */
export interface Sink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  /** Characters of a line, of a terminal. */
  readonly columns?: number;
}

type Colour = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'picture';

const codes: Readonly<Record<Colour, readonly [on: number | string, off: number | string]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  /** White on black, whatever the theme: a picture of blocks would be inverted on a light one. */
  picture: ['97;40', '39;49'],
};

/** Whether `sink` gets colours: only a terminal does, and not where NO_COLOR is set (no-color.org) or the terminal is dumb. */
export function hasColours(sink: Sink, env: Readonly<Record<string, string | undefined>>): boolean {
  return sink.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
}

/** Writes for people or for programs. */
export class Terminal {
  readonly #sink: Sink;
  readonly #coloured: boolean;
  /** Whether the reader is a program. */
  readonly json: boolean;

  constructor(sink: Sink, options: { readonly json: boolean; readonly coloured: boolean }) {
    this.#sink = sink;
    this.json = options.json;
    this.#coloured = options.coloured && !options.json;
  }

  /** Colours a text, where colours are wanted. */
  paint(colour: Colour, text: string): string {
    const [on, off] = codes[colour];
    return this.#coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  }

  /** One line. */
  line(text = ''): void {
    this.#sink.write(`${text}\n`);
  }

  /** One JSON value on one line. */
  value(value: unknown): void {
    this.line(JSON.stringify(value));
  }

  /** Names and values, the values aligned. */
  fields(entries: readonly (readonly [name: string, value: string | undefined])[]): void {
    const shown = entries.filter(([, value]) => value !== undefined);
    const width = Math.max(0, ...shown.map(([name]) => widthOf(name)));
    for (const [name, value] of shown) this.line(`${this.paint('dim', pad(name, width))}  ${value}`);
  }

  /**
   * Rows under headings, the columns aligned; `empty` when there are none. On a terminal too narrow for them each row
   * stands for itself, its values under one another, because a table that is broken by the edge cannot be read.
   */
  table(headings: readonly string[], rows: readonly (readonly string[])[], empty: string): void {
    if (rows.length === 0) {
      this.line(this.paint('dim', empty));
      return;
    }
    const widths = headings.map((heading, column) =>
      Math.max(widthOf(heading), ...rows.map((row) => widthOf(row[column] ?? ''))),
    );
    const width = widths.reduce((sum, each) => sum + each + 2, -2);
    if (this.#sink.isTTY === true && width > (this.#sink.columns ?? width)) {
      this.#stack(headings, rows);
      return;
    }
    const align = (row: readonly string[]): string =>
      widths
        .map((width, column) => pad(row[column] ?? '', width))
        .join('  ')
        .trimEnd();
    this.line(this.paint('bold', align(headings)));
    for (const row of rows) this.line(align(row));
  }

  #stack(headings: readonly string[], rows: readonly (readonly string[])[]): void {
    for (const [i, row] of rows.entries()) {
      if (i > 0) this.line();
      this.fields(headings.map((heading, column) => [heading, row[column] === '' ? undefined : row[column]]));
    }
  }
}

const graphemes = new Intl.Segmenter();

function widthOf(text: string): number {
  return Array.from(graphemes.segment(stripVTControlCharacters(text))).length;
}

function pad(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/**
 * Makes text from the network fit for a terminal: control characters, which could move the cursor or rewrite
 * what stands there, and characters that turn the direction of writing become visible escapes.
 */
export function harmless(text: string): string {
  return text.replaceAll(
    /(?![\t\n])[\p{Cc}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** As `harmless`, with everything that is there to be not seen made visible too, line ends and tabs apart. */
export function visible(text: string): string {
  return text.replaceAll(
    /(?![\t\n])[\p{Cc}\p{Bidi_Control}\p{Default_Ignorable_Code_Point}\u{e0000}-\u{e007f}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A time as people of this machine write it; empty when there is none. */
export function timeOf(ms: number | undefined): string {
  return ms === undefined
    ? ''
    : new Date(ms)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC');
}
