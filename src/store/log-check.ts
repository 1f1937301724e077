import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32c } from './crc32c.ts';

/** LevelDB's log format (doc/log_format.md): blocks of 32 KiB, records with a header of 7 bytes that never span two. */
const blockBytes = 32 * 1024;
const headerBytes = 7;
/** Record types: a batch is one `full` record, or a `first`, any number of middles, and a last. */
const full = 1;
const first = 2;
const lastType = 4;

/**
 * Whether a log of the database has a damaged record before a sound batch. LevelDB skips such a record and goes on in
 * silence, so that acknowledged commits would be missing: a message key used twice, a nonce accepted again.
 *
 * What a crash leaves looks different: a torn record at the end, or zeros where a page never reached the disk. A
 * batch begins only after the one before it was synced, so a sound beginning after a damaged record proves
 * that the damaged one had been whole. (Where commits are not synced this does not hold: a power failure may leave
 * any of the last pages out, and whoever turned syncing off accepted that.)
 */
export async function hasDamagedLog(database: string): Promise<boolean> {
  const names = await readdir(database);
  for (const name of names.filter((candidate) => candidate.endsWith('.log'))) {
    if (isDamagedLog(new Uint8Array(await readFile(join(database, name))))) return true;
  }
  return false;
}

/** The same for the bytes of one log. */
export function isDamagedLog(log: Uint8Array): boolean {
  let damaged = false;
  for (let at = 0; at < log.length; at += blockBytes) {
    for (const record of recordsOf(log.subarray(at, at + blockBytes))) {
      if (record === 'damaged') damaged = true;
      else if (damaged && (record === full || record === first)) return true;
    }
  }
  return false;
}

/** The types of the records of one block; after a gap, whether a batch begins anywhere behind it. */
function* recordsOf(block: Uint8Array): Generator<number | 'damaged', void, void> {
  let at = 0;
  while (at + headerBytes <= block.length) {
    const record = recordAt(block, at);
    if (record === undefined) {
      yield 'damaged';
      if (beginsAfter(block, at)) yield first;
      return;
    }
    yield record.type;
    at = record.end;
  }
}

/**
 * Whether a sound batch begins behind a gap. The length in a damaged header says nothing, so every offset is tried;
 * what is sealed looks random, and 32 bits of checksum are not met by chance.
 */
function beginsAfter(block: Uint8Array, gap: number): boolean {
  for (let at = gap + 1; at + headerBytes <= block.length; at++) {
    const type = block[at + 6];
    if ((type === full || type === first) && recordAt(block, at) !== undefined) return true;
  }
  return false;
}

/** The sound record at an offset; undefined for a damaged one, and for zeros where a page never reached the disk. */
function recordAt(block: Uint8Array, at: number): { readonly type: number; readonly end: number } | undefined {
  const header = new DataView(block.buffer, block.byteOffset + at, headerBytes);
  const type = header.getUint8(6);
  const end = at + headerBytes + header.getUint16(4, true);
  const isPlausible = type >= full && type <= lastType && end <= block.length;
  return isPlausible && unmask(header.getUint32(0, true)) === crc32c(block.subarray(at + 6, end))
    ? { type, end }
    : undefined;
}

/** LevelDB rotates a checksum and adds a constant, so that a checksum over checksums stays meaningful. */
function unmask(masked: number): number {
  const rotated = (masked - 0xa282_ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}
