import type { Level } from 'level';
import { concat, u32be } from '../base/base.ts';
import { BlobFiles, type Place } from './blob-files.ts';
import { readAheadBytes } from './bounds.ts';
import { damaged, type Database, type Range, type RawEntries, type RawEntry, type RawWrite } from './format.ts';
import { LogRoom } from './log-room.ts';
import { isLongAside, longSpaces, databaseKey, spaceEnd } from './space.ts';

/** From this length on a value stands in a file of its own kind, bytes: a place in it, and the system call for it, are worth it. */
const longBytes = 32 * 1024;
/** A place as LevelDB has it: three numbers of 32 bits. No sealed value is as short: nonce and tag alone are 40 bytes. */
const placeBytes = 12;

/** What opening needs beside LevelDB. */
export interface SplitOptions {
  /** LevelDB's folder. */
  readonly folder: string;
  readonly fsync: boolean;
}

/**
 * LevelDB, with the long values of some spaces in files beside its own (key-value separation: WiscKey, FAST 2016). Such a
 * value is written once, where LevelDB would write it to its log, to a table, and to another table with each compaction.
 *
 *     long values appended ─ synced ─ batch with their places ─ synced ─ what they replaced is free
 *
 * So a crash at any point leaves a database whose places are all there, and perhaps bytes that nothing names, which the next
 * opening finds. One batch at a time.
 */
export class SplitDatabase implements Database {
  readonly #level: Level<Uint8Array, Uint8Array>;
  readonly #blobs: BlobFiles;
  /** Undefined where nothing waits for a sync. */
  readonly #room: LogRoom | undefined;
  /** Whether a batch failed: then what it wrote may be on disk, and name long values. */
  #hasFailed = false;

  private constructor(level: Level<Uint8Array, Uint8Array>, blobs: BlobFiles, room: LogRoom | undefined) {
    this.#level = level;
    this.#blobs = blobs;
    this.#room = room;
  }

  /**
   * Takes over a database that is open. Throws MeshError `store-damaged` where a long value is not there; without `fsync`,
   * when a power failure may have taken it, it is forgotten instead.
   */
  static async open(level: Level<Uint8Array, Uint8Array>, { folder, fsync }: SplitOptions): Promise<SplitDatabase> {
    const blobs = await BlobFiles.open(folder);
    const split = new SplitDatabase(level, blobs, fsync ? new LogRoom(folder) : undefined);
    const lost = await split.#find();
    if (lost.length > 0 && fsync) throw damaged(`${lost.length} long values are not in their files`);
    if (lost.length > 0) await level.batch(lost.map((key) => ({ type: 'del', key })));
    await blobs.recycle(0);
    return split;
  }

  /** Counts what lives in the files; the keys of what should and does not. */
  async #find(): Promise<readonly Uint8Array[]> {
    const lost: Uint8Array[] = [];
    for (const space of longSpaces) {
      const range = { gte: databaseKey(space, ''), lt: spaceEnd(space), highWaterMarkBytes: readAheadBytes };
      for await (const [key, value] of this.#level.iterator(range)) {
        const place = placeIn(key, value);
        if (place === undefined) continue;
        if (this.#blobs.has(place)) this.#blobs.put(nameOf(key), place);
        else lost.push(new Uint8Array(key));
      }
    }
    return lost;
  }

  async get(key: Uint8Array): Promise<Uint8Array | undefined> {
    return this.#whole(key, await this.#level.get(key));
  }

  getSync(key: Uint8Array): Uint8Array | undefined {
    return this.#whole(key, this.#level.getSync(key));
  }

  #whole(key: Uint8Array, value: Uint8Array | undefined): Uint8Array | undefined {
    const place = value && placeIn(key, value);
    return place === undefined ? value : this.#blobs.read(place);
  }

  async firstKey(): Promise<Uint8Array | undefined> {
    const [key] = await this.#level.keys({ limit: 1 }).all();
    return key;
  }

  iterator(range: Range): RawEntries {
    const inner = this.#level.iterator(range);
    let release: (() => void) | undefined = this.#blobs.hold();
    const next = async (): Promise<RawEntry | undefined> => {
      const entry = await inner.next();
      if (entry === undefined) return undefined;
      const [key, value] = entry;
      return [key, this.#whole(key, value) ?? value];
    };
    const close = async (): Promise<void> => {
      release?.();
      release = undefined;
      await inner.close();
    };
    const entries = async function* (): AsyncGenerator<RawEntry, void, void> {
      try {
        for (let entry = await next(); entry !== undefined; entry = await next()) yield entry;
      } finally {
        await close();
      }
    };
    return { next, close, [Symbol.asyncIterator]: entries };
  }

  async batch(writes: readonly RawWrite[], { sync }: { readonly sync: boolean }): Promise<void> {
    try {
      await this.#write(await this.#shortened(writes, sync), sync);
    } catch (error) {
      this.#hasFailed = true;
      throw error;
    }
  }

  async #write(writes: RawWrite[], sync: boolean): Promise<void> {
    // Here, where no batch is under way.
    if (this.#room?.isShortFor(writes) === true) await this.#room.extend();
    await this.#level.batch(writes, { sync });
    this.#room?.wrote(writes);
    for (const write of writes) this.#count(write);
    await this.#blobs.recycle();
  }

  /** The writes with long values in their files, and those that are moved together. */
  async #shortened(writes: readonly RawWrite[], sync: boolean): Promise<RawWrite[]> {
    const isLong = (write: RawWrite): write is RawWrite & { type: 'put' } =>
      write.type === 'put' && isLongAside(write.key) && write.value.length >= longBytes;
    const long = writes.filter(isLong);
    const moved = this.#moved(writes, long);
    if (long.length + moved.length === 0) return [...writes];
    const values = [...long, ...moved].map(({ value }) => value);
    const places = (await this.#blobs.append(values, sync)).map(encodePlace).values();
    const placed = (write: RawWrite): RawWrite =>
      isLong(write) ? { ...write, value: places.next().value ?? write.value } : write;
    return [...writes, ...moved].map(placed);
  }

  #moved(writes: readonly RawWrite[], long: readonly { readonly value: Uint8Array }[]): readonly RawPut[] {
    const places = this.#blobs.toMove(long.reduce((sum, { value }) => sum + value.length, 0));
    if (places.size === 0) return [];
    // What the batch writes is not to come back.
    const written = new Set(writes.map(({ key }) => nameOf(key)));
    return [...places]
      .filter(([name]) => !written.has(name))
      .map(([name, place]) => ({ type: 'put', key: keyOf(name), value: this.#blobs.read(place) }));
  }

  #count(write: RawWrite): void {
    if (!isLongAside(write.key)) return;
    const place = write.type === 'put' ? placeIn(write.key, write.value) : undefined;
    if (place === undefined) this.#blobs.drop(nameOf(write.key));
    else this.#blobs.put(nameOf(write.key), place);
  }

  async close(): Promise<void> {
    await this.#room?.close();
    await this.#blobs.close(!this.#hasFailed);
    await this.#level.close();
  }
}

type RawPut = RawWrite & { readonly type: 'put' };

function encodePlace({ file, at, length }: Place): Uint8Array {
  return concat(u32be(file), u32be(at), u32be(length));
}

/** Where the value stands, if this is not it. */
function placeIn(key: Uint8Array, value: Uint8Array): Place | undefined {
  if (value.length !== placeBytes || !isLongAside(key)) return undefined;
  const view = new DataView(value.buffer, value.byteOffset, placeBytes);
  return { file: view.getUint32(0), at: view.getUint32(4), length: view.getUint32(8) };
}

function nameOf(key: Uint8Array): string {
  return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
}

function keyOf(name: string): Uint8Array {
  return new Uint8Array(Buffer.from(name, 'latin1'));
}
