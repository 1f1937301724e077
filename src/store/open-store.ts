import { Level } from 'level';
import { MeshError, openAtRestSealer, toHex, type AtRest, type Random, type SecretKey } from '../base/base.ts';
import { Coalescer, storeLimits, type Write } from './coalescer.ts';
import { codeOf, databasePath, lostItsBeginning, prepareDirectory, readPid, removePid, writePid } from './data-dir.ts';
import { damaged, ensureFormat } from './format.ts';
import { hasDamagedLog } from './log-check.ts';
import {
  associatedData,
  databaseKey,
  isReplacedOften,
  spaceEnd,
  type Delete,
  type Operation,
  type Put,
  type RangeOptions,
  type Space,
} from './space.ts';

/** The database of one node. Reads see what is committed; values are sealed on disk, keys are not. */
export interface Store extends AsyncDisposable {
  /**
   * The value under a key, or undefined. Synchronous: it comes from memory or a page of the file.
   * Throws MeshError `store-damaged` when it does not open under the data key.
   */
  get(space: Space, key: Uint8Array | string): Uint8Array | undefined;
  /** Entries of one space in the order of their keys, from one moment's state. Throws like `get`. */
  range(space: Space, options: RangeOptions): AsyncIterable<readonly [key: Uint8Array, value: Uint8Array]>;
  /**
   * Writes all operations or none; resolves when they are on disk (after fsync, unless the store was opened
   * without it). A `lazy` commit goes with the next other one, or after some milliseconds: for what costs nothing to lose. Commits take effect in the order of the calls. Throws MeshError:
   * `store-busy` (nothing written, try again), `store-write-failed` (and every later commit too; whether this one
   * is on disk is not known), `message-too-large` (a value over the bound), `stopping`.
   */
  commit(operations: readonly Operation[], options?: { readonly lazy?: boolean }): Promise<void>;
  /** Whether so much waits to be written that nothing should begin now that must not fail with `store-busy`. */
  readonly busy: boolean;
  /** Whether a write failed, so that nothing more is taken. */
  readonly failed: boolean;
  /** Waits for what was committed, then closes. May be called again. */
  close(): Promise<void>;
}

/** Where and how to open a store. */
export interface OpenStoreOptions {
  /** Made when absent, mode 0700. The database lies in `db` below it, the process id in `pid`. */
  readonly dir: string;
  /** 32 bytes; stays the caller's, who wipes it after `close`. */
  readonly dataKey: SecretKey;
  /** False only where losing the last seconds at power loss is acceptable. */
  readonly fsync: boolean;
  readonly random: Random;
}

type Database = Level<Uint8Array, Uint8Array>;

/**
 * Opens the store, or makes it. Throws MeshError: `data-dir-in-use` (another process holds it), `store-newer`
 * (written by a newer version), `store-damaged`, `keyring-locked` (the data key is of another store),
 * `store-write-failed` (no space, no permission), `data-dir-missing` (the directory can be neither made nor read). Narrows the umask of the process, see
 * `prepareDirectory`.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  await prepareDirectory(options.dir);
  const database = await openDatabase(options);
  try {
    await ensureFormat(database, options);
    await writePid(options.dir);
  } catch (error) {
    await database.close();
    throw error instanceof MeshError ? error : unwritable(options.dir, error);
  }
  return new LevelStore(database, options);
}

async function openDatabase({ dir, fsync }: OpenStoreOptions): Promise<Database> {
  if (await lostItsBeginning(dir)) throw damaged('its file CURRENT is missing');
  // Opening rewrites the log, so what LevelDB would skip can only be seen before.
  if (fsync && (await hasDamagedLog(databasePath(dir)))) throw damaged('a commit in its log is not what was written');
  const database: Database = new Level(databasePath(dir), { keyEncoding: 'view', valueEncoding: 'view' });
  try {
    await database.open();
    return database;
  } catch (error) {
    throw await openFailed(dir, error);
  }
}

async function openFailed(dir: string, error: unknown): Promise<MeshError> {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = codeOf(cause);
  if (code === 'LEVEL_LOCKED') {
    const pid = await readPid(dir);
    const who = pid === undefined ? 'Another process' : `Process ${pid}`;
    return new MeshError(
      'data-dir-in-use',
      `${who} uses the data directory ${dir}, and only one may. Stop it first, or name another directory.`,
      { cause },
    );
  }
  // A file that is named but missing is damage; whatever else the system refuses, it may allow next time.
  const missing = cause instanceof Error && cause.message.includes('No such file');
  if (code === 'LEVEL_IO_ERROR' && !missing) return unwritable(dir, cause);
  return damaged(code === 'LEVEL_CORRUPTION' ? 'LevelDB found it corrupt' : 'LevelDB could not open it', cause);
}

function unwritable(dir: string, cause: unknown): MeshError {
  return new MeshError(
    'store-write-failed',
    `The database in ${dir} could not be written. Check free space, quota and permissions, then start the node again.`,
    { cause },
  );
}

/** A store over one LevelDB database. Keys are prefixed by hand: reads through a sublevel are a tenth slower, and gain nothing. */
class LevelStore implements Store {
  readonly #database: Database;
  readonly #options: OpenStoreOptions;
  readonly #atRest: AtRest;
  readonly #coalescer: Coalescer;
  #closed: Promise<void> | undefined;

  constructor(database: Database, options: OpenStoreOptions) {
    this.#database = database;
    this.#options = options;
    this.#atRest = openAtRestSealer(options.dataKey, options.random);
    this.#coalescer = new Coalescer((writes) => database.batch(this.#sealed(writes), { sync: options.fsync }));
  }

  get busy(): boolean {
    return this.#coalescer.busy;
  }

  get failed(): boolean {
    return this.#coalescer.refusal?.code === 'store-write-failed';
  }

  get(space: Space, key: Uint8Array | string): Uint8Array | undefined {
    this.#checkOpen();
    const sealed = this.#read(databaseKey(space, key));
    return sealed === undefined ? undefined : this.#open(space, key, sealed);
  }

  #read(key: Uint8Array): Uint8Array | undefined {
    try {
      return this.#database.getSync(key);
    } catch (cause) {
      throw damaged('a value could not be read', cause);
    }
  }

  #open(space: Space, key: Uint8Array | string, sealed: Uint8Array): Uint8Array {
    const value = this.#atRest.open(sealed, associatedData(space, key));
    if (value === undefined) throw damaged(`a value of the space "${space}" is not what this node wrote`);
    return value;
  }

  async *range(space: Space, options: RangeOptions): AsyncGenerator<readonly [Uint8Array, Uint8Array], void, void> {
    this.#checkOpen();
    const iterator = this.#database.iterator(bounds(space, options));
    const next = (): ReturnType<typeof iterator.next> => iterator.next().catch((cause) => this.#rangeFailed(cause));
    try {
      for (let entry = await next(); entry !== undefined; entry = await next()) {
        // A copy: what comes is a Buffer over memory that the iterator shares among entries.
        const key = new Uint8Array(entry[0].subarray(1));
        yield [key, this.#open(space, key, entry[1])];
      }
    } finally {
      await iterator.close();
    }
  }

  #rangeFailed(cause: unknown): never {
    throw this.#closed === undefined ? damaged('a range of values could not be read', cause) : closedError();
  }

  async commit(operations: readonly Operation[], options?: { readonly lazy?: boolean }): Promise<void> {
    // Before sealing: a store that takes nothing more should not spend time on it.
    const refusal = this.#coalescer.refusal;
    if (refusal !== undefined) throw refusal;
    const late = operations.filter((operation) => operation.kind === 'at-hand-over');
    const known = operations.filter((operation) => operation.kind !== 'at-hand-over');
    const writes = known.map((operation) => this.#toWrite(operation));
    return this.#coalescer.commit(writes, options?.lazy === true, () =>
      late.flatMap(({ make }) => make().map((operation) => this.#toWrite(operation))),
    );
  }

  #toWrite(operation: Put | Delete): Write {
    const { kind, space } = operation;
    const key = databaseKey(space, operation.key);
    if (key.length > 1 + storeLimits.maxKeyBytes) {
      throw new MeshError(
        'internal',
        `A key of the space "${space}" is longer than the store takes. Nothing was written; please report this as a defect.`,
      );
    }
    if (kind === 'delete') return { type: 'del', key };
    if (operation.value.length > storeLimits.maxValueBytes) {
      throw new MeshError(
        'message-too-large',
        `A value of ${operation.value.length} bytes is more than the store takes (${storeLimits.maxValueBytes}). Nothing was written: send less at once.`,
      );
    }
    const aad = associatedData(space, operation.key);
    if (isReplacedOften(key)) return { type: 'put', key, value: operation.value, sealWith: aad };
    return { type: 'put', key, value: this.#atRest.seal(operation.value, aad) };
  }

  /** A group as it goes to disk: of what is replaced within it, only the last. The group is one batch, so nobody misses the rest. */
  #sealed(writes: readonly Write[]): Write[] {
    const replaced = new Set<string>();
    const out: Write[] = [];
    for (const write of writes.toReversed()) {
      if (isReplacedOften(write.key)) {
        const name = toHex(write.key);
        if (replaced.has(name)) continue;
        replaced.add(name);
      }
      out.push(
        write.type === 'put' && write.sealWith !== undefined
          ? { type: 'put', key: write.key, value: this.#atRest.seal(write.value, write.sealWith) }
          : write,
      );
    }
    return out.reverse();
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw closedError();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#coalescer.close();
    // The note goes while the lock is still held, or it could be the next process's note that goes.
    await removePid(this.#options.dir);
    await this.#database.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

interface Bounds {
  gt?: Uint8Array;
  gte?: Uint8Array;
  lt?: Uint8Array;
  lte?: Uint8Array;
  reverse: boolean;
  limit: number;
  highWaterMarkBytes: number;
}

/** Bytes that an iterator reads ahead. */
const readAheadBytes = 256 * 1024;

function bounds(space: Space, options: RangeOptions): Bounds {
  const { limit } = options;
  if (!Number.isInteger(limit) || limit < 1 || limit > storeLimits.maxRange) {
    throw new RangeError(`a range read needs a limit from 1 to ${storeLimits.maxRange}, not ${limit}`);
  }
  const out: Bounds = { reverse: options.reverse ?? false, limit, highWaterMarkBytes: readAheadBytes };
  if (options.gt !== undefined) out.gt = databaseKey(space, options.gt);
  else out.gte = databaseKey(space, options.gte ?? '');
  if (options.lte !== undefined) out.lte = databaseKey(space, options.lte);
  else out.lt = options.lt === undefined ? spaceEnd(space) : databaseKey(space, options.lt);
  return out;
}

function closedError(): MeshError {
  return new MeshError('stopping', 'The store is closed, so nothing more is read. Start the node again.');
}
