import type { Answer } from '../control/api.ts';
import { read } from './api.ts';

/** An entry of the audit log as the page reads it; a newer node may write more into one. */
export interface LogEntry {
  readonly index: number;
  readonly type: string;
  readonly time: number;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** Entries read at once: as many as the API gives. */
const pageSize = 256;

/** Entries before an index, newest first, and how many there are in all. */
export async function entriesBefore(
  before: number | undefined,
  signal: AbortSignal,
): Promise<{ readonly entries: readonly LogEntry[]; readonly from: number; readonly size: number }> {
  const end = before ?? (await read('/v1/audit', {}, signal)).size;
  const from = Math.max(0, end - pageSize);
  const limit = Math.max(1, end - from);
  const page = await read('/v1/audit/entries', { from: String(from), limit: String(limit) }, signal);
  const entries = page.entries.map(entryOf).filter((each) => each !== undefined);
  return { entries: entries.toReversed(), from, size: page.size };
}

function entryOf({ index, entry }: Answer<'auditEntries'>['entries'][number]): LogEntry | undefined {
  const fields: Readonly<Record<string, unknown>> = JSON.parse(entry);
  const { type, time } = fields;
  return typeof type === 'string' && typeof time === 'number' ? { index, type, time, fields } : undefined;
}

/** A field that is a text; undefined otherwise. */
export function textOf({ fields }: LogEntry, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}
