import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf, databasePath } from './data-dir.ts';

/**
 * Whether a store goes on from where it was closed or crashed, or was put back from an older copy. After the
 * latter its sessions and prekeys are gone: to go on with an older ratchet would use message keys twice.
 */
export type Continuity =
  | { readonly kind: 'continued' }
  | {
      readonly kind: 'restored';
      /** What gave it away: a count that does not fit, files that are others, a key that was erased since. */
      readonly cause: 'count' | 'files' | 'epoch';
      /** Values of sessions and prekeys that were forgotten. */
      readonly forgotten: number;
      /** Other values that nothing opens any more, and that were removed: messages accepted or received before. */
      readonly unreadable: number;
    };

/** What the store notes about the files it lies in. Text, because inode and times exceed what a number holds. */
export interface ContinuityNote {
  readonly generation: number;
  readonly epoch: number;
  /** The file of the epochs. */
  readonly epochs: string;
  /** The database's CURRENT, which LevelDB makes anew at every opening and then leaves alone. */
  readonly current: string;
}

interface Times {
  readonly ino: bigint;
  readonly birthtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/**
 * Inode and birth of a file that is written in place. Not the device: its number changes between starts of the
 * same machine on some file systems. Where the system keeps no birth time, Node gives another time or zero for it.
 */
export function identityOf({ ino, birthtimeNs, ctimeNs }: Times): string {
  return birthtimeNs === ctimeNs ? `${ino}` : `${ino} ${birthtimeNs}`;
}

/** The same of CURRENT, with the time of its last change, which nobody can set: a copy over it shows too. */
export async function currentIdentity(dir: string): Promise<string | undefined> {
  try {
    const { ino, ctimeNs } = await stat(join(databasePath(dir), 'CURRENT'), { bigint: true });
    return `${ino} ${ctimeNs}`;
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') return undefined;
    throw cause;
  }
}

/** What is found at an opening, to be compared with what was noted. */
export interface Found {
  readonly generation: number;
  readonly epochs: ReadonlySet<number>;
  readonly identity: string;
  readonly current: string | undefined;
}

/**
 * What gives an older copy away; undefined when nothing does. The store notes the next count before the file does,
 * so after a crash the note may be ahead by one, and never behind.
 */
export function brokenBy(note: ContinuityNote, found: Found): 'count' | 'files' | 'epoch' | undefined {
  if (!found.epochs.has(note.epoch)) return 'epoch';
  if (note.generation !== found.generation && note.generation !== found.generation + 1) return 'count';
  return sameFile(note.epochs, found.identity) && note.current === found.current ? undefined : 'files';
}

/** A birth that was not known at one of the two moments decides nothing. */
function sameFile(noted: string, found: string): boolean {
  const [ino, birth] = noted.split(' ');
  const [foundIno, foundBirth] = found.split(' ');
  return ino === foundIno && (birth === undefined || foundBirth === undefined || birth === foundBirth);
}

/** The note as it stands in the store, which seals it. */
export function encodeNote(note: ContinuityNote): string {
  return JSON.stringify(note);
}

/** Reads what `encodeNote` wrote; the store authenticates its values, so it is what this file wrote. */
export function decodeNote(text: string): ContinuityNote {
  const { generation, epoch, epochs, current }: Record<string, unknown> = JSON.parse(text);
  return { generation: Number(generation), epoch: Number(epoch), epochs: String(epochs), current: String(current) };
}
