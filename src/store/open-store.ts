import type { Random, SecretKey } from '../base/base.ts';
import type { Operation, RangeOptions, Space } from './space.ts';

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
   * without it or `sync` is false). Commits take effect in the order of the calls. Throws MeshError:
   * `store-busy` (nothing written, try again), `store-write-failed` (and every later commit too), `stopping`.
   */
  commit(operations: readonly Operation[], options?: { readonly sync?: boolean }): Promise<void>;
  /** Waits for what was committed, then closes. May be called again. */
  close(): Promise<void>;
}

/** Where and how to open a store. */
export interface OpenStoreOptions {
  /** Made when absent, mode 0700. The database lies in `db` below it, the process id in `pid`. */
  readonly dir: string;
  /** 32 bytes; stays the caller's, who wipes it after `close`. */
  readonly dataKey: SecretKey;
  /** False only where losing the last second at power loss is acceptable. */
  readonly fsync: boolean;
  readonly random: Random;
}

/**
 * Opens the store, or makes it. Throws MeshError: `data-dir-in-use` (another process holds it), `store-newer`
 * (written by a newer version), `store-damaged`, `keyring-locked` (the data key is of another store).
 */
export function openStore(options: OpenStoreOptions): Promise<Store> {
  throw new Error(options.dir);
}
