import { fromBase64url, fromUtf8, toBase64url, utf8 } from '../../base/base.ts';
import { isJsonObject, readStrictJson, textAt } from '../strict-json.ts';
import { elementSpans, spanAt, splice } from './json-span.ts';
import type { RpcMessage } from './rpc-message.ts';
import { sharedName } from './shared-name.ts';

/** A page of the list of one server. */
export interface ServerPage {
  readonly server: string;
  /** Each entry as the server wrote it, but for its name on the shared mount. */
  readonly entries: readonly Uint8Array[];
  readonly nextCursor: string | undefined;
  /** How long a client may keep it, milliseconds (2026-07-28); undefined when the server does not say. */
  readonly ttlMs: number | undefined;
}

/** Entries of one page of one server: more are refused rather than shown in part. */
const maxEntries = 4096;

/** Reads the answer of a server to a request for a list; undefined when it holds none that can be read. */
export function readPage(server: string, answer: RpcMessage, member: string): ServerPage | undefined {
  const { bytes, result } = answer;
  const at = spanAt(bytes, ['result', member]);
  const spans = at && elementSpans(bytes, at, maxEntries);
  if (spans === undefined) return undefined;
  const entries = spans.flatMap(({ start, end }) => renamed(server, bytes.subarray(start, end)) ?? []);
  const { nextCursor, ttlMs } = result;
  return {
    server,
    entries,
    nextCursor: typeof nextCursor === 'string' ? nextCursor : undefined,
    ttlMs: typeof ttlMs === 'number' ? ttlMs : undefined,
  };
}

function renamed(server: string, entry: Uint8Array): Uint8Array | undefined {
  const span = spanAt(entry, ['name']);
  const read = readStrictJson(entry);
  const name = read.kind === 'accept' && isJsonObject(read.value) ? textAt(read.value, 'name') : undefined;
  if (span === undefined || name === undefined) return undefined;
  return splice(entry, [{ span, bytes: utf8(JSON.stringify(sharedName(server, name))) }]);
}

/** Members of the result besides the list: what its era has there. */
export type ResultRest = Readonly<Record<string, unknown>>;

/** The result of the request as JSON: the entries of every page in order, and a cursor when a server has more. */
export function mergedResult(pages: readonly ServerPage[], member: string, rest: ResultRest): string {
  const entries = pages.flatMap((page) => page.entries.map((entry) => fromUtf8(entry) ?? 'null'));
  const nextCursor = writeCursor(pages);
  const others = Object.entries({ ...(nextCursor === undefined ? {} : { nextCursor }), ...rest });
  const tail = others.map(([key, value]) => `,${JSON.stringify(key)}:${JSON.stringify(value)}`).join('');
  return `{${JSON.stringify(member)}:[${entries.join(',')}]${tail}}`;
}

function writeCursor(pages: readonly ServerPage[]): string | undefined {
  const open = pages.flatMap(({ server, nextCursor }) => (nextCursor === undefined ? [] : [[server, nextCursor]]));
  return open.length === 0 ? undefined : toBase64url(utf8(JSON.stringify(Object.fromEntries(open))));
}

/** The cursor of each server that has more; undefined for a text that is no cursor of ours. */
export function readCursor(cursor: string): ReadonlyMap<string, string> | undefined {
  const bytes = fromBase64url(cursor);
  const read = bytes && readStrictJson(bytes);
  if (read?.kind !== 'accept' || !isJsonObject(read.value)) return undefined;
  const entries = Object.entries(read.value);
  const texts = entries.flatMap(([server, value]) => (typeof value === 'string' ? [[server, value] as const] : []));
  return texts.length === entries.length ? new Map(texts) : undefined;
}
