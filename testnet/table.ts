import { stripVTControlCharacters } from 'node:util';

/** A stream that may be a terminal. */
export interface Screen {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Colours a text for a screen. */
export type Paint = (colour: Colour, text: string) => string;

type Colour = 'bold' | 'dim' | 'red' | 'green';

const codes: Readonly<Record<Colour, readonly [on: number, off: number]>> = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
};

/** Colours for a terminal; none elsewhere, nor where NO_COLOR is set (no-color.org) or the terminal is dumb. */
export function painterFor(screen: Screen, env: Readonly<Record<string, string | undefined>>): Paint {
  const coloured = screen.isTTY === true && (env['NO_COLOR'] ?? '') === '' && env['TERM'] !== 'dumb';
  return (colour, text) => {
    const [on, off] = codes[colour];
    return coloured ? `\u001b[${on}m${text}\u001b[${off}m` : text;
  };
}

/** Rows as lines, the columns aligned; one that has numbers in it, at the right. */
export function table(rows: readonly (readonly (string | number)[])[]): readonly string[] {
  const columns = Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, column) => {
    const cells = rows.map((row) => row[column] ?? '');
    return { width: Math.max(...cells.map(widthOf)), right: cells.some((cell) => typeof cell === 'number') };
  });
  return rows.map((row) =>
    columns
      .map(({ width, right }, column) => {
        const cell = row[column] ?? '';
        const space = ' '.repeat(width - widthOf(cell));
        return right ? space + String(cell) : String(cell) + space;
      })
      .join('  ')
      .trimEnd(),
  );
}

function widthOf(cell: string | number): number {
  return stripVTControlCharacters(String(cell)).length;
}
