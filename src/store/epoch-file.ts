import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { concat, MeshError, openAtRest, sealAtRest, SecretKey, u32be, u64be, utf8, type Random } from '../base/base.ts';
import { codeOf } from './data-dir.ts';
import { createPrivateFile } from './private-file.ts';

/** One block: what a disk writes as a whole, so that changing one block cannot tear its neighbour. */
const blockBytes = 4096;
/** Two places for keys, then two for the count: what is written never overwrites what still counts. */
const fileBytes = 4 * blockBytes;
const epochKeyBytes = 32;
/** A fresh file begins here; 0 never names an epoch. */
const firstEpoch = 1;

/** Where the keys of the epochs lie within the data directory. */
export function epochPath(dir: string): string {
  return join(dir, 'epochs');
}

/** What sealing and opening the file's blocks takes. */
interface Sealing {
  readonly dataKey: SecretKey;
  readonly random: Random;
}

/**
 * The keys of the epochs, outside the database, because LevelDB keeps what it overwrites: a file of fixed size,
 * written in place and synced, each block sealed under the data key. An epoch's key stands in the block of its
 * parity, so the next one is written beside it, and erasing it leaves the next one alone (crypto.md, At rest).
 *
 * Beside the keys stands a count, which the store keeps as well: of two that belong together neither was put back alone.
 */
export class EpochFile {
  readonly #handle: FileHandle;
  readonly #sealing: Sealing;
  readonly #keys: Map<number, SecretKey>;
  #generation: number;

  private constructor(handle: FileHandle, sealing: Sealing, found: Blocks) {
    this.#handle = handle;
    this.#sealing = sealing;
    this.#keys = found.keys;
    this.#generation = found.generation;
  }

  /** Makes the file with a first key, unless it is there. Throws MeshError `store-write-failed`. */
  static async create(dir: string, sealing: Sealing): Promise<void> {
    const file = epochPath(dir);
    if ((await sizeOf(file)) !== undefined) return;
    await createPrivateFile(file, freshBlocks(firstEpoch, sealing));
  }

  /**
   * Opens the file. An empty one is filled with a key of the epoch `after + 1`: emptying it is how an operator gives
   * up what cannot be read any more. Throws MeshError `epoch-keys-lost` when it is missing or nothing in it opens.
   */
  static async open(dir: string, sealing: Sealing, after: number): Promise<EpochFile> {
    const file = epochPath(dir);
    const handle = await openFile(file);
    try {
      await handle.chmod(0o600);
      const { size } = await handle.stat();
      if (size === 0) await writeAt(handle, freshBlocks(after + 1, sealing), 0);
      const bytes = new Uint8Array(fileBytes);
      await handle.read(bytes, 0, fileBytes, 0);
      const found = readBlocks(bytes, sealing);
      if (found.keys.size === 0) throw lost(file, 'no key in it opens');
      return new EpochFile(handle, sealing, found);
    } catch (error) {
      await handle.close();
      throw error;
    }
  }

  /** The keys that are in force: one, or two while values move from one to the next. */
  get keys(): ReadonlyMap<number, SecretKey> {
    return this.#keys;
  }

  /** The newest epoch. */
  get newest(): number {
    return Math.max(...this.#keys.keys());
  }

  get generation(): number {
    return this.#generation;
  }

  /** What tells this file from a copy of it: its inode and the moment it was made; see `identityOf`. */
  async stat(): Promise<{ readonly ino: bigint; readonly birthtimeNs: bigint; readonly ctimeNs: bigint }> {
    return this.#handle.stat({ bigint: true });
  }

  /** Draws the key of the next epoch; on disk when this resolves, beside the one in force. */
  async add(): Promise<{ readonly epoch: number; readonly key: SecretKey }> {
    const epoch = this.newest + 1;
    const key = SecretKey.own(this.#sealing.random(epochKeyBytes));
    await this.#write(slotBlock(epoch, key, this.#sealing), slotAt(epoch));
    this.#keys.set(epoch, key);
    return { epoch, key };
  }

  /** Overwrites the key of an epoch, on disk and in memory. */
  async erase(epoch: number): Promise<void> {
    // Random bytes: a file system may turn a block of zeros into a hole, and leave the old block as it is.
    await this.#write(this.#sealing.random(blockBytes), slotAt(epoch));
    this.#keys.get(epoch)?.wipe();
    this.#keys.delete(epoch);
  }

  /** Writes the count. */
  async count(generation: number): Promise<void> {
    await this.#write(countBlock(generation, this.#sealing), countAt(generation));
    this.#generation = generation;
  }

  async close(): Promise<void> {
    for (const key of this.#keys.values()) key.wipe();
    await this.#handle.close();
  }

  async #write(block: Uint8Array, at: number): Promise<void> {
    try {
      await writeAt(this.#handle, block, at);
    } catch (cause) {
      throw new MeshError(
        'store-write-failed',
        `The file of the epochs could not be written (${codeOf(cause) ?? 'unknown cause'}). Check free space, quota and the health of the disk, then start the node again.`,
        { cause },
      );
    }
  }
}

interface Blocks {
  readonly keys: Map<number, SecretKey>;
  readonly generation: number;
}

function slotAt(epoch: number): number {
  return (epoch % 2) * blockBytes;
}

function countAt(generation: number): number {
  return (2 + (generation % 2)) * blockBytes;
}

function slotBlock(epoch: number, key: SecretKey, { dataKey, random }: Sealing): Uint8Array {
  const block = new Uint8Array(blockBytes);
  block.set(concat(u32be(epoch), sealAtRest(dataKey, key.expose(), slotData(epoch), random)));
  return block;
}

function countBlock(generation: number, { dataKey, random }: Sealing): Uint8Array {
  const block = new Uint8Array(blockBytes);
  block.set(concat(u64be(generation), sealAtRest(dataKey, new Uint8Array(0), countData(generation), random)));
  return block;
}

function slotData(epoch: number): Uint8Array {
  return concat(utf8('parley/v1/epoch-key\0'), u32be(epoch));
}

function countData(generation: number): Uint8Array {
  return concat(utf8('parley/v1/epoch-count\0'), u64be(generation));
}

function freshBlocks(epoch: number, sealing: Sealing): Uint8Array {
  const key = SecretKey.own(sealing.random(epochKeyBytes));
  const bytes = new Uint8Array(fileBytes);
  bytes.set(slotBlock(epoch, key, sealing), slotAt(epoch));
  bytes.set(countBlock(0, sealing), countAt(0));
  key.wipe();
  return bytes;
}

/** Nonce, tag, and what is between them. */
const sealedKeyBytes = 24 + epochKeyBytes + 16;
const sealedCountBytes = 24 + 16;

/** What opens of the four blocks. A block that does not was erased, or torn by a crash while it was not yet in force. */
function readBlocks(bytes: Uint8Array, { dataKey }: Sealing): Blocks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const keys = new Map<number, SecretKey>();
  let generation = 0;
  for (const at of [0, blockBytes]) {
    const epoch = view.getUint32(at);
    const key = openAtRest(dataKey, bytes.slice(at + 4, at + 4 + sealedKeyBytes), slotData(epoch));
    if (key !== undefined && slotAt(epoch) === at) keys.set(epoch, SecretKey.own(key));
  }
  for (const at of [2 * blockBytes, 3 * blockBytes]) {
    const count = view.getBigUint64(at);
    if (count > BigInt(Number.MAX_SAFE_INTEGER)) continue;
    const found = Number(count);
    const sealed = bytes.slice(at + 8, at + 8 + sealedCountBytes);
    if (openAtRest(dataKey, sealed, countData(found)) !== undefined) generation = Math.max(generation, found);
  }
  return { keys, generation };
}

async function writeAt(handle: FileHandle, bytes: Uint8Array, at: number): Promise<void> {
  await handle.write(bytes, 0, bytes.length, at);
  await handle.sync();
}

async function openFile(file: string): Promise<FileHandle> {
  try {
    return await open(file, constants.O_RDWR | constants.O_NOFOLLOW);
  } catch (cause) {
    throw lost(file, codeOf(cause) === 'ENOENT' ? 'it is missing' : 'it cannot be opened', cause);
  }
}

async function sizeOf(file: string): Promise<number | undefined> {
  try {
    await using handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
    return (await handle.stat()).size;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw lost(file, 'it cannot be opened', cause);
  }
}

function lost(file: string, why: string, cause?: unknown): MeshError {
  return new MeshError(
    'epoch-keys-lost',
    `The messages and sessions in the store cannot be read: their keys are in ${file}, and ${why}. Put back the file that belongs to this data directory, or restore a backup with \`parley restore\`. To go on without those messages, put an empty file in its place.`,
    { cause },
  );
}
