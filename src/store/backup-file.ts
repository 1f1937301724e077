import { createReadStream } from 'node:fs';
import { open, rename, rm, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import {
  concat,
  fromBase64url,
  fromUtf8,
  hkdfSha256,
  MeshError,
  openAtRest,
  sealAtRest,
  SecretKey,
  sha256,
  toBase64url,
  u32be,
  utf8,
  type Random,
} from '../base/base.ts';
import { codeOf } from './data-dir.ts';
import { maxKeyringBytes } from './keyring-file.ts';
import { storeLimits } from './coalescer.ts';
import type { StoreEntry } from './open-store.ts';
import { spaces, type Space } from './space.ts';

/** The open part of a backup: when it was made, and the keyring, sealed as its own file is. */
export interface BackupHeader {
  /** Milliseconds since 1970. */
  readonly created: number;
  /** A keyring file, whose data key opens the rest. */
  readonly keyring: Uint8Array;
}

/** What to write, and where. */
export interface WriteBackupOptions extends BackupHeader {
  readonly file: string;
  /** The data key within `keyring`. */
  readonly dataKey: SecretKey;
  readonly random: Random;
}

const magic = utf8('parley backup 1\n');
const maxHeaderBytes = 4 * maxKeyringBytes;
/** A chunk ends behind the entry with which it reaches this. */
const chunkBytes = 256 * 1024;
/** So a chunk is never longer than this and one entry. */
const maxChunkBytes = chunkBytes + storeLimits.maxValueBytes + storeLimits.maxKeyBytes + 1024;

const headerSchema = z.strictObject({
  version: z.literal(1),
  created: z.int().min(0),
  keyring: z.string().max(2 * maxKeyringBytes),
  salt: z.string().length(43),
});

/**
 * Writes a backup: one file, mode 0600, there whole or not at all. Layout: a line that names it, `u32 length | header`
 * in JSON, then chunks `u8 last | u32 length | sealed`. A chunk is sealed under a key derived from the data key, and
 * bound to the header, to its place and to whether it is the last: nothing can be changed, moved, cut or put behind.
 * Throws MeshError `data-dir-exists` when there is such a file, `store-write-failed`. Gives entries and bytes.
 */
export async function writeBackup(
  options: WriteBackupOptions,
  entries: AsyncIterable<StoreEntry>,
): Promise<{ readonly entries: number; readonly bytes: number }> {
  const { file } = options;
  const temporary = join(dirname(file), `.${basename(file)}.new`);
  try {
    await rm(temporary, { force: true });
    await using handle = await open(temporary, 'wx', 0o600);
    const written = await writeTo(handle, options, entries);
    await handle.sync();
    await refuseExisting(file);
    await rename(temporary, file);
    await using folder = await open(dirname(file), 'r');
    await folder.sync();
    return written;
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    if (cause instanceof MeshError) throw cause;
    throw new MeshError(
      'store-write-failed',
      `The backup ${file} could not be written (${codeOf(cause) ?? 'unknown cause'}). Check the folder, free space and permissions.`,
      { cause },
    );
  }
}

async function refuseExisting(file: string): Promise<void> {
  const present = await open(file, 'r').catch(() => undefined);
  if (present === undefined) return;
  await present.close();
  throw new MeshError('data-dir-exists', `${file} is there already, and is not overwritten. Name another file.`);
}

async function writeTo(
  handle: FileHandle,
  { created, keyring, dataKey, random }: WriteBackupOptions,
  entries: AsyncIterable<StoreEntry>,
): Promise<{ readonly entries: number; readonly bytes: number }> {
  const salt = random(32);
  const header = utf8(JSON.stringify({ version: 1, created, keyring: toBase64url(keyring), salt: toBase64url(salt) }));
  const key = backupKey(dataKey, salt);
  const binding = sha256(magic, header);
  let bytes = 0;
  let count = 0;
  let index = 0;
  let parts: Uint8Array[] = [];
  let size = 0;
  const put = async (piece: Uint8Array): Promise<void> => {
    await handle.writeFile(piece);
    bytes += piece.length;
  };
  const flush = async (last: boolean): Promise<void> => {
    const sealed = sealAtRest(key, concat(...parts), chunkData(binding, index++, last), random);
    await put(concat(Uint8Array.of(last ? 1 : 0), u32be(sealed.length), sealed));
    [parts, size] = [[], 0];
  };
  await put(concat(magic, u32be(header.length), header));
  for await (const entry of entries) {
    const encoded = encodeEntry(entry);
    parts.push(encoded);
    size += encoded.length;
    count++;
    if (size >= chunkBytes) await flush(false);
  }
  await flush(true);
  key.wipe();
  return { entries: count, bytes };
}

function backupKey(dataKey: SecretKey, salt: Uint8Array): SecretKey {
  return SecretKey.own(hkdfSha256(dataKey.expose(), salt, utf8('parley/v1/backup'), 32));
}

function chunkData(binding: Uint8Array, index: number, last: boolean): Uint8Array {
  return concat(utf8('parley/v1/backup-chunk\0'), binding, u32be(index), Uint8Array.of(last ? 1 : 0));
}

/** `u8 length | space | u32 length | key | u32 length | value`: the space by name, which outlives its number. */
function encodeEntry({ space, key, value }: StoreEntry): Uint8Array {
  const name = utf8(space);
  return concat(Uint8Array.of(name.length), name, u32be(key.length), key, u32be(value.length), value);
}

/** Reads the open part. Throws MeshError `backup-invalid`, `not-found` when there is no such file. */
export async function readBackupHeader(file: string): Promise<BackupHeader> {
  const { created, keyring } = await headerOf(file);
  return { created, keyring };
}

interface Header extends BackupHeader {
  readonly salt: Uint8Array;
  readonly binding: Uint8Array;
  /** Where the chunks begin. */
  readonly end: number;
}

async function headerOf(file: string): Promise<Header> {
  await using handle = await openBackup(file);
  const start = new Uint8Array(magic.length + 4);
  await handle.read(start, 0, start.length, 0);
  const length = new DataView(start.buffer).getUint32(magic.length);
  if (magic.some((byte, at) => start[at] !== byte)) throw invalid(file, 'it is no backup that this version knows');
  if (length > maxHeaderBytes) throw invalid(file, 'its header is too long');
  const bytes = new Uint8Array(length);
  await handle.read(bytes, 0, length, start.length);
  const parsed = headerSchema.safeParse(jsonOf(bytes));
  const keyring = fromBase64url(parsed.data?.keyring ?? '!');
  const salt = fromBase64url(parsed.data?.salt ?? '!');
  if (!parsed.success || keyring === undefined || salt === undefined) throw invalid(file, 'its header is damaged');
  const binding = sha256(magic, bytes);
  return { created: parsed.data.created, keyring, salt, binding, end: start.length + length };
}

/**
 * The entries of a backup, in order. Whoever must not act on half of one reads it twice: throws MeshError
 * `backup-invalid` wherever it is not what was written, at its very end included.
 */
export async function* readBackup(file: string, dataKey: SecretKey): AsyncGenerator<StoreEntry, void, void> {
  const { salt, binding, end } = await headerOf(file);
  const key = backupKey(dataKey, salt);
  let index = 0;
  let complete = false;
  for await (const { last, sealed } of chunksOf(file, end)) {
    if (complete) throw invalid(file, 'something stands behind its end');
    const plain = openAtRest(key, sealed, chunkData(binding, index++, last));
    if (plain === undefined) throw invalid(file, 'a part of it was changed, or is of another backup');
    yield* entriesOf(plain, file);
    complete = last;
  }
  key.wipe();
  if (!complete) throw invalid(file, 'its end is missing');
}

async function* chunksOf(
  file: string,
  start: number,
): AsyncGenerator<{ readonly last: boolean; readonly sealed: Uint8Array }, void, void> {
  let pending = new Uint8Array(0);
  for await (const piece of createReadStream(file, { start, highWaterMark: chunkBytes })) {
    pending = new Uint8Array(Buffer.concat([pending, piece]));
    for (;;) {
      if (pending.length < 5) break;
      const length = new DataView(pending.buffer, pending.byteOffset).getUint32(1);
      if (length > maxChunkBytes) throw invalid(file, 'a part of it is too long');
      if (pending.length < 5 + length) break;
      yield { last: pending[0] === 1, sealed: pending.slice(5, 5 + length) };
      pending = pending.slice(5 + length);
    }
  }
  if (pending.length > 0) throw invalid(file, 'it is cut off');
}

function* entriesOf(plain: Uint8Array, file: string): Generator<StoreEntry, void, void> {
  const view = new DataView(plain.buffer, plain.byteOffset, plain.length);
  for (let at = 0; at < plain.length;) {
    const name = fromUtf8(plain.subarray(at + 1, at + 1 + view.getUint8(at)));
    const space = spaces.find((known) => known === name);
    // Authenticated, so it is what a version of this program wrote: a newer one.
    if (space === undefined) throw invalid(file, 'it has values that this version does not know; use a newer one');
    at += 1 + space.length;
    const key = plain.slice(at + 4, at + 4 + view.getUint32(at));
    at += 4 + key.length;
    const value = plain.slice(at + 4, at + 4 + view.getUint32(at));
    at += 4 + value.length;
    yield { space, key, value };
  }
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(fromUtf8(bytes) ?? '');
  } catch {
    return undefined;
  }
}

async function openBackup(file: string): Promise<FileHandle> {
  try {
    return await open(file, 'r');
  } catch (cause) {
    throw new MeshError('not-found', `${file} cannot be read (${codeOf(cause) ?? 'unknown cause'}). Name a backup.`, {
      cause,
    });
  }
}

function invalid(file: string, why: string): MeshError {
  return new MeshError(
    'backup-invalid',
    `${file} is not used: ${why}. Nothing was changed. Take another copy of the backup, or an older one.`,
  );
}

/**
 * The spaces that a backup leaves out: what must not go on from an older state, calls whose callers are gone, and
 * what is kept for others, whose senders have it still.
 */
export const leftOut: readonly Space[] = ['session', 'prekey', 'exchange', 'approval', 'mailbox'];
