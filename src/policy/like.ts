/** A pattern of `like`, cut at its wildcards. */
export interface LikePattern {
  readonly first: string;
  readonly middle: readonly string[];
  /** Undefined when the pattern has no wildcard. */
  readonly last: string | undefined;
}

/** Prepares a pattern from its literal parts; between two parts stands a wildcard. */
export function likePattern(parts: readonly string[]): LikePattern {
  const [first = '', ...rest] = parts;
  return { first, middle: rest.slice(0, -1).filter((part) => part !== ''), last: rest.at(-1) };
}

/** Whether all of `text` matches. Taking the leftmost place for each part is enough, so nothing is tried twice. */
export function isLike(text: string, pattern: LikePattern): boolean {
  const { first, middle, last } = pattern;
  if (last === undefined) return text === first;
  if (text.length < first.length + last.length || !text.startsWith(first) || !text.endsWith(last)) return false;
  const end = text.length - last.length;
  let at = first.length;
  for (const part of middle) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}
