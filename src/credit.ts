/** Parts of one answer sent and not yet read by the caller's client, bytes: beyond, the agent's answer is read no further. */
export const windowBytes = 1024 * 1024;
/** What a small part counts as: with its headers it costs its reader's node about that much memory. */
const minPartBytes = 4096;
/** What a client read since its node last said so, after which it says so again: often enough that a fast reader never waits. */
export const creditEveryBytes = windowBytes / 4;
/** What the other side may send beyond the window before it counts as broken: a node that keeps to it stays one part over. */
export const overdrawnBytes = 2 * windowBytes;

/** What a part takes of the window. */
export function costOf({ body }: { readonly body: Uint8Array }): number {
  return Math.max(body.length, minPartBytes);
}
