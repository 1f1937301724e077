import {
  equalBytes,
  MeshError,
  openAtRest,
  sealAtRest,
  u32be,
  utf8,
  type Random,
  type SecretKey,
} from '../base/base.ts';
import { associatedData, databaseKey } from './space.ts';

/**
 * The layout that this version reads and writes. Raise it with a migration when a space or an encoding changes.
 * 1: all values under the data key. 2: what passes under the keys of epochs. 3: an entry of the inbox may name parts as its body.
 * 4: a long value may stand in a file beside LevelDB's, see `SplitDatabase`.
 */
export const schemaVersion = 4;

/**
 * Where the version stands: unsealed, because a newer version may seal in another way, and below every space.
 * It is repeated inside the sealed check, so that changing it by hand is noticed.
 */
const versionKey = Uint8Array.of(0);
const checkName = 'data-key-check';
const checkKey = databaseKey('meta', checkName);
const checkData = associatedData('meta', checkName);

/** A database of raw keys and values; values are sealed, see `Vault`. */
export interface Database {
  get(key: Uint8Array): Promise<Uint8Array | undefined>;
  getSync(key: Uint8Array): Uint8Array | undefined;
  /** The first key of all; undefined when there is none. */
  firstKey(): Promise<Uint8Array | undefined>;
  /** Entries in the order of their keys, from this moment's state. What comes may share memory with what comes next. */
  iterator(range: Range): RawEntries;
  /** Writes all or none; with `sync` they are on disk when it resolves. One at a time. */
  batch(writes: readonly RawWrite[], options: { readonly sync: boolean }): Promise<void>;
  close(): Promise<void>;
}

/** Keys and values that are read one by one; `close` when not read to the end by `for await`. */
export interface RawEntries extends AsyncIterable<RawEntry> {
  next(): Promise<RawEntry | undefined>;
  close(): Promise<void>;
}

export type RawEntry = readonly [key: Uint8Array, value: Uint8Array];

/** One write as the database takes it. */
export type RawWrite =
  | { readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly type: 'del'; readonly key: Uint8Array };

/** Between which keys to read, and how. */
export interface Range {
  gt?: Uint8Array;
  gte?: Uint8Array;
  lt?: Uint8Array;
  lte?: Uint8Array;
  reverse?: boolean;
  limit?: number;
  /** Bytes that are read ahead. */
  highWaterMarkBytes: number;
}

/**
 * The layout of a database; undefined for a new one. Throws MeshError `store-newer`, `keyring-locked` (the data key is
 * of another store) or `store-damaged`.
 *
 * A check that does not open means a wrong key and not damage: LevelDB keeps checksums, and reports a value that
 * the disk changed before it gets here.
 */
export async function readFormat(database: Database, dataKey: SecretKey): Promise<number | undefined> {
  const bytes = await read(database, versionKey);
  if (bytes === undefined) {
    await refuseUnlessEmpty(database);
    return undefined;
  }
  const version = knownVersion(bytes);
  const sealed = await read(database, checkKey);
  if (sealed === undefined) throw damaged('its key check is missing');
  const opened = openAtRest(dataKey, sealed, checkData);
  if (opened === undefined) throw wrongKey();
  if (!equalBytes(opened, checkOf(version))) throw damaged('its version was changed');
  return version;
}

/** Whether a key is of the version or of its check. */
export function isFormatKey(key: Uint8Array): boolean {
  return equalBytes(key, versionKey) || equalBytes(key, checkKey);
}

/** The writes that note the layout of this version, and the data key. */
export function formatWrites(dataKey: SecretKey, random: Random): readonly Put[] {
  return [
    { type: 'put', key: versionKey, value: u32be(schemaVersion) },
    { type: 'put', key: checkKey, value: sealAtRest(dataKey, checkOf(schemaVersion), checkData, random) },
  ];
}

interface Put {
  readonly type: 'put';
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

function checkOf(version: number): Uint8Array {
  return utf8(`parley store ${version}`);
}

async function read(database: Database, key: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await database.get(key);
  } catch (cause) {
    throw damaged('its first values could not be read', cause);
  }
}

function knownVersion(bytes: Uint8Array): number {
  if (bytes.length !== 4) throw damaged('its version is no number');
  const version = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  if (version > schemaVersion) throw newerLayout(version);
  if (version < 1) throw damaged(`its version is ${version}, which never was`);
  return version;
}

/** A data directory of a layout that this version does not know. */
export function newerLayout(version: number): MeshError {
  return new MeshError(
    'store-newer',
    `The data directory was written by a newer version of this program (layout ${version}; this one knows ${schemaVersion}). Install that version again, or restore a backup from before the upgrade.`,
  );
}

async function refuseUnlessEmpty(database: Database): Promise<void> {
  const key = await database.firstKey();
  if (key !== undefined) throw damaged(`it has values (${key.length}-byte key) but no version`);
}

function wrongKey(): MeshError {
  return new MeshError(
    'keyring-locked',
    'The data key in the keyring is not the one that this data directory was written with. Put the keyring that belongs to it back in its place.',
  );
}

/** What is on disk is not what this node wrote; `how` completes "The store is damaged: ". */
export function damaged(how: string, cause?: unknown): MeshError {
  return new MeshError(
    'store-damaged',
    `The store is damaged: ${how}. Check the disk, then restore the data directory from a backup.`,
    { cause },
  );
}
