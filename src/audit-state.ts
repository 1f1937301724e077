import { equalBytes, MeshError, u64be } from './base/base.ts';
import {
  checkpointBytes,
  GrowingTree,
  isSignedBy,
  leafHash,
  logKey,
  originOf,
  readCheckpoint,
  rootAt,
  rootOfTile,
  signCheckpoint,
  splitTile,
  subtreesFrom,
  tileWidth,
  type SignedCheckpoint,
  type TileBytes,
  type TileName,
} from './audit/audit.ts';
import type { AgentIdentity } from './identity/identity.ts';
import type { Put, Store } from './store/store.ts';

/** Where the latest checkpoint lies in the space `meta`. */
const checkpointKey = 'audit-checkpoint';

/** Whose log it is. */
export type LogOwner = Pick<AgentIdentity, 'did' | 'signing'> & {
  /** Keys rotated away, when there were any: the last checkpoint may be of one of them. */
  readonly formerKeys?: readonly Uint8Array[];
};

/** Where a log stands. */
export interface LogState {
  readonly tree: GrowingTree;
  readonly checkpoint: SignedCheckpoint;
}

/** Where a tile lies: level, then index; a partial one at the same place as it grows. */
export function tileKey({ level, index }: Pick<TileName, 'level' | 'index'>): Uint8Array {
  const key = new Uint8Array(9);
  key[0] = level;
  key.set(u64be(index), 1);
  return key;
}

/** The index in the key of an entry. */
export function indexOf(key: Uint8Array): number {
  return Number(new DataView(key.buffer, key.byteOffset, 8).getBigUint64(0));
}

/** The write that keeps a checkpoint as the latest. */
export function putCheckpoint(bytes: Uint8Array): Put {
  return { kind: 'put', space: 'meta', key: checkpointKey, value: bytes };
}

/** A checkpoint over the tree as it is, signed. */
export function checkpointOf(tree: GrowingTree, { did, signing }: LogOwner): SignedCheckpoint {
  const checkpoint = { origin: originOf(did), size: tree.size, root: tree.root() };
  return { ...checkpoint, note: signCheckpoint(checkpoint, signing) };
}

/** The log on disk is not what this node wrote; `how` completes "The audit log is damaged: ". */
export function damagedAudit(how: string, cause?: unknown): MeshError {
  return new MeshError(
    'audit-damaged',
    `The audit log is damaged: ${how}. Nothing is sent or delivered while this is so. Check the disk, then restore the data directory from a backup.`,
    { cause },
  );
}

/**
 * Reads where the log stands: the checkpoint signed last, every leaf behind the last full tile, and the tiles above.
 * A log without anything is begun with a signed checkpoint of size 0, so that one missing later is noticed. Throws
 * MeshError `audit-damaged` when a part is missing or the tree is not the one that was signed.
 */
export async function openLogState(store: Store, owner: LogOwner): Promise<LogState> {
  const size = await sizeOf(store);
  const bytes = store.get('meta', checkpointKey);
  if (bytes === undefined) {
    if (size > 0) throw damagedAudit('it has entries but no checkpoint');
    return begin(store, owner);
  }
  const checkpoint = readCheckpoint(bytes);
  const keys = [owner.signing.publicKey, ...(owner.formerKeys ?? [])];
  if (checkpoint === undefined || !keys.some((key) => isSignedBy(checkpoint, logKey(owner.did, key))))
    throw damagedAudit('its checkpoint is not one that this node signed');
  if (checkpoint.size > size)
    throw damagedAudit(`it has ${size} entries, and its checkpoint was signed over ${checkpoint.size}`);
  const tree = GrowingTree.restore(size, leavesBehindTiles(store, size), (tile) => store.get('tile', tileKey(tile)));
  if (tree === undefined) throw damagedAudit('a tile of its tree is missing or cut short');
  checkLastTile(store, tree);
  const root = await rootAt(
    checkpoint.size,
    subtreesFrom(checkpoint.size, async (name) => readTile(onDisk(store), tree, name)),
  );
  if (!equalBytes(root, checkpoint.root))
    throw damagedAudit('its tree is not the one that its checkpoint was signed over');
  return { tree, checkpoint };
}

async function begin(store: Store, owner: LogOwner): Promise<LogState> {
  const tree = new GrowingTree();
  const checkpoint = checkpointOf(tree, owner);
  await store.commit([putCheckpoint(checkpointBytes(checkpoint.note))]);
  return { tree, checkpoint };
}

async function sizeOf(store: Store): Promise<number> {
  for await (const [key] of store.range('audit', { reverse: true, limit: 1 })) return indexOf(key) + 1;
  return 0;
}

function leavesBehindTiles(store: Store, size: number): readonly Uint8Array[] {
  const first = size - (size % tileWidth);
  return Array.from({ length: size - first }, (_, at) => {
    const entry = store.get('audit', u64be(first + at));
    if (entry === undefined) throw damagedAudit(`entry ${first + at} is missing`);
    return leafHash(entry);
  });
}

/** The last full tile of leaves is tied to the level above it, which alone makes the root. */
function checkLastTile(store: Store, tree: GrowingTree): void {
  const count = Math.floor(tree.size / tileWidth);
  if (count === 0) return;
  const index = count - 1;
  const above = readTile(onDisk(store), tree, {
    level: 1,
    index: Math.floor(index / tileWidth),
    width: (index % tileWidth) + 1,
  });
  const root = rootOfTile(readTile(onDisk(store), tree, { level: 0, index, width: tileWidth }));
  if (!equalBytes(above.at(-1) ?? new Uint8Array(0), root))
    throw damagedAudit('its last full tile is not that of its tree');
}

/** Gives the bytes of a tile that is at the edge no more; undefined when there are none. */
type KeptTile = (name: TileName) => Uint8Array | undefined;

function onDisk(store: Store): KeptTile {
  return (name) => store.get('tile', tileKey(name));
}

/** Tiles handed over for a commit: until that is done, memory alone has those that have just left the edge. */
export class TilesUnderWay {
  readonly #store: Store;
  readonly #tiles = new Map<string, Uint8Array>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The writes that keep tiles; call it as they are handed over. */
  put(tiles: readonly TileBytes[]): readonly Put[] {
    return tiles.map((tile) => {
      this.#tiles.set(placeOf(tile), tile.bytes);
      return { kind: 'put', space: 'tile', key: tileKey(tile), value: tile.bytes };
    });
  }

  /** Gives what to call once everything handed over until now is on disk. */
  mark(): () => void {
    const handedOver = [...this.#tiles];
    return () => {
      for (const [place, bytes] of handedOver) if (this.#tiles.get(place) === bytes) this.#tiles.delete(place);
    };
  }

  /** The bytes of a tile, on disk or on their way there. */
  readonly get: KeptTile = (name) => this.#tiles.get(placeOf(name)) ?? onDisk(this.#store)(name);
}

function placeOf({ level, index }: TileName): string {
  return `${level}/${index}`;
}

/**
 * The hashes of a tile: from memory at the right edge, else as it is kept. Throws MeshError `not-found` when there
 * is none, `audit-damaged` when it is not full and should be.
 */
export function readTile(kept: KeptTile, tree: GrowingTree, name: TileName): readonly Uint8Array[] {
  const edge = tree.edgeTile(name.level, name.index);
  if (edge !== undefined && edge.length >= name.width) return edge.slice(0, name.width);
  const bytes = kept(name);
  if (bytes === undefined || edge !== undefined)
    throw new MeshError('not-found', 'The log has no such tile. Ask for one that a checkpoint covers.');
  const hashes = splitTile(bytes, tileWidth);
  if (hashes === undefined) throw damagedAudit('a full tile of its tree is cut short');
  return hashes.slice(0, name.width);
}
