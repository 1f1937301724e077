import { open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { RawWrite } from './format.ts';

/** Bytes of zeros that are put behind the end of the log at once. */
const chunkBytes = 256 * 1024;
const zeros = new Uint8Array(chunkBytes);
/** What LevelDB writes beside keys and values: for a batch, and for each of its operations, bytes. */
const batchBytes = 12 + 7;
const operationBytes = 5;

/**
 * Keeps zeros ahead of what LevelDB writes to its log, so that a batch overwrites them: a sync that has no new length of the
 * file to write down takes a little more than half the time (docs/decisions/room-in-the-log.md). The format of the log
 * provides for it: a record of type zero says that the file was made longer beforehand, and is skipped in silence.
 *
 * Nothing may write to the log during `extend`, or zeros could take the place of a batch.
 */
export class LogRoom {
  readonly #database: string;
  #log: { readonly name: string; readonly file: FileHandle } | undefined;
  /** Where LevelDB writes next, as far as can be told from here, and where the file ends. */
  #at = 0;
  #end = 0;

  /** `database` is LevelDB's folder. */
  constructor(database: string) {
    this.#database = database;
  }

  /** Whether the log should be made longer before this batch. A long batch makes it longer by itself. */
  isShortFor(batch: readonly RawWrite[]): boolean {
    return this.#at > this.#end - chunkBytes / 2 && lengthOf(batch) < chunkBytes / 2;
  }

  /** LevelDB wrote a batch. */
  wrote(batch: readonly RawWrite[]): void {
    this.#at += lengthOf(batch);
  }

  /** Makes the log longer. Where that fails nothing is lost but speed, and it is tried again further on. */
  async extend(): Promise<void> {
    try {
      const file = await this.#newest();
      const { size } = await file.stat();
      // A file of another length has been written past its zeros, or is new: then LevelDB is at its end.
      this.#at = size === this.#end ? Math.min(this.#at, size) : size;
      const { bytesWritten } = await file.write(zeros, 0, chunkBytes, size);
      this.#end = size + bytesWritten;
    } catch {
      this.#end = this.#at + chunkBytes;
    }
  }

  /** The log that is written to: LevelDB begins another one when it has some megabytes. */
  async #newest(): Promise<FileHandle> {
    const logs = (await readdir(this.#database)).filter((name) => /^\d+\.log$/.test(name));
    const name = logs.reduce((newest, other) =>
      Number.parseInt(other, 10) > Number.parseInt(newest, 10) ? other : newest,
    );
    if (this.#log?.name === name) return this.#log.file;
    await this.close();
    const file = await open(join(this.#database, name), 'r+');
    this.#log = { name, file };
    this.#end = 0;
    return file;
  }

  async close(): Promise<void> {
    const log = this.#log;
    this.#log = undefined;
    await log?.file.close().catch(() => undefined);
  }
}

/** Bytes that LevelDB writes for a batch. */
function lengthOf(batch: readonly RawWrite[]): number {
  const value = (write: RawWrite): number => (write.type === 'put' ? write.value.length : 0);
  return batch.reduce((sum, write) => sum + operationBytes + write.key.length + value(write), batchBytes);
}
