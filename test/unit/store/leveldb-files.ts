import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A key and a value as LevelDB has them in one of its files, whether they are in force or long overwritten. */
export interface Remnant {
  readonly file: string;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** Every key and value in every file of a database: what whoever gets the disk would look through. */
export async function remnantsOf(database: string): Promise<readonly Remnant[]> {
  const found: Remnant[] = [];
  for (const file of await readdir(database)) {
    const bytes = new Uint8Array(await readFile(join(database, file)));
    if (file.endsWith('.log')) for (const batch of batchesOf(bytes)) found.push(...putsOf(batch, file));
    if (/\.(?:ldb|sst)$/.test(file)) found.push(...entriesOfTable(bytes, file));
  }
  return found;
}

const blockBytes = 32 * 1024;

/** The batches of a log (doc/log_format.md): records of at most one block, joined. */
function* batchesOf(log: Uint8Array): Generator<Uint8Array, void, void> {
  const view = new DataView(log.buffer, log.byteOffset, log.length);
  let parts: Uint8Array[] = [];
  for (let at = 0; at + 7 <= log.length;) {
    const left = blockBytes - (at % blockBytes);
    const length = view.getUint16(at + 4, true);
    const type = view.getUint8(at + 6);
    if (left < 7 || type === 0) {
      at += left;
      continue;
    }
    parts.push(log.subarray(at + 7, at + 7 + length));
    at += 7 + length;
    if (type !== 1 && type !== 4) continue;
    yield new Uint8Array(Buffer.concat(parts));
    parts = [];
  }
}

/** The puts of a batch: sequence number, count, then `1 key value` or `0 key`, with lengths in front. */
function putsOf(batch: Uint8Array, file: string): readonly Remnant[] {
  const found: Remnant[] = [];
  const reader = new Reader(batch, 12);
  while (!reader.ended) {
    const isPut = reader.byte() === 1;
    const key = reader.take(reader.varint());
    if (isPut) found.push({ file, key, value: reader.take(reader.varint()) });
  }
  return found;
}

/** The entries of a table (doc/table_format.md): the footer names the index, the index the blocks. */
function entriesOfTable(table: Uint8Array, file: string): readonly Remnant[] {
  const footer = new Reader(table, table.length - 48);
  footer.varint();
  footer.varint();
  const index = blockAt(table, footer.varint(), footer.varint());
  return [...entriesOfBlock(index)].flatMap(([, handle]) => {
    const place = new Reader(handle, 0);
    const block = blockAt(table, place.varint(), place.varint());
    // The last 8 bytes of a table's key are LevelDB's own.
    return [...entriesOfBlock(block)].map(([key, value]) => ({ file, key: key.slice(0, -8), value }));
  });
}

function blockAt(table: Uint8Array, offset: number, size: number): Uint8Array {
  if (table[offset + size] === 0) return table.subarray(offset, offset + size);
  return unsnappy(table.subarray(offset, offset + size));
}

function* entriesOfBlock(block: Uint8Array): Generator<readonly [Uint8Array, Uint8Array], void, void> {
  const view = new DataView(block.buffer, block.byteOffset, block.length);
  const end = block.length - 4 - 4 * view.getUint32(block.length - 4, true);
  const reader = new Reader(block.subarray(0, end), 0);
  let key = new Uint8Array(0);
  while (!reader.ended) {
    const shared = reader.varint();
    const own = reader.varint();
    const length = reader.varint();
    key = new Uint8Array(Buffer.concat([key.subarray(0, shared), reader.take(own)]));
    yield [key, reader.take(length)];
  }
}

/** Snappy (format_description.txt): literals and copies from what was written before. */
function unsnappy(input: Uint8Array): Uint8Array {
  const reader = new Reader(input, 0);
  const out = new Uint8Array(reader.varint());
  let at = 0;
  const copy = (length: number, offset: number): void => {
    for (let i = 0; i < length; i++) out[at + i] = out[at + i - offset] ?? 0;
    at += length;
  };
  while (!reader.ended) {
    const tag = reader.byte();
    const kind = tag & 3;
    if (kind === 0) {
      const short = tag >> 2;
      const literal = reader.take(1 + (short < 60 ? short : reader.little(short - 59)));
      out.set(literal, at);
      at += literal.length;
    } else if (kind === 1) copy(4 + ((tag >> 2) & 7), ((tag >> 5) << 8) | reader.byte());
    else copy(1 + (tag >> 2), reader.little(kind === 2 ? 2 : 4));
  }
  return out;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get ended(): boolean {
    return this.#at >= this.#bytes.length;
  }

  byte(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  take(length: number): Uint8Array {
    this.#at += length;
    return this.#bytes.slice(this.#at - length, this.#at);
  }

  little(bytes: number): number {
    let value = 0;
    for (let i = 0; i < bytes; i++) value += this.byte() * 256 ** i;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.byte();
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}
