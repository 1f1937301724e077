import { Level } from 'level';
import { giveBack, MeshError, toHex, type Random, type SecretKey } from '../base/base.ts';
import { bounds, readAheadBytes } from './bounds.ts';
import { Coalescer, storeLimits, type Write } from './coalescer.ts';
import { codeOf, databasePath, lostItsBeginning, prepareDirectory, readPid, removePid, writePid } from './data-dir.ts';
import { currentIdentity, type Continuity } from './continuity.ts';
import { Epochs } from './epochs.ts';
import { damaged, type Database, type Range, type RawWrite } from './format.ts';
import { noteLayout, readLayoutFile } from './layout-file.ts';
import { Idly } from './idly.ts';
import { hasDamagedLog } from './log-check.ts';
import {
  associatedData,
  databaseKey,
  isPassing,
  isReplacedOften,
  spaceOf,
  type Delete,
  type Operation,
  type Put,
  type RangeOptions,
  type Space,
} from './space.ts';
import { SplitDatabase } from './split-database.ts';
import { isStoreOwn, noteWrite, takeUp, type TakenUp } from './take-up.ts';

/** One value of the database, wherever it stands. */
export interface StoreEntry {
  readonly space: Space;
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

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
  /** Whether this opening goes on from the last one, or from an older copy that was put back. */
  readonly continuity: Continuity;
  /** Every value of every space in the order of their keys, from one moment's state. Throws like `get`. */
  everything(): AsyncIterable<StoreEntry>;
  /**
   * Makes what was removed or replaced unreadable on disk, when it is time to (`epochBounds`); `now` in milliseconds.
   * Others may read and commit meanwhile. Throws MeshError `store-write-failed`; then nothing was forgotten.
   */
  turnEpoch(now: number): Promise<void>;
  /** Waits for what was committed, then closes. May be called again. */
  close(): Promise<void>;
}

/** Where and how to open a store. */
export interface OpenStoreOptions {
  /** Made when absent, mode 0700. The database lies in `db` below it, the epochs' keys in `epochs`, the layout in `layout`, the process id in `pid`. */
  readonly dir: string;
  /** 32 bytes; stays the caller's, who wipes it after `close`. */
  readonly dataKey: SecretKey;
  /** False only where losing the last seconds at power loss is acceptable. */
  readonly fsync: boolean;
  readonly random: Random;
}

/**
 * Opens the store, or makes it. Throws MeshError: `data-dir-in-use` (another process holds it), `store-newer`
 * (written by a newer version), `store-damaged`, `keyring-locked` (the data key is of another store), `epoch-keys-lost`,
 * `store-write-failed` (no space, no permission), `data-dir-missing` (the directory can be neither made nor read). Narrows the umask of the process, see
 * `prepareDirectory`.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { dir } = options;
  const layout = await readLayoutFile(dir);
  // Before anything touches it: LevelDB makes it anew, and even narrowing its mode changes its time.
  const current = await currentIdentity(dir).catch(() => undefined);
  await prepareDirectory(dir);
  const database = await openDatabase(options);
  let taken: TakenUp | undefined;
  try {
    taken = await takeUp(database, { ...options, current });
    const store = new LevelStore(database, options, taken);
    if (taken.unsettled) await store.settle();
    await taken.finish();
    await noteLayout(dir, layout);
    await writePid(dir);
    return store;
  } catch (error) {
    await taken?.file.close();
    await database.close();
    throw error instanceof MeshError ? error : await takeUpFailed(dir, error);
  }
}

/** LevelDB finds some damage only when it reads or writes; whatever else fails then is the disk. */
async function takeUpFailed(dir: string, error: unknown): Promise<MeshError> {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const isLevel = (codeOf(cause) ?? codeOf(error) ?? '').startsWith('LEVEL_');
  return isLevel ? await openFailed(dir, error) : unwritable(dir, error);
}

async function openDatabase({ dir, fsync }: OpenStoreOptions): Promise<Database> {
  if (await lostItsBeginning(dir)) throw damaged('its file CURRENT is missing');
  // Opening rewrites the log, so what LevelDB would skip can only be seen before.
  if (fsync && (await hasDamagedLog(databasePath(dir)))) throw damaged('a commit in its log is not what was written');
  const folder = databasePath(dir);
  const level = new Level<Uint8Array, Uint8Array>(folder, {
    keyEncoding: 'view',
    valueEncoding: 'view',
    // Sealed values do not get smaller.
    compression: false,
  });
  try {
    await level.open();
  } catch (error) {
    throw await openFailed(dir, error);
  }
  try {
    return await SplitDatabase.open(level, { folder, fsync });
  } catch (error) {
    await level.close();
    throw error instanceof MeshError ? error : await takeUpFailed(dir, error);
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

/** What a session that is not encoded yet counts for, bytes: it keeps a state alive that is mostly shared with the next one. */
const lateBytes = 1024;

/** A store over one LevelDB database. Keys are prefixed by hand: reads through a sublevel are a tenth slower, and gain nothing. */
class LevelStore implements Store {
  readonly #database: Database;
  readonly #options: OpenStoreOptions;
  readonly #taken: TakenUp;
  readonly #coalescer: Coalescer;
  readonly #epochs: Epochs;
  readonly #idly = new Idly();
  #closed: Promise<void> | undefined;

  constructor(database: Database, options: OpenStoreOptions, taken: TakenUp) {
    this.#database = database;
    this.#options = options;
    this.#taken = taken;
    this.#coalescer = new Coalescer((writes) => this.#write(writes));
    const commit = (writes: readonly Write[]): Promise<void> => this.#coalescer.commit(writes, false);
    this.#epochs = new Epochs({
      database,
      file: taken.file,
      vault: taken.vault,
      commit,
      note: async (note) => commit([await noteWrite({ ...taken, options: { ...options, current: undefined } }, note)]),
    });
  }

  get continuity(): Continuity {
    return this.#taken.continuity;
  }

  turnEpoch(now: number): Promise<void> {
    return this.#epochs.turn(now);
  }

  /** Ends a turn of the epochs that was begun before this opening. */
  settle(): Promise<void> {
    return this.#epochs.settle();
  }

  get busy(): boolean {
    return this.#coalescer.busy;
  }

  get failed(): boolean {
    return this.#coalescer.refusal?.code === 'store-write-failed';
  }

  get(space: Space, key: Uint8Array | string): Uint8Array | undefined {
    this.#checkOpen();
    const at = databaseKey(space, key);
    const sealed = this.#read(at);
    if (sealed === undefined) return undefined;
    const value = this.#open(space, at, sealed);
    giveBack(sealed);
    return value;
  }

  #read(key: Uint8Array): Uint8Array | undefined {
    try {
      return this.#database.getSync(key);
    } catch (cause) {
      throw damaged('a value could not be read', cause);
    }
  }

  #open(space: Space, key: Uint8Array, sealed: Uint8Array): Uint8Array {
    const value = this.#taken.vault.open(key, sealed, associatedData(space, key.subarray(1)));
    if (value === undefined) throw damaged(`a value of the space "${space}" is not what this node wrote`);
    return value;
  }

  async *range(space: Space, options: RangeOptions): AsyncGenerator<readonly [Uint8Array, Uint8Array], void, void> {
    this.#checkOpen();
    for await (const [key, sealed] of this.#entries(bounds(space, options))) {
      yield [key.subarray(1), this.#open(space, key, sealed)];
    }
  }

  async *everything(): AsyncGenerator<StoreEntry, void, void> {
    this.#checkOpen();
    for await (const [key, sealed] of this.#entries({ highWaterMarkBytes: readAheadBytes })) {
      const space = spaceOf(key);
      if (space !== undefined && !isStoreOwn(key))
        yield { space, key: key.subarray(1), value: this.#open(space, key, sealed) };
    }
  }

  /** Keys and values as they are on disk at this moment; the keys that open them stay at hand until the end. */
  async *#entries(range: Range): AsyncGenerator<readonly [Uint8Array, Uint8Array], void, void> {
    const iterator = this.#database.iterator(range);
    const next = (): ReturnType<typeof iterator.next> => iterator.next().catch((cause) => this.#rangeFailed(cause));
    this.#taken.vault.hold();
    try {
      // A copy: what comes is a Buffer over memory that the iterator shares among entries.
      for (let entry = await next(); entry !== undefined; entry = await next())
        yield [new Uint8Array(entry[0]), entry[1]];
    } finally {
      this.#taken.vault.release();
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
    const isLazy = options?.lazy === true;
    const writes = known.map((operation) => this.#toWrite(operation, isLazy));
    return this.#coalescer.commit(writes, isLazy, () =>
      late.flatMap(({ make }) => make().map((operation) => this.#toWrite(operation, isLazy))),
    );
  }

  #toWrite(operation: Put | Delete, isLazy: boolean): Write {
    const { kind, space } = operation;
    const key = databaseKey(space, operation.key);
    if (key.length > 1 + storeLimits.maxKeyBytes) {
      throw new MeshError(
        'internal',
        `A key of the space "${space}" is longer than the store takes. Nothing was written; please report this as a defect.`,
      );
    }
    if (isPassing(key)) this.#epochs.wrote();
    if (kind === 'delete') return { type: 'del', key };
    const aad = associatedData(space, key.subarray(1));
    if (isReplacedOften(key))
      return {
        type: 'late-put',
        key,
        bytes: lateBytes,
        make: () => this.#taken.vault.seal(key, operation.value, aad),
      };
    if (operation.value.length > storeLimits.maxValueBytes) {
      throw new MeshError(
        'message-too-large',
        `A value of ${operation.value.length} bytes is more than the store takes (${storeLimits.maxValueBytes}). Nothing was written: send less at once.`,
      );
    }
    const { value } = operation;
    if (isLazy) return this.#sealedIdly(key, value, aad);
    return { type: 'put', key, value: this.#taken.vault.seal(key, value, aad) };
  }

  /** A value of a commit that waits for company: sealed when nothing else is to be done, or when its group is written before. */
  #sealedIdly(key: Uint8Array, value: Uint8Array, aad: Uint8Array): Write {
    let sealed: Uint8Array | undefined;
    const make = (): Uint8Array => (sealed ??= this.#taken.vault.seal(key, value, aad));
    this.#idly.add(make);
    return { type: 'late-put', key, bytes: value.length, make };
  }

  async #write(writes: readonly Write[]): Promise<void> {
    const renewing = writes.some((write) => write.type === 'renew');
    const group = this.#sealed(renewing ? withoutVainRenewals(writes) : writes);
    // What was moved must be on disk before the key it was moved from is overwritten.
    await this.#database.batch(group, { sync: this.#options.fsync || renewing });
    for (const write of group) if (write.type === 'put') giveBack(write.value);
  }

  /** A group as it goes to disk: of what is replaced within it, only the last. The group is one batch, so nobody misses the rest. */
  #sealed(writes: readonly Write[]): RawWrite[] {
    const replaced = new Set<string>();
    const out: RawWrite[] = [];
    for (const write of writes.toReversed()) {
      if (isReplacedOften(write.key)) {
        const name = toHex(write.key);
        if (replaced.has(name)) continue;
        replaced.add(name);
      }
      const raw = this.#rawOf(write);
      if (raw !== undefined) out.push(raw);
    }
    return out.reverse();
  }

  #rawOf(write: Write): RawWrite | undefined {
    const { key } = write;
    if (write.type === 'renew') return this.#renewed(key);
    return write.type === 'late-put' ? { type: 'put', key, value: write.make() } : write;
  }

  /** The value under a key, sealed anew; nothing when it is gone by now, new already, or damaged: then it stays so. */
  #renewed(key: Uint8Array): RawWrite | undefined {
    const { vault } = this.#taken;
    const space = spaceOf(key);
    const sealed = this.#database.getSync(key);
    if (space === undefined || sealed === undefined || !vault.isOld(sealed)) return undefined;
    const aad = associatedData(space, key.subarray(1));
    const value = vault.open(key, sealed, aad);
    return value === undefined ? undefined : { type: 'put', key, value: vault.seal(key, value, aad) };
  }

  #checkOpen(): void {
    if (this.#closed !== undefined) throw closedError();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    await this.#epochs.stop();
    // So that a copy made while this store was open is told from what it became.
    if (this.#coalescer.refusal === undefined)
      await this.#epochs.advance(this.#taken.file.newest).catch(() => undefined);
    await this.#coalescer.close();
    await this.#taken.file.close();
    // The note goes while the lock is still held, or it could be the next process's note that goes.
    await removePid(this.#options.dir);
    await this.#database.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/** What the same group replaces or removes, before or after, is not to be sealed anew: it would come back. */
function withoutVainRenewals(writes: readonly Write[]): readonly Write[] {
  const written = new Set(writes.flatMap((write) => (write.type === 'renew' ? [] : [toHex(write.key)])));
  return writes.filter((write) => write.type !== 'renew' || !written.has(toHex(write.key)));
}

function closedError(): MeshError {
  return new MeshError('stopping', 'The store is closed, so nothing more is read. Start the node again.');
}
