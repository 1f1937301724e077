import { concat } from '../base/base.ts';

/** The whole of a body of at most `maxBytes`; undefined when it is larger, and then it is read no further. */
export async function collectBody(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Uint8Array | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of body) {
    length += part.length;
    if (length > maxBytes) return undefined;
    parts.push(part);
  }
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : concat(...parts);
}
