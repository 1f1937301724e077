import type { Level } from 'level';
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

/** The layout that this version reads and writes. Raise it with a migration when a space or an encoding changes. */
const schemaVersion = 1;

/**
 * Where the version stands: unsealed, because a newer version may seal in another way, and below every space.
 * It is repeated inside the sealed check, so that changing it by hand is noticed.
 */
const versionKey = Uint8Array.of(0);
const checkName = 'data-key-check';

/**
 * Notes version and data key in a new database, and compares them in an old one. Throws MeshError `store-newer`,
 * `keyring-locked` or `store-damaged`.
 *
 * A check that does not open means a wrong key and not damage: LevelDB keeps checksums, and reports a value that
 * the disk changed before it gets here.
 */
export async function ensureFormat(
  database: Level<Uint8Array, Uint8Array>,
  { dataKey, random }: { readonly dataKey: SecretKey; readonly random: Random },
): Promise<void> {
  const aad = associatedData('meta', checkName);
  const checkKey = databaseKey('meta', checkName);
  const check = utf8(`parley store ${schemaVersion}`);
  const version = await read(database, versionKey);
  if (version === undefined) {
    await refuseUnlessEmpty(database);
    await database.batch(
      [
        { type: 'put', key: versionKey, value: u32be(schemaVersion) },
        { type: 'put', key: checkKey, value: sealAtRest(dataKey, check, aad, random) },
      ],
      { sync: true },
    );
    return;
  }
  refuseOtherVersion(version);
  const sealed = await read(database, checkKey);
  if (sealed === undefined) throw damaged('its key check is missing');
  const opened = openAtRest(dataKey, sealed, aad);
  if (opened === undefined) throw wrongKey();
  if (!equalBytes(opened, check)) throw damaged('its version was changed');
}

async function read(database: Level<Uint8Array, Uint8Array>, key: Uint8Array): Promise<Uint8Array | undefined> {
  try {
    return await database.get(key);
  } catch (cause) {
    throw damaged('its first values could not be read', cause);
  }
}

function refuseOtherVersion(bytes: Uint8Array): void {
  if (bytes.length !== 4) throw damaged('its version is no number');
  const version = new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0);
  if (version > schemaVersion) {
    throw new MeshError(
      'store-newer',
      `The data directory was written by a newer version of this program (layout ${version}; this one knows ${schemaVersion}). Install that version again, or restore a backup from before the upgrade.`,
    );
  }
  if (version < schemaVersion) throw damaged(`its version is ${version}, which never was`);
}

async function refuseUnlessEmpty(database: Level<Uint8Array, Uint8Array>): Promise<void> {
  for await (const key of database.keys({ limit: 1 }))
    throw damaged(`it has values (${key.length}-byte key) but no version`);
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
