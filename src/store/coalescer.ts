import { MeshError } from '../base/base.ts';

/** Bounds of the store. */
export const storeLimits = {
  /** Sealed bytes that may wait for the disk: sixteen messages of the largest size, or some hundred thousand small ones. */
  maxQueuedBytes: 64 * 1024 * 1024,
  /** Operations that may wait for the disk; each costs a few hundred bytes of heap besides its value. */
  maxQueuedOperations: 65_536,
  /** Bytes after which a group is closed: a longer batch delays everyone in it more than a second sync does. */
  maxGroupBytes: 8 * 1024 * 1024,
  /** Operations after which a group is closed, for the same reason. */
  maxGroupOperations: 8192,
  /** Entries of one range read. */
  maxRange: 10_000,
  /** Longest key, bytes: names, hashes and counters; a key stays in memory where a value does not. */
  maxKeyBytes: 512,
  /** Largest value, bytes: the largest message with what is around it, whole in the inbox or among the dead letters. */
  maxValueBytes: 17 * 1024 * 1024,
} as const;

/** One operation as the database takes it. */
export type Write =
  | {
      readonly type: 'put';
      readonly key: Uint8Array;
      readonly value: Uint8Array;
    }
  | {
      /** A put whose value is made when its group is written: not at all where the group replaces it. */
      readonly type: 'late-put';
      readonly key: Uint8Array;
      /** What it counts for until then, bytes. */
      readonly bytes: number;
      readonly make: () => Uint8Array;
    }
  | { readonly type: 'del'; readonly key: Uint8Array }
  /** To be sealed anew, as it stands when its group is written: unless that group replaces or removes it. */
  | { readonly type: 'renew'; readonly key: Uint8Array };

/** Performs one group as one atomic batch. */
export type WriteGroup = (writes: readonly Write[]) => Promise<void>;

/** Most commits are known whole before they are handed over. */
const none = (): readonly Write[] => [];

/** How long a lazy commit waits for company, milliseconds: long against a sync, short against what a crash may cost. */
const lazyMs = 20;

interface Waiting {
  readonly writes: readonly Write[];
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: MeshError) => void;
}

/**
 * Group commit: while one batch is under way, later commits gather; each group is one batch, in the order
 * of the calls. A commit is never split, so it is visible whole or not at all.
 *
 * Beyond the queue's bounds a commit is refused (`store-busy`) instead of waiting: to wait it would have to be
 * held in the same memory that the bound protects. A failed write fails its group, all that is queued and all
 * that comes (`store-write-failed`): what is in memory and what is on disk may differ from then on.
 */
export class Coalescer {
  readonly #write: WriteGroup;
  #queue: Waiting[] = [];
  #bytes = 0;
  #operations = 0;
  #draining: Promise<void> | undefined;
  #refusal: (() => MeshError) | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** Whether something waits that is not lazy, or has been lazy for long enough. */
  #isDue = false;

  constructor(write: WriteGroup) {
    this.#write = write;
  }

  /** Whether the queue is half full: what must not fail for want of room should not begin now. */
  get busy(): boolean {
    return this.#bytes > storeLimits.maxQueuedBytes / 2 || this.#operations > storeLimits.maxQueuedOperations / 2;
  }

  /** Why nothing is taken any more; undefined while commits are taken. */
  get refusal(): MeshError | undefined {
    return this.#refusal?.();
  }

  /**
   * Queues the writes of one commit; resolves when their group is written. The queue is bounded in bytes and in
   * operations, those of the group under way included. A lazy commit does not start a group by itself: it goes
   * with the next that does, or after `lazyMs`. So every batch is synced, and no crash leaves half-written ones behind.
   * `rest` makes further writes of the same commit, once it is sure to be taken: the queue's bounds are not asked again,
   * so they are to be small.
   */
  async commit(known: readonly Write[], lazy: boolean, rest: () => readonly Write[] = none): Promise<void> {
    const refusal = this.refusal ?? this.#full(known);
    if (refusal !== undefined) throw refusal;
    const writes = [...known, ...rest()];
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiting = { writes, bytes: sizeOf(writes), resolve, reject };
    this.#bytes += waiting.bytes;
    this.#operations += writes.length;
    this.#queue.push(waiting);
    if (lazy) this.#timer ??= setTimeout(() => this.#start(), lazyMs).unref();
    else this.#start();
    await promise;
  }

  #start(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#isDue = true;
    this.#draining ??= this.#drain();
  }

  /** Refuses further commits (`stopping`) and resolves when the queue is empty. */
  async close(): Promise<void> {
    this.#refusal ??= stopping;
    this.#start();
    await this.#draining;
  }

  #full(writes: readonly Write[]): MeshError | undefined {
    const bytes = sizeOf(writes);
    const { maxQueuedBytes, maxQueuedOperations } = storeLimits;
    if (bytes > maxQueuedBytes || writes.length > maxQueuedOperations) return tooLarge(writes.length, bytes);
    const fits = this.#bytes + bytes <= maxQueuedBytes && this.#operations + writes.length <= maxQueuedOperations;
    return fits ? undefined : busy(this.#operations, this.#bytes);
  }

  async #drain(): Promise<void> {
    for (;;) {
      // Until what this turn of the event loop still brings has come: its commits share the batch.
      await new Promise((resolve) => setImmediate(resolve));
      // Lazy ones that came meanwhile wait for their time.
      if (!this.#isDue) break;
      const group = this.#takeGroup();
      const failure = await this.#writeGroup(group);
      if (failure !== undefined) this.#fail(group, failure);
      else this.#settle(group, (waiting) => waiting.resolve());
    }
    // In the same turn as the last look at the queue: a commit that comes now starts the next drain.
    this.#draining = undefined;
  }

  #takeGroup(): readonly Waiting[] {
    let bytes = 0;
    let operations = 0;
    let count = 0;
    for (const waiting of this.#queue) {
      bytes += waiting.bytes;
      operations += waiting.writes.length;
      if (count > 0 && (bytes > storeLimits.maxGroupBytes || operations > storeLimits.maxGroupOperations)) break;
      count++;
    }
    this.#isDue = count < this.#queue.length;
    return this.#queue.splice(0, count);
  }

  async #writeGroup(group: readonly Waiting[]): Promise<{ readonly cause: unknown } | undefined> {
    const writes = group.flatMap((waiting) => waiting.writes);
    try {
      if (writes.length > 0) await this.#write(writes);
      return undefined;
    } catch (cause) {
      return { cause };
    }
  }

  #fail(group: readonly Waiting[], failure: { readonly cause: unknown }): void {
    this.#refusal = () => writeFailed(failure.cause);
    this.#settle([...group, ...this.#queue.splice(0)], (waiting) => waiting.reject(writeFailed(failure.cause)));
  }

  #settle(group: readonly Waiting[], how: (waiting: Waiting) => void): void {
    for (const waiting of group) {
      this.#bytes -= waiting.bytes;
      this.#operations -= waiting.writes.length;
      how(waiting);
    }
  }
}

function sizeOf(writes: readonly Write[]): number {
  let bytes = 0;
  for (const write of writes) {
    bytes += write.key.length;
    if (write.type === 'put') bytes += write.value.length;
    else if (write.type === 'late-put') bytes += write.bytes;
  }
  return bytes;
}

function busy(operations: number, bytes: number): MeshError {
  return new MeshError(
    'store-busy',
    `The disk does not keep up: ${operations} operations (${bytes} bytes) wait to be written, so nothing more is taken. Try again in a moment; if this stays, use a faster disk.`,
  );
}

function tooLarge(operations: number, bytes: number): MeshError {
  return new MeshError(
    'internal',
    `One commit has ${operations} operations (${bytes} bytes), more than the store ever takes at once. Nothing was written; please report this as a defect.`,
  );
}

function stopping(): MeshError {
  return new MeshError('stopping', 'The store is closed, so nothing more is written. Start the node again.');
}

function writeFailed(cause: unknown): MeshError {
  return new MeshError(
    'store-write-failed',
    'The store could not write to its disk, so it takes nothing more. Check free space, quota and the health of the disk, then start the node again.',
    { cause },
  );
}
