import { closeSync, constants, openSync, readSync } from 'node:fs';
import { open, readdir, rm, stat, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { damaged } from './format.ts';
import { syncDirectory } from './private-file.ts';

/** Where a value stands: in which file, from which byte on, and how many bytes. */
export interface Place {
  readonly file: number;
  readonly at: number;
  readonly length: number;
}

/** Bounds of the files of long values. */
export const blobBounds = {
  /** Bytes after which a file is full and another one is written to: two of the largest messages. */
  fullBytes: 32 * 1024 * 1024,
  /** Bytes that no value is in any more, beyond as many as live, before what lives is moved together. */
  wasteBytes: 128 * 1024 * 1024,
  /** Bytes moved with one batch, at least. */
  moveBytes: 1024 * 1024,
} as const;

interface BlobFile {
  /** Where the next value is put, bytes. */
  end: number;
  liveBytes: number;
  readonly live: Map<string, Place>;
}

/**
 * The files of long values, beside LevelDB's in its folder, and where in them what lives stands. Who writes calls `append`,
 * makes the places known to the database, then calls `put` and `drop`, then `recycle`, and does not begin again before: so
 * nothing is overwritten or removed while the database may still name it.
 */
export class BlobFiles {
  readonly #folder: string;
  readonly #files = new Map<number, BlobFile>();
  readonly #places = new Map<string, Place>();
  #current: { readonly number: number; readonly handle: FileHandle } | undefined;
  #bytes = 0;
  #liveBytes = 0;
  #readers = 0;
  #isEmptied = true;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Finds the files in a folder. Nothing lives in them until `put` says so, and `recycle` removes such a file. */
  static async open(folder: string): Promise<BlobFiles> {
    const blobs = new BlobFiles(folder);
    for (const name of await readdir(folder)) {
      const number = numberOf(name);
      if (number === undefined) continue;
      const { size } = await stat(join(folder, name));
      blobs.#files.set(number, { end: size, liveBytes: 0, live: new Map() });
      blobs.#bytes += size;
    }
    return blobs;
  }

  /** Whether the file is there, and as long as it must be. */
  has({ file, at, length }: Place): boolean {
    return at + length <= (this.#files.get(file)?.end ?? 0);
  }

  /** Writes values one behind the other; resolves when they are on disk, where `sync` asks for that. Rejects as the disk does. */
  async append(values: readonly Uint8Array[], sync: boolean): Promise<readonly Place[]> {
    const { number, handle, file } = await this.#writable();
    const from = file.end;
    let at = from;
    const places = values.map(({ length }): Place => {
      at += length;
      return { file: number, at: at - length, length };
    });
    await writeAll(handle, values, from);
    if (sync) await handle.datasync();
    file.end = at;
    this.#bytes += at - from;
    return places;
  }

  /** The value at a place, a copy. Throws MeshError `store-damaged`. */
  read({ file, at, length }: Place): Uint8Array {
    const value = new Uint8Array(length);
    const read = this.#readInto(value, file, at);
    if (read < length) throw damaged(`a long value is missing in its file ${nameOf(file)}`);
    return value;
  }

  #readInto(value: Uint8Array, file: number, at: number): number {
    try {
      const descriptor = openSync(join(this.#folder, nameOf(file)), constants.O_RDONLY);
      try {
        return readSync(descriptor, value, 0, value.length, at);
      } finally {
        closeSync(descriptor);
      }
    } catch (cause) {
      throw damaged(`the file ${nameOf(file)} could not be read`, cause);
    }
  }

  /** The database has a value under this key, there. */
  put(key: string, place: Place): void {
    this.drop(key);
    const file = this.#files.get(place.file);
    file?.live.set(key, place);
    if (file !== undefined) file.liveBytes += place.length;
    this.#places.set(key, place);
    this.#liveBytes += place.length;
  }

  /** The database has no long value under this key any more. */
  drop(key: string): void {
    const place = this.#places.get(key);
    if (place === undefined) return;
    this.#places.delete(key);
    this.#liveBytes -= place.length;
    const file = this.#files.get(place.file);
    file?.live.delete(key);
    if (file !== undefined) file.liveBytes -= place.length;
    this.#isEmptied ||= file?.live.size === 0;
  }

  /**
   * Values that are better moved, by writing them again: those of the file in which the least lives, where too much of all
   * of them is waste. Some more bytes than `bytes` at most, so that moving keeps up with what makes it necessary.
   */
  toMove(bytes: number): ReadonlyMap<string, Place> {
    const out = new Map<string, Place>();
    // Who reads keeps all files, so that nothing would be won.
    if (this.#readers > 0 || this.#bytes - this.#liveBytes <= this.#liveBytes + blobBounds.wasteBytes) return out;
    const others = [...this.#files].filter(([number, { live }]) => number !== this.#current?.number && live.size > 0);
    const [emptiest] = others.map(([, file]) => file).toSorted((a, b) => a.liveBytes - b.liveBytes);
    let left = Math.max(bytes, blobBounds.moveBytes);
    for (const [key, place] of emptiest?.live ?? []) {
      if (left <= 0) break;
      out.set(key, place);
      left -= place.length;
    }
    return out;
  }

  /** Someone reads by places of this moment: until what is returned is called, they keep what is in them. */
  hold(): () => void {
    this.#readers++;
    return () => void this.#readers--;
  }

  /** What nothing lives in is written to again from its beginning; more than `spare` such files are removed. */
  async recycle(spare = 1): Promise<void> {
    if (!this.#isEmptied || this.#readers > 0) return;
    this.#isEmptied = false;
    let spared = 0;
    for (const [number, file] of this.#files) {
      if (file.live.size > 0) continue;
      this.#bytes -= file.end;
      file.end = 0;
      if (number === this.#current?.number || spared++ < spare) continue;
      this.#files.delete(number);
      await this.#remove(number);
    }
  }

  /** Lets go of all files; removes what nothing lives in, where `isCertain` says that what lives is known. */
  async close(isCertain: boolean): Promise<void> {
    await this.#leave();
    this.#isEmptied = true;
    if (isCertain) await this.recycle(0);
  }

  async #leave(): Promise<void> {
    const current = this.#current;
    this.#current = undefined;
    await current?.handle.close();
  }

  /** A file that cannot be removed is found again at the next start. */
  async #remove(number: number): Promise<void> {
    await rm(join(this.#folder, nameOf(number)), { force: true }).catch(() => undefined);
  }

  async #writable(): Promise<{ readonly number: number; readonly handle: FileHandle; readonly file: BlobFile }> {
    const known = this.#current && this.#files.get(this.#current.number);
    if (this.#current !== undefined && known !== undefined && known.end < blobBounds.fullBytes)
      return { ...this.#current, file: known };
    await this.#leave();
    const [number, file] = [...this.#files].find(([, { end }]) => end < blobBounds.fullBytes) ?? this.#next();
    const isNew = !this.#files.has(number);
    const handle = await open(join(this.#folder, nameOf(number)), constants.O_RDWR | constants.O_CREAT, 0o600);
    this.#current = { number, handle };
    this.#files.set(number, file);
    if (isNew) await syncDirectory(this.#folder);
    return { number, handle, file };
  }

  #next(): readonly [number, BlobFile] {
    return [1 + Math.max(0, ...this.#files.keys()), { end: 0, liveBytes: 0, live: new Map() }];
  }
}

/** Buffers that one system call takes (IOV_MAX of Linux and macOS). */
const maxVectors = 1024;

/** Writes all bytes; the system may take fewer at once. */
async function writeAll(handle: FileHandle, values: readonly Uint8Array[], from: number): Promise<void> {
  let left = values;
  let at = from;
  while (left.length > 0) {
    const { bytesWritten } = await handle.writev(left.slice(0, maxVectors), at);
    at += bytesWritten;
    left = behind(left, bytesWritten);
  }
}

function behind(values: readonly Uint8Array[], bytes: number): readonly Uint8Array[] {
  let skip = bytes;
  let first = 0;
  for (; first < values.length; first++) {
    const { length } = values[first] ?? { length: 0 };
    if (length > skip) break;
    skip -= length;
  }
  return values.slice(first).map((value, index) => (index === 0 ? value.subarray(skip) : value));
}

function nameOf(number: number): string {
  return `${String(number).padStart(6, '0')}.blob`;
}

function numberOf(name: string): number | undefined {
  return /^\d{6,9}\.blob$/.test(name) ? Number.parseInt(name, 10) : undefined;
}
