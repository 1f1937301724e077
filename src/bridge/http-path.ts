import { accept, reject, type Verdict } from '../base/base.ts';

/** Longest path with query that an exchange carries; the wire contract has the same bound. */
export const maxPathLength = 8192;

/** Visible ASCII without what servers take for another slash or a fragment. */
const plainPath = /^(?:[/?][!"$-[\]-~]*)?$/;
const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?=[/;?]|$)/i;
const hiddenSlash = /%(?:2f|5c|00)/i;

/** The two halves of a request's path. */
export interface SplitPath {
  readonly path: string;
  /** With its `?`, or empty. */
  readonly query: string;
}

/**
 * Splits the path of a request, and rejects with `facts-invalid` one that two servers could understand
 * differently: dot segments (they would climb out of the agent's base URL), hidden slashes, backslashes.
 */
export function splitPath(raw: string): Verdict<SplitPath> {
  if (raw.length > maxPathLength) return reject('facts-invalid', `the path is longer than ${maxPathLength}`);
  if (!plainPath.test(raw)) return reject('facts-invalid', 'the path has characters that a path cannot have');
  const at = raw.indexOf('?');
  const path = at < 0 ? raw : raw.slice(0, at);
  if (dotSegment.test(path) || hiddenSlash.test(path)) return reject('facts-invalid', 'the path has dot segments');
  return accept({ path, query: at < 0 ? '' : raw.slice(at) });
}

/** The path and query below a base URL, byte for byte as they came; the base's own query stands first. */
export function joinPath(base: URL, below: SplitPath): string {
  const root = below.path.startsWith('/') && base.pathname.endsWith('/') ? base.pathname.slice(0, -1) : base.pathname;
  const query =
    base.search !== '' && below.query !== '' ? `${base.search}&${below.query.slice(1)}` : base.search + below.query;
  return root + below.path + query;
}
