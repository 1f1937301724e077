import type { Header } from '../wire/wire.ts';

/** RFC 9110, section 7.6.1: they belong to one connection. `Trailer` and `Expect` go too, as both ends of a bridge settle them. */
const hopByHop: ReadonlySet<string> = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** What a local client proves itself with must not reach another organisation, nor the other way round. */
const credentials: ReadonlySet<string> = new Set(['authorization', 'cookie', 'cookie2']);

/** The first value of a header, by its name in lower case. */
export function headerValue(headers: readonly Header[], name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** All values of a header, by its name in lower case. */
export function headerValues(headers: readonly Header[], name: string): readonly string[] {
  return headers.filter(([key]) => key.toLowerCase() === name).map(([, value]) => value);
}

/** The flat list that Node gives and takes, as pairs. */
export function pairHeaders(raw: readonly string[]): readonly Header[] {
  const out: Header[] = [];
  for (let i = 0; i + 1 < raw.length; i += 2) out.push([raw[i] ?? '', raw[i + 1] ?? '']);
  return out;
}

/** Pairs as the flat list that Node takes. */
export function flatHeaders(headers: readonly Header[]): string[] {
  return headers.flatMap(([name, value]) => [name, value]);
}

/** Without the headers of the given names, in lower case. */
export function withoutHeaders(headers: readonly Header[], names: ReadonlySet<string>): readonly Header[] {
  return headers.filter(([name]) => !names.has(name.toLowerCase()));
}

/** The header in place of all others of its name. */
export function withHeader(headers: readonly Header[], [name, value]: Header): readonly Header[] {
  return [...withoutHeaders(headers, new Set([name.toLowerCase()])), [name, value]];
}

/** What of a request's headers crosses the mesh: no hop-by-hop headers, no credentials, no `Host`; all else as it came. */
export function requestHeaders(headers: readonly Header[]): readonly Header[] {
  const dropped = connectionHeaders(headers);
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    return !dropped.has(key) && !credentials.has(key) && !key.startsWith('proxy-') && key !== 'host';
  });
}

/** What of an answer's headers crosses the mesh: no hop-by-hop headers, no credentials; all else as it came. */
export function responseHeaders(headers: readonly Header[]): readonly Header[] {
  const dropped = connectionHeaders(headers);
  return headers.filter(([name]) => {
    const key = name.toLowerCase();
    return !dropped.has(key) && !key.startsWith('proxy-') && key !== 'set-cookie' && key !== 'set-cookie2';
  });
}

/** Without hop-by-hop headers and `Host`; credentials stay. */
export function withoutConnection(headers: readonly Header[]): readonly Header[] {
  return withoutHeaders(headers, new Set([...connectionHeaders(headers), 'host']));
}

/** Hop-by-hop names: the known ones and those that `Connection` lists. */
function connectionHeaders(headers: readonly Header[]): ReadonlySet<string> {
  const listed = headerValues(headers, 'connection').flatMap((value) => value.toLowerCase().split(','));
  // A request that lists these under Connection would otherwise strip what frames or describes its body.
  const names = listed.map((name) => name.trim()).filter((name) => !endToEnd.has(name) && !hopByHop.has(name));
  // Most list none but the known ones.
  if (names.length === 0) return hopByHop;
  return new Set([...hopByHop, ...names]);
}

const endToEnd: ReadonlySet<string> = new Set(['content-length', 'content-type', 'content-encoding']);
