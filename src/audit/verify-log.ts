import { equalBytes } from '../base/base.ts';
import { cosignedAt, isSelfCertifying, isSignedBy, readCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { GrowingTree } from './growing-tree.ts';
import { leafHash } from './merkle.ts';
import { signaturesBy, toBase64, type NoteKey } from './note.ts';
import { decodeBundle, splitTile, tileIn, tilePath, tilesOf, tileWidth, type TileName } from './tiles.ts';

/** A log as it lies somewhere: in a folder, or behind an API. Each gives undefined for what is not there. */
export interface LogFiles {
  checkpoint(): Promise<Uint8Array | undefined>;
  /** The hashes of a tile, joined. */
  tile(name: TileName): Promise<Uint8Array | undefined>;
  /** The bundle of entries `index * 256` and on, `width` of them. */
  bundle(index: number, width: number): Promise<Uint8Array | undefined>;
}

/** What a log is verified with. */
export interface VerifyOptions {
  /** The key of the log. */
  readonly key: NoteKey;
  /** Keys that it had before, rotated away since: older checkpoints are signed by them. */
  readonly formerKeys: readonly NoteKey[];
  /** Keys of cosigners whose signatures are to hold. */
  readonly cosigners: readonly NoteKey[];
  /** Checkpoints of the same log seen before or elsewhere: it must continue, or contain, each of them. */
  readonly against: readonly SignedCheckpoint[];
  /** Told now and then how many of how many entries are done. */
  progress(done: number, total: number): void;
}

/**
 * What is wrong with a log. `unsigned`: a signature does not hold. `truncated`: something that the checkpoint covers, or
 * once covered, is not there. `edited`: an entry or a hash is not what was signed. `forked`: another history was signed too.
 */
export interface Finding {
  readonly kind: 'unsigned' | 'truncated' | 'edited' | 'forked';
  readonly detail: string;
}

/** What came out of a verification; the log holds when there are no findings. */
export interface VerifyReport {
  readonly origin: string;
  readonly size: number;
  /** Base64. */
  readonly root: string;
  /** Whether the name of the log proves its key; otherwise the key has to be trusted for another reason. */
  readonly keyProvesItself: boolean;
  /** Entries that were there and hash to their leaf. */
  readonly entries: number;
  /** Entries at the beginning that were dropped with age; their hashes stand. */
  readonly dropped: number;
  /** Who cosigned, and when, seconds since the epoch. */
  readonly cosigned: readonly { readonly name: string; readonly at: number }[];
  readonly findings: readonly Finding[];
}

/** Findings told at most: a log that is wrong throughout need not be listed entry by entry. */
const maxFindings = 100;

/** Verifies a whole log: its signatures, every entry against its leaf, every tile, the root, and other checkpoints. One tile is in memory at a time. */
export async function verifyLog(files: LogFiles, options: VerifyOptions): Promise<VerifyReport> {
  const findings: Finding[] = [];
  const note = (kind: Finding['kind'], detail: string): void => {
    if (findings.length < maxFindings) findings.push({ kind, detail });
  };
  const bytes = await files.checkpoint();
  const checkpoint = bytes === undefined ? undefined : readCheckpoint(bytes);
  const keyProvesItself = isSelfCertifying(options.key);
  if (checkpoint === undefined) {
    note('truncated', bytes === undefined ? 'there is no checkpoint' : 'the checkpoint is not one');
    return {
      origin: options.key.name,
      size: 0,
      root: '',
      keyProvesItself,
      entries: 0,
      dropped: 0,
      cosigned: [],
      findings,
    };
  }
  const { origin, size, root } = checkpoint;
  if (!isSignedBy(checkpoint, options.key)) note('unsigned', 'the checkpoint is not signed by the key of the log');
  const cosigned = cosignersOf(checkpoint, options.cosigners, note);
  const walk = new Walk(files, size, note, otherHeads(checkpoint, options, note));
  await walk.run((done) => options.progress(done, size));
  if (!equalBytes(walk.tree.root(), root)) note('edited', 'the entries do not make the root that was signed');
  const { entries, dropped } = walk;
  return { origin, size, root: toBase64(root), keyProvesItself, entries, dropped, cosigned, findings };
}

type Note = (kind: Finding['kind'], detail: string) => void;

function cosignersOf(
  { note }: SignedCheckpoint,
  keys: readonly NoteKey[],
  tell: Note,
): readonly { readonly name: string; readonly at: number }[] {
  return keys.flatMap((key) => {
    if (signaturesBy(note, key).length === 0) return [];
    const at = cosignedAt(note, key);
    if (at === undefined) tell('unsigned', `the cosignature of ${key.name} does not hold`);
    return at === undefined ? [] : [{ name: key.name, at }];
  });
}

/** Roots that the tree must have had at other sizes. */
function otherHeads(
  { origin, size }: SignedCheckpoint,
  { against, key, formerKeys }: VerifyOptions,
  tell: Note,
): ReadonlyMap<number, readonly Uint8Array[]> {
  const heads = new Map<number, Uint8Array[]>();
  for (const other of against) {
    if (other.origin !== origin) tell('unsigned', `a checkpoint to compare with is of another log, ${other.origin}`);
    else if (![key, ...formerKeys].some((one) => isSignedBy(other, one)))
      tell('unsigned', `the checkpoint of size ${other.size} to compare with is not signed by the log`);
    else if (other.size > size) tell('truncated', `the log signed ${other.size} entries once, and has ${size} now`);
    else heads.set(other.size, [...(heads.get(other.size) ?? []), other.root]);
  }
  return heads;
}

/** One pass over the log, from the first leaf to the last. */
class Walk {
  readonly tree = new GrowingTree();
  entries = 0;
  dropped = 0;
  readonly #files: LogFiles;
  readonly #size: number;
  readonly #tell: Note;
  readonly #heads: ReadonlyMap<number, readonly Uint8Array[]>;

  constructor(files: LogFiles, size: number, tell: Note, heads: ReadonlyMap<number, readonly Uint8Array[]>) {
    this.#files = files;
    this.#size = size;
    this.#tell = tell;
    this.#heads = heads;
  }

  async run(progress: (done: number) => void): Promise<void> {
    this.#compareHead();
    for (let index = 0; index * tileWidth < this.#size; index++) {
      const leaves = await this.#leavesOf(index);
      // Without its leaves nothing behind them can be placed.
      if (leaves === undefined) return;
      for (const leaf of leaves) await this.#append(leaf);
      progress(this.tree.size);
    }
    for (const tile of tilesOf(this.#size))
      if (tile.level > 0 && tile.width < tileWidth)
        await this.#compareTile(tile, this.tree.edgeTile(tile.level, tile.index));
  }

  /** The leaf hashes of a tile: as the tile has them, else of its entries. */
  async #leavesOf(index: number): Promise<readonly Uint8Array[] | undefined> {
    const name = tileIn(this.#size, 0, index);
    if (name === undefined) return undefined;
    const tile = await this.#hashesOf(name);
    const hashes = (await this.#entriesOf(name))?.map(leafHash);
    for (const [at, hash] of hashes?.entries() ?? []) {
      const kept = tile?.[at];
      if (kept !== undefined && !equalBytes(hash, kept))
        this.#tell('edited', `entry ${index * tileWidth + at} is not what was hashed into the tree`);
    }
    // The tile is what the root was made of: an entry that differs from it shows as one, and hides no other.
    return tile ?? hashes;
  }

  async #hashesOf(name: TileName): Promise<readonly Uint8Array[] | undefined> {
    const bytes = await this.#files.tile(name);
    const hashes = bytes === undefined ? undefined : splitTile(bytes, name.width);
    if (hashes === undefined) this.#tell('truncated', `${tilePath(name)} is missing or cut short`);
    return hashes;
  }

  async #entriesOf({ index, width }: TileName): Promise<readonly Uint8Array[] | undefined> {
    const bundle = await this.#files.bundle(index, width);
    const entries = bundle === undefined ? undefined : decodeBundle(bundle, width);
    const first = index * tileWidth;
    if (entries !== undefined) this.entries += width;
    // Entries are dropped from the front, and by age alone.
    else if (bundle === undefined && this.entries === 0 && width === tileWidth) this.dropped += width;
    else this.#tell('truncated', `entries ${first} to ${first + width - 1} are missing or cut short`);
    return entries;
  }

  async #append(leaf: Uint8Array): Promise<void> {
    for (const tile of this.tree.append(leaf)) {
      if (tile.level > 0 && tile.width === tileWidth) await this.#compareTile(tile, splitTile(tile.bytes, tile.width));
    }
    this.#compareHead();
  }

  #compareHead(): void {
    for (const root of this.#heads.get(this.tree.size) ?? []) {
      if (!equalBytes(this.tree.root(), root))
        this.#tell('forked', `the log signed another history of ${this.tree.size} entries too`);
    }
  }

  async #compareTile(name: TileName, hashes: readonly Uint8Array[] | undefined): Promise<void> {
    const kept = await this.#hashesOf(name);
    if (kept?.some((hash, at) => !equalBytes(hash, hashes?.[at] ?? new Uint8Array(0))))
      this.#tell('edited', `${tilePath(name)} is not what the entries make`);
  }
}
