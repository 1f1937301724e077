import { writeFile } from 'node:fs/promises';
import type { Row } from './measure.ts';

const columns = ['name', 'unit', 'value', 'p99', 'baseline', 'ratio'] as const;

/** The rows as an aligned table. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  return lines
    .map((line) =>
      line.map((text, i) => (i < 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0))).join('  '),
    )
    .concat(rows.filter(({ untaken }) => untaken !== undefined).map(lineOf))
    .join('\n');
}

/** A row in one line, as it is told while the bench goes on. */
export function lineOf({ name, unit, value, untaken }: Row): string {
  return untaken === undefined ? `${name} ${value.toFixed(2)} ${unit}` : `${name} was not taken: ${untaken}`;
}

function cell(value: string | number | null): string {
  if (typeof value === 'string') return value;
  if (value === null || Number.isNaN(value)) return '-';
  return value >= 100 ? value.toFixed(0) : value.toFixed(2);
}

/** Keeps the rows as JSON. */
export async function writeRows(file: string, rows: readonly Row[]): Promise<void> {
  const rounded = rows.map((row) => ({
    ...row,
    value: round(row.value),
    p99: round(row.p99),
    baseline: row.baseline === null ? null : round(row.baseline),
    ratio: row.ratio === null ? null : round(row.ratio),
  }));
  await writeFile(file, `${JSON.stringify({ rows: rounded }, undefined, 2)}\n`);
}

function round(value: number): number {
  return Number(value.toPrecision(5));
}
