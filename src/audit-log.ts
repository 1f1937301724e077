import { MeshError, u64be, type Millis } from './base/base.ts';
import {
  checkpointBytes,
  decodeEntry,
  encodeEntry,
  GrowingTree,
  leafHash,
  logKey,
  readCheckpoint,
  subtreesFrom,
  tileWidth,
  type AuditEntry,
  type Note,
  type NoteKey,
  type ReadSubtree,
  type SignedCheckpoint,
  type TileName,
} from './audit/audit.ts';
import {
  checkpointOf,
  damagedAudit,
  indexOf,
  openLogState,
  putCheckpoint,
  readTile,
  TilesUnderWay,
  type LogOwner,
  type LogState,
} from './audit-state.ts';
import type { Clock } from './clock.ts';
import type { Events } from './events.ts';
import type { Operation, Put, Store } from './store/store.ts';
import { Waiters } from './waiters.ts';

/** What the log needs of the rest of the hall. */
export interface AuditPorts {
  readonly store: Store;
  readonly clock: Clock;
  readonly events: Pick<Events, 'auditDamaged' | 'internalError'>;
  readonly self: LogOwner;
}

/** How long after an entry its checkpoint is signed, milliseconds: one signature for all that came in between. */
const checkpointMs = 1000;
/** Bundles dropped in one sweep; the rest waits for the next. */
const bundlesPerSweep = 40;

/**
 * The log of everything decided and delivered here: an entry becomes a leaf of the tree in the same write as its
 * cause. Indexes are given when a commit is handed over, so the leaves are in the order of the commits, and one whose
 * commit is refused never was. Fails closed: a log whose state is damaged takes nothing, and then nothing is delivered.
 */
export class AuditLog {
  readonly #ports: AuditPorts;
  readonly #tree: GrowingTree;
  /** Why nothing is taken; undefined while the log is whole. */
  readonly problem: MeshError | undefined;
  /** The latest on disk. */
  #checkpoint: SignedCheckpoint;
  #scheduled = false;
  #cancel = (): void => {};
  readonly #waiting = new Waiters();
  readonly #tiles: TilesUnderWay;

  private constructor(ports: AuditPorts, { tree, checkpoint }: LogState, problem?: MeshError) {
    this.#ports = ports;
    this.#tree = tree;
    this.#tiles = new TilesUnderWay(ports.store);
    this.#checkpoint = checkpoint;
    this.problem = problem;
  }

  /** Reads where the log stands, and compares it with the checkpoint that was signed last. */
  static async open(ports: AuditPorts): Promise<AuditLog> {
    try {
      const log = new AuditLog(ports, await openLogState(ports.store, ports.self));
      // What a crash left unsigned does not wait for the next entry.
      if (log.size > log.checkpoint.size) log.#schedule();
      return log;
    } catch (error) {
      const isOurs = error instanceof MeshError && error.code === 'audit-damaged';
      const problem = isOurs ? error : damagedAudit('a part of it is missing or cannot be read', error);
      ports.events.auditDamaged(problem);
      const tree = new GrowingTree();
      return new AuditLog(ports, { tree, checkpoint: checkpointOf(tree, ports.self) }, problem);
    }
  }

  /** Entries handed over so far; the last ones may still be on their way to the disk. */
  get size(): number {
    return this.#tree.size;
  }

  /** The latest checkpoint on disk. */
  get checkpoint(): SignedCheckpoint {
    return this.#checkpoint;
  }

  /** The key that the checkpoints are signed with. */
  get key(): NoteKey {
    const { did, signing } = this.#ports.self;
    return logKey(did, signing.publicKey);
  }

  /** The keys that they were signed with before, first to last. */
  get formerKeys(): readonly NoteKey[] {
    const { did, formerKeys = [] } = this.#ports.self;
    return formerKeys.map((key) => logKey(did, key));
  }

  /**
   * The writes that append an entry, for the commit of its cause; `page` gives what is kept beside it, under its
   * index. The commit throws MeshError `audit-damaged` while there is a problem.
   */
  append(entry: AuditEntry, page?: (index: number) => Put): Operation {
    const bytes = encodeEntry(entry);
    const hash = leafHash(bytes);
    return {
      kind: 'at-hand-over',
      make: () => {
        if (this.problem !== undefined) throw this.problem;
        const index = this.#tree.size;
        const tiles = this.#tree.append(hash);
        this.#schedule();
        const leaf: Put = { kind: 'put', space: 'audit', key: u64be(index), value: bytes };
        const more = this.#tiles.put(tiles);
        return page === undefined ? [leaf, ...more] : [leaf, page(index), ...more];
      },
    };
  }

  /** Signs a checkpoint over everything handed over, unless the latest is that already; resolves when it is on disk. */
  async sign(): Promise<void> {
    if (this.problem !== undefined || this.#tree.size === this.#checkpoint.size) return;
    const signed = checkpointOf(this.#tree, this.#ports.self);
    // It covers what was handed over before it, and commits take effect in order: on disk it never stands without its entries.
    const tilesWritten = this.#tiles.mark();
    await this.#ports.store.commit([putCheckpoint(checkpointBytes(signed.note))]);
    tilesWritten();
    if (signed.size <= this.#checkpoint.size) return;
    this.#checkpoint = signed;
    this.#waiting.wake();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#cancel = this.#ports.clock.after(checkpointMs, () => {
      this.#scheduled = false;
      this.sign().catch((error: unknown) => {
        this.#ports.events.internalError('audit checkpoint', error);
        if (!this.#ports.store.failed) this.#schedule();
      });
    });
  }

  /** Keeps a note of the latest checkpoint with further signatures; an older one is of no more use. */
  async keep(note: Note): Promise<void> {
    const bytes = checkpointBytes(note);
    const read = readCheckpoint(bytes);
    if (read === undefined || read.size !== this.#checkpoint.size) return;
    this.#checkpoint = read;
    await this.#ports.store.commit([putCheckpoint(bytes)], { lazy: true });
  }

  /** The entry at `index` as it was hashed; undefined when there is none, or it was dropped with age. */
  entry(index: number): Uint8Array | undefined {
    return this.#ports.store.get('audit', u64be(index));
  }

  /** Entries from `from` on that the latest checkpoint covers, at most `limit`. */
  async entries(
    from: number,
    limit: number,
  ): Promise<readonly { readonly index: number; readonly bytes: Uint8Array }[]> {
    const end = this.#checkpoint.size;
    if (from >= end) return [];
    const out: { index: number; bytes: Uint8Array }[] = [];
    const range = { gte: u64be(from), lt: u64be(end), limit };
    for await (const [key, bytes] of this.#ports.store.range('audit', range)) out.push({ index: indexOf(key), bytes });
    return out;
  }

  /** Resolves when a checkpoint over more than `size` entries may be there, at the latest when `signal` aborts. */
  async wait(size: number, signal: AbortSignal): Promise<void> {
    if (this.#checkpoint.size <= size) await this.#waiting.wait(signal);
  }

  /** The hashes of a tile. Throws MeshError `not-found` when the tree has no such tile, `audit-damaged` when it is not what it must be. */
  tile(name: TileName): readonly Uint8Array[] {
    return readTile(this.#tiles.get, this.#tree, name);
  }

  /** Reads subtrees of the first `size` leaves, for proofs. */
  subtrees(size: number): ReadSubtree {
    return subtreesFrom(size, async (name) => this.tile(name));
  }

  /** Drops entries older than `before`, whole bundles from the front; their hashes stay in the tiles. */
  async prune(before: Millis): Promise<void> {
    const { store } = this.#ports;
    let from = 0;
    for await (const [key] of store.range('audit', { limit: 1 })) from = indexOf(key);
    for (let count = 0; count < bundlesPerSweep; count++) {
      const end = (Math.floor(from / tileWidth) + 1) * tileWidth;
      // The last full bundle stays: it tells where the log stands.
      if (end + tileWidth > this.#checkpoint.size) return;
      const last = this.entry(end - 1);
      const entry = last === undefined ? undefined : decodeEntry(last);
      if (entry === undefined || entry.time >= before) return;
      const dropped = Array.from(
        { length: end - from },
        (_, at) => ({ kind: 'delete', space: 'audit', key: u64be(from + at) }) as const,
      );
      await store.commit(dropped, { lazy: true });
      from = end;
    }
  }

  /** Signs what is left to sign. Before the store closes. */
  async stop(): Promise<void> {
    this.#cancel();
    await this.sign();
  }
}
