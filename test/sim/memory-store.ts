import { fromHex, MeshError, toHex, utf8 } from '../../src/base/base.ts';
import type {
  Continuity,
  Delete,
  Operation,
  Put,
  RangeOptions,
  Space,
  Store,
  StoreEntry,
} from '../../src/store/store.ts';
import type { World } from './world.ts';

/** What survives a crash: the values by space, and by key in hexadecimal. */
export type Disk = Map<Space, Map<string, Uint8Array>>;

interface Waiting {
  readonly operations: readonly (Put | Delete)[];
  readonly resolve: () => void;
  readonly reject: (error: MeshError) => void;
}

/** How long a lazy commit waits for company, milliseconds; as the real store. */
const lazyMs = 20;

/**
 * The store over memory, with the promises of the real one: reads see what is committed, commits take
 * effect in the order of the calls and in groups, a failed write fails everything after it.
 */
export class MemoryStore implements Store {
  readonly disk: Disk;
  continuity: Continuity = { kind: 'continued' };
  /** Every commit that took effect, in order. */
  readonly history: (readonly (Put | Delete)[])[] = [];
  /** Called with what each commit writes, when it is handed over. */
  onCommit: (operations: readonly (Put | Delete)[]) => void = () => {};
  /** Called before a group is on disk, and when it is and nobody knows: the moments to crash at. */
  onGroup: (moment: 'before' | 'after') => void = () => {};
  /** Whether commits that wait together may go to disk in several groups. */
  splits = false;
  readonly #world: World;
  /** A group whose write failed, and that may be found on disk all the same. */
  #unsure: readonly Waiting[] = [];
  #queue: Waiting[] = [];
  #writing: readonly Waiting[] | undefined;
  #lazy = false;
  #failed = false;
  #failNext = false;
  #full = false;
  #held = false;
  #news = (): void => {};
  #crashed = false;
  #closed = false;

  constructor(world: World, disk: Disk = new Map()) {
    this.#world = world;
    this.disk = disk;
  }

  get failed(): boolean {
    return this.#failed;
  }

  /** Whether the disk takes nothing, noticed or not. */
  get broken(): boolean {
    return this.#failNext;
  }

  get busy(): boolean {
    return this.#full;
  }

  /** Whether the store says that too much waits to be written. */
  fill(full: boolean): void {
    this.#full = full;
  }

  /** From the next write on, the disk takes nothing. */
  breakDisk(): void {
    this.#failNext = true;
  }

  /** Commits wait until `release`. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    const news = this.#news;
    this.#news = () => {};
    news();
    this.#start();
  }

  /** Power loss: of what was under way, all or nothing is on disk; what waited is lost, and nobody hears of either. */
  crash(): void {
    this.#crashed = true;
    const unsure = this.#writing ?? this.#unsure;
    if (unsure.length > 0 && this.#world.below(2) === 1) for (const one of unsure) this.#apply(one);
    this.#queue = [];
  }

  get(space: Space, key: Uint8Array | string): Uint8Array | undefined {
    if (this.#closed) throw new MeshError('stopping', 'The store is closed.');
    return this.disk.get(space)?.get(hex(key))?.slice();
  }

  async *range(space: Space, options: RangeOptions): AsyncGenerator<readonly [Uint8Array, Uint8Array], void, void> {
    if (this.#closed) throw new MeshError('stopping', 'The store is closed.');
    const { gt, gte, lt, lte } = options;
    const inside = (key: string): boolean =>
      (gt === undefined || key > hex(gt)) &&
      (gte === undefined || key >= hex(gte)) &&
      (lt === undefined || key < hex(lt)) &&
      (lte === undefined || key <= hex(lte));
    const keys = [...(this.disk.get(space)?.keys() ?? [])].filter(inside).sort();
    if (options.reverse === true) keys.reverse();
    const entries = keys
      .slice(0, options.limit)
      .map((key) => [fromHex(key), this.disk.get(space)?.get(key)?.slice() ?? new Uint8Array(0)] as const);
    // A read takes its time, and sees the state of the moment it began.
    await new Promise<void>((resolve) => this.#world.after(this.#world.below(2), resolve));
    if (this.#closed) throw new MeshError('stopping', 'The store is closed.');
    for (const entry of entries) {
      await Promise.resolve();
      yield entry;
    }
  }

  async *everything(): AsyncGenerator<StoreEntry, void, void> {
    const entries = [...this.disk].flatMap(([space, values]) =>
      [...values].map(([key, value]) => ({ space, key: fromHex(key), value: value.slice() })),
    );
    yield* entries;
  }

  /** Memory keeps nothing of what was replaced. */
  async turnEpoch(): Promise<void> {}

  async commit(operations: readonly Operation[], options?: { readonly lazy?: boolean }): Promise<void> {
    if (this.#closed) throw new MeshError('stopping', 'The store is closed.');
    if (this.#failed) throw writeFailed();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const made = operations.flatMap((one) => (one.kind === 'at-hand-over' ? one.make() : [one]));
    const copies = made.map((one) => (one.kind === 'put' ? { ...one, value: one.value.slice() } : one));
    this.onCommit(copies);
    if (!this.#crashed) this.#queue.push({ operations: copies, resolve, reject });
    if (options?.lazy !== true) this.#start();
    else if (!this.#lazy) {
      this.#lazy = true;
      this.#world.after(lazyMs, () => this.#start());
    }
    return promise;
  }

  async close(): Promise<void> {
    this.#start();
    this.#closed = true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #start(): void {
    this.#lazy = false;
    if (this.#writing !== undefined || this.#queue.length === 0 || this.#held || this.#crashed) return;
    // As long as nothing is under way, the commits of one turn share a group.
    this.#writing = [];
    this.#world.after(0, () => this.#write());
  }

  #write(): void {
    if (this.#crashed) return;
    const most = this.splits ? 1 + this.#world.below(this.#queue.length) : this.#queue.length;
    const group = this.#queue.splice(0, most);
    this.#writing = group;
    this.#world.after(1 + this.#world.below(3), () => this.#written(group));
  }

  #written(group: readonly Waiting[]): void {
    if (this.#held && !this.#crashed) {
      // The node stands still between the write and the news of it.
      this.#news = () => this.#written(group);
      return;
    }
    if (!this.#crashed) this.onGroup('before');
    if (this.#crashed) return;
    this.#writing = undefined;
    if (this.#failNext) this.#fail(group);
    else for (const one of group) this.#apply(one);
    this.onGroup('after');
    if (this.#crashed) return;
    for (const one of group) one.resolve();
    this.#start();
  }

  #fail(group: readonly Waiting[]): void {
    this.#failed = true;
    this.#unsure = group;
    for (const one of [...group, ...this.#queue.splice(0)]) one.reject(writeFailed());
  }

  #apply({ operations }: Waiting): void {
    this.history.push(operations);
    for (const operation of operations) {
      const values = this.disk.get(operation.space) ?? new Map<string, Uint8Array>();
      this.disk.set(operation.space, values);
      if (operation.kind === 'put') values.set(hex(operation.key), operation.value);
      else values.delete(hex(operation.key));
    }
  }
}

function hex(key: Uint8Array | string): string {
  return toHex(typeof key === 'string' ? utf8(key) : key);
}

function writeFailed(): MeshError {
  return new MeshError('store-write-failed', 'The disk takes nothing more.');
}
