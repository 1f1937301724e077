import type { Reason } from '../base/base.ts';

/** The length prefix of a frame: how many bytes the prefix itself takes, and how many follow. */
export interface FramePrefix {
  readonly kind: 'prefix';
  readonly prefixBytes: number;
  readonly frameBytes: number;
}

/** What the bytes at the head of a stream say about the next frame. */
export type PrefixReading =
  FramePrefix | { readonly kind: 'incomplete' } | { readonly kind: 'bad'; readonly reason: Reason };

/** An unsigned varint has at most 9 bytes (multiformats unsigned-varint, "practical maximum"). */
const maxPrefixBytes = 9;

/**
 * Reads the length prefix at the head of a stream through `byteAt` (undefined beyond what has arrived).
 * A length over `maxFrameBytes` is refused as soon as the bytes so far prove it, and one that is not in
 * its shortest form is `malformed`.
 */
export function readPrefix(byteAt: (index: number) => number | undefined, maxFrameBytes: number): PrefixReading {
  let length = 0;
  for (let i = 0; i < maxPrefixBytes; i++) {
    const byte = byteAt(i);
    if (byte === undefined) return { kind: 'incomplete' };
    length += (byte & 0x7f) * 2 ** (7 * i);
    if (length > maxFrameBytes) return { kind: 'bad', reason: 'frame-too-large' };
    if ((byte & 0x80) !== 0) continue;
    if (byte === 0 && i > 0) return { kind: 'bad', reason: 'malformed' };
    return { kind: 'prefix', prefixBytes: i + 1, frameBytes: length };
  }
  return { kind: 'bad', reason: 'malformed' };
}

/** Bytes that `writePrefix` takes for a frame of this length. */
export function prefixLength(frameBytes: number): number {
  let bytes = 1;
  for (let rest = frameBytes; rest >= 0x80; rest = Math.floor(rest / 0x80)) bytes++;
  return bytes;
}

/** Writes the length prefix of a frame at `offset`; returns the offset behind it. */
export function writePrefix(target: Uint8Array, offset: number, frameBytes: number): number {
  let rest = frameBytes;
  let at = offset;
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) target[at++] = (rest % 0x80) | 0x80;
  target[at++] = rest;
  return at;
}

/** Bytes per block of a `ByteQueue`: a Noise packet fits, and a nearly empty block wastes little. */
const blockBytes = 64 * 1024;

/** Blocks that were read and wait for the next queue that needs one, 1 MiB: what is received all the time makes no new memory. */
const spare: Uint8Array[] = [];
const maxSpare = 16;

/**
 * Bytes in arrival order, copied into blocks. Copying is on purpose: a peer that sends one byte at a time
 * would otherwise make each byte cost an object of a hundred, and a short frame would pin a whole packet.
 */
export class ByteQueue {
  readonly #blocks: Uint8Array[] = [];
  #start = 0;
  #end = 0;
  #length = 0;

  /** Bytes held. */
  get length(): number {
    return this.#length;
  }

  /** Adds bytes at the end. */
  append(bytes: Uint8Array): void {
    this.#length += bytes.length;
    let from = 0;
    while (from < bytes.length) {
      const block = this.#writable();
      const part = bytes.subarray(from, from + (blockBytes - this.#end));
      block.set(part, this.#end);
      this.#end += part.length;
      from += part.length;
    }
  }

  /** The byte at an index, counted from the head. */
  at(index: number): number | undefined {
    if (index >= this.#length) return undefined;
    const position = this.#start + index;
    return this.#blocks[Math.floor(position / blockBytes)]?.[position % blockBytes];
  }

  /** Removes `skip` bytes and then `count` bytes, and returns the latter as a copy. The queue holds at least that many. */
  take(skip: number, count: number): Uint8Array {
    const out = new Uint8Array(count);
    this.#advance(skip);
    let filled = 0;
    while (filled < count) {
      const head = this.#blocks[0];
      if (head === undefined) throw new RangeError('the queue holds fewer bytes than asked for');
      const part = head.subarray(this.#start, Math.min(blockBytes, this.#start + count - filled));
      out.set(part, filled);
      filled += part.length;
      this.#advance(part.length);
    }
    return out;
  }

  /** Drops everything. */
  clear(): void {
    this.#blocks.length = 0;
    this.#start = 0;
    this.#end = 0;
    this.#length = 0;
  }

  #writable(): Uint8Array {
    const last = this.#blocks.at(-1);
    if (last !== undefined && this.#end < blockBytes) return last;
    const block = spare.pop() ?? new Uint8Array(blockBytes);
    this.#blocks.push(block);
    this.#end = 0;
    return block;
  }

  #advance(count: number): void {
    this.#start += count;
    this.#length -= count;
    while (this.#start >= blockBytes) {
      const block = this.#blocks.shift();
      if (block !== undefined && spare.length < maxSpare) spare.push(block);
      this.#start -= blockBytes;
    }
    // An empty queue starts over in its block, so that a quiet channel keeps one block and no more.
    if (this.#length === 0 && this.#blocks.length > 0) {
      this.#start = 0;
      this.#end = 0;
    }
  }
}
