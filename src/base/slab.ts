/** Bytes of a slab: some dozen messages' keys, headers and sealed values. */
const slabBytes = 16 * 1024;
/** Longest byte string that shares a slab; above it, memory of its own costs little in comparison. */
const maxShared = 2048;
/** What is handed out begins at a multiple of it, so that words can be read in place. */
const alignment = 8;

/** Shortest byte string that is worth giving back, bytes. */
const minGivenBack = 32 * 1024;

const encoder = new TextEncoder();
/** UTF-8 needs at most so many bytes for each unit of UTF-16. */
const bytesPerUnit = 3;

let slab = new ArrayBuffer(slabBytes);
let at = 0;

/**
 * Zeroed bytes, short ones cut from a shared slab: memory of its own for each costs an allocation outside of the heap, an
 * entry with the garbage collector and a second look at it when it is passed to native code, several times the price. No
 * part of a slab is handed out twice, so nothing is ever found in them but zeros. As with Node's own buffers, what is kept
 * for long keeps its slab: copy it (`slice`) when it may be one of many.
 */
export function zeroBytes(length: number): Uint8Array {
  if (length > maxShared) return new Uint8Array(length);
  if (at + length > slabBytes) next();
  const out = new Uint8Array(slab, at, length);
  advance(length);
  return out;
}

/**
 * Frees long byte strings at once that nobody looks at any more, instead of with the next collection, which they would
 * bring nearer; they have no bytes from then on. Does nothing to short ones, and to a part of something longer.
 */
export function giveBack(bytes: Uint8Array): void {
  const { buffer, length } = bytes;
  if (length >= minGivenBack && length === buffer.byteLength && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** UTF-8 of a text, short ones in a shared slab as `zeroBytes`. */
export function encodeText(text: string): Uint8Array {
  const most = text.length * bytesPerUnit;
  // The room is for the worst case, and most of it stays in the slab: so longer texts may share one.
  if (most > slabBytes / 2) return encoder.encode(text);
  if (at + most > slabBytes) next();
  const { written } = encoder.encodeInto(text, new Uint8Array(slab, at, most));
  const out = new Uint8Array(slab, at, written);
  advance(written);
  return out;
}

function next(): void {
  slab = new ArrayBuffer(slabBytes);
  at = 0;
}

function advance(length: number): void {
  at += Math.ceil(length / alignment) * alignment;
}
