import { fromUtf8 } from '../../base/base.ts';
import type { Header } from '../../wire/wire.ts';
import { headerValues } from '../headers.ts';

/** Which member of `params` the header `Mcp-Name` repeats, by method (2026-07-28, standard request headers; tasks: SEP-2663). */
const nameSource: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
]);

const sentinelStart = '=?base64?';
const sentinelEnd = '?=';
const base64Pattern = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

/** The method and parameters that the headers of a request claim to repeat. */
export interface NamedRequest {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * Compares `Mcp-Method` and `Mcp-Name` with the body (2026-07-28, server validation). Returns what is wrong, in
 * words without text of the request; undefined when they agree. With `required` a missing header is wrong as well.
 */
export function headerFault(headers: readonly Header[], request: NamedRequest, required: boolean): string | undefined {
  const method = single(headers, 'mcp-method');
  if (method === 'repeated') return 'the header Mcp-Method is there twice';
  if (method === undefined && required) return 'the header Mcp-Method is missing';
  if (method !== undefined && method.value !== request.method) return 'the header Mcp-Method and the body disagree';
  return nameFault(headers, request, required);
}

function nameFault(headers: readonly Header[], request: NamedRequest, required: boolean): string | undefined {
  const source = nameSource.get(request.method);
  if (source === undefined) return undefined;
  const given = request.params[source];
  const expected = typeof given === 'string' ? given : undefined;
  const name = single(headers, 'mcp-name');
  if (name === 'repeated') return 'the header Mcp-Name is there twice';
  if (name === undefined) {
    return required && expected !== undefined ? 'the header Mcp-Name is missing' : undefined;
  }
  const value = decodeHeaderText(name.value);
  if (value === undefined) return 'the header Mcp-Name is not encoded as it should be';
  return value === expected ? undefined : 'the header Mcp-Name and the body disagree';
}

/** The text in a header value, out of the `=?base64?...?=` form when it is in it; undefined when that form is broken. */
export function decodeHeaderText(value: string): string | undefined {
  if (!value.startsWith(sentinelStart) || !value.endsWith(sentinelEnd)) return value;
  if (value.length < sentinelStart.length + sentinelEnd.length) return undefined;
  const encoded = value.slice(sentinelStart.length, -sentinelEnd.length);
  return base64Pattern.test(encoded) ? fromUtf8(Buffer.from(encoded, 'base64')) : undefined;
}

/** What `Mcp-Name` repeats of a request; undefined when its method has no name. */
export function nameHeader({ method, params }: NamedRequest): string | undefined {
  const value = params[nameSource.get(method) ?? ''];
  return typeof value === 'string' ? value : undefined;
}

const plainHeader = /^[!-~](?:[ -~]*[!-~])?$/;

/** The text as a header value: as it is, or in the `=?base64?...?=` form when a header could not carry it or it looks like that form. */
export function encodeHeaderText(text: string): string {
  const isPlain = plainHeader.test(text) && !(text.startsWith(sentinelStart) && text.endsWith(sentinelEnd));
  return isPlain ? text : `${sentinelStart}${Buffer.from(text, 'utf8').toString('base64')}${sentinelEnd}`;
}

/** The version in `MCP-Protocol-Version`; undefined when it is absent or there twice with different values. */
export function protocolVersionOf(headers: readonly Header[]): string | undefined {
  const values = new Set(headerValues(headers, 'mcp-protocol-version').map(trim));
  const [value] = values;
  return values.size === 1 ? value : undefined;
}

const modernFrom = '2026-07-28';
const versionPattern = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a protocol version is of the stateless era: 2026-07-28 or later. Versions are dates, so text order is their order. */
export function isModernVersion(version: string | undefined): boolean {
  return version !== undefined && versionPattern.test(version) && version >= modernFrom;
}

function single(headers: readonly Header[], name: string): { readonly value: string } | 'repeated' | undefined {
  const values = headerValues(headers, name);
  const [value] = values;
  if (value === undefined) return undefined;
  return values.length > 1 ? 'repeated' : { value: trim(value) };
}

function trim(value: string): string {
  return value.replace(/^[\t ]+/, '').replace(/[\t ]+$/, '');
}
