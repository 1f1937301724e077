import { equalBytes, fromUtf8, utf8, type Random, type SecretKey } from '../base/base.ts';
import {
  brokenBy,
  decodeNote,
  encodeNote,
  identityOf,
  currentIdentity,
  type Continuity,
  type ContinuityNote,
} from './continuity.ts';
import { EpochFile } from './epoch-file.ts';
import { damaged, formatWrites, isFormatKey, readFormat, type Database, type RawWrite } from './format.ts';
import { readAheadBytes } from './bounds.ts';
import { associatedData, databaseKey, passingSpaces, ratchetSpaces, spaceEnd, spaceOf, type Space } from './space.ts';
import { Vault } from './vault.ts';

/** A database taken up: its keys at hand, and what its past turned out to be. */
export interface TakenUp {
  readonly file: EpochFile;
  readonly vault: Vault;
  readonly continuity: Continuity;
  /** Whether values wait to be moved into the epoch in force: a turn that a crash ended, or an older layout. */
  readonly unsettled: boolean;
  /** The last step once they are moved: notes the layout, where it was another. */
  finish(): Promise<void>;
}

/** What taking up needs. */
export interface TakeUpOptions {
  readonly dir: string;
  readonly dataKey: SecretKey;
  readonly random: Random;
  /** Of CURRENT, from before the database was opened. */
  readonly current: string | undefined;
}

const noteName = 'continuity';
const noteKey = databaseKey('meta', noteName);
const noteData = associatedData('meta', noteName);

/** Whether a key is of what the store keeps for itself, below its spaces or within `meta`: it says nothing elsewhere. */
export function isStoreOwn(key: Uint8Array): boolean {
  return equalBytes(key, noteKey) || isFormatKey(key);
}

/**
 * Reads layout, epochs and continuity of a database that was opened. Where an older copy was put back, what must not
 * be used twice goes in the same write as the note that makes it continue from now on.
 * Throws MeshError as `readFormat` and `EpochFile.open` do.
 */
export async function takeUp(database: Database, options: TakeUpOptions): Promise<TakenUp> {
  const { dir, dataKey, random } = options;
  const version = await readFormat(database, dataKey);
  const before = version === 1;
  if (before || version === undefined) await EpochFile.create(dir, options);
  const vault = new Vault(dataKey, random, { beforeEpochs: before });
  const note = version === undefined || before ? undefined : await readNote(database, vault);
  const file = await EpochFile.open(dir, options, note?.epoch ?? 0);
  try {
    const past = { note, before, current: options.current };
    return await takeUpWith({ database, file, vault, options }, past);
  } catch (error) {
    await file.close();
    throw error;
  }
}

interface Parts {
  readonly database: Database;
  readonly file: EpochFile;
  readonly vault: Vault;
  readonly options: TakeUpOptions;
}

interface Past {
  readonly note: ContinuityNote | undefined;
  readonly before: boolean;
  readonly current: string | undefined;
}

async function takeUpWith(parts: Parts, past: Past): Promise<TakenUp> {
  const { database, file, vault, options } = parts;
  const epochs = [...file.keys].toSorted(([a], [b]) => a - b);
  for (const [epoch, key] of epochs) vault.add(epoch, key);
  const cause = await causeOf(parts, past);
  const { writes, continuity } = cause === undefined ? unbroken : await forget(parts, cause);
  const write = async (more: readonly RawWrite[]): Promise<void> => {
    const generation = file.generation + 1;
    const note = await noteWrite(parts, { epoch: file.newest, generation });
    const format = formatWrites(options.dataKey, options.random);
    await database.batch([...more, ...format, note], { sync: true });
    await file.count(generation);
  };
  if (!past.before) await write(writes);
  else if (writes.length > 0) await database.batch([...writes], { sync: true });
  return {
    file,
    vault,
    continuity,
    unsettled: past.before || epochs.length > 1,
    finish: async () => {
      if (past.before) await write([]);
    },
  };
}

const unbroken: { writes: readonly RawWrite[]; continuity: Continuity } = {
  writes: [],
  continuity: { kind: 'continued' },
};

async function causeOf(
  { file }: Parts,
  { note, before, current }: Past,
): Promise<'count' | 'files' | 'epoch' | undefined> {
  // A layout without a note beside a file that counted: the database is from before an upgrade.
  if (note === undefined) return before && file.generation > 0 ? 'count' : undefined;
  const identity = identityOf(await file.stat());
  return brokenBy(note, { generation: file.generation, epochs: new Set(file.keys.keys()), identity, current });
}

/** The write that notes count and epoch in force, with the files as they are now. */
export async function noteWrite(
  { file, vault, options }: Omit<Parts, 'database'>,
  { epoch, generation }: Pick<ContinuityNote, 'epoch' | 'generation'>,
): Promise<{ readonly type: 'put'; readonly key: Uint8Array; readonly value: Uint8Array }> {
  const current = (await currentIdentity(options.dir)) ?? '';
  const note = { generation, epoch, epochs: identityOf(await file.stat()), current };
  return { type: 'put', key: noteKey, value: vault.seal(noteKey, utf8(encodeNote(note)), noteData) };
}

async function readNote(database: Database, vault: Vault): Promise<ContinuityNote> {
  const sealed = await database.get(noteKey);
  const text = sealed && fromUtf8(vault.open(noteKey, sealed, noteData) ?? new Uint8Array(0));
  if (text === undefined || text === '') throw damaged('its note of continuity is missing');
  return decodeNote(text);
}

/** What goes when an older copy was put back: ratchets and prekeys, and what no key opens any more. */
async function forget(
  { database, vault }: Parts,
  cause: 'count' | 'files' | 'epoch',
): Promise<{ readonly writes: readonly RawWrite[]; readonly continuity: Continuity }> {
  const writes: RawWrite[] = [];
  let forgotten = 0;
  let unreadable = 0;
  for (const space of passingSpaces) {
    const ratchet = ratchetSpaces.includes(space);
    for await (const [key, sealed] of entriesOf(database, space)) {
      if (!ratchet && vault.open(key, sealed, associatedData(space, key.subarray(1))) !== undefined) continue;
      writes.push({ type: 'del', key });
      if (ratchet) forgotten++;
      else unreadable++;
    }
  }
  return { writes, continuity: { kind: 'restored', cause, forgotten, unreadable } };
}

async function* entriesOf(database: Database, space: Space): AsyncGenerator<readonly [Uint8Array, Uint8Array]> {
  const range = { gte: databaseKey(space, ''), lt: spaceEnd(space), highWaterMarkBytes: readAheadBytes };
  for await (const [key, value] of database.iterator(range)) {
    if (spaceOf(key) === space) yield [new Uint8Array(key), new Uint8Array(value)];
  }
}
