import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { MeshError, utf8 } from '../base/base.ts';
import {
  bundlePath,
  encodeBundle,
  maxEntryBytes,
  maxNoteBytes,
  readVerifierKey,
  tilePath,
  tilesOf,
  tileWidth,
  type LogFiles,
  type NoteKey,
} from '../audit/audit.ts';
import { maxAuditPage, type AuditClient, type AuditState } from '../control/control.ts';

/** Names of what lies beside the tiles of an exported log. */
export const names = {
  checkpoint: 'checkpoint',
  /** The latest checkpoint that others cosigned; absent when none did. */
  cosigned: 'checkpoint.cosigned',
  /** The key of the log, then those that it had before; and those of its cosigners; one a line. */
  key: 'log.key',
  cosigners: 'cosigners.keys',
} as const;

/** Largest bundle of entries, bytes. */
const maxBundleBytes = tileWidth * (maxEntryBytes + 2);

/** The bytes of a file; undefined when it is not there. Throws MeshError `request-invalid` when it is larger than it may be. */
export async function readIfThere(path: string, maxBytes: number): Promise<Uint8Array | undefined> {
  try {
    const { size } = await stat(path);
    if (size > maxBytes)
      throw new MeshError('request-invalid', `${path} has ${size} bytes; at most ${maxBytes} are expected there.`);
    return new Uint8Array(await readFile(path));
  } catch (cause) {
    if (cause instanceof MeshError) throw cause;
    const missing = cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR');
    if (missing) return undefined;
    throw new MeshError(
      'request-invalid',
      `${path} cannot be read. Check that it is a file and that you may read it.`,
      { cause },
    );
  }
}

/** A log in a folder, as `export --format tiles` writes it (c2sp.org/tlog-tiles). A partial tile may have become a full one since. */
export function filesIn(dir: string): LogFiles {
  const part = async (path: string, whole: string, maxBytes: number): Promise<Uint8Array | undefined> =>
    (await readIfThere(join(dir, path), maxBytes)) ?? (await readIfThere(join(dir, whole), maxBytes));
  return {
    checkpoint: () => readIfThere(join(dir, names.checkpoint), maxNoteBytes),
    tile: async (name) => {
      const bytes = await part(tilePath(name), tilePath({ ...name, width: tileWidth }), tileWidth * 32);
      return bytes?.subarray(0, name.width * 32);
    },
    bundle: (index, width) => readIfThere(join(dir, bundlePath(index, width)), maxBundleBytes),
  };
}

/** The log of a running node, as it was when `state` was asked. */
export function filesOf(audit: AuditClient, state: AuditState): LogFiles {
  return {
    checkpoint: async () => utf8(state.checkpoint),
    tile: (name) => audit.tile(name),
    bundle: async (index, width) => {
      const first = index * tileWidth;
      const { entries } = await audit.entries({ from: first, limit: Math.min(width, maxAuditPage) });
      const own = entries.filter((entry) => entry.index < first + width);
      // A node gives what there is: entries that were dropped are skipped.
      return own.length === 0 ? undefined : encodeBundle(own.map(({ entry }) => utf8(entry)));
    },
  };
}

/** Writes one file of an exported log, and the folders it lies in. */
export async function writeInto(dir: string, name: string, content: string | Uint8Array): Promise<void> {
  const path = join(dir, name);
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  } catch (cause) {
    throw new MeshError(
      'request-invalid',
      `${path} cannot be written. Name a folder that you may write to, with room.`,
      { cause },
    );
  }
}

/** Copies a whole log into a folder: checkpoint last, so that a copy that was broken off does not look complete. */
export async function copyLog(
  files: LogFiles,
  state: AuditState,
  to: { readonly dir: string; readonly size: number; readonly progress: (done: number) => void },
): Promise<void> {
  const { dir, size, progress } = to;
  for (const tile of tilesOf(size)) {
    const hashes = await files.tile(tile);
    if (hashes !== undefined) await writeInto(dir, tilePath(tile), hashes);
    if (tile.level > 0) continue;
    const bundle = await files.bundle(tile.index, tile.width);
    if (bundle !== undefined) await writeInto(dir, bundlePath(tile.index, tile.width), bundle);
    progress(Math.min(size, (tile.index + 1) * tileWidth));
  }
  await writeInto(dir, names.key, [state.key, ...state.formerKeys].map((key) => `${key}\n`).join(''));
  await writeInto(dir, names.cosigners, state.cosigners.map(({ key }) => `${key}\n`).join(''));
  if (state.cosigned !== undefined) await writeInto(dir, names.cosigned, state.cosigned);
  await writeInto(dir, names.checkpoint, state.checkpoint);
}

/** The keys in a file, one a line. Throws MeshError `request-invalid` for a line that is none. */
export async function keysIn(path: string): Promise<readonly NoteKey[]> {
  const bytes = await readIfThere(path, maxNoteBytes);
  const lines = new TextDecoder()
    .decode(bytes)
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.map(readKey);
}

/** Reads a verifier key. Throws MeshError `request-invalid` when it is none. */
export function readKey(text: string): NoteKey {
  const key = readVerifierKey(text);
  if (key !== undefined) return key;
  throw new MeshError(
    'request-invalid',
    'That is no verifier key. It has the form name+id+base64, as log.key of an exported log holds it.',
  );
}
